/**
 * A rate limiter with a sliding window, in front of an HTTP server.
 *
 * Each client may make 5 requests in any 2 seconds: the moments of its last requests are the scores of a
 * sorted set, and what is older than the window is taken out. It shows that calls are synchronous, so that
 * counting and adding are one step without a lock, and that a key with a time to live cleans up after itself.
 *
 *     deno run --allow-net examples/rate_limiter.ts 8000
 *     for i in 1 2 3 4 5 6; do curl -i http://127.0.0.1:8000/; done      # the sixth: 429
 */
import { Store } from "@vortis/core";

/** What a client may do. */
interface Limit {
  readonly requests: number;
  readonly windowMs: number;
}

/** What has become of a request. */
interface Verdict {
  readonly allowed: boolean;
  /** How many requests the client may make at once now. */
  readonly remaining: number;
  /** Milliseconds until it may make one again; 0 if it may now. */
  readonly retryAfterMs: number;
}

/** Counts what clients have done in the last `windowMs`, to the millisecond. */
class SlidingWindowLimiter {
  #serial = 0;

  constructor(private readonly store: Store, private readonly limit: Limit) {}

  /** Takes a request of a client, or refuses it. O(log requests). */
  take(client: string): Verdict {
    const { store: { sortedSets }, limit: { requests, windowMs } } = this;
    const key = `requests:${client}`;
    const now = Date.now();
    sortedSets.deleteByScore(key, -Infinity, now - windowMs);

    const count = sortedSets.size(key);
    if (count >= requests) {
      const [[, oldest]] = sortedSets.entries(key, 0, 0);
      return { allowed: false, remaining: 0, retryAfterMs: oldest + windowMs - now + 1 };
    }
    // Two requests of one millisecond are two members.
    sortedSets.add(key, `${now}-${this.#serial++}`, now);
    this.store.pexpire(key, windowMs);
    return { allowed: true, remaining: requests - count - 1, retryAfterMs: 0 };
  }
}

const limit: Limit = { requests: 5, windowMs: 2000 };
// When the memory is full, those who have not asked for the longest time are forgotten first.
const store = new Store({ maxMemory: "32mb", eviction: "allkeys-lru" });
const limiter = new SlidingWindowLimiter(store, limit);

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.args[0] ?? 8000),
  onListen: ({ hostname, port }) => console.log(`listening on http://${hostname}:${port}/`),
}, (request, { remoteAddr }) => {
  // Whoever has a key is known by it, everybody else by the address.
  const client = request.headers.get("x-api-key") ?? remoteAddr.hostname;
  const { allowed, remaining, retryAfterMs } = limiter.take(client);
  const headers = new Headers({
    "ratelimit-limit": String(limit.requests),
    "ratelimit-remaining": String(remaining),
  });
  if (allowed) return new Response("hello\n", { headers });
  headers.set("retry-after", String(Math.ceil(retryAfterMs / 1000)));
  return new Response("too many requests\n", { status: 429, headers });
});
