/**
 * The two servers of a differential test: redis-server, and the one under test. With
 * `VORTIS_TEST_SUBJECT=redis` a second redis-server takes the place of Vortis, which shows that a
 * transcript or the generator is itself deterministic.
 */
import type { ChildServer } from "../helpers/servers/child_server.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

/** A running pair; `await using` stops both. */
export interface Pair extends AsyncDisposable {
  redis: ChildServer;
  subject: ChildServer;
}

/** Starts both servers, each on a free port. */
export async function startPair(args: string[] = []): Promise<Pair> {
  const redis = await startRedis(args);
  try {
    const subject = await startSubject(args);
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
