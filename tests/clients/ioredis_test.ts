/** ioredis at its defaults: what its users do all day must work unchanged. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Redis } from "ioredis";
import { answersPing, type ChildServer } from "../helpers/servers/child_server.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

/** Runs one test on a server of its own with one client that is closed afterwards. */
function withClient(
  name: string,
  run: (redis: Redis, server: ChildServer) => Promise<void>,
): void {
  Deno.test(`ioredis: ${name}`, async () => {
    await using server = await startSubject();
    const redis = new Redis(server.port, "127.0.0.1");
    try {
      await run(redis, server);
    } finally {
      redis.disconnect();
      await new Promise<void>((resolve) => {
        if (redis.status === "end") resolve();
        else redis.once("end", () => resolve());
      });
    }
  });
}

withClient("connects at its defaults and keeps text and numbers", async (redis) => {
  assertEquals(await redis.ping(), "PONG");
  assertEquals(await redis.set("key", "value"), "OK");
  assertEquals(await redis.get("key"), "value");
  assertEquals(await redis.get("missing"), null);
  assertEquals(await redis.incr("counter"), 1);
  assertEquals(await redis.incrby("counter", 41), 42);
  assertEquals(await redis.incrbyfloat("float", 1.5), "1.5");
  assertEquals(await redis.append("key", " €"), 9);
  assertEquals(await redis.get("key"), "value €");
  assertEquals(await redis.del("key", "missing"), 1);
  assertEquals(await redis.exists("counter", "key"), 1);
  assertEquals(await redis.type("counter"), "string");
});

withClient("sets with options and reads deadlines", async (redis) => {
  assertEquals(await redis.set("key", "1", "EX", 100), "OK");
  assert(await redis.ttl("key") > 95);
  assertEquals(await redis.set("key", "2", "NX"), null);
  assertEquals(await redis.set("key", "2", "KEEPTTL"), "OK");
  assert(await redis.pttl("key") > 95_000);
  assertEquals(await redis.set("key", "3", "EX", 100, "GET"), "2");
  assertEquals(await redis.persist("key"), 1);
  assertEquals(await redis.ttl("key"), -1);
  assertEquals(await redis.pexpire("key", 1), 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals(await redis.get("key"), null);
});

withClient("pipelines of thousands keep their order", async (redis) => {
  const pipeline = redis.pipeline();
  for (let i = 0; i < 5000; i++) pipeline.set(`key:${i}`, i).get(`key:${i}`);
  const replies = await pipeline.exec();
  assertEquals(replies?.length, 10_000);
  for (let i = 0; i < 5000; i++) {
    assertEquals(replies![2 * i], [null, "OK"]);
    assertEquals(replies![2 * i + 1], [null, String(i)]);
  }
  assertEquals(await redis.dbsize(), 5000);
});

withClient("an error inside a pipeline belongs to its command", async (redis) => {
  const replies = await redis.pipeline().set("key", "text").incr("key").get("key").exec();
  assertEquals(replies![0], [null, "OK"]);
  assertEquals(replies![1]![0]?.message, "ERR value is not an integer or out of range");
  assertEquals(replies![2], [null, "text"]);
});

withClient("transactions run as one and WATCH guards them", async (redis, server) => {
  assertEquals(await redis.multi().set("a", 1).incr("a").get("a").exec(), [
    [null, "OK"],
    [null, 2],
    [null, "2"],
  ]);
  const other = new Redis(server.port, "127.0.0.1");
  try {
    await redis.watch("a");
    await other.set("a", "changed");
    assertEquals(await redis.multi().set("a", "mine").exec(), null);
    assertEquals(await redis.get("a"), "changed");
    await redis.watch("a");
    assertEquals(await redis.multi().set("a", "mine").exec(), [[null, "OK"]]);
  } finally {
    other.disconnect();
  }
});

withClient("a transaction with a wrong command is refused", async (redis) => {
  const error = await assertRejects(
    () => redis.multi().set("a", 1).call("NOSUCH").exec(),
    Error,
  );
  assertEquals(error.message, "EXECABORT Transaction discarded because of previous errors.");
  assertEquals(await redis.get("a"), null);
});

withClient("scanStream gives every key once the keys stand still", async (redis) => {
  const expected = Array.from({ length: 1000 }, (_, i) => `user:${i}`);
  await redis.mset(...expected.flatMap((key) => [key, "x"]));
  await redis.set("other", "x");
  const found = new Set<string>();
  for await (const keys of redis.scanStream({ match: "user:*", count: 50 })) {
    for (const key of keys as string[]) found.add(key);
  }
  assertEquals([...found].sort(), expected.sort());
});

withClient("buffers come back byte for byte", async (redis) => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const { Buffer } = await import("node:buffer");
  assertEquals(await redis.set(Buffer.from("bin\0\r\n"), Buffer.from(bytes)), "OK");
  assertEquals(new Uint8Array((await redis.getBuffer(Buffer.from("bin\0\r\n")))!), bytes);
  assertEquals(await redis.strlen(Buffer.from("bin\0\r\n")), 256);
  const large = new Uint8Array(3_000_000).fill(7);
  await redis.set("large", Buffer.from(large));
  assertEquals(new Uint8Array((await redis.getBuffer("large"))!), large);
});

withClient("a lost connection is made anew and commands are sent again", async (redis, server) => {
  assertEquals(await redis.set("key", "before"), "OK");
  const other = new Redis(server.port, "127.0.0.1");
  const reconnected = new Promise((resolve) => redis.once("ready", resolve));
  assertEquals(await other.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"), 1);
  assertEquals(await redis.get("key"), "before");
  await reconnected;
  other.disconnect();
});

withClient("databases are apart", async (redis, server) => {
  await redis.set("key", "in 0");
  const other = new Redis(server.port, "127.0.0.1", { db: 3 });
  assertEquals(await other.get("key"), null);
  await other.set("key", "in 3");
  assertEquals(await redis.get("key"), "in 0");
  assertEquals(await redis.move("key", 3), 0);
  other.disconnect();
});

Deno.test("ioredis: a password is asked for and taken", async () => {
  await using server = await startSubject(["--requirepass", "secret"]);
  assert(await answersPing(server.port));
  const without = new Redis(server.port, "127.0.0.1", { retryStrategy: () => null });
  without.on("error", () => {});
  await assertRejects(() => without.get("key"), Error, "NOAUTH");
  without.disconnect();
  const redis = new Redis(server.port, "127.0.0.1", { password: "secret" });
  assertEquals(await redis.set("key", "value"), "OK");
  redis.disconnect();
});

withClient("lists, and workers that wait for jobs on connections of their own", async (redis) => {
  assertEquals(await redis.rpush("list", "a", "b", "c"), 3);
  assertEquals(await redis.lrange("list", 0, -1), ["a", "b", "c"]);
  assertEquals(await redis.lpop("list", 2), ["a", "b"]);
  assertEquals(await redis.lpos("list", "c"), 0);
  const workers = [redis.duplicate(), redis.duplicate()];
  try {
    const first = workers[0].blpop("jobs", "urgent", 0);
    const second = workers[1].blmove("jobs", "doing", "LEFT", "RIGHT", 5);
    while (!(await redis.info("clients")).includes("blocked_clients:2")) await redis.ping();
    assertEquals(await redis.rpush("urgent", "now"), 1);
    assertEquals(await first, ["urgent", "now"]);
    assertEquals(await redis.rpush("jobs", "later"), 1);
    assertEquals(await second, "later");
    assertEquals(await redis.lrange("doing", 0, -1), ["later"]);
    assertEquals(await workers[0].brpop("jobs", 0.01), null);
  } finally {
    for (const worker of workers) worker.disconnect();
  }
});
