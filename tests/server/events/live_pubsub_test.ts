/** Publish/subscribe over real connections: clients' libraries, silent and slow subscribers. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { withServer } from "../../helpers/servers/live_server.ts";
import { ConnectionClosed, RawConnection } from "../../helpers/servers/raw_connection.ts";

Deno.test("ioredis subscribes while commands run on another connection", async () => {
  await withServer({}, async (port) => {
    const subscriber = new Redis(port, "127.0.0.1");
    const client = new Redis(port, "127.0.0.1");
    try {
      const got: string[] = [];
      const all = Promise.withResolvers<void>();
      subscriber.on("message", (channel: string, message: string) => {
        got.push(`${channel} ${message}`);
        if (message === "99") all.resolve();
      });
      const patterns: string[] = [];
      subscriber.on("pmessage", (...parts: string[]) => patterns.push(parts.join(" ")));
      assertEquals(await subscriber.subscribe("news", "other"), 2);
      assertEquals(await subscriber.psubscribe("o*"), 3);
      assertEquals(await client.publish("other", "x"), 2);
      const counts = await Promise.all(
        Array.from({ length: 100 }, (_, i) => client.publish("news", String(i))),
      );
      await all.promise;
      assert(counts.every((count) => count === 1));
      assertEquals(got, ["other x", ...counts.map((_, i) => `news ${i}`)]);
      assertEquals(patterns, ["o* other x"]);
      assertEquals(await subscriber.unsubscribe("news"), 2);
      assertEquals(await client.publish("news", "late"), 0);
    } finally {
      subscriber.disconnect();
      client.disconnect();
    }
  });
});

Deno.test("node-redis subscribes in RESP2 and in RESP3", async () => {
  await withServer({}, async (port) => {
    for (const RESP of [2, 3] as const) {
      const client = createClient({ url: `redis://127.0.0.1:${port}`, RESP });
      const subscriber = client.duplicate();
      await Promise.all([client.connect(), subscriber.connect()]);
      try {
        const message = Promise.withResolvers<string>();
        const matched = Promise.withResolvers<string>();
        const sharded = Promise.withResolvers<string>();
        await subscriber.subscribe("c", (text, channel) => message.resolve(`${channel} ${text}`));
        await subscriber.pSubscribe("d*", (text, channel) => matched.resolve(`${channel} ${text}`));
        await subscriber.sSubscribe("s", (text, channel) => sharded.resolve(`${channel} ${text}`));
        assertEquals(await client.publish("c", "hé€"), 1);
        assertEquals(await client.publish("dd", ""), 1);
        assertEquals(await client.sPublish("s", "m"), 1);
        assertEquals(await message.promise, "c hé€");
        assertEquals(await matched.promise, "dd ");
        assertEquals(await sharded.promise, "s m");
        assertEquals(await client.pubSubNumSub(["c", "x"]), { c: 1, x: 0 });
        await subscriber.unsubscribe();
        assertEquals(await client.publish("c", "late"), 0);
      } finally {
        client.destroy();
        subscriber.destroy();
      }
    }
  });
});

Deno.test("a slow subscriber is closed past its limit, and nobody else notices", async () => {
  const settings = { "client-output-buffer-limit": "pubsub 1mb 0 0" };
  await withServer(settings, async (port, log) => {
    using slow = await RawConnection.connect(port);
    using quick = await RawConnection.connect(port);
    using publisher = await RawConnection.connect(port);
    await slow.value("SUBSCRIBE", "c");
    await quick.value("SUBSCRIBE", "c");
    const message = "x".repeat(100_000);
    let receivers: unknown = 2;
    let sent = 0;
    while (receivers === 2 && sent < 1000) {
      receivers = await publisher.value("PUBLISH", "c", message);
      if (receivers !== 0) await quick.readReply();
      sent++;
    }
    assertEquals(receivers, 1);
    assert(log.some((line) => line.includes("closed for overcoming of output buffer limits")));
    assertEquals(await publisher.value("PUBSUB", "NUMSUB", "c"), ["c", 1]);
    await assertRejects(async () => {
      for (;;) await slow.readReply();
    }, ConnectionClosed);
  });
});

Deno.test("subscribers may be silent for longer than the idle limit", async () => {
  await withServer({ timeout: "1" }, async (port) => {
    using subscriber = await RawConnection.connect(port);
    using idle = await RawConnection.connect(port);
    using publisher = await RawConnection.connect(port);
    await subscriber.value("SUBSCRIBE", "c");
    await idle.value("PING");
    const until = performance.now() + 3500;
    while (!idle.ended && performance.now() < until) {
      await publisher.value("PING");
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (await idle.readReply(1).then(() => false, (e) => e instanceof ConnectionClosed)) break;
    }
    assertEquals(await publisher.value("PUBLISH", "c", "m"), 1);
    await subscriber.readReply();
  });
});
