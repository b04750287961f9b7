import { assert, assertEquals } from "@std/assert";
import { Store } from "../../../../mod.ts";
import { engineOf } from "../../../../store/store.ts";
import { EffectEncoder } from "../../../../store/persistence/aof/effect_encoder.ts";
import { TestServer } from "../../../helpers/commands.ts";

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
    "MULTI",
    "SELECT 0",
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
    ...["MULTI", "SET a 1", "LPUSH m 2", "LPOP l", "DEL l", "EXEC"],
    "SET b 1",
    "RPUSH x 1",
    ...["MULTI", "LPUSH y 1", "LPOP x", "DEL x", "EXEC"],
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
