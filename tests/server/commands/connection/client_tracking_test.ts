import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const PUSH = (key: string) => `>2 $10 invalidate *1 $${key.length} ${key}`;

Deno.test("what a client has read is told once when it changes", () => {
  const server = new TestServer();
  const reader = server.client(3);
  const writer = server.client();
  reader.expectReply("CLIENT TRACKING ON", "+OK");
  reader.expectReply("GET k", "_");
  writer.expectReply("SET k 1", "+OK");
  assertEquals(reader.received(), PUSH("k"));
  writer.expectReply("SET k 2", "+OK");
  assertEquals(reader.received(), "");
  reader.expectReply("MGET k j", "*2 $1 2 _");
  writer.expectReply("MSET j 1 k 1", "+OK");
  assertEquals(reader.received(), `${PUSH("j")} ${PUSH("k")}`);
});

Deno.test("one's own writes are told behind the reply, those of a transaction behind EXEC's", () => {
  const { expectReply, reply } = new TestServer().client(3);
  reply("CLIENT TRACKING ON");
  reply("GET k");
  expectReply("SET k v", `+OK ${PUSH("k")}`);
  reply("GET k");
  reply("MULTI");
  reply("SET k 1");
  reply("GET k");
  reply("SET k 2");
  expectReply("EXEC", `*3 +OK $1 1 +OK ${PUSH("k")} ${PUSH("k")}`);
});

Deno.test("a redirection's target that executes the write gets the message behind its reply", () => {
  const server = new TestServer();
  const reader = server.client(2);
  const target = server.client(3);
  reader.expectReply(`CLIENT TRACKING ON REDIRECT ${target.session.id}`, "+OK");
  reader.reply("GET k");
  target.reply("MULTI");
  target.reply("SET k 1");
  target.reply("PING");
  target.expectReply("EXEC", `*2 +OK +PONG ${PUSH("k")}`);
});

Deno.test("expiry, eviction and FLUSHALL are told", () => {
  const server = new TestServer({ "maxmemory-policy": "allkeys-random" });
  const reader = server.client(3);
  const writer = server.client();
  reader.reply("CLIENT TRACKING ON NOLOOP");
  writer.reply("SET e 1 PX 10");
  reader.reply("GET e");
  server.advance(100);
  server.sweeper.cycle();
  assertEquals(reader.received(), PUSH("e"));
  writer.reply("SET e 1");
  reader.reply("GET e");
  writer.reply("CONFIG SET maxmemory 1");
  writer.reply("PING");
  assertEquals(reader.received(), PUSH("e"));
  writer.reply("CONFIG SET maxmemory 0");
  reader.reply("GET e");
  writer.reply("FLUSHALL");
  assertEquals(reader.received(), ">2 $10 invalidate _");
  writer.reply("SET e 1");
  assertEquals(reader.received(), "");
  assertEquals(server.tracking.totalKeys, 0);
});

Deno.test("with NOLOOP a client is not told of its own changes, but of what is evicted for them", () => {
  const server = new TestServer({ "maxmemory-policy": "allkeys-random" });
  const client = server.client(3);
  const { expectReply, reply } = client;
  const other = server.client();
  reply("CLIENT TRACKING ON NOLOOP");
  reply("GET k");
  expectReply("SET k 1", "+OK");
  reply("GET k");
  server.engine.maxKeys = 1;
  expectReply("SET j 1", `+OK ${PUSH("k")}`);
  reply("GET j");
  other.reply("APPEND j 1");
  assertEquals(client.received(), PUSH("j"));
});

Deno.test("a program that shares the store changes keys, too", () => {
  const server = new TestServer();
  const reader = server.client(3);
  reader.reply("CLIENT TRACKING ON");
  reader.reply("GET k");
  const keyspace = server.keyspace(0);
  keyspace.loadText("k");
  keyspace.put(1, new Uint8Array(1), 0, 1, 0);
  assertEquals(reader.received(), PUSH("k"));
});

Deno.test("broadcasts collect until the requests at hand are done", () => {
  const server = new TestServer();
  const all = server.client(3);
  const some = server.client(3);
  const writer = server.client();
  all.reply("CLIENT TRACKING ON BCAST");
  some.reply("CLIENT TRACKING ON BCAST NOLOOP PREFIX a PREFIX b");
  writer.expectReply("MSET b 1 a 1 c 1 a 2", "+OK");
  assertEquals(all.received(), ">2 $10 invalidate *3 $1 a $1 b $1 c");
  assertEquals(some.received(), ">2 $10 invalidate *1 $1 a >2 $10 invalidate *1 $1 b");
  some.expectReply("SET a 1", "+OK");
  assertEquals(all.received(), ">2 $10 invalidate *1 $1 a");
});

Deno.test("two prefixes of one client must not overlap", () => {
  const { expectReply, reply } = new TestServer().client(3);
  const error = (a: string, which: string, b: string) =>
    `-ERR Prefix '${a}' overlaps with ${which} prefix '${b}'. ` +
    "Prefixes for a single client must not overlap.";
  expectReply(
    "CLIENT TRACKING ON BCAST PREFIX x PREFIX a PREFIX ab",
    error("a", "another provided", "ab"),
  );
  assertMatch(reply("CLIENT TRACKINGINFO"), /~1 \$3 off/);
  expectReply("CLIENT TRACKING ON BCAST PREFIX a PREFIX b", "+OK");
  expectReply("CLIENT TRACKING ON BCAST PREFIX c PREFIX ab", error("ab", "an existing", "a"));
  expectReply(
    "CLIENT TRACKINGINFO",
    "%3 $5 flags ~2 $2 on $5 bcast $8 redirect :0 $8 prefixes *2 $1 a $1 b",
  );
});

Deno.test("the table stays within tracking-table-max-keys, and drops are told", () => {
  const server = new TestServer({ "tracking-table-max-keys": "10" });
  const { reply } = server.client(3);
  reply("CLIENT TRACKING ON");
  const names = Array.from({ length: 25 }, (_, i) => `k${i}`);
  reply(`MGET ${names.join(" ")}`);
  assertEquals(server.tracking.totalKeys, 25);
  const told = reply("PING").match(/invalidate \*1 \$\d+ k\d+/g);
  assertEquals([told?.length, server.tracking.totalKeys], [15, 10]);
  // Far too many are dropped in steps, which grow.
  const many = Array.from({ length: 1000 }, (_, i) => `m${i}`);
  reply(`MGET ${many.join(" ")}`);
  const sizes = Array.from({ length: 5 }, () => {
    reply("PING");
    return server.tracking.totalKeys;
  });
  assertEquals(sizes, [910, 710, 410, 10, 10]);
  reply("CONFIG SET tracking-table-max-keys 0");
  reply(`MGET ${many.join(" ")}`);
  reply("PING");
  assert(server.tracking.totalKeys >= 1000);
});

Deno.test("INFO counts clients, keys, readers and prefixes", () => {
  const server = new TestServer();
  const [first, second, third] = [server.client(3), server.client(3), server.client(3)];
  for (const { reply } of [first, second]) reply("CLIENT TRACKING ON");
  third.reply("CLIENT TRACKING ON BCAST PREFIX a PREFIX b");
  first.reply("MGET x y");
  second.reply("GET y");
  const info = third.reply("INFO clients stats");
  for (
    const field of ["clients:3", "total_keys:2", "total_items:3", "total_prefixes:2"]
  ) assert(info.includes(`tracking_${field} `), field);
});

Deno.test("with the last client that has tracked everything about it goes", () => {
  const server = new TestServer();
  const { tracking, engine, observers } = server;
  const first = server.client(3);
  const second = server.client(3);
  const other = server.client();
  assertEquals([observers.active, engine.feed.observed], [false, false]);
  for (const { reply } of [first, second]) reply("CLIENT TRACKING ON");
  first.reply("MGET a b");
  assertEquals([observers.active, engine.feed.observed], [true, true]);
  first.reply("CLIENT TRACKING OFF");
  server.disconnect(second.session);
  assertEquals([tracking.clients, tracking.totalKeys], [0, 2]);
  first.reply("CLIENT TRACKING ON");
  other.reply("SET a 1");
  assertEquals(first.received(), PUSH("a"));
  server.disconnect(first.session);
  assertEquals([tracking.clients, tracking.totalKeys], [0, 0]);
  assertEquals([observers.active, engine.feed.observed], [false, false]);
});

Deno.test("CLIENT LIST tells who tracks, how, and to whom it is redirected", () => {
  const server = new TestServer();
  const target = server.client(3);
  const reader = server.client(3);
  const fields = () => /flags=(\S+) .* redir=(\S+)/.exec(reader.reply("CLIENT INFO"))?.slice(1);
  assertEquals(fields(), ["N", "-1"]);
  reader.reply("CLIENT TRACKING ON");
  assertEquals(fields(), ["t", "0"]);
  reader.reply("CLIENT TRACKING OFF");
  reader.reply(`CLIENT TRACKING ON BCAST REDIRECT ${target.session.id}`);
  assertEquals(fields(), ["tB", String(target.session.id)]);
  server.disconnect(target.session);
  reader.expectReply(
    "SET k 1",
    `+OK >2 $21 tracking-redir-broken :${target.session.id}`,
  );
  assertEquals(fields(), ["tRB", String(target.session.id)]);
  reader.reply("RESET");
  assertEquals(fields(), ["N", "-1"]);
});
