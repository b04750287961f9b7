import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import { ManualClock } from "../../../store/clock.ts";
import { Connection } from "../../../server/network/connection.ts";
import { Logger } from "../../../server/log.ts";
import { ReplyBufferPool } from "../../../server/network/reply_buffer_pool.ts";
import type { Socket } from "../../../server/network/request_handler.ts";
import type { CommitWaiter, ReplyCommits } from "../../../server/network/reply_commits.ts";
import { TurnScheduler } from "../../../server/network/turn_scheduler.ts";
import { LineHandler, LineServer } from "../../helpers/servers/line_server.ts";
import { until } from "../../helpers/until.ts";

/** A socket that is fed and drained by hand. */
class FakeSocket implements Socket {
  /** The most bytes that a write takes. */
  writeLimit = Infinity;
  /** Writes that do not complete before `unblock`. */
  blocked = false;
  readonly writes: string[] = [];
  isClosed = false;
  saidEnd = false;
  #waiting: { buffer: Uint8Array; resolve: (count: number | null) => void } | undefined;
  #unblock: (() => void) | undefined;

  get isReading(): boolean {
    return this.#waiting !== undefined;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return new Promise((resolve) => this.#waiting = { buffer, resolve });
  }

  async write(bytes: Uint8Array): Promise<number> {
    const count = Math.min(bytes.length, this.writeLimit);
    this.writes.push(new TextDecoder().decode(bytes.subarray(0, count)));
    if (this.blocked) await new Promise<void>((resolve) => this.#unblock = resolve);
    if (this.isClosed) throw new Deno.errors.Interrupted("closed");
    return count;
  }

  closeWrite(): Promise<void> {
    this.saidEnd = true;
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
  }

  unblock(): void {
    this.blocked = false;
    this.#unblock?.();
  }

  /** Completes the read under way with that text, or with the end. */
  feed(text: string | null): Promise<void> {
    assert(this.#waiting, "nobody reads");
    const { buffer, resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(text === null ? null : new TextEncoder().encodeInto(text, buffer).written);
    return settle();
  }
}

/** Lets everything happen that needs no time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function open(commits: ReplyCommits = { log: undefined }): {
  socket: FakeSocket;
  connection: Connection<LineHandler>;
  clock: ManualClock;
  ends: string[];
} {
  const socket = new FakeSocket();
  const clock = new ManualClock();
  const ends: string[] = [];
  const connection = new Connection<LineHandler>(
    1,
    socket,
    { address: "127.0.0.1:1", localAddress: "127.0.0.1:2", isUnixSocket: false },
    {
      clock,
      log: new Logger({ write: () => {} }),
      settings: { queryBufferLimitBytes: 64 * 1024 * 1024 },
      counters: {
        netInputBytes: 0,
        netOutputBytes: 0,
        queryBufferDisconnections: 0,
        outputBufferDisconnections: 0,
      },
      pool: new ReplyBufferPool(),
      turns: new TurnScheduler(),
      commits,
    },
    (connection) => new LineHandler(connection),
    () => ends.push("gone"),
    () => ends.push("closed"),
  );
  connection.start();
  return { socket, connection, clock, ends };
}

Deno.test("all requests of one read are answered by one write", async () => {
  const { socket } = open();
  await socket.feed("a\nb\nc\npartial");
  assertEquals(socket.writes, ["a\nb\nc\n"]);
  await socket.feed(" line\n");
  assertEquals(socket.writes, ["a\nb\nc\n", "partial line\n"]);
});

Deno.test("what is written from outside leaves with the replies of the same turn", async () => {
  const { socket, connection } = open();
  const feeding = socket.feed("a\n");
  connection.writer();
  connection.handler.append(new TextEncoder().encode("message\n"));
  await feeding;
  assertEquals(socket.writes, ["message\na\n"]);
});

Deno.test("a write that takes only part is continued until all has left", async () => {
  const { socket, connection } = open();
  socket.writeLimit = 3;
  await socket.feed("abcdefgh\n");
  assertEquals(socket.writes, ["abc", "def", "gh\n"]);
  assertEquals(connection.outputBytes, 9);
  assertEquals(connection.memoryBytes, connection.queryFreeBytes);
});

Deno.test("replies that collect during a write leave together after it", async () => {
  const { socket, connection } = open();
  socket.blocked = true;
  await socket.feed("a\n");
  await socket.feed("b\n");
  await socket.feed("c\n");
  assertEquals(socket.writes, ["a\n"]);
  assertEquals([connection.replyBytes, connection.pendingBytes], [2, 4]);
  socket.unblock();
  await settle();
  assertEquals(socket.writes, ["a\n", "b\nc\n"]);
  assertEquals([connection.replyBytes, connection.pendingBytes], [0, 0]);
});

Deno.test("a client with too many unread replies is not read from until they have left", async () => {
  const { socket, connection } = open();
  socket.blocked = true;
  await socket.feed(`big ${40 << 20}\n`);
  assert(socket.isReading);
  await socket.feed(`big ${40 << 20}\nlast\n`);
  assert(!socket.isReading, "it is read from");
  assertEquals(connection.queryBytes, 5);
  socket.unblock();
  await until(() => socket.isReading);
  assertEquals(socket.writes.at(-1), "last\n");
  assertEquals(connection.outputBytes, 2 * (40 << 20) + 2 + 5);
});

Deno.test("quit: the answer, the end, and what still comes is dropped", async () => {
  const { socket, connection, ends } = open();
  await socket.feed("a\nquit\nb\n");
  assertEquals(socket.writes, ["a\nquit\n"]);
  assert(socket.saidEnd && !socket.isClosed);
  assertEquals(ends, ["gone"]);
  await socket.feed("more\n");
  assertEquals(socket.writes.length, 1);
  await socket.feed(null);
  assert(socket.isClosed);
  assertEquals(ends, ["gone", "closed"]);
  assertEquals(connection.handler.disconnections, 1);
});

Deno.test("a client that never closes its side is closed after a second", async () => {
  const { socket, connection, clock, ends } = open();
  await socket.feed("quit\n");
  connection.tick(clock.now() + 900, 0);
  assert(!socket.isClosed);
  connection.tick(clock.now() + 1000, 0);
  assert(socket.isClosed);
  assertEquals(ends, ["gone", "closed"]);
});

Deno.test("a client that ends its side gets the answers to what it has asked", async () => {
  const { socket, connection } = open();
  socket.blocked = true;
  await socket.feed("a\nb\n");
  await socket.feed(null);
  assert(!socket.isClosed);
  socket.unblock();
  await settle();
  assertEquals(socket.writes, ["a\nb\n"]);
  assert(socket.isClosed);
  assertEquals(connection.handler.disconnections, 1);
});

Deno.test("a paused client keeps its requests, in order, until it is resumed", async () => {
  const { socket, connection } = open();
  await socket.feed("pause\na\n");
  await socket.feed("b\n");
  assertEquals(socket.writes, ["pause\n"]);
  assertEquals(connection.queryBytes, 4);
  connection.handler.resume();
  await settle();
  assertEquals(socket.writes, ["pause\n", "a\nb\n"]);
});

Deno.test("a paused client that leaves is noticed at once", async () => {
  const { socket, connection } = open();
  await socket.feed("pause\na\n");
  await socket.feed(null);
  assertEquals(connection.handler.disconnections, 1);
  assert(socket.isClosed);
});

Deno.test("a paused client is not read from when it has sent a megabyte ahead", async () => {
  const { socket, connection } = open();
  await socket.feed("pause\n");
  const line = "x".repeat(1 << 20) + "\n";
  while (socket.isReading && connection.queryBytes < 8 << 20) await socket.feed(line);
  assert(!socket.isReading && !socket.isClosed);
  assertLess(connection.queryBytes, 4 << 20);
  connection.handler.resume();
  await until(() => connection.queryBytes === 0 || socket.isReading);
  assert(socket.isReading);
});

Deno.test("kill drops what is pending, at once, and only once", async () => {
  const { socket, connection, ends } = open();
  socket.blocked = true;
  await socket.feed("a\n");
  connection.kill();
  connection.kill();
  connection.close();
  connection.writer();
  socket.unblock();
  await settle();
  assert(socket.isClosed);
  assertEquals(ends, ["gone", "closed"]);
  assertEquals(connection.handler.disconnections, 1);
  assertEquals(socket.writes, ["a\n"]);
});

Deno.test("the soft limit closes a client that stays above it for too long", async () => {
  const { socket, connection, clock } = open();
  connection.outputLimit = { hardBytes: 0, softBytes: 10, softSeconds: 2 };
  socket.blocked = true;
  await socket.feed("123456789012345\n");
  clock.advance(2000);
  connection.tick(clock.now(), 0);
  assert(!socket.isClosed);
  clock.advance(1);
  connection.tick(clock.now(), 0);
  assert(socket.isClosed);
});

Deno.test("a fault in the layer above ends one connection, not the server", async () => {
  await using server = new LineServer();
  using first = await server.connect();
  using second = await server.connect();
  await first.send("boom\n");
  assertEquals((await first.receiveAll()).length, 0);
  assertEquals(await second.ask("hello\n"), "hello\n");
  assertMatch(server.logged.join(""), /Closing client after an internal error: Error: boom/);
});

Deno.test("a command may be split at every byte", async () => {
  await using server = new LineServer();
  using client = await server.connect();
  const text = "one\ntwo three\n\nhéllo€\n";
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at <= bytes.length; at++) {
    await client.send(bytes.subarray(0, at));
    if (at % 4 === 0) await settle();
    await client.send(bytes.subarray(at));
    assertEquals(await client.receiveText(bytes.length), text);
  }
});

Deno.test("a slow reader loses nothing, though its socket would block", async () => {
  await using server = new LineServer();
  using slow = await server.connect();
  using other = await server.connect();
  const lines = 24;
  const size = 1 << 20;
  await slow.send(`big ${size}\n`.repeat(lines));
  await until(() => server.handlers[0].calls.length > 0);
  assertGreater(server.handlers[0].connection.replyBytes, 0);
  assertEquals(await other.ask("meanwhile\n"), "meanwhile\n");
  const all = await slow.receive(lines * (size + 1));
  assertEquals(all.length, lines * (size + 1));
  for (let i = 0; i < lines; i++) assertEquals(all[(i + 1) * (size + 1) - 1], 0x0a);
  assertEquals(await slow.ask("end\n"), "end\n");
});

Deno.test("a slow reader past the limit is closed, others are not affected", async () => {
  await using server = new LineServer();
  using slow = await server.connect();
  using other = await server.connect();
  await until(() => server.handlers.length === 2);
  const { connection } = server.handlers[0];
  connection.outputLimit = { hardBytes: 8 << 20, softBytes: 0, softSeconds: 0 };
  const size = 1 << 20;
  await slow.send(`big ${size}\n`.repeat(64)).catch(() => {});
  await until(() => !connection.isOpen);
  assertEquals(server.counters.outputBufferDisconnections, 1);
  assertMatch(
    server.logged.join(""),
    /# Client id=1 closed for overcoming of output buffer limits\./,
  );
  assertLess((await slow.receiveAll()).length, 64 * size);
  assertEquals(await other.ask("still here\n"), "still here\n");
});

Deno.test("a value of 10 MB goes through, and its memory goes back", async () => {
  await using server = new LineServer();
  using client = await server.connect();
  const value = new Uint8Array(10 << 20);
  for (let i = 0; i < value.length; i++) value[i] = 0x30 + i % 10;
  value[value.length - 1] = 0x0a;
  const [echo] = await Promise.all([client.receive(value.length), client.send(value)]);
  assertEquals(echo.length, value.length);
  assert(echo.every((byte, i) => byte === value[i]));
  assertEquals(await client.ask("ping\n"), "ping\n");
  const { connection } = server.handlers[0];
  await until(() => connection.memoryBytes <= 16 * 1024);
  assertEquals(connection.inputBytes, value.length + 5);
  assertEquals(server.counters.netOutputBytes, value.length + 5);
});

Deno.test("the query buffer's limit closes the client and says so", async () => {
  await using server = new LineServer();
  server.settings.queryBufferLimitBytes = 100_000;
  using client = await server.connect();
  await client.send(new Uint8Array(200_000).fill(0x61)).catch(() => {});
  await client.receiveAll();
  assertEquals(server.counters.queryBufferDisconnections, 1);
  assertMatch(
    server.logged.join(""),
    /# Closing client that reached max query buffer length: id=1 \(qbuf initial bytes: "a{64}"\)/,
  );
});

Deno.test("nothing is allocated for bytes that have not come", async () => {
  await using server = new LineServer();
  using client = await server.connect();
  await client.send("x".repeat(3000));
  await until(() => (server.handlers[0]?.connection.queryBytes ?? 0) === 3000);
  assertLess(server.handlers[0].connection.memoryBytes, 16_000);
});

/** A log that is told by hand how far it is. */
class HeldLog {
  position = 0;
  fault: unknown;
  held: CommitWaiter[] = [];
  wrote: boolean[] = [];
  holds = true;

  passes(waiter: CommitWaiter, wrote: boolean): boolean {
    this.wrote.push(wrote);
    if (this.holds) this.held.push(waiter);
    return !this.holds;
  }
}

Deno.test("replies wait for the log, and what collects meanwhile leaves in one write", async () => {
  const log = new HeldLog();
  const { socket } = open({ log });
  await socket.feed("a\n");
  await socket.feed("b\n");
  await socket.feed("c\n");
  assertEquals(socket.writes, []);
  assertEquals(log.held.length, 1);
  log.holds = false;
  log.held[0]!.committed();
  await settle();
  assertEquals(socket.writes, ["a\n", "b\nc\n"]);
});

Deno.test("a client whose replies may never leave is closed without them", async () => {
  const log = new HeldLog();
  const { socket, ends } = open({ log });
  await socket.feed("a\n");
  log.held[0]!.uncommitted();
  log.held[0]!.committed();
  await settle();
  assertEquals(socket.writes, []);
  assertEquals(ends, ["gone", "closed"]);
});
