/**
 * The two servers of a differential test: redis-server, and the one under test. With
 * `VORTIS_DIFFERENTIAL_SUBJECT=redis` a second redis-server takes the place of Vortis, which shows
 * that a transcript or the generator is itself deterministic.
 */
import type { ChildServer } from "../helpers/child_server.ts";
import { startRedis } from "../helpers/redis_server.ts";
import { startVortis } from "../helpers/vortis_server.ts";

/** A running pair; `await using` stops both. */
export interface Pair extends AsyncDisposable {
  redis: ChildServer;
  subject: ChildServer;
}

/** Starts both servers, each on a free port. */
export async function startPair(args: string[] = []): Promise<Pair> {
  const subjectIsRedis = Deno.env.get("VORTIS_DIFFERENTIAL_SUBJECT") === "redis";
  const redis = await startRedis(args);
  try {
    const subject = subjectIsRedis ? await startRedis(args) : await startVortis(args);
    return {
      redis,
      subject,
      [Symbol.asyncDispose]: async () => {
        await Promise.all([redis.stop(), subject.stop()]);
      },
    };
  } catch (error) {
    await redis.stop();
    throw error;
  }
}
