/**
 * What broke earlier systems of this kind, as their users would meet it: each test is named after
 * the fault that it rules out, and talks to a server of its own over a socket. The parts that have
 * such tests of their own (parser, connection, glob, namespaces) are not repeated here.
 */
import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { json, Store } from "../mod.ts";
import { encodeCommand } from "./helpers/command_line.ts";
import { RawConnection } from "./helpers/servers/raw_connection.ts";
import { startSubject } from "./helpers/servers/subject_server.ts";

/** Runs a test with a connection to a server of its own. */
function onServer(
  name: string,
  run: (connection: RawConnection, port: number) => Promise<void>,
  args: string[] = [],
): void {
  Deno.test(`regression: ${name}`, async () => {
    await using server = await startSubject(args);
    using connection = await RawConnection.connect(server.port);
    await run(connection, server.port);
  });
}

onServer("SET with two expiries, or a huge one, is an error and not the end", async (client) => {
  assertEquals(await client.text("SET", "k", "v", "EX", "1", "PX", "1"), "-ERR syntax error\r\n");
  const huge = "99999999999999999999999";
  assertMatch(await client.text("SET", "k", "v", "EX", huge), /^-ERR value is not an integer/);
  assertMatch(await client.text("SET", "k", "v", "EX", "9223372036854775807"), /^-ERR invalid/);
  assertEquals(await client.text("PING"), "+PONG\r\n");
});

onServer("replies count bytes and not characters", async (client) => {
  const text = "héllo€ 😀";
  const length = new TextEncoder().encode(text).length;
  await client.command("SET", "k", text);
  const [get, echo, ping] = await client.pipeline([["GET", "k"], ["ECHO", text], ["PING"]]);
  assertEquals(new TextDecoder().decode(get), `$${length}\r\n${text}\r\n`);
  assertEquals(get, echo);
  assertEquals(new TextDecoder().decode(ping), "+PONG\r\n");
});

onServer("a value with a line end stores itself and runs nothing", async (client) => {
  assertEquals(await client.text("SET", "k", "a\r\nFLUSHALL\r\n"), "+OK\r\n");
  assertEquals(await client.value("GET", "k"), "a\r\nFLUSHALL\r\n");
  assertEquals(await client.value("DBSIZE"), 1);
});

onServer("counts of random members and limits of sorts overflow nothing", async (client) => {
  await client.command("SADD", "s", "a");
  assertEquals(await client.text("SADD", "s", "b", "b"), ":1\r\n");
  assertEquals(await client.command("SREM", "s", "b").then(() => client.value("SCARD", "s")), 1);
  const most = "9223372036854775807";
  const least = "-9223372036854775808";
  assertMatch(await client.text("SRANDMEMBER", "s", least), /^-ERR value is out of range/);
  assertMatch(await client.text("SRANDMEMBER", "s", `-${most}`), /^-ERR value is out of range/);
  assertEquals(await client.text("SRANDMEMBER", "s", most), "*1\r\n$1\r\na\r\n");
  assertMatch(await client.text("SPOP", "s", `-${most}`), /^-ERR value is out of range/);
  for (const [offset, count] of [[most, most], [most, "1"], ["1", most]]) {
    const limit = ["LIMIT", offset!, count!, "GET", "#", "GET", "#"];
    assertEquals(await client.text("SORT", "s", "ALPHA", ...limit), "*0\r\n");
  }
  const all = await client.text("SORT", "s", "ALPHA", "LIMIT", least, most);
  assertEquals(all, "*1\r\n$1\r\na\r\n");
});

onServer(
  "a pipeline of two commands does not wait for a delayed acknowledgement",
  async (client) => {
    await client.command("PING");
    const started = performance.now();
    for (let i = 0; i < 20; i++) {
      // Two small writes, the case in which Nagle's algorithm and delayed ACKs meet.
      await client.send(encodeCommand(["SET", "k", "v"]));
      await client.send(encodeCommand(["GET", "k"]));
      await client.readReply();
      await client.readReply();
    }
    assertLess((performance.now() - started) / 20, 20, "ms for a pair of commands");
  },
);

onServer("a negative or zero TTL is refused and the server goes on", async (client) => {
  for (const ttl of ["-1", "0", "-9223372036854775808"]) {
    assertMatch(await client.text("SET", "k", "v", "EX", ttl), /^-ERR invalid expire time/);
    assertMatch(await client.text("SETEX", "k", ttl, "v"), /^-ERR invalid expire time/);
  }
  assertEquals(await client.text("SET", "k", "v"), "+OK\r\n");
  assertEquals(await client.value("EXPIRE", "k", "-1"), 1);
  assertEquals(await client.value("GET", "k"), null);
});

onServer("an empty transaction answers with an empty array", async (client) => {
  await client.command("MULTI");
  assertEquals(await client.text("EXEC"), "*0\r\n");
});

onServer("current clients can connect: HELLO, SELECT, CLIENT, QUIT", async (client) => {
  assertMatch(await client.text("HELLO", "3"), /^%7\r\n/);
  assertEquals(await client.text("SELECT", "1"), "+OK\r\n");
  assertEquals(await client.text("CLIENT", "SETNAME", "me"), "+OK\r\n");
  assertEquals(await client.text("QUIT"), "+OK\r\n");
  assertEquals((await client.readToEnd()).length, 0);
});

onServer("a line end in a name makes no second reply", async (client) => {
  const text = await client.text("NO\r\n+OK\r\nSUCH", "a\r\n+OK");
  assertEquals(text.split("\r\n").length, 2);
  assertMatch(text, /^-ERR unknown command/);
  assertEquals(await client.text("PING"), "+PONG\r\n");
});

onServer("stars in a pattern do not take exponential time", async (client) => {
  await client.command("SET", "a".repeat(5000), "x");
  const started = performance.now();
  assertEquals(await client.value("KEYS", "a*".repeat(200) + "b"), []);
  assertEquals(await client.value("SCAN", "0", "MATCH", "*a".repeat(5000) + "b"), ["0", []]);
  assertEquals(await client.value("KEYS", "[".repeat(10_000)), []);
  assertLess(performance.now() - started, 2000, "ms");
});

onServer("offsets at the ends of 64 bits are refused, not computed with", async (client) => {
  for (const offset of ["9223372036854775807", "-9223372036854775808", "536870912", "4294967295"]) {
    assertMatch(await client.text("SETRANGE", "k", offset, "x"), /^-ERR/);
  }
  await client.command("SET", "k", "value");
  const [low, high] = ["-9223372036854775808", "9223372036854775807"];
  assertEquals(await client.value("GETRANGE", "k", low, high), "value");
  assertEquals(await client.value("GETRANGE", "k", high, low), "");
  assertEquals(await client.value("BITCOUNT", "k", low, high), 21);
});

onServer("MSETNX with a key twice sets it once", async (client) => {
  assertEquals(await client.value("MSETNX", "k", "1", "k", "2"), 1);
  assertEquals(await client.value("GET", "k"), "2");
  assertEquals(await client.value("DBSIZE"), 1);
  assertEquals(await client.value("MSETNX", "new", "1", "k", "3"), 0);
  assertEquals(await client.value("EXISTS", "new"), 0);
});

onServer(
  "before a password is given a client gets no more than errors",
  async (client) => {
    await client.send("*1000000\r\n");
    assertMatch(new TextDecoder().decode(await client.readToEnd()), /unauthenticated multibulk/);
  },
  ["--requirepass", "secret"],
);

onServer("the slow log shows no password", async (client) => {
  await client.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
  await client.command("AUTH", "default", "hunter2");
  await client.command("HELLO", "3", "AUTH", "default", "hunter2");
  await client.command("CONFIG", "SET", "requirepass", "hunter2");
  await client.command("AUTH", "hunter2");
  await client.command("PING");
  const log = await client.text("SLOWLOG", "GET", "-1");
  assert(!log.includes("hunter2"), log);
});

onServer(
  "the first eviction does not stop the server",
  async (client) => {
    for (let i = 0; i < 200; i++) {
      const batch = Array.from(
        { length: 100 },
        (_, j) => ["SET", `key:${i}:${j}`, "x".repeat(500)],
      );
      for (const reply of await client.pipeline(batch)) assertEquals(reply.length, 5);
    }
    const stats = await client.text("INFO", "stats");
    assert(Number(/evicted_keys:(\d+)/.exec(stats)?.[1]) > 0, stats);
    assertEquals(await client.text("PING"), "+PONG\r\n");
  },
  ["--maxmemory", "5mb", "--maxmemory-policy", "allkeys-lru"],
);

Deno.test("regression: evictions are counted", () => {
  using store = new Store({ maxKeys: 10, eviction: "allkeys-random" });
  for (let i = 0; i < 100; i++) store.set(`key:${i}`, "x");
  assertEquals(store.size, 10);
  assertEquals(store.stats().evictions, 90);
});

Deno.test("regression: a namespace is not a prefix of keys", () => {
  using store = new Store();
  const outer = store.namespace("a");
  const inner = store.namespace("a:b");
  outer.set("b:k", "outer");
  inner.set("k", "inner");
  assertEquals(outer.get("b:k"), "outer");
  assertEquals(inner.get("k"), "inner");
  outer.clear();
  assertEquals(inner.get("k"), "inner");
});

Deno.test("regression: an evicting write costs the same at 10,000 and at 300,000 keys", () => {
  // Medians of batches, so that a collection of garbage in one of them does not count.
  const cost = (keys: number): number => {
    using store = new Store({ maxKeys: keys, eviction: "allkeys-lru", activeExpiry: false });
    for (let i = 0; i < keys; i++) store.set(`key:${i}`, "value");
    const batches: number[] = [];
    for (let batch = 0, i = keys; batch < 21; batch++) {
      const started = performance.now();
      const end = i + 2000;
      for (; i < end; i++) store.set(`key:${i}`, "value");
      batches.push((performance.now() - started) / 2000);
    }
    return batches.sort((a, b) => a - b)[10]!;
  };
  cost(10_000);
  const [small, large] = [cost(10_000), cost(300_000)];
  // Memory that no longer fits the processor's caches makes it a few times slower; a scan of the
  // keys would make it thirty times slower.
  assertLess(large, small * 10, `${small} ms at 10,000 keys, ${large} ms at 300,000`);
});

Deno.test("regression: a read, and a write to a namespace, cost the same among 300,000 keys", () => {
  const cost = (keys: number): number => {
    using store = new Store({ activeExpiry: false });
    for (let i = 0; i < keys; i++) store.set(`key:${i}`, "value");
    const other = store.namespace("other");
    const batches: number[] = [];
    for (let batch = 0, i = 0; batch < 21; batch++) {
      const started = performance.now();
      for (const end = i + 1000; i < end; i++) {
        store.get(`key:${i % keys}`);
        other.set("k", "v");
      }
      batches.push((performance.now() - started) / 1000);
    }
    return batches.sort((a, b) => a - b)[10]!;
  };
  cost(1000);
  const [small, large] = [cost(1000), cost(300_000)];
  assertLess(large, small * 20, `${small} ms at 1,000 keys, ${large} ms at 300,000`);
});

Deno.test("regression: a stored null is not a miss", () => {
  using store = new Store<unknown>({ codec: json() });
  store.set("k", null);
  assertEquals([store.get("k"), store.get("none")], [null, undefined]);
});

Deno.test("regression: keys chosen against an unseeded hash cost what random keys do", () => {
  const insert = (keys: string[]): number => {
    using store = new Store({ activeExpiry: false });
    const started = performance.now();
    for (const key of keys) store.set(key, "x");
    for (const key of keys) assertEquals(store.get(key), "x");
    return performance.now() - started;
  };
  const count = 100_000;
  // Strings of "Aa" and "BB" collide in every multiplicative hash by 31, the classic attack.
  const chosen = Array.from({ length: count }, (_, i) => {
    let key = "";
    for (let bit = 0; bit < 17; bit++) key += (i >> bit) & 1 ? "Aa" : "BB";
    return key;
  });
  const random = Array.from({ length: count }, () => crypto.randomUUID().slice(0, 34));
  insert(random);
  const [usual, attacked] = [insert(random), insert(chosen)];
  assertLess(attacked, usual * 3 + 100, `${attacked} ms instead of ${usual} ms`);
});
