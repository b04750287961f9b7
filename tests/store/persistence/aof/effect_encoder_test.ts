import { assert, assertEquals } from "@std/assert";
import { Store } from "../../../../mod.ts";
import { engineOf } from "../../../../store/store.ts";
import { EffectEncoder } from "../../../../store/persistence/aof/effect_encoder.ts";
import { Snapshot } from "../../../../store/persistence/snapshot.ts";
import { TestServer } from "../../../helpers/commands.ts";
import { MemorySink } from "../../../helpers/data/saved_data.ts";

/** A server, and what was encoded since it was asked for last: a line for each command. */
function logged() {
  const server = new TestServer();
  const log = new EffectEncoder(server.clock);
  server.engine.feed.log = log;
  return { server, log, client: server.client(), lines: () => lines(log) };
}

function lines(log: EffectEncoder): string[] {
  const text = new TextDecoder().decode(log.bytes.subarray(0, log.length));
  log.clear();
  return text.replace(
    /\*\d+\r\n(\$\d+\r\n[^\r]*\r\n)+/g,
    (command) =>
      command.replace(/^\*\d+\r\n/, "").replace(/\$\d+\r\n([^\r]*)\r\n/g, "$1 ").trimEnd() + "\n",
  )
    .split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
}

Deno.test("a command with one effect is that effect, after its database", () => {
  const { client, lines } = logged();
  client.reply("SET a 1");
  client.reply("SET b 2 PX 5000");
  client.reply("SELECT 5");
  client.reply("SPOP none");
  client.reply("INCRBY a 7");
  client.reply("GET a");
  client.reply("SELECT 0");
  client.reply("DEL a b none");
  assertEquals(lines(), [
    "SELECT 0",
    "SET a 1",
    "SET b 2 PXAT 1000000005000",
    "SELECT 5",
    "SET a 7",
    "SELECT 0",
    "MULTI",
    "DEL a",
    "DEL b",
    "EXEC",
  ]);
});

Deno.test("several effects of a command, a transaction or a blocked client are one group", () => {
  const { server, client, lines } = logged();
  client.reply("RPUSH l 1 2");
  client.reply("LMOVE l m LEFT LEFT");
  const transaction = ["MULTI", "SET a 1", "LMOVE l m LEFT LEFT", "GET a", "EXEC"];
  for (const command of transaction) client.reply(command);
  for (const command of ["MULTI", "SET b 1", "GET a", "EXEC"]) client.reply(command);
  const waiting = server.client();
  waiting.reply("BLMOVE x y LEFT LEFT 0");
  client.reply("RPUSH x 1");
  assertEquals(lines(), [
    ...["SELECT 0", "RPUSH l 1 2"],
    ...["MULTI", "LPUSH m 1", "LPOP l", "EXEC"],
    ...["MULTI", "SET a 1", "LPUSH m 2", "LPOP l", "EXEC"],
    "SET b 1",
    "RPUSH x 1",
    ...["MULTI", "LPUSH y 1", "LPOP x", "EXEC"],
  ]);
});

Deno.test("the library's copies, moves and transactions are groups, too", () => {
  using store = new Store();
  const log = new EffectEncoder(engineOf(store).clock);
  engineOf(store).feed.log = log;
  store.lists.pushRight("l", "1", "2");
  store.lists.move("l", "m", "left", "left");
  store.multi().set("a", "1").set("b", "2").exec();
  store.copy("l", "l2");
  store.set("c", "3");
  assertEquals(lines(log), [
    ...["SELECT 0", "RPUSH l 1 2"],
    ...["MULTI", "LPUSH m 1", "LPOP l", "EXEC"],
    ...["MULTI", "SET a 1", "SET b 2", "EXEC"],
    "RPUSH l2 2",
    "SET c 3",
  ]);
});

Deno.test("the time is told once a second, if asked for", () => {
  const { server, client, log, lines } = logged();
  log.timestamps = true;
  client.reply("SET a 1");
  client.reply("SET a 2");
  server.advance(1000);
  client.reply("SET a 3");
  assertEquals(lines(), [
    ...["#TS:1000000000", "SELECT 0", "SET a 1", "SET a 2"],
    ...["#TS:1000000001", "SET a 3"],
  ]);
});

Deno.test("keys that go by themselves are deletions, and databases are told by their numbers", () => {
  const { server, client, lines } = logged();
  client.reply("SET a 1 PX 10");
  client.reply("SET b 1 PX 10");
  server.advance(100);
  client.reply("GET a");
  server.engine.namespace("0").removeDue(10);
  client.reply("SET c 1");
  client.reply("MOVE c 3");
  client.reply("SWAPDB 0 3");
  client.reply("RENAME c d");
  client.reply("FLUSHDB");
  assertEquals(lines(), [
    ...["SELECT 0", "SET a 1 PXAT 1000000000010", "SET b 1 PXAT 1000000000010"],
    ...["DEL a", "DEL b", "SET c 1", "MOVE c 3", "SWAPDB 0 3", "RENAME c d", "FLUSHDB"],
  ]);
});

Deno.test("keys that a command comes upon when it reads are no group", () => {
  const { server, client, lines } = logged();
  client.reply("MSET a 1 b 2 c 3");
  client.reply("PEXPIRE a 10");
  client.reply("PEXPIRE b 10");
  server.advance(100);
  lines();
  client.reply("SCAN 0 COUNT 100");
  assertEquals(lines().sort(), ["DEL a", "DEL b"]);
});

Deno.test("a key goes with its last element in the one effect that takes that, which is one change", () => {
  const { client, server, lines } = logged();
  const heard: string[] = [];
  server.engine.feed.listen(({ event }) => heard.push(event));
  const emptied = [
    ["RPUSH k 1 2", "LPOP k 2"],
    ["RPUSH k 1", "LREM k 1 1"],
    ["SADD k a b", "SREM k a b"],
    ["HSET k f v", "HDEL k f"],
    ["ZADD k 1 a", "ZREM k a"],
    ["ZADD k 1 a 2 b", "ZPOPMIN k 2"],
    ["ZADD k 1 a", "ZPOPMAX k 1"],
  ];
  for (const [fill, empty] of emptied) {
    client.reply(fill);
    const before = server.engine.changes;
    heard.length = 0;
    client.reply(empty);
    assertEquals(client.reply("EXISTS k"), ":0");
    assertEquals(heard.at(-1), "del");
    const count = empty.endsWith("2") || empty.endsWith("b") ? 2 : 1;
    assertEquals(server.engine.changes - before, count, empty);
  }
  assertEquals(lines(), ["SELECT 0", ...emptied.flat()]);
});

Deno.test("a moved element is one change, RESTORE replaces only what is there", () => {
  const { client, server, lines } = logged();
  client.reply("RPUSH l 1");
  const before = server.engine.changes;
  client.reply("LMOVE l m LEFT LEFT");
  assertEquals(server.engine.changes - before, 1);
  lines();
  const payload = client.replyBytes(["DUMP", "m"]);
  const value = payload.slice(payload.indexOf(10) + 1, -2);
  client.replyBytes(["RESTORE", "n", "0", value]);
  client.replyBytes(["RESTORE", "n", "5000", value, "REPLACE"]);
  const words = lines().join(" ").match(/RESTORE n \d+|REPLACE|ABSTTL/g);
  assertEquals(words, ["RESTORE n 0", "ABSTTL", "RESTORE n 1000000005000", "REPLACE", "ABSTTL"]);
});

Deno.test("FLUSHALL is one effect, however many databases there are, during a snapshot, too", () => {
  const { server, client, lines } = logged();
  for (const database of [0, 3, 7]) {
    client.reply(`SELECT ${database}`);
    client.reply("SET a 1");
  }
  client.reply("FLUSHALL");
  client.reply("SET b 1");
  const snapshot = new Snapshot(server.engine, new MemorySink());
  client.reply("FLUSHALL");
  snapshot.abort();
  assertEquals(lines(), [
    ...["SELECT 0", "SET a 1", "SELECT 3", "SET a 1", "SELECT 7", "SET a 1"],
    ...["FLUSHALL", "SET b 1", "FLUSHALL"],
  ]);
});

Deno.test("a namespace with a name has a number that the file is told first, each file anew", () => {
  const { server, log, lines } = logged();
  const client = server.client();
  client.session.keyspace = server.engine.namespace("a b");
  client.reply("SET k 1");
  client.reply("SET k 2");
  server.engine.swap("a b", "c");
  log.restart();
  client.reply("SET k 3");
  assertEquals(lines(), [
    ...["#NS:16 a%20b", "SELECT 16", "SET k 1", "SET k 2", "#NS:17 c", "SWAPDB 16 17"],
    ...["#NS:16 a%20b", "SELECT 16", "SET k 3"],
  ]);
});

Deno.test("the buffer grows with what is in it, and is given back", () => {
  const { client, log } = logged();
  const value = "x".repeat(3_000_000);
  for (let i = 0; i < 3; i++) client.replyBytes(["SET", `k${i}`, value]);
  assert(log.length > 9_000_000);
  log.clear();
  assert(log.bytes.length < 100_000);
});
