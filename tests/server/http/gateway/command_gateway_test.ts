import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { toJS } from "../../../../resp/reply.ts";
import type { Reply } from "../../../../resp/reply.ts";
import {
  CommandGateway,
  type CommandParts,
} from "../../../../server/http/gateway/command_gateway.ts";
import { NotDurableError } from "../../../../server/http/gateway/log_wait.ts";
import {
  MAX_NAMESPACES,
  NamespaceNameError,
} from "../../../../server/http/gateway/namespace_names.ts";
import { TestServer } from "../../../helpers/commands.ts";

const ZERO = { namespace: "0", address: "127.0.0.1:4000" };

function setUp(settings: Record<string, string> = {}) {
  const server = new TestServer(settings);
  const gateway = new CommandGateway(server);
  const run = (...parts: CommandParts): Reply => gateway.command(ZERO, parts) as Reply;
  return { server, gateway, run, resp: server.client() };
}

Deno.test("a command of an HTTP request has its reply at once, with its type", () => {
  const { run, resp } = setUp();
  assertEquals(run("SET", "k", "v"), { type: "simple", value: "OK" });
  assertEquals(run("get", "k"), { type: "bulk", value: new TextEncoder().encode("v") });
  assertEquals(run("GET", "none"), { type: "null", value: null });
  assertEquals(run("INCRBY", "n", "9007199254740993"), {
    type: "integer",
    value: 9007199254740993n,
  });
  run("HSET", "h", "f", new Uint8Array([0xff, 0, 13, 10]));
  assertEquals(toJS(run("HGETALL", "h"), { bytes: true }) instanceof Map, true);
  resp.expectReply("HGET h f", "$4 \\xff\\x00");
  assertEquals(run("LPUSH", "k", "x").type, "error");
});

Deno.test("replies come without maps, sets and doubles for whoever asks for that", () => {
  const { gateway } = setUp();
  const request = { ...ZERO, protocol: 2 } as const;
  gateway.command(request, ["ZADD", "z", "1.5", "a"]);
  assertEquals(toJS(gateway.command(request, ["ZSCORE", "z", "a"]) as Reply), "1.5");
  gateway.command(request, ["HSET", "h", "a", "1"]);
  assertEquals(toJS(gateway.command(request, ["HGETALL", "h"]) as Reply), ["a", "1"]);
});

Deno.test("commands of HTTP requests pass the same gates and are counted alike", () => {
  const { server, run, resp } = setUp({ "slowlog-log-slower-than": "0" });
  assertEquals(run("GET").value, "ERR wrong number of arguments for 'get' command");
  assert(String(run("NOSUCH", "x").value).startsWith("ERR unknown command 'NOSUCH'"));
  assertEquals(run().value, "ERR empty command");
  assertEquals(run("POST", "/").value, "OK");
  run("SET", "k", "v");
  assertEquals(server.commands.get("set")!.calls, 1);
  assertEquals(server.commands.get("get")!.rejectedCalls, 1);
  assert(resp.reply("SLOWLOG GET 1").includes("127.0.0.1:4000"));
  server.config.set([["maxmemory", "1"]]);
  assert(String(run("SET", "k", "v").value).startsWith("OOM "));
  assertEquals(run("GET", "k").type, "bulk");
});

Deno.test("MONITOR shows the address, and a namespace with a name by it", () => {
  const { gateway, resp, run } = setUp();
  resp.expectReply("MONITOR", "+OK");
  run("GET", "k");
  gateway.command({ namespace: "users of x" }, ["GET", "k"]);
  const shown = resp.received();
  assert(/\[0 127\.0\.0\.1:4000\] \\"GET\\" \\"k\\"/.test(shown), shown);
  assert(/\[users%20of%20x 127\.0\.0\.1:0\] \\"GET\\" \\"k\\"/.test(shown), shown);
});

Deno.test("commands that need a connection are refused, also inside a transaction", async () => {
  const { gateway, run, server } = setUp();
  const refused = [
    ...["AUTH x", "HELLO 3", "SELECT 1", "MULTI", "EXEC", "DISCARD", "WATCH k", "UNWATCH", "QUIT"],
    ...["SUBSCRIBE c", "PSUBSCRIBE c", "SSUBSCRIBE c", "UNSUBSCRIBE", "MONITOR", "SYNC", "RESET"],
    ...["CLIENT REPLY OFF", "CLIENT TRACKING ON", "CLIENT SETNAME x", "PSYNC ? -1", "REPLCONF x y"],
  ];
  for (const line of refused) {
    const reply = run(...line.split(" "));
    assertEquals(reply.type, "error", line);
    assert(String(reply.value).includes("cannot be used over HTTP"), line);
  }
  assertEquals(server.commands.get("client|reply")!.rejectedCalls, 1);
  const outcome = await gateway.transaction(ZERO, [["SET", "a", "1"], ["WATCH", "k"]]);
  assertEquals(outcome.error, "EXECABORT Transaction discarded because of previous errors.");
  assertEquals(outcome.refused?.index, 1);
  assertEquals(run("GET", "a").type, "null");
});

Deno.test("commands that can block answer at once", () => {
  const { run, server } = setUp();
  assertEquals(run("BLPOP", "l", "0").value, null);
  assertEquals(run("XREAD", "BLOCK", "0", "STREAMS", "s", "$").value, null);
  assertEquals(run("BZPOPMIN", "z", "0").value, null);
  assertEquals(server.blocking.size, 0);
  run("RPUSH", "l", "x");
  assertEquals(toJS(run("BLPOP", "l", "0")), ["l", "x"]);
});

Deno.test("a write wakes clients that are blocked, and reaches subscribers", () => {
  const { run, server } = setUp({ "notify-keyspace-events": "KEA" });
  const waiting = server.client();
  waiting.reply("BLPOP l 0");
  const subscriber = server.client();
  subscriber.reply("PSUBSCRIBE __keyevent@0__:*");
  subscriber.received();
  run("RPUSH", "l", "x");
  server.endTurn();
  assertEquals(waiting.received(), "*2 $1 l $1 x");
  assert(subscriber.received().includes("rpush"));
  assertEquals(run("PUBLISH", "__keyevent@0__:own", "m"), { type: "integer", value: 1 });
});

Deno.test("a write invalidates what other clients have in caches of their own", () => {
  const { run, server } = setUp();
  const reader = server.client(3);
  reader.reply("CLIENT TRACKING ON");
  reader.reply("GET k");
  run("SET", "k", "v");
  server.endTurn();
  assert(reader.received().includes("invalidate"));
});

Deno.test("a transaction is all or nothing and its replies may be errors", async () => {
  const { gateway, run, server } = setUp();
  const outcome = await gateway.transaction(ZERO, [
    ["SET", "k", "v"],
    ["LPUSH", "k", "x"],
    ["BLPOP", "l", "0"],
    ["INCR", "n"],
  ]);
  assertEquals(outcome.error, undefined);
  assertEquals(outcome.replies?.map(({ type }) => type), ["simple", "error", "null", "integer"]);
  assertEquals(server.commands.get("exec")!.calls, 1);

  const refused = await gateway.transaction(ZERO, [["SET", "k", "w"], ["NOSUCH"], ["GET"]]);
  assertEquals(refused.error, "EXECABORT Transaction discarded because of previous errors.");
  assertEquals(refused.refused?.index, 1);
  assertEquals(toJS(run("GET", "k")), "v");
  assertEquals((await gateway.transaction(ZERO, [])).replies, []);
});

Deno.test("a transaction of a route ends with the first command that fails", async () => {
  const { gateway, run, server } = setUp();
  run("SET", "k", "text");
  const commands = [["SET", "before", "v"], ["INCR", "k"], ["EXPIRE", "k", "9"], ["GET", "k"]];
  const { replies } = await gateway.transaction(ZERO, commands, { stopsAtError: true });
  assertEquals(replies?.map(({ value }) => String(value)), [
    "OK",
    "ERR value is not an integer or out of range",
    "ERR not executed: a command before it has failed",
    "ERR not executed: a command before it has failed",
  ]);
  assertEquals([toJS(run("GET", "before")), toJS(run("TTL", "k"))], ["v", -1]);
  assertEquals(server.commands.get("expire")!.calls, 0);
  // Those of clients go on, on the same session, too.
  const outcome = await gateway.transaction(ZERO, commands);
  assertEquals(outcome.replies?.map(({ type }) => type), ["simple", "error", "integer", "bulk"]);
});

Deno.test("a pipeline gives each command its reply, and lets others in between", async () => {
  const { gateway, run } = setUp();
  const replies = await gateway.pipeline(ZERO, [["SET", "a", "1"], ["NOSUCH"], ["GET", "a"], []]);
  assertEquals(replies.map(({ type }) => type), ["simple", "error", "bulk", "error"]);

  const long = gateway.pipeline(ZERO, Array.from({ length: 15_000 }, () => ["INCR", "n"]));
  await new Promise((resolve) => setTimeout(resolve, 1));
  const between = Number(toJS(run("GET", "n")));
  assert(between > 0 && between < 15_000, String(between));
  assertEquals((await long).at(-1), { type: "integer", value: 15_000 });
});

Deno.test("replies too long for one answer are refused, not built", async () => {
  const { gateway, run } = setUp();
  run("SET", "big", new Uint8Array(20 * 1024 * 1024));
  assertEquals((run("GET", "big").value as Uint8Array).length, 20 * 1024 * 1024);
  assert(
    String(run("MGET", "big", "big", "big", "big").value).startsWith("ERR executed, but the reply"),
  );
  const replies = await gateway.pipeline(ZERO, [
    ...Array.from({ length: 4 }, () => ["GET", "big"]),
    ["SET", "after", "1"],
  ]);
  assert(String(replies.at(-1)!.value).startsWith("ERR not executed"));
  assertEquals(run("GET", "after").type, "null");
});

Deno.test("a transaction does what it is to do, whether its replies have room or not", async () => {
  const { gateway, run } = setUp();
  run("SET", "big", new Uint8Array(30 * 1024 * 1024));
  const outcome = await gateway.transaction(ZERO, [
    ...Array.from({ length: 12 }, () => ["GET", "big"]),
    ["SET", "after", "1"],
  ]);
  assert(outcome.error!.startsWith("ERR executed, but the reply is too long"));
  assertEquals(toJS(run("GET", "after")), "1");
  // Nothing of it was kept.
  assertEquals(run("GET", "none").type, "null");
});

Deno.test("an answer of more than a million elements is refused", () => {
  const { run } = setUp();
  const items = Array.from({ length: 100_000 }, () => "x");
  for (let i = 0; i < 11; i++) run("RPUSH", "l", ...items);
  assert(String(run("LRANGE", "l", "0", "-1").value).startsWith("ERR executed, but the reply"));
  assertEquals((run("LRANGE", "l", "0", "99999").value as unknown[]).length, 100_000);
});

Deno.test("namespaces come into being by writes alone, and are not arbitrarily many", async () => {
  const { gateway, server } = setUp();
  const at = (namespace: string, ...parts: string[]) =>
    gateway.command({ namespace }, parts) as Reply;
  assertEquals(at("users", "GET", "k").type, "null");
  assertEquals(at("users", "SCAN", "0").type, "array");
  assertEquals(server.engine.namespaces.has("users"), false);
  at("users", "SET", "k", "v");
  assertEquals(toJS(at("users", "GET", "k")), "v");
  assertEquals(at("orders", "GET", "k").type, "null");
  assertEquals(toJS(at("users", "DBSIZE")), 1);
  assertEquals(at("0", "GET", "k").type, "null");
  for (const name of ["", "x".repeat(257), "\ud800"]) {
    assertThrows(() => at(name, "SET", "k", "v"), NamespaceNameError);
  }
  for (let i = server.engine.namespaces.size; i < MAX_NAMESPACES; i++) {
    server.engine.namespaces.set(`n${i}`, server.keyspace(0));
  }
  assertThrows(() => at("one more", "SET", "k", "v"), NamespaceNameError);
  assertEquals(at("7", "SET", "k", "v").type, "simple");
  await assertRejects(() => gateway.transaction({ namespace: "more" }, [["SET", "k", "v"]]));
});

Deno.test("a pause holds commands, pipelines and transactions back until it ends", async () => {
  const { gateway, run, server, resp } = setUp();
  resp.reply("CLIENT PAUSE 60000 WRITE");
  assertEquals(run("GET", "k").type, "null");
  const command = gateway.command(ZERO, ["INCR", "n"]);
  assertInstanceOf(command, Promise);
  const pipeline = gateway.pipeline(ZERO, [["GET", "n"], ["INCR", "n"]]);
  const transaction = gateway.transaction(ZERO, [["INCR", "n"], ["INCR", "n"]]);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(run("GET", "n").type, "null");
  server.pause.end();
  assertEquals(await command, { type: "integer", value: 1 });
  assertEquals((await pipeline).map(({ type }) => type), ["null", "integer"]);
  assertEquals((await transaction).replies?.length, 2);
  assertEquals(toJS(run("GET", "n")), "4");
});

Deno.test("replies wait for the log, and are not given if it fails", async () => {
  const { gateway, server } = setUp();
  const waiters: { committed(): void; uncommitted(): void }[] = [];
  const log = {
    position: 0,
    fault: undefined,
    passes(waiter: { committed(): void; uncommitted(): void }, wrote: boolean) {
      if (wrote) waiters.push(waiter);
      return !wrote;
    },
  };
  server.durability.commits.log = log;
  server.engine.feed.listen(() => log.position++);
  assertEquals((gateway.command(ZERO, ["GET", "k"]) as Reply).type, "null");
  const set = gateway.command(ZERO, ["SET", "k", "1"]);
  assertInstanceOf(set, Promise);
  let done = false;
  set.then(() => done = true);
  await Promise.resolve();
  assertEquals(done, false);
  waiters.pop()!.committed();
  assertEquals((await set).type, "simple");

  const pipeline = gateway.pipeline(ZERO, [["SET", "k", "2"], ["GET", "k"]]);
  const transaction = gateway.transaction(ZERO, [["SET", "k", "3"]]);
  await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals(waiters.length, 2);
  const fails = Promise.all([
    assertRejects(() => pipeline, NotDurableError),
    assertRejects(() => transaction, NotDurableError),
  ]);
  for (const waiter of waiters.splice(0)) waiter.uncommitted();
  await fails;
});
