import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type HttpTest, withHttp } from "../../helpers/http/http_server.ts";

const KEYS = "/v1/namespaces/0/keys";

async function textOf(response: Promise<Response>): Promise<[number, string]> {
  const { status, ...rest } = await response.then(async (it) => {
    return { status: it.status, text: await it.text() };
  });
  return [status, rest.text];
}

async function info({ resp }: HttpTest, section: string, field: RegExp): Promise<string> {
  return field.exec(String(await resp.call("INFO", section)))![1];
}

Deno.test("hot GET: it is counted as any GET is, hits and misses too", async () => {
  await withHttp({}, async (test) => {
    const { fetch, resp } = test;
    await resp.call("SET", "k", "v");
    await resp.call("CONFIG", "RESETSTAT");
    for (let i = 0; i < 10; i++) assertEquals(await textOf(fetch(`${KEYS}/k`)), [200, "v"]);
    for (let i = 0; i < 3; i++) assertEquals((await textOf(fetch(`${KEYS}/none`)))[0], 404);
    assertEquals(await info(test, "commandstats", /cmdstat_get:calls=(\d+)/), "13");
    assertEquals(await info(test, "stats", /keyspace_hits:(\d+)/), "10");
    assertEquals(await info(test, "stats", /keyspace_misses:(\d+)/), "3");
    // The slow log has the client's address.
    await resp.call("CONFIG", "SET", "slowlog-log-slower-than", "0");
    await textOf(fetch(`${KEYS}/k`));
    const [entry] = await resp.call("SLOWLOG", "GET", "1") as [
      unknown,
      unknown,
      unknown,
      string[],
      string,
    ][];
    assertEquals(entry[3], ["GET", "k"]);
    assert(/^127\.0\.0\.1:\d+$/.test(entry[4]), entry[4]);
  });
});

Deno.test("hot GET: the same answers as the long way, at every length and form of value", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    const values = [
      ...[
        "",
        "x",
        "x".repeat(32),
        "x".repeat(33),
        "x".repeat(65),
        "x".repeat(100_000),
        "é",
        "€".repeat(20),
      ],
      ...[
        Uint8Array.of(0xff),
        Uint8Array.of(0),
        new Uint8Array(200).fill(0x80),
        "-1",
        "12345678901234567890",
      ],
    ];
    for (const value of values) {
      await resp.call("SET", "key", value);
      // A key that is written with an escape takes the long way.
      const responses = await Promise.all([fetch(`${KEYS}/key`), fetch(`${KEYS}/k%65y`)]);
      const [short, long] = await Promise.all(responses.map(async (response) => {
        const named = ["etag", "content-type", "content-length", "x-content-type-options"];
        return [
          ...[response.status, ...named.map((name) => response.headers.get(name))],
          new Uint8Array(await response.arrayBuffer()),
        ];
      }));
      assertEquals(short, long);
      assertEquals(short[0], 200);
    }
  });
});

Deno.test("hot GET: times to live end, and other namespaces are others", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    await resp.call("SET", "k", "zero", "PX", "60");
    await resp.call("SELECT", "5");
    await resp.call("SET", "k", "five");
    for (let i = 0; i < 3; i++) {
      assertEquals(await textOf(fetch(`${KEYS}/k`)), [200, "zero"]);
      assertEquals(await textOf(fetch("/v1/namespaces/5/keys/k")), [200, "five"]);
      assertEquals((await textOf(fetch("/v1/namespaces/6/keys/k")))[0], 404);
    }
    await resp.call("SWAPDB", "0", "5");
    assertEquals(await textOf(fetch(`${KEYS}/k`)), [200, "five"]);
    await new Promise((resolve) => setTimeout(resolve, 70));
    assertEquals((await textOf(fetch("/v1/namespaces/5/keys/k")))[0], 404);
  });
});

Deno.test("hot GET: a pause holds it back, MONITOR sees it, a password guards it", async () => {
  await withHttp({}, async ({ fetch, resp, server }) => {
    await resp.call("SET", "k", "v");
    await resp.call("CLIENT", "PAUSE", "80", "ALL");
    const begun = performance.now();
    assertEquals(await textOf(fetch(`${KEYS}/k`)), [200, "v"]);
    assert(performance.now() - begun > 50);

    using monitor = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await monitor.write(new TextEncoder().encode("MONITOR\r\n"));
    const buffer = new Uint8Array(1000);
    await monitor.read(buffer);
    assertEquals(await textOf(fetch(`${KEYS}/k`)), [200, "v"]);
    const count = await monitor.read(buffer);
    const line = new TextDecoder().decode(buffer.subarray(0, count!));
    assert(/ \[0 127\.0\.0\.1:\d+\] "GET" "k"/.test(line), line);

    await resp.call("CONFIG", "SET", "requirepass", "secret");
    assertEquals((await textOf(fetch(`${KEYS}/k`)))[0], 401);
    const as = (authorization: string) =>
      textOf(fetch(`${KEYS}/k`, { headers: { authorization } }));
    assertEquals(await as("Bearer secret"), [200, "v"]);
    assertEquals(await as(`Basic ${btoa("default:secret")}`), [200, "v"]);
    assertEquals((await as("Bearer wrong"))[0], 401);
  });
});

Deno.test("hot GET: it marks keys as used, so that they are not evicted first", async () => {
  await withHttp({ "maxmemory-policy": "allkeys-lru", "max-keys": "1000" }, async (test) => {
    const { fetch, resp } = test;
    await resp.call("SET", "k", "v");
    const idle = async () => Number(await resp.call("OBJECT", "IDLETIME", "k"));
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assertNotEquals(await idle(), 0);
    await textOf(fetch(`${KEYS}/k`));
    assertEquals(await idle(), 0);
  });
});

Deno.test("hot GET: a name that is encoded is decoded, whatever else is called as it is spelled", async () => {
  await withHttp({}, async ({ fetch }) => {
    const names = ["a b", "a%20b", "a?b", "a#b", "a%3Fb"];
    const path = (name: string) => `/v1/namespaces/${encodeURIComponent(name)}/keys/k`;
    for (const name of names) {
      const put = await fetch(path(name), { method: "PUT", body: `of ${name}` });
      assertEquals(put.status, 201, name);
    }
    for (const name of names) assertEquals(await textOf(fetch(path(name))), [200, `of ${name}`]);
    // Here the path ends before the question mark.
    assertEquals((await textOf(fetch("/v1/namespaces/a?b/keys/k")))[0], 400);
  });
});
