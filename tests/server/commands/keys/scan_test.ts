import { assert, assertEquals, assertLess } from "@std/assert";
import { Random, seeds } from "../../../helpers/random.ts";
import { parseReply, replyValue } from "../../../helpers/servers/raw_reply.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";

/** One SCAN; the keys are binary strings. */
function scan(client: TestClient, request: string): { cursor: string; keys: string[] } {
  const [cursor, keys] = replyValue(parseReply(client.replyBytes(request))) as [string, string[]];
  return { cursor, keys };
}

/** All keys of a whole walk, with repeats, and how many calls it took. */
function walk(client: TestClient, options: string): { keys: string[]; calls: number } {
  const all: string[] = [];
  let cursor = "0";
  let calls = 0;
  do {
    const step = scan(client, `SCAN ${cursor} ${options}`);
    all.push(...step.keys);
    cursor = step.cursor;
    calls++;
  } while (cursor !== "0");
  return { keys: all, calls };
}

function fill(client: TestClient, count: number): string[] {
  const keys = Array.from({ length: count }, (_, i) => `key:${i}`);
  for (const key of keys) client.replyBytes(["SET", key, "v"]);
  return keys.sort();
}

Deno.test("KEYS lists what matches, the empty key only without a pattern's letters", () => {
  const client = new TestServer().client();
  const list = (pattern: string) =>
    (replyValue(parseReply(client.replyBytes(["KEYS", pattern]))) as string[]).sort();
  assertEquals(list("*"), []);
  client.reply('MSET hello 1 hallo 2 h*llo 3 "" 4 "a\\nb" 5');
  assertEquals(list("*"), ["", "a\nb", "h*llo", "hallo", "hello"]);
  assertEquals(list("**"), ["a\nb", "h*llo", "hallo", "hello"]);
  assertEquals(list("h[ae]llo"), ["hallo", "hello"]);
  assertEquals(list("h\\*llo"), ["h*llo"]);
  assertEquals(list("hello"), ["hello"]);
  assertEquals(list(""), [""]);
  assertEquals(list("a?b"), ["a\nb"]);
});

Deno.test("SCAN's options filter what was visited, in any order and case", () => {
  const client = new TestServer().client();
  client.reply("MSET a 1 b 2 aa 3 ab 4");
  const keys = (options: string) => scan(client, `SCAN 0 COUNT 1000 ${options}`).keys.sort();
  assertEquals(keys(""), ["a", "aa", "ab", "b"]);
  assertEquals(keys("MATCH a*"), ["a", "aa", "ab"]);
  assertEquals(keys("match * type STRING"), ["a", "aa", "ab", "b"]);
  assertEquals(keys("TYPE list"), []);
  assertEquals(keys("TYPE bogus"), []);
  assertEquals(keys("MATCH a MATCH b"), ["b"]);
});

Deno.test("SCAN's cursor is an unsigned 64-bit integer as strtoul reads it", () => {
  const { expectReply } = new TestServer().client();
  const valid = ["0", '""', "+0", "-0", "00000000000000000000000000", "18446744073709551615"];
  for (const cursor of [...valid, "-18446744073709551615", "-1", '"0\\x00junk"', '"\\x00"']) {
    expectReply(`SCAN ${cursor}`, "*2 $1 0 *0");
  }
  const invalid = ["abc", "1.5", '" 0"', '"0 "', '"\\t0"', "-", "+", "0x1", "--1"];
  for (const cursor of [...invalid, "18446744073709551616", "-18446744073709551616"]) {
    expectReply(`SCAN ${cursor} bogus`, "-ERR invalid cursor");
  }
});

Deno.test("SCAN's errors come in the order of its options", () => {
  const { expectReply } = new TestServer().client();
  const integer = "-ERR value is not an integer or out of range";
  for (const options of ["COUNT", "COUNT 0", "COUNT -1", "MATCH", "TYPE", "bogus", "bogus 1"]) {
    expectReply(`SCAN 0 ${options}`, "-ERR syntax error");
  }
  expectReply("SCAN 0 COUNT abc", integer);
  expectReply("SCAN 0 COUNT 9223372036854775808 bogus", integer);
  expectReply("SCAN 0 COUNT 0 COUNT abc", "-ERR syntax error");
  expectReply("SCAN 0 COUNT 9223372036854775807", "*2 $1 0 *0");
});

Deno.test("a walk of an unchanging database returns each key once", () => {
  const client = new TestServer().client();
  const expected = fill(client, 5000);
  for (const count of [1, 10, 333, 100_000]) {
    assertEquals(walk(client, `COUNT ${count}`).keys.sort(), expected, `COUNT ${count}`);
  }
  assertEquals(walk(client, "MATCH *7 COUNT 50").keys.sort(), expected.filter((k) => /7$/.test(k)));
});

Deno.test("SCAN COUNT n visits about n keys a call", () => {
  const client = new TestServer().client();
  fill(client, 20_000);
  for (const count of [10, 100, 1000]) {
    let cursor = "0";
    do {
      const step = scan(client, `SCAN ${cursor} COUNT ${count}`);
      // A bucket more than asked for, at most: its 12 slots and what overflowed from it.
      assertLess(step.keys.length, count + 40);
      if (step.cursor !== "0") assert(step.keys.length >= count, `${step.keys.length} of ${count}`);
      cursor = step.cursor;
    } while (cursor !== "0");
  }
});

Deno.test("SCAN passes a bounded number of empty buckets a call", () => {
  const server = new TestServer();
  const client = server.client();
  fill(client, 20_000);
  // Nearly all keys are dead but still in the table.
  for (let i = 0; i < 20_000; i++) client.replyBytes(["PEXPIRE", `key:${i}`, "5"]);
  client.reply("SET alive v");
  server.advance(6);
  const { keys, calls } = walk(client, "COUNT 10");
  assertEquals(keys, ["alive"]);
  assert(calls > 10, `${calls} calls`);
});

Deno.test("what is there throughout is returned, whatever else comes and goes", () => {
  for (const seed of seeds("SCAN's guarantee")) {
    const random = new Random(seed);
    const client = new TestServer().client();
    const lasting = Array.from({ length: 400 }, (_, i) => `lasting:${i}`);
    for (const key of lasting) client.replyBytes(["SET", key, "v"]);
    let passing = 0;
    const grow = (count: number) => {
      for (let i = 0; i < count; i++) client.replyBytes(["SET", `passing:${passing++}`, "v"]);
    };
    const shrink = () => {
      while (passing > 0) client.replyBytes(["DEL", `passing:${--passing}`]);
    };
    for (let round = 0; round < 8; round++) {
      // Each walk begins with a small or a large table and sees it split or merge on the way.
      if (round % 2 === 0) grow(random.int(2000, 9000));
      const seen = new Set<string>();
      let cursor = "0";
      do {
        const step = scan(client, `SCAN ${cursor} COUNT ${random.int(1, 60)}`);
        for (const key of step.keys) seen.add(key);
        cursor = step.cursor;
        if (random.chance(0.1)) grow(random.int(1, 3000));
        else if (random.chance(0.05)) shrink();
        // Taken away and put back at once: it was there at every call.
        const key = random.pick(lasting);
        client.replyBytes(["RENAME", key, "elsewhere"]);
        client.replyBytes(["RENAME", "elsewhere", key]);
      } while (cursor !== "0");
      const missed = lasting.filter((key) => !seen.has(key));
      assertEquals(missed, [], `seed ${seed}, round ${round}`);
    }
  }
});

Deno.test("RANDOMKEY finds the one key that is there", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  expectReply("RANDOMKEY", "$-1");
  expectReply("SET only v", "+OK");
  expectReply("RANDOMKEY", "$4 only");
  // Among many dead ones, which it removes as it meets them.
  for (let i = 0; i < 3000; i++) reply(`SET dead:${i} v PX 5`);
  server.advance(6);
  expectReply("RANDOMKEY", "$4 only");
  expectReply("DEL only", ":1");
  expectReply("RANDOMKEY", "$-1");
  assertEquals(server.keyspace(0).size, 0);
});

Deno.test("KEYS over many keys makes no object for each", () => {
  const client = new TestServer().client();
  fill(client, 60_000);
  const { heapUsed: before } = Deno.memoryUsage();
  const length = client.replyBytes("KEYS *").length;
  const { heapUsed: after } = Deno.memoryUsage();
  assert(length > 840_000);
  // The reply itself lies outside of the heap; a string a key would take 2 MB.
  assertLess(after - before, 600_000);
});
