import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import { DescribedClient } from "../../helpers/http/described_client.ts";
import { withHttp } from "../../helpers/http/http_server.ts";

Deno.test("description: it is valid OpenAPI 3.1", async () => {
  await withHttp({}, async ({ fetch }) => {
    const response = await fetch("/openapi.json");
    assertEquals(response.headers.get("content-type"), "application/json");
    const document = await response.json();
    const validator = new Validator();
    const { valid, errors } = await validator.validate(document);
    assert(valid, JSON.stringify(errors));
    assertEquals(validator.version, "3.1");
    assertEquals(document.openapi, "3.1.0");
  });
});

Deno.test("description: a client derived from it reaches every route and gets what it says", async () => {
  await withHttp({}, async ({ json, fetch, resp, url }) => {
    const client = new DescribedClient(await json("/openapi.json"), fetch);
    const namespace = "named/one";
    const at = (key: string) => ({ namespace, key });
    const call = async (id: string, options: Record<string, unknown>, status = 200) => {
      const answer = await client.call(id, options);
      assertEquals(answer.status, status, `${id} ${JSON.stringify(answer.value)}`);
      return answer;
    };

    const { headers } = await call("putKey", { ...at("a/b"), body: "text", ttl: 100 }, 201);
    const tag = headers.get("etag")!;
    assertEquals((await call("getKey", at("a/b"))).value, "text");
    await call("getKey", { ...at("a/b"), "if-none-match": tag }, 304);
    await call("headKey", at("a/b"));
    await call("putKey", { ...at("a/b"), body: "x", "if-none-match": "*" }, 412);
    await call("putKey", { ...at("n"), body: 5, contentType: "application/json" }, 201);
    assertEquals((await call("patchKey", { ...at("n"), body: { increment: 2 } })).value.value, 7);
    await call("patchKey", { ...at("a/b"), body: { increment: 2 } }, 409);
    await call("getKey", at("none"), 404);
    const { value: list } = await call("listKeys", { namespace, pattern: "*", details: true });
    assertEquals(list.keys.length, 2);
    const operations = [
      { op: "set", key: { base64: "/w==" }, json: [1] },
      { op: "get", key: { base64: "/w==" } },
      { op: "delete", key: "none" },
    ];
    const { value: { results } } = await call("batch", { namespace, body: { operations } });
    assertEquals(results, [{ status: 204 }, { status: 200, value: "[1]" }, { status: 404 }]);
    assertEquals((await call("getNamespace", { namespace })).value.keys, 3);
    assertEquals((await call("listNamespaces", {})).value.namespaces[0].name, namespace);
    await call("deleteKey", at("a/b"), 204);
    await call("getValue", at("n"));

    await call("putList", { ...at("l"), body: { items: ["a", "b", { base64: "/w==" }] } }, 201);
    await call("pushListItems", { ...at("l"), body: { items: [1], side: "head" } });
    assertEquals((await call("getList", { ...at("l"), limit: 2 })).value.items, ["1", "a"]);
    await call("popListItems", { ...at("l"), body: { count: 1 } });
    await call("getListItem", { ...at("l"), index: 0 });
    await call("putListItem", { ...at("l"), index: 0, body: { value: "z" } }, 204);
    await call("deleteListItem", { ...at("l"), index: 0 }, 204);
    await call("getHash", at("l"), 409);
    await call("deleteList", at("l"), 204);

    await call("putHash", { ...at("h"), body: { fields: { f: "1", g: "2" } } }, 201);
    await call("patchHash", { ...at("h"), body: { set: { i: "3" } } });
    await call("getHash", at("h"));
    await call("putHashField", { ...at("h"), field: "new", body: { value: "4" } }, 201);
    await call("getHashField", { ...at("h"), field: "f" });
    await call("patchHashField", { ...at("h"), field: "f", body: { increment: 1 } });
    await call("deleteHashField", { ...at("h"), field: "f" }, 204);
    await call("deleteHash", at("h"), 204);

    await call("putSet", { ...at("s"), body: { members: ["a", "b"] } }, 201);
    await call("patchSet", { ...at("s"), body: { add: ["c"], remove: ["a"] } });
    await call("getSet", at("s"));
    await call("putSetMember", { ...at("s"), member: "m/n" }, 201);
    await call("getSetMember", { ...at("s"), member: "m/n" });
    await call("deleteSetMember", { ...at("s"), member: "m/n" }, 204);
    await call("deleteSet", at("s"), 204);

    const members = [{ member: "a", score: 1 }, { member: "b", score: "inf" }];
    await call("putSortedSet", { ...at("z"), body: { members } }, 201);
    await call("patchSortedSet", { ...at("z"), body: { set: [{ member: "c", score: 2.5 }] } });
    await call("getSortedSet", { ...at("z"), min: 1, max: 3 });
    await call("putSortedSetMember", { ...at("z"), member: "d", body: { score: 4 } }, 201);
    await call("getSortedSetMember", { ...at("z"), member: "b" });
    await call("patchSortedSetMember", { ...at("z"), member: "d", body: { increment: 1 } });
    await call("deleteSortedSetMember", { ...at("z"), member: "d" }, 204);
    await call("deleteSortedSet", at("z"), 204);

    await call("addStreamEntry", { ...at("x"), body: { id: "1-1", fields: { f: "v" } } }, 201);
    await call("getStream", at("x"));
    await call("getStreamEntry", { ...at("x"), id: "1-1" });
    await call("runCommandIn", { namespace, body: ["XGROUP", "CREATE", "x", "g", "0"] });
    await call("getStreamGroups", at("x"));
    await call("deleteStreamEntry", { ...at("x"), id: "1-1" }, 204);
    await call("deleteStream", at("x"), 204);

    await call("runCommand", { body: ["SET", "k", "v"] });
    await call("runPipeline", { body: [["GET", "k"], ["NOSUCH"]] });
    await call("runTransaction", { body: [["INCR", "c"], ["GET", "k"]] });
    await call("runPipelineIn", { namespace, body: [["DBSIZE"]] });
    await call("runTransactionIn", { namespace, body: [["DBSIZE"]] });
    assertEquals((await call("clearNamespace", { namespace })).value, { deleted: 2 });
    assertEquals(await resp.call("DBSIZE"), 2);

    await call("getHealth", {});
    await call("isReady", {});
    await call("isAlive", {});
    await call("getStats", {});
    await call("getPerformance", {});
    await call("getPerformanceHistory", {});
    await call("getCompaction", {});
    await call("getMetrics", {});
    // A server that keeps its data in memory alone has nothing to compact.
    assert([200, 202, 409].includes((await client.call("compact")).status));

    // An answer without an end is not for this client.
    const events = await globalThis.fetch(`${url}/v1/namespaces/0/events?channel=c`);
    assertEquals(events.headers.get("content-type")!.split(";")[0], "text/event-stream");
    await events.body!.cancel();
    assertEquals(client.operations.filter((id) => !client.called.has(id)), ["readEvents"]);
  });
});

Deno.test("description: the pages for it come from this server alone, under a policy that says so", async () => {
  await withHttp({ requirepass: "secret" }, async ({ fetch }) => {
    const page = await fetch("/docs");
    assertEquals(page.status, 200);
    const html = await page.text();
    assert(!/https?:/.test(html), html);
    assertStringIncludes(page.headers.get("content-security-policy")!, "script-src 'self';");
    const paths = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
    assertEquals(paths.length, 3);
    for (const path of paths) {
      const file = await fetch(path, { headers: { "accept-encoding": "gzip" } });
      assertEquals(file.status, 200, path);
      assert((await file.text()).length > 50, path);
      assertEquals(file.headers.get("x-content-type-options"), "nosniff");
    }
    assertEquals((await fetch("/docs/other.js")).status, 404);
    assertEquals((await fetch("/docs/..%2fsecret")).status, 404);
  });
});
