/**
 * What invalidations are for: a cache that drops what it is told to drop never shows an old value,
 * whatever clients do, keys that expire and are evicted included.
 */
import { assert, assertEquals } from "@std/assert";
import { Random, seeds } from "../../helpers/random.ts";
import { type TestClient, TestServer } from "../../helpers/commands.ts";

const KEYS = ["a", "b", "ba", "c", "ca", "d"];

/** A client that caches what GET answers; in RESP3, or through another client in RESP2. */
class Cache {
  readonly held = new Map<string, string>();
  /** Keys of the commands that this client has sent itself: with NOLOOP it must see to them. */
  readonly #noLoop: boolean;
  readonly #receiver: TestClient;
  readonly client: TestClient;

  constructor(server: TestServer, options: string, protocol: 2 | 3 = 3) {
    this.client = server.client(protocol);
    this.#receiver = protocol === 3 ? this.client : server.client(2);
    if (protocol === 2) {
      this.#receiver.reply("SUBSCRIBE __redis__:invalidate");
      options += ` REDIRECT ${this.#receiver.session.id}`;
    }
    this.#noLoop = options.includes("NOLOOP");
    this.client.expectReply(`CLIENT TRACKING ON ${options}`, "+OK");
  }

  /** Whether the server promises to tell of this key. */
  covers(key: string): boolean {
    const { tracker } = this.client.session;
    return !tracker!.broadcasts || tracker!.prefixes.some((prefix) => key.startsWith(prefix));
  }

  /** Reads a key into the cache. */
  get(key: string): void {
    const reply = this.client.reply(`GET ${key}`);
    const value = /^(\$-1|_|\$\d+ \S+|-WRONGTYPE)/.exec(reply)![0];
    this.held.set(key, value);
    this.drop(reply.slice(value.length));
  }

  /** Sends a command; `keys` are those that it may change. */
  write(request: string, keys: readonly string[]): void {
    if (this.#noLoop) { for (const key of keys) this.held.delete(key); }
    this.drop(this.client.reply(request));
  }

  /** Takes notice of what has come. */
  catchUp(): void {
    this.drop(this.#receiver.received());
  }

  drop(text: string): void {
    const messages = text.matchAll(
      /(?:>2 \$10 invalidate|\$20 __redis__:invalidate) (_|\$-1|\*\d+((?: \$\d+ \S+)+))/g,
    );
    for (const [, all, keys] of messages) {
      if (keys === undefined) {
        assert(all === "_" || all === "$-1");
        this.held.clear();
      } else {
        for (const [, key] of keys.matchAll(/\$\d+ (\S+)/g)) this.held.delete(key);
      }
    }
  }
}

for (const seed of seeds("cache consistency")) {
  Deno.test(`caches never show an old value, seed ${seed}`, () => {
    const random = new Random(seed);
    const server = new TestServer({ "maxmemory-policy": "allkeys-random" });
    const caches = [
      new Cache(server, ""),
      new Cache(server, "NOLOOP"),
      new Cache(server, "BCAST"),
      new Cache(server, "BCAST NOLOOP PREFIX b PREFIX c"),
      new Cache(server, "", 2),
      new Cache(server, "BCAST PREFIX a", 2),
    ];
    const checker = server.client();
    const stranger = server.client();
    server.engine.maxKeys = 5;
    let invalidated = 0;
    for (let step = 0; step < 6000; step++) {
      const key = random.pick(KEYS);
      const other = random.pick(KEYS);
      const cache = random.pick(caches);
      const request = random.weighted([
        [6, `SET ${key} v${step}`],
        [2, `SET ${key} v${step} PX ${random.int(1, 50)}`],
        [2, `APPEND ${key} x`],
        [2, `DEL ${key} ${other}`],
        [1, `RENAME ${key} ${other}`],
        [1, `COPY ${key} ${other} REPLACE`],
        [1, `PEXPIRE ${key} ${random.int(-1, 50)}`],
        [1, `LPUSH ${key} x`],
        [1, `MSET ${key} m${step} ${other} n${step}`],
        [0.2, "FLUSHALL"],
        [0.2, "FLUSHDB"],
      ]);
      const held = caches.reduce((sum, { held }) => sum + held.size, 0);
      if (random.chance(0.5)) cache.get(key);
      else if (random.chance(0.3)) cache.write(request, [key, other]);
      else if (random.chance(0.2)) {
        cache.write("MULTI", []);
        cache.write(request, []);
        cache.write(`GET ${other}`, []);
        cache.write("EXEC", [key, other]);
      } else stranger.reply(request);
      if (random.chance(0.1)) server.advance(random.int(1, 40));
      if (random.chance(0.1)) server.sweeper.cycle();
      server.endTurn();
      for (const one of caches) one.catchUp();
      invalidated += Math.max(0, held - caches.reduce((sum, { held }) => sum + held.size, 0));
      for (const name of KEYS) {
        const value = checker.reply(`GET ${name}`).replace(/^(-WRONGTYPE).*/, "$1");
        // Looking may have found that the key's time has come.
        for (const one of caches) {
          one.catchUp();
          const known = one.covers(name) ? one.held.get(name) : undefined;
          if (known !== undefined) {
            assertEquals(known.replace("_", "$-1"), value, `${name} at ${step}: ${request}`);
          }
        }
      }
    }
    assert(invalidated > 1000, `only ${invalidated} invalidations`);
  });
}
