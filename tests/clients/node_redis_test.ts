/** node-redis at its defaults: HELLO 3, pipelines by tick, transactions, iterators, buffers. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createClient, RESP_TYPES, WatchError } from "redis";
import { Buffer } from "node:buffer";
import type { ChildServer } from "../helpers/servers/child_server.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

type Client = ReturnType<typeof createClient>;

function connect(port: number, options: Record<string, unknown> = {}): Promise<Client> {
  const client = createClient({ url: `redis://127.0.0.1:${port}`, ...options });
  client.on("error", () => {});
  return client.connect() as Promise<Client>;
}

/** Runs one test on a server of its own with one client that is closed afterwards. */
function withClient(
  name: string,
  run: (client: Client, server: ChildServer) => Promise<void>,
): void {
  Deno.test(`node-redis: ${name}`, async () => {
    await using server = await startSubject();
    const client = await connect(server.port);
    try {
      await run(client, server);
    } finally {
      client.destroy();
    }
  });
}

withClient("connects at its defaults and keeps text and numbers", async (client) => {
  assertEquals(await client.ping(), "PONG");
  assertEquals(await client.set("key", "value"), "OK");
  assertEquals(await client.get("key"), "value");
  assertEquals(await client.get("missing"), null);
  assertEquals(await client.incr("counter"), 1);
  assertEquals(await client.decrBy("counter", 43), -42);
  assertEquals(await client.mSet({ a: "1", b: "2" }), "OK");
  assertEquals(await client.mGet(["a", "missing", "b"]), ["1", null, "2"]);
  assertEquals(await client.del(["a", "b"]), 2);
  assertEquals(await client.append("key", " €"), 9);
  assertEquals(await client.get("key"), "value €");
});

withClient("sets with options and reads deadlines", async (client) => {
  await client.set("key", "1", { expiration: { type: "EX", value: 100 } });
  assert(await client.ttl("key") > 95);
  assertEquals(await client.set("key", "2", { condition: "NX" }), null);
  assertEquals(await client.set("key", "2", { GET: true }), "1");
  assertEquals(await client.ttl("key"), -1);
  assertEquals(await client.getEx("key", { type: "PERSIST" }), "2");
  assertEquals(await client.expire("key", 50, "NX"), 1);
  assertEquals(await client.expire("key", 60, "LT"), 0);
  assertEquals(await client.getDel("key"), "2");
  assertEquals(await client.exists("key"), 0);
});

withClient("commands of one tick are pipelined and keep their order", async (client) => {
  const replies = await Promise.all(
    Array.from({ length: 5000 }, (_, i) => i).flatMap((i) => [
      client.set(`key:${i}`, String(i)),
      client.get(`key:${i}`),
    ]),
  );
  for (let i = 0; i < 5000; i++) assertEquals(replies[2 * i + 1], String(i));
  assertEquals(await client.dbSize(), 5000);
});

withClient("transactions run as one", async (client) => {
  const replies: unknown = await client.multi().set("a", "1").incr("a").get("a").exec();
  assertEquals(replies, ["OK", 2, "2"]);
  const error = await assertRejects(
    () => client.multi().set("text", "x").incr("text").exec(),
    Error,
  );
  assert(/1 commands failed/.test(error.message), error.message);
  assertEquals(await client.get("text"), "x");
});

withClient("WATCH fails a transaction whose key another changed", async (client, server) => {
  const other = await connect(server.port);
  await client.set("a", "1");
  await client.watch("a");
  await other.set("a", "2");
  await assertRejects(() => client.multi().set("a", "3").exec(), WatchError);
  assertEquals(await client.get("a"), "2");
  other.destroy();
});

withClient("scanIterator gives every key once the keys stand still", async (client) => {
  const expected = Array.from({ length: 1000 }, (_, i) => `user:${i}`);
  await client.mSet(expected.map((key) => [key, "x"] as [string, string]));
  await client.set("other", "x");
  const found = new Set<string>();
  for await (const keys of client.scanIterator({ MATCH: "user:*", COUNT: 50 })) {
    for (const key of keys) found.add(key);
  }
  assertEquals([...found].sort(), expected.sort());
});

withClient("buffers come back byte for byte", async (client) => {
  const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i));
  const key = Buffer.from("bin\0\r\n");
  assertEquals(await client.set(key, bytes), "OK");
  const binary = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  const value = await binary.get(key);
  assert(value !== null);
  assertEquals(new Uint8Array(value as unknown as Buffer), new Uint8Array(bytes));
});

withClient("errors carry redis's text", async (client) => {
  await client.set("key", "text");
  await assertRejects(
    () => client.incr("key"),
    Error,
    "ERR value is not an integer or out of range",
  );
  await assertRejects(
    () => client.sendCommand(["NOSUCH", "a"]),
    Error,
    "ERR unknown command 'NOSUCH', with args beginning with: 'a'",
  );
});

withClient("a lost connection is made anew", async (client, server) => {
  await client.set("key", "before");
  const other = await connect(server.port);
  const reconnected = new Promise<void>((resolve) => client.once("ready", () => resolve()));
  const killed = await other.sendCommand(["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]);
  assertEquals(Number(killed), 1);
  await reconnected;
  assertEquals(await client.get("key"), "before");
  other.destroy();
});

withClient("RESP2 works as well", async (_client, server) => {
  const client = await connect(server.port, { RESP: 2 });
  await client.set("key", "value");
  assertEquals(await client.get("key"), "value");
  assertEquals(await client.configGet("maxmemory"), { maxmemory: "0" });
  client.destroy();
});

Deno.test("node-redis: a password, a name and a database are set on connecting", async () => {
  await using server = await startSubject(["--requirepass", "secret"]);
  const client = await connect(server.port, { password: "secret", name: "me", database: 2 });
  assertEquals(await client.clientGetName(), "me");
  await client.set("key", "value");
  await client.select(0);
  assertEquals(await client.get("key"), null);
  client.destroy();
});

withClient("lists, and a worker that waits for jobs on a connection of its own", async (client) => {
  assertEquals(await client.rPush("list", ["a", "b", "c"]), 3);
  assertEquals(await client.lRange("list", 0, -1), ["a", "b", "c"]);
  assertEquals(await client.lPopCount("list", 2), ["a", "b"]);
  assertEquals(await client.lMove("list", "other", "LEFT", "RIGHT"), "c");
  const worker = client.duplicate();
  await worker.connect();
  try {
    const job = worker.blPop(["jobs", "urgent"], 0);
    while (!(await client.info("clients")).includes("blocked_clients:1")) await client.ping();
    assertEquals(await client.rPush("urgent", "now"), 1);
    assertEquals(await job, { key: "urgent", element: "now" });
    assertEquals(await worker.blmPop(0.01, ["jobs"], "LEFT"), null);
  } finally {
    worker.destroy();
  }
});
