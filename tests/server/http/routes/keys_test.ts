import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { withHttp } from "../../../helpers/http/http_server.ts";

const KEYS = "/v1/namespaces/0/keys";
const BYTES = { "content-type": "application/octet-stream" };

/** A problem's status, the end of its type, and the fields that it names. */
async function problemOf(response: Response): Promise<[number, string, string[]]> {
  assertEquals(response.headers.get("content-type"), "application/problem+json");
  const { type, status, errors = [] } = await response.json();
  assertEquals(status, response.status);
  const fields = (errors as { field: string }[]).map(({ field }) => field);
  return [status, type.replace("urn:vortis:problem:", ""), fields];
}

Deno.test("keys: any key in any form of address is the key that RESP clients see", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    const keys = [
      ...["plain", "user:1", "a/b/c", "a b", "50%", "ü€😀", "?q#f", "\u0000\r\n", "a+b", ""],
      ...["%2F", "...", "..;", "~-_.!*'()", "\ufeffx", '{"json":1}', "x".repeat(5000)],
    ];
    for (const key of keys) {
      const path = `${KEYS}/${encodeURIComponent(key)}`;
      const put = await fetch(path, { method: "PUT", body: `value of ${key.length}` });
      assertEquals(put.status, 201, key);
      assertEquals(await resp.call("GET", key), `value of ${key.length}`);
      const got = await fetch(path);
      assertEquals([got.status, await got.text()], [200, `value of ${key.length}`]);
      assertEquals((await fetch(path, { method: "DELETE" })).status, 204);
      assertEquals(await resp.call("EXISTS", key), 0);
    }
    // Bytes that are no UTF-8, and names that are not encoded as far as they could be.
    const bytes = Uint8Array.of(0xff, 0x00, 0x80, 0x2f);
    await resp.call("SET", bytes, "raw");
    assertEquals(await (await fetch(`${KEYS}/%FF%00%80%2f`)).text(), "raw");
    await resp.call("SET", "a:b@c", "open");
    assertEquals(await (await fetch(`${KEYS}/a:b@c`)).text(), "open");
    assertEquals((await fetch(`${KEYS}/a/b`)).status, 404);
    assertEquals(await problemOf(await fetch(`${KEYS}/a%2`)), [400, "invalid-request", ["key"]]);
    assertEquals(await problemOf(await fetch(`${KEYS}/%zz`)), [400, "invalid-request", ["key"]]);
  });
});

Deno.test("keys: values are text, JSON or bytes, and stored as they are", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    const put = (body: BodyInit, type: string) =>
      fetch(`${KEYS}/v`, { method: "PUT", body, headers: { "content-type": type } });
    const get = (accept?: string) =>
      fetch(`${KEYS}/v`, accept === undefined ? {} : { headers: { accept } });

    assertEquals((await put('{"a": [1, null]}', "application/json")).status, 201);
    assertEquals(await resp.call("GET", "v"), '{"a": [1, null]}');
    assertEquals((await get()).headers.get("content-type"), "text/plain;charset=UTF-8");
    const json = await get("application/json");
    assertEquals(json.headers.get("content-type"), "application/json");
    assertEquals(await json.json(), { a: [1, null] });

    assertEquals((await put("héllo €", "text/plain;charset=UTF-8")).status, 204);
    assertEquals(await (await get()).text(), "héllo €");
    assertEquals((await get("application/json, text/plain, */*")).status, 200);
    assertEquals((await problemOf(await get("application/json"))).slice(0, 2), [
      406,
      "not-acceptable",
    ]);

    const binary = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
    assertEquals((await put(binary, "application/octet-stream")).status, 204);
    const bytes = await get();
    assertEquals(bytes.headers.get("content-type"), "application/octet-stream");
    assertEquals(new Uint8Array(await bytes.arrayBuffer()), binary);

    assertEquals((await put("", "text/plain")).status, 204);
    assertEquals(await resp.call("STRLEN", "v"), 0);
    assertEquals(await (await get()).text(), "");
    // A stored null is a value, not a miss.
    await put("null", "application/json");
    assertEquals(await (await get("application/json")).json(), null);

    for (
      const [body, type] of [
        ["{", "application/json"],
        ["", "application/json"],
        [Uint8Array.of(0x22, 0xff, 0x22), "application/json"],
        ["{]", "application/problem+json"],
        [Uint8Array.of(0xff), "text/plain"],
      ] as const
    ) {
      assertEquals(await problemOf(await put(body, type)), [400, "invalid-request", ["body"]]);
    }
    assertEquals(await resp.call("GET", "v"), "null");
  });
});

Deno.test("keys: times to live are set, kept, shown and counted down", async () => {
  await withHttp({}, async ({ fetch, resp, json }) => {
    const put = (query: string) => fetch(`${KEYS}/k${query}`, { method: "PUT", body: "v" });
    assertEquals((await put("?ttl=100")).status, 201);
    assertEquals(await resp.call("TTL", "k"), 100);
    const shown = (await fetch(`${KEYS}/k`)).headers;
    assert(Number(shown.get("vortis-ttl")) > 99 && Number(shown.get("vortis-ttl")) <= 100);
    assertMatch(shown.get("vortis-expires-at")!, /^\d{4}-\d\d-\d\dT/);
    await put("?keepttl=true");
    assertEquals(await resp.call("TTL", "k"), 100);
    await put("?keepttl=false");
    assertEquals(await resp.call("TTL", "k"), -1);
    assertEquals((await fetch(`${KEYS}/k`)).headers.get("vortis-ttl"), null);
    await put("?ttl=0.25");
    assert(Number(await resp.call("PTTL", "k")) <= 250);
    const patch = (body: unknown, status = 200) =>
      json<{ ttl: number | null; value?: number }>(`${KEYS}/k`, {
        ...{ method: "PATCH", body: JSON.stringify(body), status },
      });
    const { ttl } = await patch({ ttl: 50 });
    assert(ttl! > 49 && ttl! <= 50);
    assertEquals(await patch({ ttl: null }), { ttl: null });
    assertEquals(await resp.call("TTL", "k"), -1);

    for (
      const query of [
        "?ttl=0",
        "?ttl=-1",
        "?ttl=1e3",
        "?ttl=",
        "?ttl=x",
        "?ttl=1&ttl=2",
        "?ttl=9999999999999",
      ]
    ) {
      assertEquals(await problemOf(await put(query)), [400, "invalid-request", ["ttl"]], query);
    }
    assertEquals(await problemOf(await put("?tll=5")), [400, "invalid-request", ["tll"]]);
    assertEquals(await problemOf(await put("?keepttl=yes")), [400, "invalid-request", ["keepttl"]]);
    assertEquals(await problemOf(await put("?ttl=5&keepttl=true")), [400, "invalid-request", [
      "keepttl",
    ]]);
    assertEquals(await resp.call("TTL", "k"), -1);
  });
});

Deno.test("keys: ETags make create-only and compare-and-set", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    const put = (body: string, headers: Record<string, string>) =>
      fetch(`${KEYS}/k`, { method: "PUT", body, headers });
    assertEquals((await put("1", { "if-match": "*" })).status, 412);
    assertEquals(await resp.call("EXISTS", "k"), 0);
    const created = await put("1", { "if-none-match": "*" });
    assertEquals(created.status, 201);
    assertEquals(await problemOf(await put("2", { "if-none-match": "*" })), [
      412,
      "precondition-failed",
      [],
    ]);
    const tag = created.headers.get("etag")!;
    assertMatch(tag, /^"[\w-]{12}"$/);
    assertEquals((await fetch(`${KEYS}/k`)).headers.get("etag"), tag);
    assertEquals((await put("2", { "if-match": '"other"' })).status, 412);
    const changed = await put("2", { "if-match": `"other", ${tag}` });
    assertEquals(changed.status, 204);
    assertNotEquals(changed.headers.get("etag"), tag);
    // A RESP client changes it: the tag is of another value.
    await resp.call("SET", "k", "3");
    assertEquals((await put("4", { "if-match": changed.headers.get("etag")! })).status, 412);
    assertEquals(await resp.call("GET", "k"), "3");

    const now = (await fetch(`${KEYS}/k`)).headers.get("etag")!;
    const unchanged = await fetch(`${KEYS}/k`, { headers: { "if-none-match": now } });
    assertEquals([unchanged.status, await unchanged.text()], [304, ""]);
    assertEquals((await fetch(`${KEYS}/k`, { headers: { "if-none-match": tag } })).status, 200);
    assertEquals((await fetch(`${KEYS}/k`, { headers: { "if-match": tag } })).status, 412);
    const remove = (etag: string) =>
      fetch(`${KEYS}/k`, { method: "DELETE", headers: { "if-match": etag } });
    assertEquals((await remove(tag)).status, 412);
    assertEquals((await remove(now)).status, 204);
    assertEquals((await remove(now)).status, 404);
    // 20 clients add one each by compare and set: none is lost.
    await resp.call("SET", "n", "0");
    await Promise.all(Array.from({ length: 20 }, async () => {
      for (;;) {
        const got = await fetch(`${KEYS}/n`);
        const body = String(Number(await got.text()) + 1);
        const headers = { "if-match": got.headers.get("etag")! };
        if ((await fetch(`${KEYS}/n`, { method: "PUT", body, headers })).status === 204) return;
      }
    }));
    assertEquals(await resp.call("GET", "n"), "20");
  });
});

Deno.test("keys: HEAD shows every type, GET strings alone", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    await resp.call("SET", "s", "héllo");
    await resp.call("RPUSH", "l", "a", "b");
    await resp.call("EXPIRE", "l", "50");
    const head = await fetch(`${KEYS}/s`, { method: "HEAD" });
    assertEquals(head.status, 200);
    assertEquals(head.headers.get("content-length"), "6");
    assertEquals(head.headers.get("vortis-type"), "string");
    assertEquals(head.headers.get("etag"), (await fetch(`${KEYS}/s`)).headers.get("etag"));
    const list = await fetch(`${KEYS}/l`, { method: "HEAD" });
    assertEquals([list.status, list.headers.get("vortis-type")], [200, "list"]);
    assert(Number(list.headers.get("vortis-ttl")) > 40);
    assertEquals(list.headers.get("etag"), null);
    const missing = await fetch(`${KEYS}/none`, { method: "HEAD" });
    assertEquals([missing.status, await missing.text()], [404, ""]);
    assertEquals((await problemOf(await fetch(`${KEYS}/l`))).slice(0, 2), [409, "wrongtype"]);
    assertEquals((await problemOf(await fetch(`${KEYS}/none`))).slice(0, 2), [404, "no-such-key"]);
  });
});

Deno.test("keys: PATCH adds to numbers of any size", async () => {
  await withHttp({}, async ({ fetch, resp, json }) => {
    const patch = (body: unknown) =>
      fetch(`${KEYS}/n`, { method: "PATCH", body: JSON.stringify(body) });
    const patched = (body: unknown) =>
      json(`${KEYS}/n`, { method: "PATCH", body: JSON.stringify(body) });
    assertEquals(await patched({ increment: 5 }), { value: 5, ttl: null });
    assertEquals(await patched({ increment: -7 }), { value: -2, ttl: null });
    assertEquals(await patched({ increment: "9007199254740993" }), {
      value: 9007199254740991,
      ttl: null,
    });
    assertEquals(await patched({ increment: "9007199254740993" }), {
      value: "18014398509481984",
      ttl: null,
    });
    await resp.call("SET", "n", "10");
    assertEquals(await patched({ increment: 0.5 }), { value: 10.5, ttl: null });
    assertEquals(await patched({ increment: 1e-7 }), { value: 10.5000001, ttl: null });
    await resp.call("DEL", "n");
    const both = await patched({ increment: 1, ttl: 60 }) as { value: number; ttl: number };
    assertEquals(both.value, 1);
    assert(both.ttl > 59);
    assertEquals(await resp.call("TTL", "n"), 60);

    await resp.call("SET", "n", "text");
    assertEquals((await problemOf(await patch({ increment: 1 }))).slice(0, 2), [
      409,
      "not-a-number",
    ]);
    assertEquals((await problemOf(await patch({ increment: 0.1 }))).slice(0, 2), [
      409,
      "not-a-number",
    ]);
    await resp.call("SET", "n", "9223372036854775807");
    assertEquals((await problemOf(await patch({ increment: 1, ttl: 9 }))).slice(0, 2), [
      409,
      "not-a-number",
    ]);
    assertEquals(await resp.call("TTL", "n"), -1);
    // Nor is a time to live taken away.
    await resp.call("EXPIRE", "n", 100);
    assertEquals((await patch({ increment: 1, ttl: null })).status, 409);
    assertEquals(await resp.call("TTL", "n"), 100);
    await resp.call("SET", "n", 1, "EX", 100);
    assertEquals(await patched({ increment: 1, ttl: null }), { value: 2, ttl: null });
    assertEquals(await resp.call("TTL", "n"), -1);
    await resp.call("DEL", "n");
    await resp.call("RPUSH", "n", 1);
    for (const body of [{ increment: 1 }, { increment: 1, ttl: 9 }]) {
      assertEquals((await problemOf(await patch(body))).slice(0, 2), [409, "wrongtype"]);
    }
    assertEquals(await resp.call("TTL", "n"), -1);
    await resp.call("DEL", "n");
    const absent = { method: "PATCH", headers: { "if-match": "*" } };
    for (const body of ['{"increment":1}', '{"increment":1,"ttl":9}']) {
      const refused = await fetch(`${KEYS}/n`, { ...absent, body });
      assertEquals((await problemOf(refused)).slice(0, 2), [412, "precondition-failed"]);
      assertEquals(await resp.call("EXISTS", "n"), 0);
    }
    assertEquals((await problemOf(await patch({ ttl: 5 }))).slice(0, 2), [404, "no-such-key"]);
    assertEquals((await problemOf(await patch({ ttl: null }))).slice(0, 2), [404, "no-such-key"]);
    for (
      const [body, field] of [
        [{}, "body"],
        [[], "body"],
        [null, "body"],
        [{ increment: "x" }, "increment"],
        [{ increment: "1e5" }, "increment"],
        [{ increment: 2 ** 60 }, "increment"],
        [{ increment: null }, "increment"],
        [{ ttl: 0 }, "ttl"],
        [{ ttl: "5" }, "ttl"],
        [{ ttl: 5, other: 1 }, "other"],
      ] as const
    ) {
      assertEquals(await problemOf(await patch(body)), [400, "invalid-request", [field]], field);
    }
    assertEquals(await problemOf(await fetch(`${KEYS}/n`, { method: "PATCH", body: "{" })), [
      400,
      "invalid-request",
      ["body"],
    ]);
    assertEquals(await resp.call("EXISTS", "n"), 0);
    // A limit of memory refuses both or none.
    await resp.call("CONFIG", "SET", "maxmemory", "1");
    for (const body of [{ increment: 1 }, { increment: 1, ttl: 9 }]) {
      assertEquals((await problemOf(await patch(body))).slice(0, 2), [507, "oom"]);
    }
    assertEquals(await resp.call("EXISTS", "n"), 0);
  });
});

Deno.test("keys: bodies have a limit, said or not, that may change", async () => {
  await withHttp({ "http-max-body": "10kb" }, async ({ fetch, resp, url }) => {
    const put = (body: BodyInit) => fetch(`${KEYS}/k`, { method: "PUT", body, headers: BYTES });
    assertEquals((await put(new Uint8Array(10 * 1024))).status, 201);
    assertEquals((await problemOf(await put(new Uint8Array(10 * 1024 + 1)))).slice(0, 2), [
      413,
      "body-too-large",
    ]);
    const chunked = (chunks: number) =>
      ReadableStream.from((function* () {
        for (let i = 0; i < chunks; i++) yield new Uint8Array(1024);
      })());
    assertEquals((await put(chunked(10))).status, 204);
    assertEquals((await problemOf(await put(chunked(11)))).slice(0, 2), [413, "body-too-large"]);
    // No memory is taken for what is only announced.
    using conn = await Deno.connect({ port: Number(new URL(url).port), hostname: "127.0.0.1" });
    await conn.write(new TextEncoder().encode(
      `PUT ${KEYS}/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\n\r\n`,
    ));
    const buffer = new Uint8Array(1000);
    const count = await conn.read(buffer);
    assertMatch(new TextDecoder().decode(buffer.subarray(0, count!)), /^HTTP\/1.1 413 /);
    await resp.call("CONFIG", "SET", "http-max-body", "1mb");
    assertEquals((await put(new Uint8Array(500_000))).status, 204);
    assertEquals(await resp.call("STRLEN", "k"), 500_000);
  });
});

Deno.test("keys: a wrong method is told which are right", async () => {
  await withHttp({}, async ({ fetch }) => {
    const response = await fetch(`${KEYS}/k`, { method: "POST", body: "x" });
    assertEquals(response.headers.get("allow"), "GET, HEAD, PUT, PATCH, DELETE");
    assertEquals((await problemOf(response)).slice(0, 2), [405, "method-not-allowed"]);
  });
});
