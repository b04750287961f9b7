/** Iterators over large sets and sorted sets: each member comes, whatever else changes meanwhile. */
import { assert, assertEquals } from "@std/assert";
import { testIoredis, testNodeRedis } from "../helpers/servers/redis_clients.ts";

const COUNT = 3000;
const MEMBERS = Array.from({ length: COUNT }, (_, i) => `member:${i}`);

testIoredis("sscanStream gives every member, while others come and go", async (redis) => {
  await redis.sadd("set", ...MEMBERS);
  const seen = new Set<string>();
  let round = 0;
  for await (const page of redis.sscanStream("set", { count: 100 }) as AsyncIterable<string[]>) {
    for (const member of page) seen.add(member);
    await redis.sadd("set", ...Array.from({ length: 200 }, (_, i) => `new ${round}:${i}`));
    if (round > 0) await redis.srem("set", ...Array.from({ length: 100 }, (_, i) => `new 0:${i}`));
    round++;
    assert(round < 1000, "the iteration ends");
  }
  for (const member of MEMBERS) assert(seen.has(member), member);
});

testIoredis("zscanStream gives members with scores, those that match alone", async (redis) => {
  await redis.zadd("zset", ...MEMBERS.flatMap((member, i) => [i / 2, member]));
  const seen = new Map<string, string>();
  const stream = redis.zscanStream("zset", { match: "member:1*", count: 200 });
  for await (const page of stream as AsyncIterable<string[]>) {
    for (let i = 0; i < page.length; i += 2) seen.set(page[i], page[i + 1]);
  }
  const wanted = MEMBERS.filter((member) => member.startsWith("member:1"));
  assertEquals([...seen.keys()].sort(), wanted.sort());
  for (const [member, score] of seen) assertEquals(Number(score), Number(member.slice(7)) / 2);
});

testIoredis("scanStream by type", async (redis) => {
  for (let i = 0; i < 300; i++) await redis.pipeline().set(`s${i}`, i).rpush(`l${i}`, i).exec();
  const seen: string[] = [];
  for await (const keys of redis.scanStream({ type: "list", count: 77 })) {
    seen.push(...keys as string[]);
  }
  assertEquals(new Set(seen), new Set(Array.from({ length: 300 }, (_, i) => `l${i}`)));
});

testNodeRedis("sScanIterator and zScanIterator give every member", async (client) => {
  await client.sAdd("set", MEMBERS);
  const members = new Set<string>();
  for await (const page of client.sScanIterator("set", { COUNT: 100 })) {
    for (const member of page) members.add(member);
  }
  assertEquals(members, new Set(MEMBERS));
  await client.zAdd("zset", MEMBERS.map((value, i) => ({ value, score: i - 0.25 })));
  const scores = new Map<string, number>();
  for await (const page of client.zScanIterator("zset", { COUNT: 100, MATCH: "*" })) {
    for (const { value, score } of page) scores.set(value, score);
  }
  assertEquals(scores, new Map(MEMBERS.map((member, i) => [member, i - 0.25])));
});
