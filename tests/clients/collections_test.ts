/** Sets, sorted sets, places, bits, HyperLogLogs and SORT through ioredis and node-redis. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  connectNodeRedis,
  endIoredis,
  testIoredis,
  testNodeRedis,
  untilBlocked,
} from "../helpers/servers/redis_clients.ts";

const SICILY: [number, number, string][] = [
  [13.361389, 38.115556, "Palermo"],
  [15.087269, 37.502669, "Catania"],
];

testIoredis("sets", async (redis) => {
  assertEquals(await redis.sadd("a", "x", "y", "z", "x"), 3);
  await redis.sadd("b", "y", "z", "w");
  assertEquals((await redis.sinter("a", "b")).sort(), ["y", "z"]);
  assertEquals(await redis.sdiff("a", "b"), ["x"]);
  assertEquals(await redis.sunionstore("c", "a", "b"), 4);
  assertEquals(await redis.sintercard(2, "a", "b", "LIMIT", 1), 1);
  assertEquals(await redis.smismember("a", "x", "w"), [1, 0]);
  assertEquals(await redis.smove("a", "b", "x"), 1);
  assertEquals((await redis.spop("b", 10)).sort(), ["w", "x", "y", "z"]);
  assertEquals(await redis.exists("b"), 0);
  assertEquals((await redis.srandmember("c", -7)).length, 7);
});

testIoredis("sorted sets, and a worker that waits for the next in line", async (redis) => {
  assertEquals(await redis.zadd("z", 1, "a", "2.5", "b", "-inf", "c"), 3);
  assertEquals(await redis.zadd("z", "GT", "CH", 2, "a"), 1);
  assertEquals(await redis.zrange("z", 0, "-1", "WITHSCORES"), ["c", "-inf", "a", "2", "b", "2.5"]);
  assertEquals(await redis.zrangebyscore("z", "(2", "+inf", "LIMIT", 0, 1), ["b"]);
  assertEquals(Number(await redis.zincrby("z", 0.1, "b")), 2.6);
  assertEquals(await redis.zrevrank("z", "c"), 2);
  assertEquals(await redis.zunionstore("u", 2, "z", "z", "WEIGHTS", 1, 2), 3);
  assertEquals(await redis.zscore("u", "a"), "6");
  const [member, score] = await redis.zpopmax("u", 1);
  assertEquals([member, Number(score)], ["b", 3 * 2.6]);
  const worker = redis.duplicate();
  try {
    const waiting = worker.bzpopmin("queue", "urgent", 0);
    await untilBlocked(() => redis.info("clients"), 1);
    assertEquals(await redis.zadd("urgent", 2, "later", 1, "now"), 2);
    assertEquals(await waiting, ["urgent", "now", "1"]);
    assertEquals(await worker.bzpopmax("queue", 0.01), null);
  } finally {
    await endIoredis(worker);
  }
});

testIoredis("places, bits, HyperLogLogs and SORT", async (redis) => {
  assertEquals(await redis.geoadd("Sicily", ...SICILY.flat()), 2);
  assertEquals(await redis.geodist("Sicily", "Palermo", "Catania", "KM"), "166.2742");
  assertEquals(
    await redis.geosearch("Sicily", "FROMLONLAT", 15, 37, "BYRADIUS", 100, "KM", "ASC"),
    ["Catania"],
  );
  assertEquals(await redis.setbit("bits", 7, 1), 0);
  assertEquals(await redis.bitcount("bits"), 1);
  assertEquals(
    await redis.call("BITFIELD", "bits", "SET", "u4", 0, 4, "GET", "u4", 0),
    [0, 4],
  );
  const names = Array.from({ length: 5000 }, (_, i) => `visitor ${i}`);
  assertEquals(await redis.pfadd("visitors", ...names), 1);
  assertAlmostEquals(await redis.pfcount("visitors"), 5000, 150);
  await redis.pfadd("more", "someone else");
  assertEquals(await redis.pfmerge("all", "visitors", "more"), "OK");
  await redis.rpush("ids", 3, 1, 2);
  await redis.mset("weight_1", 30, "weight_2", 20, "weight_3", 10, "name_1", "a", "name_2", "b");
  assertEquals(await redis.sort("ids", "BY", "weight_*", "GET", "#", "GET", "name_*", "DESC"), [
    ...["1", "a", "2", "b", "3"],
    null as unknown as string,
  ]);
});

testNodeRedis("sets and sorted sets", async (client, server) => {
  assertEquals(await client.sAdd("a", ["x", "y", "z"]), 3);
  await client.sAdd("b", ["y", "z", "w"]);
  // node-redis gives RESP3's sets as arrays.
  assertEquals([...await client.sInter(["a", "b"])].sort(), ["y", "z"]);
  assertEquals(await client.sInterCard(["a", "b"], { LIMIT: 1 }), 1);
  assertEquals(await client.smIsMember("a", ["x", "w"]), [1, 0]);
  assertEquals([...await client.sMembers("a")].sort(), ["x", "y", "z"]);
  assertEquals(await client.zAdd("z", [{ value: "a", score: 1 }, { value: "b", score: 2.5 }]), 2);
  assertEquals(await client.zAdd("z", { value: "a", score: 0 }, { comparison: "GT" }), 0);
  assertEquals(await client.zRangeWithScores("z", 0, -1), [
    { value: "a", score: 1 },
    { value: "b", score: 2.5 },
  ]);
  assertEquals(await client.zRange("z", "+inf", "(1", { BY: "SCORE", REV: true }), ["b"]);
  assertEquals(await client.zIncrBy("z", 0.1, "b"), 2.6);
  assertEquals(await client.zScore("z", "missing"), null);
  assertEquals(await client.zUnionWithScores([{ key: "z", weight: 2 }, { key: "z", weight: 1 }]), [
    { value: "a", score: 3 },
    { value: "b", score: 3 * 2.6 },
  ]);
  assertEquals(await client.zmPop("z", "MAX", { COUNT: 5 }), {
    key: "z",
    members: [{ value: "b", score: 2.6 }, { value: "a", score: 1 }],
  });
  const worker = await connectNodeRedis(server.port);
  try {
    const waiting = worker.bzPopMin(["queue", "urgent"], 0);
    await untilBlocked(() => client.info("clients"), 1);
    await client.zAdd("urgent", [{ value: "now", score: 1.5 }]);
    assertEquals(await waiting, { key: "urgent", value: "now", score: 1.5 });
    assertEquals(await worker.bzmPop(0.01, ["queue"], "MIN"), null);
  } finally {
    worker.destroy();
  }
});

testNodeRedis("places, bits, HyperLogLogs and SORT", async (client) => {
  const places = SICILY.map(([longitude, latitude, member]) => ({ longitude, latitude, member }));
  assertEquals(await client.geoAdd("Sicily", places), 2);
  const found = await client.geoSearchWith(
    "Sicily",
    { longitude: 15, latitude: 37 },
    { radius: 200, unit: "km" },
    ["WITHDIST", "WITHCOORD"],
    { SORT: "ASC" },
  );
  assertEquals(found.map(({ member, distance }) => [member, Number(distance)]), [
    ["Catania", 56.4413],
    ["Palermo", 190.4424],
  ]);
  const [place] = await client.geoPos("Sicily", "Palermo");
  assertAlmostEquals(Number(place!.longitude), 13.361389, 1e-5);
  assertEquals(await client.geoHash("Sicily", ["Palermo", "nowhere"]), ["sqc8b49rny0", null]);
  assertEquals(
    await client.geoSearchStore("near", "Sicily", "Catania", { radius: 1, unit: "m" }),
    1,
  );
  assertEquals(await client.setBit("bits", 100, 1), 0);
  assertEquals(await client.bitPos("bits", 1), 100);
  assertEquals(await client.bitOp("NOT", "flipped", "bits"), 13);
  const set = { operation: "SET", encoding: "i8", offset: "#1", value: -5 } as const;
  assertEquals(await client.bitField("numbers", [set, { ...set, operation: "GET" }]), [0, -5]);
  await client.pfAdd("a", ["x", "y"]);
  await client.pfAdd("b", ["y", "z"]);
  assertEquals(await client.pfCount(["a", "b"]), 3);
  assertEquals(await client.pfMerge("c", ["a", "b"]), "OK");
  await client.rPush("list", ["3", "1", "2"]);
  assertEquals(await client.sort("list", { DIRECTION: "DESC", LIMIT: { offset: 0, count: 2 } }), [
    ...["3", "2"],
  ]);
  assertEquals(await client.sortStore("list", "sorted"), 3);
});

testNodeRedis("a transaction over values of all types", async (client) => {
  const replies: unknown[] = await client.multi()
    .set("string", "1").rPush("list", ["a", "b"]).hSet("hash", { f: "v" }).sAdd("set", "m")
    .zAdd("zset", { value: "m", score: 1.5 }).xAdd("stream", "1-1", { f: "v" })
    .hGetAll("hash").zRangeWithScores("zset", 0, -1).xRange("stream", "-", "+").lRange(
      "list",
      0,
      -1,
    )
    .exec();
  assertEquals(replies.slice(0, 6), ["OK", 2, 1, 1, 1, "1-1"]);
  assertEquals({ ...replies[6] as Record<string, string> }, { f: "v" });
  assertEquals(replies[7], [{ value: "m", score: 1.5 }]);
  const [entry] = replies[8] as { id: string; message: Record<string, string> }[];
  assertEquals([entry.id, { ...entry.message }], ["1-1", { f: "v" }]);
  assertEquals(replies[9], ["a", "b"]);
  assert(await client.objectEncoding("hash") === "listpack");
});
