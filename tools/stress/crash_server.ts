/** The server of the crash test: a process on a directory that outlives it. */

import { getAvailablePort } from "@std/net";
import { RespClient } from "../../resp/mod.ts";
import { START_PERMISSIONS, START_V8_FLAGS } from "../../tests/helpers/servers/vortis_server.ts";

const ROOT = new URL("../../", import.meta.url);
const READY_TIMEOUT_MS = 20_000;

/**
 * Puts the server's modules into one file: it starts in half the time then. Returns its path.
 * @throws {Error} if that fails.
 */
export async function bundleServer(directory: string): Promise<string> {
  const path = `${directory}/vortis.js`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "deno", "--output", path],
      new URL("main.ts", ROOT).pathname,
    ],
    cwd: ROOT,
  }).output();
  if (!success) throw new Error(`deno bundle failed:\n${new TextDecoder().decode(stderr)}`);
  return path;
}

/** A server's process. */
export class CrashServer {
  readonly port: number = getAvailablePort();
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<unknown>;
  #output = "";
  #hasEnded = false;

  /** Starts a server; it may take a while until it answers. */
  constructor(program: string, args: readonly string[]) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-check", START_V8_FLAGS, ...START_PERMISSIONS, program],
        ...["--port", String(this.port), "--bind", "127.0.0.1", ...args],
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#child.status.then(() => this.#hasEnded = true);
    this.#reading = Promise.all([this.#read(this.#child.stdout), this.#read(this.#child.stderr)]);
  }

  /** What it has printed. */
  get output(): string {
    return this.#output;
  }

  /**
   * Waits until the server has loaded its data; a connection to it.
   * @throws {Error} with its output, if it ends instead.
   */
  async ready(): Promise<RespClient> {
    const deadline = performance.now() + READY_TIMEOUT_MS;
    while (performance.now() < deadline && !this.#hasEnded) {
      try {
        const client = await RespClient.connect({ hostname: "127.0.0.1", port: this.port });
        while ((await client.command("PING")).type === "error") await delay(5);
        return client;
      } catch {
        await delay(5);
      }
    }
    await this.kill();
    throw new Error(`the server did not start:\n${this.#output}`);
  }

  /** Ends it without any warning, and waits until it is gone. */
  async kill(): Promise<void> {
    if (!this.#hasEnded) {
      try {
        this.#child.kill("SIGKILL");
      } catch {
        // It has ended by itself, which its output tells about.
      }
    }
    await this.#child.status;
    await this.#reading;
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.#output += decoder.decode(chunk, { stream: true });
  }
}

/** Resolves after so many milliseconds. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
