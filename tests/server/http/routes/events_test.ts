import { assert, assertEquals, assertRejects } from "@std/assert";
import { Redis } from "@upstash/redis";
import { toJS } from "../../../../resp/reply.ts";
import { EventSource } from "../../../helpers/http/event_source.ts";
import { type HttpTest, withHttp } from "../../../helpers/http/http_server.ts";
import { until } from "../../../helpers/until.ts";

/** A stream whose first event has come. */
async function open({ fetch }: HttpTest, query: string, namespace = "0"): Promise<EventSource> {
  const source = new EventSource(await fetch(`/v1/namespaces/${namespace}/events${query}`));
  assertEquals(source.response.headers.get("content-type"), "text/event-stream");
  assertEquals((await source.next())?.event, "ready");
  return source;
}

const subscribers = async ({ resp }: HttpTest, channel: string) =>
  (toJS(await resp.command("PUBSUB", "NUMSUB", channel)) as unknown[])[1];

Deno.test("messages of channels and patterns come as events, bytes too", () =>
  withHttp({}, async (test) => {
    const source = await open(test, "?channel=news&channel=b%C3%BC&pattern=user.*");
    assertEquals(toJS(await test.resp.command("PUBLISH", "news", 'hello\n"€"')), 1);
    await test.resp.command("PUBLISH", "user.1", "x");
    await test.resp.command("PUBLISH", "other", "x");
    await test.resp.command("PUBLISH", "bü", new Uint8Array([0xff]));
    assertEquals(await source.json(), ["message", { channel: "news", message: 'hello\n"€"' }]);
    assertEquals(await source.json(), [
      "message",
      { channel: "user.1", pattern: "user.*", message: "x" },
    ]);
    assertEquals(await source.json(), ["message", { channel: "bü", message: { base64: "/w==" } }]);
    // A command over HTTP publishes to it as well.
    const body = JSON.stringify(["PUBLISH", "news", "by HTTP"]);
    const publish = await test.fetch("/v1/commands", { method: "POST", body });
    assertEquals(await publish.json(), { result: 1 });
    assertEquals(await source.json(), ["message", { channel: "news", message: "by HTTP" }]);
    await source.close();
    await until(async () => await subscribers(test, "news") === 0);
    assertEquals(toJS(await test.resp.command("PUBSUB", "NUMPAT")), 0);
  }));

Deno.test("events of keys: of one namespace, by pattern and by name", () =>
  withHttp({}, async (test) => {
    const all = await open(test, "");
    const some = await open(test, "?keys=user:*&event=set&event=expired");
    const other = await open(test, "?keys=*", "people");
    const { resp } = test;
    await resp.command("SET", "a", "1");
    await resp.command("RPUSH", "user:list", "1");
    await resp.command("SET", "user:1", "x", "PX", "20");
    await resp.command("RENAME", "a", "b");
    await resp.command("SET", new Uint8Array([0xfe]), "1");
    assertEquals(await all.json(), ["key", { namespace: "0", event: "set", key: "a" }]);
    assertEquals(await all.json(), ["key", { namespace: "0", event: "rpush", key: "user:list" }]);
    assertEquals(await some.json(), ["key", { namespace: "0", event: "set", key: "user:1" }]);
    assertEquals(await some.json(), ["key", { namespace: "0", event: "expired", key: "user:1" }]);
    const events: unknown[] = [];
    for (let i = 0; i < 6; i++) events.push(((await all.json())![1] as { event: string }).event);
    assertEquals(events, ["set", "expire", "rename_from", "rename_to", "set", "expired"]);

    const path = "/v1/namespaces/people/commands";
    const body = JSON.stringify(["HSET", "ada", "age", 36]);
    await (await test.fetch(path, { method: "POST", body })).text();
    assertEquals(await other.json(), ["key", { namespace: "people", event: "hset", key: "ada" }]);

    const first = await open(test, "?keys=*", "1");
    await resp.command("MOVE", "b", "1");
    assertEquals(await all.json(), ["key", { namespace: "0", event: "move_from", key: "b" }]);
    assertEquals(await first.json(), ["key", { namespace: "1", event: "move_to", key: "b" }]);
    await first.close();

    await resp.command("SWAPDB", "0", "1");
    assertEquals(await all.json(), ["swap", { namespace: "0" }]);
    await resp.command("SELECT", "0");
    await resp.command("SET", "k", "1");
    await resp.command("FLUSHDB");
    assertEquals((await all.json())![0], "key");
    assertEquals(await all.json(), ["flush", { namespace: "0" }]);
    for (const source of [all, some, other]) await source.close();
  }));

Deno.test("heartbeats come when nothing else does", () =>
  withHttp({}, async (test) => {
    const source = await open(test, "?channel=quiet&heartbeat=1");
    setTimeout(() => test.resp.command("PUBLISH", "quiet", "x"), 1100);
    await source.next();
    assertEquals(source.comments, 1);
    await source.close();
  }));

Deno.test("one that does not read is closed, and nobody else notices", () =>
  withHttp({ "client-output-buffer-limit": "pubsub 1mb 0 0" }, async (test) => {
    const slow = await Deno.connect({ hostname: "127.0.0.1", port: test.server.httpPort });
    const request = "GET /v1/namespaces/0/events?channel=c HTTP/1.1\r\nHost: localhost\r\n\r\n";
    await slow.write(new TextEncoder().encode(request));
    await until(async () => await subscribers(test, "c") === 1);
    const quick = await open(test, "?channel=c");
    const message = "x".repeat(100_000);
    let received = 0;
    for (let i = 0; i < 200 && await subscribers(test, "c") === 2; i++) {
      await test.resp.command("PUBLISH", "c", message);
      assertEquals((await quick.json())?.[0], "message");
      received++;
    }
    assertEquals(await subscribers(test, "c"), 1);
    assert(received >= 10);
    await test.resp.command("PUBLISH", "c", "last");
    assertEquals(await quick.json(), ["message", { channel: "c", message: "last" }]);
    assert(test.log.some((line) => line.includes("output buffer limits")), test.log.join("\n"));
    await quick.close();
    slow.close();
  }));

Deno.test("a client that goes away is forgotten, also one that was silent", () =>
  withHttp({}, async (test) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: test.server.httpPort });
    const request = "GET /v1/namespaces/0/events?channel=c HTTP/1.1\r\nHost: localhost\r\n\r\n";
    await connection.write(new TextEncoder().encode(request));
    await until(async () => await subscribers(test, "c") === 1);
    connection.close();
    await until(async () => {
      await test.resp.command("PUBLISH", "c", "x".repeat(1000));
      return await subscribers(test, "c") === 0;
    });
  }));

Deno.test("the end of the server is the end of the streams", async () => {
  let source: EventSource | undefined;
  const startedMs = performance.now();
  await withHttp({}, async (test) => {
    source = await open(test, "?channel=c");
  });
  assertEquals(await source!.next(), undefined);
  assert(performance.now() - startedMs < 3000);
});

Deno.test("wrong input is answered with the field's name, and streams are not arbitrarily many", () =>
  withHttp({ maxclients: "2" }, async (test) => {
    const cases: [path: string, field: string][] = [
      ["0/events?heartbeat=0", "heartbeat"],
      ["0/events?heartbeat=x", "heartbeat"],
      ["0/events?heartbeat=301", "heartbeat"],
      [`${"x".repeat(300)}/events`, "namespace"],
      ["0/events?" + "channel=x&".repeat(300), "channel"],
      ["0/commands/subscribe/%FF", "channel"],
    ];
    for (const [path, field] of cases) {
      const response = await test.fetch(`/v1/namespaces/${path}`);
      assertEquals(response.status, 400, path);
      assertEquals((await response.json()).errors[0].field, field, path);
    }
    const [first, second] = [await open(test, ""), await open(test, "")];
    const third = await test.fetch("/v1/namespaces/0/events");
    assertEquals([third.status, (await third.json()).type], [
      503,
      "urn:vortis:problem:too-many-streams",
    ]);
    await first.close();
    await second.close();
  }));

Deno.test("HEAD opens no stream", () =>
  withHttp({ maxclients: "1" }, async (test) => {
    for (let i = 0; i < 3; i++) {
      const response = await test.fetch("/v1/namespaces/0/events", { method: "HEAD" });
      assertEquals(response.status, 200);
      assertEquals(response.headers.get("content-type"), "text/event-stream");
    }
    await (await open(test, "")).close();
  }));

Deno.test("a pattern of many stars does not hold anybody up", () =>
  withHttp({}, async (test) => {
    const source = await open(test, `?keys=${"a*".repeat(300)}b&keys=k`);
    const startedMs = performance.now();
    await test.resp.command("SET", "a".repeat(10_000), "1");
    await test.resp.command("SET", "k", "1");
    assertEquals(await source.json(), ["key", { namespace: "0", event: "set", key: "k" }]);
    assert(performance.now() - startedMs < 2000);
    await source.close();
  }));

Deno.test("Upstash's client subscribes to channels and patterns", () =>
  withHttp({ requirepass: "secret" }, async (test) => {
    const redis = new Redis({
      url: `${test.url}/v1/commands`,
      token: "secret",
      retry: false,
      enableTelemetry: false,
    });
    const seen: unknown[] = [];
    const channel = redis.subscribe("news/of the day");
    const pattern = redis.psubscribe("user.*");
    const counts: unknown[] = [];
    channel.on("subscribe", (count) => counts.push(count));
    pattern.on("psubscribe", (count) => counts.push(count));
    channel.on("message", (event) => seen.push(event));
    pattern.on("pmessage", (event) => seen.push(event));
    await until(() => counts.length === 2);
    assertEquals(await redis.publish("news/of the day", { a: [1, "x"] }), 1);
    await until(() => seen.length === 1);
    assertEquals(await redis.publish("user.7", "hello"), 1);
    await redis.publish("user.8", { n: 1 });
    await until(() => seen.length >= 2);
    assertEquals(seen[0], { channel: "news/of the day", message: { a: [1, "x"] } });
    assertEquals(seen.at(-1), { pattern: "user.*", channel: "user.8", message: { n: 1 } });
    await assertRejects(() => redis.exec(["SUBSCRIBE", "x"]), Error, "server-sent events");
    // Whether unsubscribing reaches the server is between the client and its fetch: the signal that it
    // aborts may have been collected. The end of the server ends the streams as well.
    await channel.unsubscribe();
    await pattern.unsubscribe();
  }));

Deno.test("a parameter that is not known is refused, not passed over", () =>
  withHttp({}, async ({ fetch }) => {
    const init = {};
    const response = await fetch("/v1/namespaces/0/events?chanel=x", init);
    assertEquals(response.status, 400);
    const { errors } = await response.json();
    assertEquals(errors, [{ field: "chanel", detail: "is not known here" }]);
  }));
