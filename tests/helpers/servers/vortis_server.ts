/** Vortis as a server under test: as a child process of its own. */
import { getAvailablePort } from "@std/net";
import { ChildServer } from "./child_server.ts";

const ROOT = new URL("../../../", import.meta.url);

/** The permissions that `deno task start` gives. */
export const START_PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env=VORTIS_*,HOME,NO_COLOR,REDISCLI_AUTH,TERM,USERPROFILE",
];

/** The V8 flags that `deno task start` gives. */
export const START_V8_FLAGS =
  "--v8-flags=--max-inlined-bytecode-size=1000,--max-inlined-bytecode-size-cumulative=2500,--max-semi-space-size=2";

/** The flags for a port of one loopback address and data in memory alone, as the tests' redis-server has it. */
export function listenOn(port: number): string[] {
  return ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
}

/**
 * Starts `main.ts` on a free port of the loopback interface, in a directory of its own.
 *
 * @param args added to the command line, `["--maxmemory", "10mb"]`.
 */
export async function startVortis(
  args: string[] = [],
  options: { env?: Record<string, string>; port?: number } = {},
): Promise<ChildServer> {
  const port = options.port ?? getAvailablePort();
  const dir = await Deno.makeTempDir({ prefix: "vortis-" });
  const server = await ChildServer.start({
    command: Deno.execPath(),
    args: [
      ...[
        "run",
        "--no-check",
        START_V8_FLAGS,
        ...START_PERMISSIONS,
        new URL("main.ts", ROOT).pathname,
      ],
      ...listenOn(port),
      ...["--dir", dir],
      ...args,
    ],
    port,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  server.status.then(() => Deno.remove(dir, { recursive: true })).catch(() => {});
  return server;
}
