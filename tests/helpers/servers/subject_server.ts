/**
 * The server that the tests are about: Vortis from its sources, unless `VORTIS_TEST_SUBJECT` says
 * otherwise. "redis" is a real redis-server, which shows that a test asks for what redis does; any
 * other value is the path of a compiled Vortis.
 */
import { getAvailablePort } from "@std/net";
import { ChildServer } from "./child_server.ts";
import { startRedis } from "./redis_server.ts";
import { listenOn, startVortis } from "./vortis_server.ts";

/** Starts the server under test on a free port. */
export async function startSubject(args: string[] = []): Promise<ChildServer> {
  const subject = Deno.env.get("VORTIS_TEST_SUBJECT") ?? "";
  if (subject === "") return await startVortis(args);
  if (subject === "redis") return await startRedis(args);
  const port = getAvailablePort();
  const dir = await Deno.makeTempDir({ prefix: "vortis-" });
  const server = await ChildServer.start({
    command: subject,
    args: [...listenOn(port), "--dir", dir, ...args],
    port,
  });
  server.status.then(() => Deno.remove(dir, { recursive: true })).catch(() => {});
  return server;
}
