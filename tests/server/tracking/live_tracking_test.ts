/** Client-side caching and MONITOR over real connections: clients' libraries, slow and broken clients. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { withServer } from "../../helpers/servers/live_server.ts";
import { ConnectionClosed, RawConnection } from "../../helpers/servers/raw_connection.ts";
import { until } from "../../helpers/until.ts";

const decoder = new TextDecoder();
const text = (bytes: Uint8Array) => decoder.decode(bytes);

Deno.test("node-redis: a cached reply is served until somebody changes the key", async () => {
  await withServer({}, async (port) => {
    const client = createClient({
      url: `redis://127.0.0.1:${port}`,
      RESP: 3,
      clientSideCache: { ttl: 0, maxEntries: 0, evictPolicy: "LRU" },
    });
    const writer = createClient({ url: `redis://127.0.0.1:${port}` });
    await Promise.all([client.connect(), writer.connect()]);
    try {
      const calls = async () => {
        const info = await writer.info("commandstats");
        return Number(/cmdstat_(?:get):calls=(\d+)/.exec(info)?.[1] ?? 0);
      };
      await writer.set("k", "one");
      for (let i = 0; i < 50; i++) assertEquals(await client.get("k"), "one");
      assertEquals(await calls(), 1);
      await writer.set("k", "two");
      await until(async () => await client.get("k") === "two");
      assert(await calls() <= 3);
      await writer.hSet("h", { a: "1" });
      assertEquals({ ...await client.hGetAll("h") }, { a: "1" });
      await writer.hSet("h", { b: "2" });
      await until(async () => (await client.hGetAll("h")).b === "2");
      await writer.set("e", "soon gone", { PX: 60 });
      assertEquals(await client.get("e"), "soon gone");
      await until(async () => await client.get("e") === null);
      await client.set("k", "own");
      await until(async () => await client.get("k") === "own");
      await writer.flushAll();
      await until(async () => await client.get("k") === null);
    } finally {
      client.destroy();
      writer.destroy();
    }
  });
});

Deno.test("ioredis: invalidations come to a subscriber of another connection", async () => {
  await withServer({}, async (port) => {
    const subscriber = new Redis(port, "127.0.0.1", { protocol: 2 });
    const reader = new Redis(port, "127.0.0.1", { protocol: 2 });
    const writer = new Redis(port, "127.0.0.1");
    try {
      const cache = new Map<string, string | null>();
      subscriber.on("message", (channel: string, keys: unknown) => {
        assertEquals(channel, "__redis__:invalidate");
        for (const key of Array.isArray(keys) ? keys : [keys]) cache.delete(String(key));
      });
      const id = await subscriber.client("ID");
      await subscriber.subscribe("__redis__:invalidate");
      assertEquals(await reader.call("CLIENT", "TRACKING", "ON", "REDIRECT", id), "OK");
      assertEquals(await reader.call("CLIENT", "GETREDIR"), id);
      for (const key of ["a", "b"]) cache.set(key, await reader.get(key));
      await writer.set("a", "changed");
      await until(() => !cache.has("a"));
      assertEquals([...cache.keys()], ["b"]);
      await writer.set("c", "not read by anybody");
      await writer.pexpire("b", 1);
      await writer.mset("b", 1, "c", 1);
      await until(() => cache.size === 0);
    } finally {
      for (const client of [subscriber, reader, writer]) client.disconnect();
    }
  });
});

Deno.test("what one turn changes is broadcast in one message, behind the writer's replies", async () => {
  await withServer({}, async (port) => {
    using client = await RawConnection.connect(port);
    await client.command("HELLO", "3");
    await client.command("CLIENT", "TRACKING", "ON", "BCAST");
    await client.send("SET b 1\r\nSET a 1\r\nSET b 2\r\nPING\r\n");
    const replies: string[] = [];
    for (let i = 0; i < 5; i++) replies.push(text(await client.readReply()));
    assertEquals(replies, [
      ..."+OK,+OK,+OK,+PONG".split(",").map((reply) => `${reply}\r\n`),
      ">2\r\n$10\r\ninvalidate\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n",
    ]);
  });
});

Deno.test("a client that leaves is forgotten, and one that it redirects to is told of as broken", async () => {
  await withServer({}, async (port) => {
    using reader = await RawConnection.connect(port);
    using other = await RawConnection.connect(port);
    const target = await RawConnection.connect(port);
    await reader.command("HELLO", "3");
    const id = await target.value("CLIENT", "ID");
    assertEquals(await reader.value("CLIENT", "TRACKING", "ON", "REDIRECT", `${id}`), "OK");
    await reader.command("GET", "k");
    target.close();
    await until(async () => /connected_clients:2\r/.test(await other.text("INFO", "clients")));
    await other.command("SET", "k", "1");
    assertEquals(
      text(await reader.readReply()),
      `>2\r\n$21\r\ntracking-redir-broken\r\n:${id}\r\n`,
    );
    reader.close();
    await until(async () => /tracking_clients:0\r/.test(await other.text("INFO", "clients")));
    assertMatch(await other.text("INFO", "stats"), /tracking_total_keys:0\r/);
  });
});

Deno.test("a slow monitor is closed past the limit of subscribers, and nobody else notices", async () => {
  const settings = { "client-output-buffer-limit": "pubsub 1mb 0 0" };
  await withServer(settings, async (port, log) => {
    using slow = await RawConnection.connect(port);
    using quick = await RawConnection.connect(port);
    using client = await RawConnection.connect(port);
    await slow.command("MONITOR");
    await quick.command("MONITOR");
    const message = "x".repeat(100_000);
    const isClosed = () => log.some((line) => line.includes("output buffer limits"));
    for (let i = 0; i < 1000 && !isClosed(); i++) {
      assertEquals((await client.command("ECHO", message)).length, 100_011);
      assertEquals((await quick.readReply()).length > 100_000, true);
    }
    assert(isClosed());
    await assertRejects(async () => {
      for (;;) await slow.readReply();
    }, ConnectionClosed);
    assertEquals(await client.value("PING"), "PONG");
    assertMatch(text(await quick.readReply()), /"PING"\r\n$/);
  });
});

Deno.test("clients of the unix socket are shown by its path, and a monitor may be silent", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  await withServer({ unixsocket: path, timeout: "1" }, async (port) => {
    using monitor = await RawConnection.connect(port);
    using local = await RawConnection.connect({ path });
    await monitor.command("MONITOR");
    await local.command("SELECT", "2");
    const line = text(await monitor.readReply());
    assertMatch(line, /^\+\d{10}\.\d{6} \[2 unix:/);
    assertEquals(line.slice(line.indexOf("[")), `[2 unix:${path}] "SELECT" "2"\r\n`);
    const seconds = Number(line.slice(1, line.indexOf(" ")));
    assert(Math.abs(seconds * 1000 - Date.now()) < 5000);
    await assertRejects(() => local.readReply(4000), ConnectionClosed);
    using next = await RawConnection.connect(port);
    await next.command("PING");
    assertMatch(text(await monitor.readReply()), /"PING"\r\n$/);
  });
});
