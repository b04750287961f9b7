/** What stands between bytes and commands: pipelines, replies that are not sent, pauses. */
import { assert, assertEquals } from "@std/assert";
import { Arguments } from "../../../resp/arguments.ts";
import { encodeCommands } from "../../../resp/request_encoder.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../../resp/request_parser.ts";
import { ClientHandler } from "../../../server/dispatch/client_handler.ts";
import { REPLY_YIELD_BYTES } from "../../../server/network/request_handler.ts";
import { TestServer } from "../../helpers/commands.ts";

const encoder = new TextEncoder();

/** A client that sends bytes. */
class Bytes {
  readonly handler: ClientHandler;
  readonly session;
  #unread = "";

  constructor(server: TestServer) {
    const { session } = server.client();
    this.session = session;
    const known = { ...DEFAULT_REQUEST_LIMITS };
    this.handler = new ClientHandler(server, server.dispatcher, session, {
      known,
      unknown: { ...known, unauthenticated: true },
    });
  }

  /** Sends lines, behind what was held back, and returns the replies, blanks for line ends. */
  send(...lines: string[]): string {
    this.#unread += lines.map((line) => `${line}\r\n`).join("");
    const bytes = encoder.encode(this.#unread);
    this.handler.reply.rewind(0);
    const consumed = this.handler.process(bytes, 0, bytes.length);
    this.#unread = this.#unread.slice(consumed);
    const { reply } = this.handler;
    const text = new TextDecoder().decode(reply.bytes.subarray(0, reply.length));
    return text.replaceAll("\r\n", " ").trimEnd();
  }

  get unread(): string {
    return this.#unread;
  }
}

Deno.test("a pipeline is executed in order, with one batch of replies", () => {
  const client = new Bytes(new TestServer());
  assertEquals(client.send("SET k 1", "INCR k", "NOSUCH", "GET k").split(" ").slice(0, 3), [
    "+OK",
    ":2",
    "-ERR",
  ]);
  assertEquals(client.send("GET k"), "$1 2");
});

Deno.test("CLIENT REPLY SKIP drops the next reply, be it an error", () => {
  const client = new Bytes(new TestServer());
  assertEquals(client.send("CLIENT REPLY SKIP", "PING skipped", "PING a"), "$1 a");
  assertEquals(client.send("CLIENT REPLY SKIP", "NOSUCH", "PING b"), "$1 b");
  assertEquals(client.send("CLIENT REPLY SKIP"), "");
  assertEquals(client.send("CLIENT REPLY SKIP"), "");
  assertEquals(client.send("PING"), "");
  assertEquals(client.send("PING c"), "$1 c");
  assertEquals(client.send("CLIENT REPLY SKIP", "CLIENT REPLY ON", "PING d"), "+OK $1 d");
});

Deno.test("CLIENT REPLY OFF drops all replies until ON, and the commands still run", () => {
  const client = new Bytes(new TestServer());
  assertEquals(client.send("CLIENT REPLY OFF", "SET k 1", "GET k", "NOSUCH"), "");
  assertEquals(client.send("MULTI", "INCR k", "EXEC", "CLIENT REPLY SKIP", "PING"), "");
  assertEquals(client.send("CLIENT REPLY ON", "GET k"), "+OK $1 2");
  assertEquals(client.send("CLIENT REPLY OFF", "*1", "x"), "");
  assertEquals(client.session.closing, true);
});

Deno.test("a pause holds requests back, unread, and lets go of them in order", () => {
  const server = new TestServer();
  const client = new Bytes(server);
  const other = new Bytes(server);
  assertEquals(other.send("CLIENT PAUSE 100000 WRITE"), "+OK");
  assertEquals(client.send("GET k", "SET k 1", "GET k"), "$-1");
  assertEquals(client.unread, "SET k 1\r\nGET k\r\n");
  assertEquals([client.session.paused, client.handler.paused], [true, true]);
  assertEquals(client.send("PING"), "", "nothing runs out of turn");
  assertEquals(other.send("GET k"), "$-1");
  assertEquals(other.send("CLIENT UNPAUSE"), "+OK");
  assertEquals(client.session.paused, false);
  assertEquals(client.send(), "+OK $1 1 +PONG");
  assertEquals(server.stats.errors, 0);
});

Deno.test("a pause of all answers only what is refused", () => {
  const server = new TestServer();
  const client = new Bytes(server);
  server.pause.begin(server.clock.now(), 100_000, false);
  assertEquals(client.send("GET"), "-ERR wrong number of arguments for 'get' command");
  assertEquals(client.send("MULTI"), "");
  server.pause.end();
  assertEquals(client.send(), "+OK");
  assertEquals(client.send("SET k 1", "GET k"), "+QUEUED +QUEUED");
  server.pause.begin(server.clock.now(), 100_000, true);
  assertEquals(client.send("GET k"), "+QUEUED");
  assertEquals(client.send("EXEC"), "");
  server.pause.end();
  assertEquals(client.send(), "*3 +OK $1 1 $1 1");
});

Deno.test("pauses add up: the longer time and the stronger kind count", async () => {
  const server = new TestServer();
  const client = new Bytes(server);
  const nowMs = server.clock.now();
  server.pause.begin(nowMs, 20, false);
  server.pause.begin(nowMs, 0, true);
  assertEquals(client.send("GET k"), "");
  await new Promise((done) => setTimeout(done, 60));
  assertEquals(server.pause.active, false);
  assertEquals(client.send(), "$-1");
  // Past the range of a timer: it must not end at once.
  server.pause.begin(nowMs, Infinity, true);
  await new Promise((done) => setTimeout(done, 5));
  assertEquals(server.pause.active, true);
  server.pause.end();
});

Deno.test("a pipeline of long replies stops now and then, and each call goes on", () => {
  const client = new Bytes(new TestServer());
  const { handler } = client;
  client.send(`SET k ${"x".repeat(60_000)}`);
  handler.reply.rewind(0);
  const requests = 100;
  const bytes = encoder.encode("GET k\r\n".repeat(requests));
  let at = 0;
  let calls = 0;
  // The replies are not taken meanwhile, as while a slow write is under way.
  while (at < bytes.length) {
    const before = handler.reply.length;
    const consumed = handler.process(bytes, at, bytes.length);
    assert(consumed > 0, "no progress");
    assert(handler.reply.length - before < REPLY_YIELD_BYTES + 61_000);
    at += consumed;
    calls++;
    assertEquals(handler.yielded, at < bytes.length);
  }
  assertEquals(calls, Math.ceil(requests * 60_010 / (REPLY_YIELD_BYTES + 30_000)));
});

Deno.test("a long pipeline over many keys is executed in order, whatever is looked ahead for", () => {
  const server = new TestServer();
  const client = new Bytes(server);
  for (let i = 0; i < 20_000; i += 1000) {
    client.send(...Array.from({ length: 1000 }, (_, k) => `SET key${i + k} ${i + k}`));
  }
  const requests = Array.from({ length: 500 }, (_, i) => [
    `GET key${i}`,
    `INCR key${i}`,
    `MGET key${i} nokey${i} key${19_999 - i}`,
    i % 50 === 0 ? "SELECT 0" : `DEL key${i} nokey`,
    `GET key${i}`,
  ]).flat();
  const replies = Array.from({ length: 500 }, (_, i) => [
    `$${String(i).length} ${i}`,
    `:${i + 1}`,
    `*3 $${String(i + 1).length} ${i + 1} $-1 $${String(19_999 - i).length} ${19_999 - i}`,
    i % 50 === 0 ? "+OK" : ":1",
    i % 50 === 0 ? `$${String(i + 1).length} ${i + 1}` : "$-1",
  ]).flat();
  assertEquals(client.send(...requests), replies.join(" "));
});

Deno.test("a slow command in a pipeline lends none of its time to those around it", () => {
  const server = new TestServer({ "slowlog-log-slower-than": "20000" });
  const { handler, session } = new Bytes(server);
  server.client().reply("SETBIT bits 1000000000 1");
  server.slowLog.clear();
  const commands = ["LRANGE k 0 1", "HGETALL h", "BITCOUNT bits", "LRANGE k 0 1", "HGETALL h"];
  const bytes = encodeCommands(commands.map((command) => command.split(" ")));
  assertEquals(handler.process(bytes, 0, bytes.length), bytes.length);
  const slow = server.slowLog.newest(-1).map(({ args }) => new TextDecoder().decode(args[0]));
  assertEquals(slow, ["BITCOUNT"]);
  // What comes later begins when it comes.
  const start = performance.now();
  while (performance.now() - start < 25);
  server.dispatcher.execute(session, Arguments.from(["HGETALL", "h"]));
  assertEquals(server.slowLog.length, 1);
});

Deno.test("requests behind the one that ends a session are not executed", () => {
  const server = new TestServer();
  const client = new Bytes(server);
  assertEquals(client.send("SET k 1", "QUIT", "SET k 2"), "+OK +OK");
  assertEquals(client.unread, "SET k 2\r\n");
  const other = new Bytes(server);
  assertEquals(
    other.send("GET k", "*1", "x", "GET k"),
    "$1 1 -ERR Protocol error: expected '$', got 'x'",
  );
  assertEquals(other.session.closing, true);
  const third = new Bytes(server);
  assertEquals(third.send("QUIT", "*1", "x"), "+OK");
});

Deno.test("what a pipeline may send is decided anew after AUTH", () => {
  const client = new Bytes(new TestServer({ requirepass: "secret" }));
  const long = `*2\r\n$4\r\nPING\r\n$20000\r\n${"x".repeat(20_000)}`;
  assertEquals(client.send("AUTH secret", long), `+OK $20000 ${"x".repeat(20_000)}`);
  const other = new Bytes(new TestServer({ requirepass: "secret" }));
  assertEquals(
    other.send("PING", long),
    "-NOAUTH Authentication required. -ERR Protocol error: unauthenticated bulk length",
  );
});

Deno.test("a pipeline may be cut anywhere", () => {
  const text = Array.from(
    { length: 40 },
    (_, i) =>
      i % 3 === 0
        ? `SET k${i} "a ${i}"\r\n`
        : `*2\r\n$3\r\nGET\r\n$${`k${i - 1}`.length}\r\nk${i - 1}\r\n`,
  ).join("");
  const bytes = encoder.encode(text);
  const whole = new Bytes(new TestServer());
  const expected = whole.send(text.slice(0, -2));
  for (let cut = 0; cut < bytes.length; cut += 7) {
    const { handler } = new Bytes(new TestServer());
    const consumed = handler.process(bytes, 0, cut);
    // The rest comes again in another buffer, at another place.
    const moved = new Uint8Array(bytes.length + 5);
    moved.set(bytes.subarray(consumed), 5);
    handler.process(moved, 5, 5 + bytes.length - consumed);
    const { reply } = handler;
    const replies = new TextDecoder().decode(reply.bytes.subarray(0, reply.length));
    assertEquals(replies.replaceAll("\r\n", " ").trimEnd(), expected, `cut at ${cut}`);
  }
});
