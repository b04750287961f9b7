/**
 * Vortis in the tests of a service: nothing to install, nothing to start beforehand, nothing left behind.
 *
 * The service here counts visits and locks out who fails to log in too often. Its tests use a store of their
 * own with a clock that they move themselves; where the service talks to a Redis server, they start one
 * within the test, on a port that the system chooses.
 *
 *     deno test --allow-net examples/embedded_in_tests.ts
 */
import { assert, assertEquals } from "@std/assert";
import { ManualClock, Store } from "@vortis/core";
import { RespClient } from "@vortis/core/resp";
import { serve } from "@vortis/core/server";

/** A part of a service that is given its store: a test gives it another one. */
class LoginGuard {
  constructor(private readonly store: Store, private readonly maxFailures = 3) {}

  /** Notes that somebody has failed; whether they are locked out now, for ten minutes. */
  failed(user: string): boolean {
    const failures = this.store.incrBy(`failures:${user}`);
    this.store.expire(`failures:${user}`, 600);
    return failures >= this.maxFailures;
  }

  /** Whether somebody may try. */
  mayTry(user: string): boolean {
    return Number(this.store.get(`failures:${user}`) ?? 0) < this.maxFailures;
  }
}

/** A part of a service that talks to a Redis server, by whatever client; here by a small one. */
class VisitCounter {
  constructor(private readonly redis: RespClient) {}

  /** Counts a visit of a page; returns how many there were today. */
  async visit(page: string): Promise<number> {
    const [visits] = await Promise.all([
      this.redis.call("INCR", `visits:${page}`),
      this.redis.call("EXPIRE", `visits:${page}`, 86_400, "NX"),
      this.redis.call("ZINCRBY", "popular", 1, page),
    ]);
    return Number(visits);
  }

  /** The pages that are visited most. */
  async popular(count: number): Promise<string[]> {
    return await this.redis.call("ZRANGE", "popular", 0, count - 1, "REV") as string[];
  }
}

Deno.test("three failures lock out for ten minutes, and nobody waits for them", () => {
  const clock = new ManualClock();
  using store = new Store({ clock });
  const guard = new LoginGuard(store);
  assertEquals(["a", "a", "a"].map((user) => guard.failed(user)), [false, false, true]);
  assert(!guard.mayTry("a"));
  assert(guard.mayTry("b"));
  clock.advance(601_000);
  assert(guard.mayTry("a"));
});

Deno.test("each test has a store of its own", () => {
  using store = new Store();
  assertEquals(store.size, 0);
});

Deno.test("visits are counted, against a server within the test", async () => {
  const clock = new ManualClock();
  using store = new Store({ clock });
  const server = await serve({ store, hostname: "127.0.0.1", port: 0 });
  const redis = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  try {
    const counter = new VisitCounter(redis);
    assertEquals(await counter.visit("/home"), 1);
    assertEquals(await counter.visit("/home"), 2);
    assertEquals(await counter.visit("/about"), 1);
    assertEquals(await counter.popular(1), ["/home"]);

    // The test sees the data without asking the server, and may change it behind the service's back.
    assertEquals(store.ttl("visits:/home"), 86_400);
    store.sortedSets.increment("popular", "/about", 10);
    assertEquals(await counter.popular(1), ["/about"]);
  } finally {
    redis.close();
    await server.shutdown();
  }
});
