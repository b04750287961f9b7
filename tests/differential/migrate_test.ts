/** MIGRATE between redis-server and Vortis, both ways: values of every type arrive as they were. */
import { assertEquals } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { startPair } from "./yardstick.ts";

/** Fills a server with values of every type, small and large. */
async function fill(client: RespClient): Promise<void> {
  const many = Array.from({ length: 600 }, (_, i) => `element:${i}`);
  await client.pipeline([
    ["SET", "string", "text"],
    ["SET", "integer", 12345],
    ["SET", "long", "x".repeat(100_000)],
    ["SET", "expires", "v", "PX", 500_000],
    ["RPUSH", "list", "a", 1, ""],
    ["RPUSH", "long list", ...many],
    ["SADD", "integers", 1, 2, 70_000],
    ["SADD", "set", ...many],
    ["ZADD", "scores", 1, "a", 2.5, "b", "-inf", "c"],
    ["ZADD", "many scores", ...many.flatMap((member, i) => [i / 3, member])],
    ["HSET", "hash", "f", "v", "g", 2],
    ["HSET", "large hash", ...many.flatMap((field) => [field, "v"])],
    ...many.slice(0, 200).map((value) => ["XADD", "stream", "*", "field", value]),
    ["XGROUP", "CREATE", "stream", "group", 0],
    ["XREADGROUP", "GROUP", "group", "consumer", "COUNT", 5, "STREAMS", "stream", ">"],
    ["PFADD", "loglog", ...many],
    ["SET", "binary \n", new Uint8Array([0, 255, 13, 10])],
  ]);
}

async function digest(client: RespClient, keys: readonly string[]): Promise<string> {
  return JSON.stringify(await client.call("DEBUG", "DIGEST-VALUE", ...keys));
}

Deno.test("migrate: from redis-server to Vortis and back", async () => {
  await using pair = await startPair(["--enable-debug-command", "yes"]);
  const connect = (port: number) => RespClient.connect({ hostname: "127.0.0.1", port });
  using redis = await connect(pair.redis.port);
  using vortis = await connect(pair.subject.port);
  await fill(redis);
  const keys = await redis.call("KEYS", "*") as string[];
  keys.sort();
  const before = await digest(redis, keys);
  const there = ["127.0.0.1", pair.subject.port, "", 0, 5000, "KEYS", ...keys];
  assertEquals(await redis.call("MIGRATE", ...there), "OK");
  assertEquals([await redis.call("DBSIZE"), await vortis.call("DBSIZE")], [0, keys.length]);
  const ttl = await vortis.call("PTTL", "expires") as number;
  assertEquals(ttl > 400_000 && ttl <= 500_000, true);
  const back = ["127.0.0.1", pair.redis.port, "", 0, 5000];
  assertEquals(await vortis.call("MIGRATE", ...back, "COPY", "KEYS", ...keys), "OK");
  assertEquals(await digest(redis, keys), before);
  assertEquals(await vortis.call("DBSIZE"), keys.length);
  assertEquals(await vortis.call("MIGRATE", ...back, "REPLACE", "KEYS", ...keys), "OK");
  assertEquals(await digest(redis, keys), before);
  assertEquals(await vortis.call("DBSIZE"), 0);
});
