/**
 * The server that the tests are about: Vortis, or a real redis-server when
 * `VORTIS_TEST_SUBJECT=redis`. The latter shows that a test asks for what redis does.
 */
import type { ChildServer } from "./child_server.ts";
import { startRedis } from "./redis_server.ts";
import { startVortis } from "./vortis_server.ts";

/** Starts the server under test on a free port. */
export async function startSubject(args: string[] = []): Promise<ChildServer> {
  return Deno.env.get("VORTIS_TEST_SUBJECT") === "redis"
    ? await startRedis(args)
    : await startVortis(args);
}
