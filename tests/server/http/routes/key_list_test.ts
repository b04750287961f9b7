import { assert, assertEquals } from "@std/assert";
import { withHttp } from "../../../helpers/http/http_server.ts";

const KEYS = "/v1/namespaces/0/keys";

interface KeyList {
  cursor: string | null;
  keys: { key: string | { base64: string }; type?: string; ttl?: number | null }[];
}

interface InvalidRequest {
  errors: { field: string }[];
}

Deno.test("key list: a walk by cursor finds every key, by pattern and by type", async () => {
  await withHttp({}, async ({ json, resp }) => {
    const walk = async (query: string) => {
      const found = new Set<string>();
      let cursor: string | null = "0";
      let requests = 0;
      while (cursor !== null) {
        const list: KeyList = await json<KeyList>(`${KEYS}?cursor=${cursor}&count=50${query}`);
        for (const { key } of list.keys) found.add(key as string);
        cursor = list.cursor;
        requests++;
      }
      return { found, requests };
    };
    assertEquals((await walk("")).found.size, 0);
    for (let i = 0; i < 500; i++) await resp.call("SET", `user:${i}`, "v");
    await resp.call("RPUSH", "list:1", "a");
    const all = await walk("");
    assertEquals(all.found.size, 501);
    assert(all.requests > 4);
    assertEquals((await walk("&pattern=user:1?")).found.size, 10);
    assertEquals([...(await walk("&type=list")).found], ["list:1"]);
    assertEquals((await walk(`&pattern=${"*a".repeat(200)}`)).found.size, 0);
  });
});

Deno.test("key list: details are types and times to live; keys that are no text are base64", async () => {
  await withHttp({}, async ({ json, resp, fetch }) => {
    await resp.call("SET", Uint8Array.of(0xff, 0xfe), "v", "EX", "100");
    await resp.call("SADD", "ü", "m");
    const { keys } = await json<KeyList>(`${KEYS}?details=true`);
    const [bytes, text] = keys.sort((a) => typeof a.key === "string" ? 1 : -1);
    assertEquals([bytes.key, bytes.type], [{ base64: "//4=" }, "string"]);
    assert(bytes.ttl! > 99 && bytes.ttl! <= 100);
    assertEquals(text, { key: "ü", type: "set", ttl: null });
    assertEquals(await (await fetch(`${KEYS}/%ff%fe`)).text(), "v");
    assertEquals((await json<KeyList>("/v1/namespaces/none/keys")).keys, []);
  });
});

Deno.test("key list: wrong queries name the parameter", async () => {
  await withHttp({}, async ({ json }) => {
    for (
      const [query, field] of [
        ["cursor=x", "cursor"],
        ["cursor=-1", "cursor"],
        ["cursor=99999999999999999999", "cursor"],
        ["count=0", "count"],
        ["count=10001", "count"],
        ["count=1.5", "count"],
        ["type=text", "type"],
        ["details=1", "details"],
        ["match=*", "match"],
        ["pattern=a&pattern=b", "pattern"],
        ["__proto__=1", "__proto__"],
      ]
    ) {
      const problem = await json<InvalidRequest>(`${KEYS}?${query}`, { status: 400 });
      assertEquals(problem.errors.map((error) => error.field), [field], query);
    }
  });
});

Deno.test("namespaces: they are listed, measured, cleared, and each is its own", async () => {
  await withHttp({}, async ({ json, fetch, resp }) => {
    assertEquals(await json("/v1/namespaces"), { namespaces: [] });
    const put = (namespace: string, key: string) =>
      fetch(`/v1/namespaces/${namespace}/keys/${key}`, { method: "PUT", body: "v" });
    // The prefix of one is not the other: `b:k` here is not `k` there.
    for (const [namespace, key] of [["10", "k"], ["2", "b:k"], ["b", "k"], ["a%20b%2Fc", "k"]]) {
      assertEquals((await put(namespace, key)).status, 201);
    }
    await fetch("/v1/namespaces/2/keys/t?ttl=100", { method: "PUT", body: "v" });
    await resp.call("SELECT", "2");
    assertEquals(await resp.call("DBSIZE"), 2);
    await fetch("/v1/namespaces/2/keys/b:k");
    await fetch("/v1/namespaces/2/keys/none");
    const { namespaces } = await json<{ namespaces: { name: string }[] }>("/v1/namespaces");
    assertEquals(namespaces.map(({ name }) => name), ["2", "10", "a b/c", "b"]);
    const two = await json<Record<string, number>>("/v1/namespaces/2");
    assertEquals([two.keys, two.expiring, two.hits, two.misses], [2, 1, 1, 1]);
    assert(two.bytes > 0);
    assertEquals((await json<{ keys: number }>("/v1/namespaces/none")).keys, 0);
    assertEquals(await json("/v1/namespaces/2/keys", { method: "DELETE" }), { deleted: 2 });
    assertEquals(await json("/v1/namespaces/none/keys", { method: "DELETE" }), { deleted: 0 });
    assertEquals(await resp.call("DBSIZE"), 0);
    assertEquals((await fetch("/v1/namespaces/b/keys/k")).status, 200);
    for (const name of ["%FF", "x".repeat(300), "%2"]) {
      for (const path of ["", "/keys", "/keys/k"]) {
        const problem = await json<InvalidRequest>(`/v1/namespaces/${name}${path}`, {
          ...{ method: path === "/keys/k" ? "PUT" : "GET", status: 400 },
          ...(path === "/keys/k" ? { body: "v" } : {}),
        });
        assertEquals(problem.errors.map(({ field }) => field), ["namespace"], name + path);
      }
    }
  });
});
