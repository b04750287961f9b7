import { assertEquals } from "@std/assert";
import { Arguments } from "../../../../resp/arguments.ts";
import { pushElements } from "../../../../store/types/lists/lists.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";

function clients(server: TestServer, count: number): TestClient[] {
  return Array.from({ length: count }, () => server.client());
}

/** Nothing may be left of clients that waited. */
function expectNobodyWaits(server: TestServer): void {
  assertEquals(server.blocking.size, 0);
  assertEquals(server.blocking.timedSize, 0);
  for (const namespace of server.engine.namespaces.values()) {
    assertEquals(namespace.awaited.size, 0);
  }
}

Deno.test("clients are served in the order in which they came, one element each", () => {
  const server = new TestServer();
  const [pusher, ...waiting] = clients(server, 5);
  for (const client of waiting) client.expectReply("BLPOP list 0", "");
  assertEquals(server.blocking.size, 4);
  pusher.expectReply("RPUSH list a b", ":2");
  assertEquals(waiting.map((client) => client.received()), [
    ...["*2 $4 list $1 a", "*2 $4 list $1 b", "", ""],
  ]);
  waiting[0].expectReply("BLPOP list 0", "");
  pusher.expectReply("LPUSH list c d e f", ":4");
  assertEquals(waiting.map((client) => client.received()), [
    ...["*2 $4 list $1 d", "", "*2 $4 list $1 f", "*2 $4 list $1 e"],
  ]);
  pusher.expectReply("LRANGE list 0 -1", "*1 $1 c");
  expectNobodyWaits(server);
});

Deno.test("a waiting client executes nothing until it is served", () => {
  const server = new TestServer();
  const [pusher, waiting] = clients(server, 2);
  waiting.expectReply("BLPOP list 0", "");
  assertEquals(waiting.session.paused, true);
  pusher.expectReply("RPUSH list a", ":1");
  assertEquals(waiting.session.paused, false);
  assertEquals(waiting.received(), "*2 $4 list $1 a");
});

Deno.test("the time is over after fractions of a second, and the reply is a null array", () => {
  const server = new TestServer();
  const [first, second, third, fourth] = clients(server, 4);
  first.expectReply("BLPOP list 0.25", "");
  second.expectReply("BLMOVE list other LEFT LEFT 0.1", "");
  third.expectReply("BLMPOP 1 1 list LEFT", "");
  fourth.expectReply("BRPOPLPUSH list other 0", "");
  assertEquals(server.blocking.timedSize, 3);
  server.advance(99);
  assertEquals(server.blocking.size, 4);
  server.advance(1);
  assertEquals([first.received(), second.received()], ["", "*-1"]);
  server.advance(150);
  assertEquals([first.received(), third.received()], ["*-1", ""]);
  server.advance(10_000);
  assertEquals([third.received(), fourth.received()], ["*-1", ""]);
  assertEquals(server.blocking.size, 1);
  server.disconnect(fourth.session);
  expectNobodyWaits(server);
});

Deno.test("CLIENT UNBLOCK ends a wait, as if its time were over or with an error", () => {
  const server = new TestServer();
  const [admin, first, second] = clients(server, 3);
  first.expectReply("BLPOP a b c 0", "");
  second.expectReply("BLMOVE a b LEFT LEFT 5", "");
  admin.expectReply(`CLIENT UNBLOCK ${first.session.id}`, ":1");
  admin.expectReply(`CLIENT UNBLOCK ${first.session.id} TIMEOUT`, ":0");
  admin.expectReply(`CLIENT UNBLOCK ${second.session.id} error`, ":1");
  admin.expectReply(`CLIENT UNBLOCK ${admin.session.id}`, ":0");
  assertEquals(first.received(), "*-1");
  assertEquals(second.received(), "-UNBLOCKED client unblocked via CLIENT UNBLOCK");
  assertEquals(server.stats.errorsByKind.get("UNBLOCKED"), 1);
  expectNobodyWaits(server);
});

Deno.test("CLIENT UNBLOCK does not wake a client that CLIENT PAUSE holds", () => {
  const server = new TestServer();
  const [admin, paused] = clients(server, 2);
  admin.expectReply("CLIENT PAUSE 1000 WRITE", "+OK");
  paused.expectReply("SET k v", "");
  admin.expectReply(`CLIENT UNBLOCK ${paused.session.id}`, ":0");
  assertEquals(paused.session.paused, true);
  admin.expectReply("CLIENT UNPAUSE", "+OK");
});

Deno.test("inside a transaction nobody waits, and EXEC serves once, when it has ended", () => {
  const server = new TestServer();
  const [client, waiting] = clients(server, 2);
  waiting.expectReply("BLPOP a b 0", "");
  client.expectReply("MULTI", "+OK");
  client.expectReply("BLPOP a 0", "+QUEUED");
  client.expectReply("BLMOVE a b LEFT LEFT 0", "+QUEUED");
  client.expectReply("RPUSH b 1", "+QUEUED");
  client.expectReply("RPUSH a 1", "+QUEUED");
  client.expectReply("LPUSH a 2", "+QUEUED");
  client.expectReply("EXEC", "*5 *-1 $-1 :1 :1 :2");
  assertEquals(waiting.received(), "*2 $1 b $1 1");
  client.expectReply("LRANGE a 0 -1", "*2 $1 2 $1 1");
  expectNobodyWaits(server);
});

Deno.test("a client that leaves or is killed while it waits takes no element along", () => {
  const server = new TestServer();
  const [client, killed, gone, last] = clients(server, 4);
  killed.expectReply("BLPOP list other 7", "");
  gone.expectReply("BLMOVE list elsewhere LEFT LEFT 0", "");
  last.expectReply("BLPOP list 0", "");
  client.expectReply(`CLIENT KILL ID ${killed.session.id}`, ":1");
  server.disconnect(gone.session);
  assertEquals(server.blocking.size, 1);
  client.expectReply("RPUSH list a", ":1");
  assertEquals([killed.received(), gone.received()], ["", ""]);
  assertEquals(last.received(), "*2 $4 list $1 a");
  client.expectReply("EXISTS elsewhere", ":0");
  expectNobodyWaits(server);
});

Deno.test("regression: a client killed between the push and its turn is passed over", () => {
  const server = new TestServer();
  const [client, victim, heir] = clients(server, 3);
  victim.expectReply("BLPOP list 0", "");
  heir.expectReply("BLPOP list 0", "");
  // The transaction makes the key ready, kills the first of those who wait, and only then ends.
  client.expectReply("MULTI", "+OK");
  client.expectReply("RPUSH list a", "+QUEUED");
  client.expectReply(`CLIENT KILL ID ${victim.session.id}`, "+QUEUED");
  client.expectReply("EXEC", "*2 :1 :1");
  assertEquals([victim.received(), heir.received()], ["", "*2 $4 list $1 a"]);
  expectNobodyWaits(server);
});

Deno.test("a client that is being closed gets no element", () => {
  const server = new TestServer();
  const [client, closing, heir] = clients(server, 3);
  closing.expectReply("BLPOP list 0", "");
  heir.expectReply("BLPOP list 0", "");
  server.sessions.delete(closing.session.id); // no longer open, and not yet forgotten
  client.expectReply("RPUSH list a", ":1");
  assertEquals([closing.received(), heir.received()], ["", "*2 $4 list $1 a"]);
  expectNobodyWaits(server);
});

Deno.test("a key that another moves to is served in turn, however long the chain", () => {
  const server = new TestServer();
  const [client, ...chain] = clients(server, 51);
  chain.forEach((each, i) => {
    each.expectReply(i < 49 ? `BLMOVE k${i} k${i + 1} LEFT LEFT 0` : `BLPOP k49 0`, "");
  });
  client.expectReply("RPUSH k0 x", ":1");
  const replies = chain.map((each) => each.received());
  assertEquals(replies.slice(0, 49), Array.from({ length: 49 }, () => "$1 x"));
  assertEquals(replies[49], "*2 $3 k49 $1 x");
  client.expectReply("DBSIZE", ":0");
  expectNobodyWaits(server);
});

Deno.test("BLMOVE to a key of another type gets the error and leaves the element", () => {
  const server = new TestServer();
  const [client, mover, popper] = clients(server, 3);
  client.expectReply("SET string v", "+OK");
  mover.expectReply("BLMOVE list string LEFT LEFT 0", "");
  popper.expectReply("BLPOP list 0", "");
  client.expectReply("RPUSH list a", ":1");
  assertEquals(
    mover.received(),
    "-WRONGTYPE Operation against a key holding the wrong kind of value",
  );
  assertEquals(popper.received(), "*2 $4 list $1 a");
  assertEquals(server.commands.get("blmove")!.failedCalls, 1);
});

Deno.test("keys that come by COPY, RENAME, MOVE and SWAPDB wake those who wait", () => {
  for (
    const commands of [
      ["RPUSH source x", "COPY source list"],
      ["RPUSH source x", "RENAME source list"],
      ["SELECT 1", "RPUSH list x", "MOVE list 0"],
      ["SELECT 1", "RPUSH list x", "SWAPDB 0 1"],
      ["SELECT 1", "RPUSH list x", "COPY list list DB 0"],
      ["SET list string", "RPUSH source x", "COPY source list REPLACE"],
      ["RPUSH source x", "LMOVE source list LEFT LEFT"],
    ]
  ) {
    const server = new TestServer();
    const [client, waiting] = clients(server, 2);
    waiting.expectReply("BLPOP list 0", "");
    for (const command of commands) client.reply(command);
    assertEquals(waiting.received(), "*2 $4 list $1 x", commands.join());
    expectNobodyWaits(server);
  }
});

Deno.test("what a program does with the same store wakes clients soon", async () => {
  const server = new TestServer();
  const [waiting] = clients(server, 1);
  waiting.expectReply("BLPOP list 0", "");
  const keyspace = server.keyspace(0);
  const args = Arguments.from(["list", "element"]);
  keyspace.load(args.bytes, args.starts[0], args.ends[0]);
  pushElements(keyspace, "left", args, 1, 2);
  assertEquals(waiting.received(), "");
  await Promise.resolve();
  assertEquals(waiting.received(), "*2 $4 list $7 element");
});

Deno.test("thousands of clients wait for thousands of keys", () => {
  const server = new TestServer();
  const waiting = clients(server, 2000);
  waiting.forEach((client, i) => {
    client.expectReply(`BLPOP a${i % 50} b${i % 70} c ${i % 3 === 0 ? "0" : "1.5"}`, "");
  });
  const client = server.client();
  const served = () => waiting.filter((each) => each.received().startsWith("*2")).length;
  for (let i = 0; i < 50; i++) client.reply(`RPUSH a${i} 1 2 3`);
  assertEquals(served(), 150);
  client.expectReply(["RPUSH", "c", ...Array.from({ length: 100 }, () => "x")], ":100");
  assertEquals(served(), 100);
  server.advance(1500);
  const left = server.blocking.size;
  assertEquals(server.blocking.timedSize, 0);
  client.expectReply(["RPUSH", "c", ...Array.from({ length: 2000 }, () => "x")], ":2000");
  assertEquals(served(), left);
  expectNobodyWaits(server);
});
