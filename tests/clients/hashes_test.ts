/** Hashes through ioredis and node-redis: objects, iterators over large ones, fields that expire. */
import { assert, assertEquals } from "@std/assert";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { startSubject } from "../helpers/servers/subject_server.ts";

const LARGE = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`field${i}`, `${i}`]));

Deno.test("ioredis: hashes as objects, streams of fields", async () => {
  await using server = await startSubject();
  const redis = new Redis(server.port, "127.0.0.1");
  try {
    assertEquals(await redis.hset("h", { name: "Ada", city: "London" }), 2);
    assertEquals(await redis.hgetall("h"), { name: "Ada", city: "London" });
    assertEquals(await redis.hmget("h", "name", "missing"), ["Ada", null]);
    assertEquals(await redis.hincrbyfloat("h", "balance", 0.1), "0.1");
    assertEquals(await redis.hset("large", LARGE), 1500);
    const seen: Record<string, string> = {};
    for await (const page of redis.hscanStream("large", { count: 100 })) {
      for (let i = 0; i < page.length; i += 2) seen[page[i]] = page[i + 1];
    }
    assertEquals(seen, LARGE);
    assertEquals(await redis.hexpire("h", 100, "FIELDS", 2, "name", "missing"), [1, -2]);
    assertEquals(await redis.call("HTTL", "h", "FIELDS", 2, "name", "city"), [100, -1]);
  } finally {
    redis.disconnect();
    await new Promise<void>((resolve) => redis.once("end", () => resolve()));
  }
});

Deno.test("node-redis: hashes as objects, iterators, fields that expire", async () => {
  await using server = await startSubject();
  const client = createClient({ url: `redis://127.0.0.1:${server.port}` });
  client.on("error", () => {});
  await client.connect();
  try {
    assertEquals(await client.hSet("h", { name: "Ada", city: "London" }), 2);
    assertEquals({ ...await client.hGetAll("h") }, { name: "Ada", city: "London" });
    assertEquals(await client.hSet("large", LARGE), 1500);
    const seen: Record<string, string> = {};
    for await (const page of client.hScanIterator("large", { COUNT: 100 })) {
      for (const { field, value } of page) seen[field] = value;
    }
    assertEquals(seen, LARGE);
    assertEquals(await client.hExpire("h", ["name", "missing"], 100), [1, -2]);
    assertEquals(await client.hTTL("h", ["name", "city"]), [100, -1]);
    assertEquals(await client.hPersist("h", "name"), [1]);
    assertEquals(
      await client.hSetEx("h", { token: "secret" }, { expiration: { type: "PX", value: 40 } }),
      1,
    );
    assertEquals(await client.hGetEx("h", "token", { expiration: "PERSIST" }), ["secret"]);
    assertEquals(await client.hpExpire("h", "token", 20), [1]);
    assertEquals(await client.hGetDel("h", "city"), ["London"]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assertEquals({ ...await client.hGetAll("h") }, { name: "Ada" });
    const drawn = await client.hRandFieldCountWithValues("large", -5);
    assertEquals(drawn.length, 5);
    for (const { field, value } of drawn) assert(LARGE[field] === value);
  } finally {
    client.destroy();
  }
});
