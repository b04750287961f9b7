/** Publish and subscribe through ioredis and node-redis, while commands run on other connections. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  connectNodeRedis,
  endIoredis,
  testIoredis,
  testNodeRedis,
} from "../helpers/servers/redis_clients.ts";
import { until } from "../helpers/until.ts";

const MESSAGES = 500;

testIoredis("messages come in order while commands run", async (redis) => {
  const subscriber = redis.duplicate();
  try {
    assertEquals(await subscriber.subscribe("news", "other"), 2);
    assertEquals(await subscriber.psubscribe("n*"), 3);
    const messages: string[] = [];
    const byPattern: string[] = [];
    subscriber.on(
      "message",
      (channel: string, text: string) => messages.push(`${channel} ${text}`),
    );
    subscriber.on("pmessage", (pattern: string, channel: string, text: string) => {
      byPattern.push(`${pattern} ${channel} ${text}`);
    });
    for (let i = 0; i < MESSAGES; i++) {
      const [receivers, counter] = await Promise.all([
        redis.publish("news", String(i)),
        redis.incr("counter"),
      ]);
      assertEquals([receivers, counter], [2, i + 1]);
    }
    await until(() => byPattern.length === MESSAGES);
    const numbers = Array.from({ length: MESSAGES }, (_, i) => String(i));
    assertEquals(messages, numbers.map((i) => `news ${i}`));
    assertEquals(byPattern, numbers.map((i) => `n* news ${i}`));
    assertEquals((await redis.pubsub("CHANNELS", "*")).sort(), ["news", "other"]);
    assertEquals(await redis.pubsub("NUMSUB", "news", "none"), ["news", 1, "none", 0]);
    assertEquals(await subscriber.unsubscribe("news", "other"), 1);
    assertEquals(await subscriber.punsubscribe(), 0);
    assertEquals(await redis.publish("news", "nobody"), 0);
    // It is a client like any other again.
    assertEquals(await subscriber.get("counter"), String(MESSAGES));
  } finally {
    await endIoredis(subscriber);
  }
});

testIoredis("binary messages, shard channels and events of keys", async (redis) => {
  const subscriber = redis.duplicate();
  try {
    await redis.config("SET", "notify-keyspace-events", "K$lg");
    await subscriber.ssubscribe("shard");
    await subscriber.psubscribe("__keyspace@0__:*");
    const seen: string[] = [];
    subscriber.on("smessageBuffer", (_channel: Buffer, message: Buffer) => {
      seen.push(`shard ${message.toString("hex")}`);
    });
    subscriber.on("pmessage", (_pattern: string, channel: string, event: string) => {
      seen.push(`${channel.slice(15)} ${event}`);
    });
    assertEquals(await redis.spublish("shard", Buffer.from([0, 13, 10, 255])), 1);
    await redis.multi().set("key", "1").incr("key").rpush("list", "a").del("key").exec();
    await until(() => seen.length === 5);
    assertEquals(seen, [
      ...["shard 000d0aff", "key set", "key incrby", "list rpush", "key del"],
    ]);
  } finally {
    await endIoredis(subscriber);
  }
});

testNodeRedis("listeners by channel and by pattern, while commands run", async (client, server) => {
  const subscriber = await connectNodeRedis(server.port);
  const old = await connectNodeRedis(server.port, { RESP: 2 });
  try {
    const seen: string[] = [];
    await subscriber.subscribe("news", (message, channel) => seen.push(`${channel} ${message}`));
    await subscriber.pSubscribe("ne?s", (message, channel) => seen.push(`p ${channel} ${message}`));
    await subscriber.sSubscribe(
      "shard",
      (message, channel) => seen.push(`s ${channel} ${message}`),
    );
    const seenInResp2: string[] = [];
    await old.subscribe("news", (message) => seenInResp2.push(message));
    // In RESP3 a subscriber goes on with its commands on the same connection.
    const replies = await Promise.all(
      Array.from({ length: MESSAGES }, (_, i) => i).flatMap((i) => [
        subscriber.incr("counter"),
        client.publish("news", String(i)),
      ]),
    );
    for (let i = 0; i < MESSAGES; i++) assertEquals(replies.slice(2 * i, 2 * i + 2), [i + 1, 3]);
    assertEquals(await client.sPublish("shard", "part"), 1);
    await until(() => seen.length === 2 * MESSAGES + 1 && seenInResp2.length === MESSAGES);
    const numbers = Array.from({ length: MESSAGES }, (_, i) => String(i));
    assertEquals(seen.slice(0, -1), numbers.flatMap((i) => [`news ${i}`, `p news ${i}`]));
    assertEquals(seen.at(-1), "s shard part");
    assertEquals(seenInResp2, numbers);
    assertEquals({ ...await client.pubSubNumSub(["news"]) }, { news: 2 });
    assertEquals(await client.pubSubNumPat(), 1);
    assertEquals(await client.pubSubShardChannels(), ["shard"]);
    await subscriber.unsubscribe("news");
    await subscriber.pUnsubscribe("ne?s");
    await subscriber.sUnsubscribe("shard");
    assertEquals(await client.publish("news", "last"), 1);
    assertEquals(await subscriber.get("counter"), String(MESSAGES));
  } finally {
    subscriber.destroy();
    old.destroy();
  }
});

testNodeRedis("buffers are published, and come as buffers", async (client, server) => {
  const subscriber = await connectNodeRedis(server.port);
  try {
    const bytes = Buffer.from([0, 13, 10, 36, 255]);
    const received = new Promise<Buffer>((resolve) => {
      subscriber.subscribe("binary", (message: Buffer) => resolve(message), true);
    });
    while (await client.publish("binary", bytes) === 0);
    assert(bytes.equals(await received));
  } finally {
    subscriber.destroy();
  }
});
