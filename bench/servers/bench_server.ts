/**
 * The servers that a comparison starts: redis-server, Vortis from its sources, Vortis compiled, or
 * any command line. Each is a child process on a port of its own, without persistence, and is
 * ended by its process id.
 */
import { getAvailablePort } from "@std/net";
import { ChildServer } from "../../tests/helpers/servers/child_server.ts";
import { startRedis } from "../../tests/helpers/servers/redis_server.ts";
import { START_PERMISSIONS, START_V8_FLAGS } from "../../tests/helpers/servers/vortis_server.ts";

/** A server that can be started afresh any number of times. */
export interface Candidate {
  /** Name in tables and charts. */
  name: string;
  /** Starts it on a free loopback port and waits until it answers. */
  start(): Promise<ChildServer>;
}

/** redis-server with persistence off. */
export function redisCandidate(): Candidate {
  return { name: "redis-server", start: () => startRedis() };
}

/** Vortis run from its sources, with the flags and permissions of `deno task start`. */
export function vortisCandidate(): Candidate {
  const main = new URL("../../main.ts", import.meta.url).pathname;
  return commandCandidate("vortis", [
    ...[Deno.execPath(), "run", "--no-check", START_V8_FLAGS, ...START_PERMISSIONS],
    ...[main, "--port", "{port}", "--save", ""],
  ]);
}

/** Vortis compiled into one binary. */
export function vortisBinaryCandidate(path: string): Candidate {
  return commandCandidate("vortis (compiled)", [path, "--port", "{port}", "--save", ""]);
}

/**
 * Any server that answers PING.
 *
 * @param command program and arguments; `{port}` stands for the port in each.
 */
export function commandCandidate(name: string, command: readonly string[]): Candidate {
  return {
    name,
    start: () => {
      const port = getAvailablePort();
      const [program, ...args] = command.map((part) => part.replaceAll("{port}", String(port)));
      return ChildServer.start({ command: program, args, port });
    },
  };
}
