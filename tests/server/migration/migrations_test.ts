/** MIGRATE between two servers of this process, and to targets that misbehave. */
import { assertEquals, assertMatch } from "@std/assert";
import { RespClient } from "../../../resp/client.ts";
import type { ReplyValue } from "../../../resp/reply.ts";
import { Config } from "../../../server/config/config.ts";
import { Logger } from "../../../server/log.ts";
import { type RunningServer, serve } from "../../../server/server.ts";

const HOST = "127.0.0.1";

/** Two servers with a client each. */
class Pair implements AsyncDisposable {
  private constructor(
    readonly servers: readonly RunningServer[],
    readonly from: RespClient,
    readonly to: RespClient,
  ) {}

  static async start(password = ""): Promise<Pair> {
    const log = new Logger({ write: () => {} });
    const servers = await Promise.all(["", password].map((requirepass) => {
      return serve({ hostname: HOST, port: 0, config: new Config({ requirepass }), log });
    }));
    const [from, to] = await Promise.all(servers.map(({ port }, i) => {
      const options = i === 1 && password !== "" ? { password } : {};
      return RespClient.connect({ hostname: HOST, port }, options);
    }));
    return new Pair(servers, from, to);
  }

  /** MIGRATE to the second server; an error's text is the answer. */
  migrate(...args: (string | number)[]): Promise<ReplyValue> {
    return answer(this.from, "MIGRATE", HOST, this.servers[1].port, ...args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.from.close();
    this.to.close();
    await Promise.all(this.servers.map((server) => server.shutdown()));
  }
}

async function answer(client: RespClient, ...args: (string | number)[]): Promise<ReplyValue> {
  const reply = await client.command(...args);
  return reply.type === "error" ? reply.value : reply.value as ReplyValue;
}

async function keptConnections(client: RespClient): Promise<string | undefined> {
  const text = await client.call("INFO", "stats") as string;
  return /^migrate_cached_sockets:(\d+)\r$/m.exec(text)?.[1];
}

Deno.test("migrate: a key moves with its time, or is copied", async () => {
  await using pair = await Pair.start();
  const { from, to } = pair;
  await from.call("RPUSH", "list", "a", "b");
  await from.call("SET", "k", "v", "PX", 100_000);
  assertEquals(await pair.migrate("k", 0, 1000), "OK");
  assertEquals(await pair.migrate("list", 3, 1000, "COPY"), "OK");
  assertEquals(await from.call("KEYS", "*"), ["list"]);
  assertEquals(await to.call("GET", "k"), "v");
  const ttl = await to.call("PTTL", "k") as number;
  assertEquals(ttl > 90_000 && ttl <= 100_000, true, `${ttl}`);
  await to.call("SELECT", 3);
  assertEquals(await to.call("LRANGE", "list", 0, -1), ["a", "b"]);
  assertEquals(await pair.migrate("k", 0, 1000), "NOKEY");
});

Deno.test("migrate: many keys; those that are refused stay", async () => {
  await using pair = await Pair.start();
  const { from, to } = pair;
  for (const key of ["a", "b", "c"]) await from.call("SET", key, `new ${key}`);
  await to.call("SET", "b", "old b");
  assertEquals(
    await pair.migrate("", 0, 1000, "KEYS", "a", "none", "b", "c"),
    "ERR Target instance replied with error: BUSYKEY Target key name already exists.",
  );
  assertEquals(await from.call("KEYS", "*"), ["b"]);
  assertEquals(await to.call("MGET", "a", "b", "c"), ["new a", "old b", "new c"]);
  assertEquals(await pair.migrate("", 0, 1000, "REPLACE", "KEYS", "b"), "OK");
  assertEquals(await to.call("GET", "b"), "new b");
  assertEquals(await from.call("DBSIZE"), 0);
});

Deno.test("migrate: with a password, and without the right one", async () => {
  await using pair = await Pair.start("secret");
  const { from, to } = pair;
  await from.call("SET", "k", "v");
  const failed = "ERR Target instance replied with error: ";
  assertMatch(String(await pair.migrate("k", 0, 1000)), new RegExp(`^${failed}NOAUTH `));
  const wrong = String(await pair.migrate("k", 0, 1000, "AUTH", "wrong"));
  assertMatch(wrong, new RegExp(`^${failed}WRONGPASS `));
  assertEquals(await from.call("EXISTS", "k"), 1);
  assertEquals(await pair.migrate("k", 0, 1000, "AUTH", "secret"), "OK");
  assertEquals(await to.call("GET", "k"), "v");
  await from.call("SET", "l", "w");
  assertEquals(await pair.migrate("l", 0, 1000, "AUTH2", "default", "secret"), "OK");
  assertEquals(await to.call("GET", "l"), "w");
});

Deno.test("migrate: not inside of a transaction", async () => {
  await using pair = await Pair.start();
  const { from } = pair;
  await from.call("SET", "k", "v");
  await from.call("MULTI");
  assertEquals(await pair.migrate("k", 0, 1000), "QUEUED");
  const [reply] = await from.call("EXEC") as ReplyValue[];
  assertEquals((reply as Error).message, "ERR MIGRATE is not possible inside of a transaction");
  assertEquals(await from.call("GET", "k"), "v");
});

/** A target that answers what a test says, when it says so. */
class FakeTarget implements Disposable {
  readonly #listener = Deno.listen({ hostname: HOST, port: 0 });
  readonly port = this.#listener.addr.port;
  readonly #conns: Deno.Conn[] = [];
  accepted = 0;

  /** `serve` gets each connection with its number. */
  constructor(serve: (conn: Deno.Conn, number: number) => Promise<void>) {
    (async () => {
      for await (const conn of this.#listener) {
        this.#conns.push(conn);
        serve(conn, ++this.accepted).catch(() => {});
      }
    })().catch(() => {});
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const conn of this.#conns) {
      try {
        conn.close();
      } catch {
        // Closed by the test.
      }
    }
  }
}

const encoder = new TextEncoder();

/** A server and its client, and a fake target for its MIGRATE. */
async function withTarget(
  serveTarget: (conn: Deno.Conn, number: number) => Promise<void>,
  test: (client: RespClient, target: FakeTarget, server: RunningServer) => Promise<void>,
): Promise<void> {
  const log = new Logger({ write: () => {} });
  const server = await serve({ hostname: HOST, port: 0, log });
  using target = new FakeTarget(serveTarget);
  const client = await RespClient.connect({ hostname: HOST, port: server.port });
  try {
    await test(client, target, server);
  } finally {
    client.close();
    await server.shutdown();
  }
}

Deno.test("migrate: a key that changes meanwhile is kept, and others are served", async () => {
  const gate = Promise.withResolvers<void>();
  await withTarget(async (conn) => {
    await conn.read(new Uint8Array(4096));
    await gate.promise;
    await conn.write(encoder.encode("+OK\r\n+OK\r\n+OK\r\n"));
  }, async (client, { port }, server) => {
    await client.call("MSET", "a", 1, "b", 1);
    const moved = client.command("MIGRATE", HOST, port, "", 0, 5000, "KEYS", "a", "b");
    const other = await RespClient.connect({ hostname: HOST, port: server.port });
    while (!/^blocked_clients:1\r$/m.test(await other.call("INFO", "clients") as string));
    assertEquals(await other.call("CLIENT", "UNBLOCK", await idOf(other)), 0);
    await other.call("INCR", "b");
    gate.resolve();
    assertEquals(
      (await moved).value,
      "ERR 1 of 2 keys changed while they were moved and are kept here",
    );
    assertEquals(await client.call("MGET", "a", "b"), [null, "2"]);
    other.close();
  });
});

/** The id of the client that waits for MIGRATE. */
async function idOf(client: RespClient): Promise<number> {
  const list = await client.call("CLIENT", "LIST") as string;
  return Number(/^id=(\d+) .*cmd=migrate/m.exec(list)?.[1]);
}

Deno.test("migrate: a target that is silent, leaves, or refuses", async () => {
  await withTarget(async (conn, number) => {
    await conn.read(new Uint8Array(4096));
    if (number > 1) conn.close();
  }, async (client, target) => {
    await client.call("SET", "k", "v");
    const migrate = () => answer(client, "MIGRATE", HOST, target.port, "k", 0, 50);
    const failed = "IOERR error or timeout reading to target instance";
    assertEquals(await migrate(), failed);
    assertEquals(target.accepted, 1);
    // One that leaves is tried once more.
    assertEquals(await migrate(), failed);
    assertEquals(target.accepted, 3);
    assertEquals(await client.call("GET", "k"), "v");
  });
});

Deno.test("migrate: a connection is kept; if it has been closed, there is a new one", async () => {
  const seen: string[] = [];
  const conns: Deno.Conn[] = [];
  await withTarget(async (conn) => {
    conns.push(conn);
    const bytes = new Uint8Array(4096);
    for (;;) {
      const count = await conn.read(bytes);
      if (count === null) return;
      const text = new TextDecoder().decode(bytes.subarray(0, count));
      const words = text.match(/SELECT|RESTORE/g) ?? [];
      seen.push(...words);
      await conn.write(encoder.encode("+OK\r\n".repeat(words.length)));
    }
  }, async (client, target) => {
    const move = async () => {
      await client.call("SET", "k", "v");
      assertEquals(await answer(client, "MIGRATE", HOST, target.port, "k", 2, 1000), "OK");
    };
    assertEquals(await keptConnections(client), "0");
    await move();
    await move();
    assertEquals(await keptConnections(client), "1");
    assertEquals([seen, target.accepted], [["SELECT", "RESTORE", "RESTORE"], 1]);
    conns[0].close();
    await move();
    assertEquals(target.accepted, 2);
    assertEquals(seen.slice(3), ["SELECT", "RESTORE"]);
  });
});

Deno.test("migrate: the client may leave; the key moves all the same", async () => {
  const gate = Promise.withResolvers<void>();
  await withTarget(async (conn) => {
    await conn.read(new Uint8Array(4096));
    await gate.promise;
    await conn.write(encoder.encode("+OK\r\n+OK\r\n"));
  }, async (client, { port }, server) => {
    await client.call("SET", "k", "v");
    const leaving = await RespClient.connect({ hostname: HOST, port: server.port });
    const moved = leaving.command("MIGRATE", HOST, port, "k", 0, 5000).catch(() => "left");
    while (!/^blocked_clients:1\r$/m.test(await client.call("INFO", "clients") as string));
    leaving.close();
    assertEquals(await moved, "left");
    while (!/^blocked_clients:0\r$/m.test(await client.call("INFO", "clients") as string));
    gate.resolve();
    while (await client.call("EXISTS", "k") === 1);
  });
});

Deno.test("migrate: the log and those who listen learn that the key is gone", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis-migrate-" });
  const log = new Logger({ write: () => {} });
  try {
    const settings = { dir, save: "", appendonly: "yes", "notify-keyspace-events": "KA" } as const;
    const start = () => serve({ hostname: HOST, port: 0, config: new Config(settings), log });
    const target = await serve({ hostname: HOST, port: 0, log });
    const server = await start();
    const client = await RespClient.connect({ hostname: HOST, port: server.port });
    const listener = await RespClient.connect({ hostname: HOST, port: server.port });
    const events: string[] = [];
    listener.onPush = (push) => {
      const [, , event] = push.value as { value: Uint8Array }[];
      events.push(new TextDecoder().decode(event.value));
    };
    await listener.call("SUBSCRIBE", "__keyspace@0__:k");
    await client.call("MSET", "k", "v", "stays", "v");
    const { port } = target;
    assertEquals(await answer(client, "MIGRATE", HOST, port, "k", 0, 1000), "OK");
    assertEquals(await answer(client, "MIGRATE", HOST, port, "stays", 0, 1000, "COPY"), "OK");
    while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    assertEquals(events, ["set", "del"]);
    client.close();
    listener.close();
    await server.shutdown();
    await target.shutdown();
    const again = await start();
    const reader = await RespClient.connect({ hostname: HOST, port: again.port });
    assertEquals(await reader.call("KEYS", "*"), ["stays"]);
    reader.close();
    await again.shutdown();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("migrate: a key stays if what answers is no such server", async () => {
  await withTarget(async (conn) => {
    await conn.read(new Uint8Array(4096));
    await conn.write(encoder.encode("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
    conn.close();
  }, async (client, target) => {
    await client.call("SET", "k", "v");
    assertEquals(
      await answer(client, "MIGRATE", HOST, target.port, "k", 0, 1000),
      "ERR Target instance does not speak this protocol: it answered 'HTTP/1.1 400 Bad Request'",
    );
    assertEquals(await client.call("GET", "k"), "v");
  });
});
