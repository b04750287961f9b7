/**
 * A real redis-server as a child: what the product is compared with. Persistence is off and it
 * runs in a directory of its own.
 */
import { getAvailablePort } from "@std/net";
import { ChildServer } from "./child_server.ts";

/**
 * Starts redis-server on a free port of the loopback interface.
 *
 * @param args added to the command line, `["--maxmemory", "10mb"]`.
 * @throws {Error} when redis-server is not installed or does not start.
 */
export async function startRedis(args: string[] = []): Promise<ChildServer> {
  const port = getAvailablePort();
  const dir = await Deno.makeTempDir({ prefix: "redis-" });
  const server = await ChildServer.start({
    command: "redis-server",
    args: [
      ...["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
      ...["--dir", dir],
      ...args,
    ],
    port,
    cwd: dir,
  });
  server.status.then(() => Deno.remove(dir, { recursive: true })).catch(() => {});
  return server;
}
