import { assert, assertEquals } from "@std/assert";
import { Collections } from "../../../helpers/http/http_collections.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

interface Page {
  fields: { field: unknown; value: unknown }[];
  next: string | null;
  length: number;
}

Deno.test("a hash is written whole and in parts, read and deleted", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const put = '{"fields": {"name": "Ada", "age": 36, "__proto__": "x"}}';
    assertEquals(await http.send("PUT", "/hashes/h", put), [201, { length: 3 }]);
    assertEquals(await test.resp.call("HGET", "h", "__proto__"), "x");
    assertEquals(await http.get("/hashes/h"), {
      type: "hash",
      length: 3,
      fields: [
        { field: "name", value: "Ada" },
        { field: "age", value: "36" },
        { field: "__proto__", value: "x" },
      ],
      next: null,
    });
    const fields = [{ field: { base64: "/w==" }, value: { base64: "gA==" } }, {
      field: "a",
      value: 1.5,
    }];
    assertEquals(await http.send("PUT", "/hashes/h", { fields, ttl: 100 }), [200, { length: 2 }]);
    assertEquals((await http.get("/hashes/h")).fields, [fields[0], { field: "a", value: "1.5" }]);
    assertEquals(await test.resp.call("TTL", "h"), 100);

    const patch = { set: { a: "2", b: "3" }, remove: [{ base64: "/w==" }, "none"] };
    assertEquals(await http.send("PATCH", "/hashes/h", patch), [200, {
      added: 1,
      removed: 1,
      length: 2,
    }]);
    assertEquals(await http.send("PATCH", "/hashes/h", { remove: ["a"] }), [200, {
      added: 0,
      removed: 1,
      length: 1,
    }]);
    assertEquals(await http.send("PATCH", "/hashes/new", { set: { a: 1 } }), [200, {
      added: 1,
      removed: 0,
      length: 1,
    }]);
    assertEquals(await http.send("DELETE", "/hashes/h"), [204, undefined]);
    await http.refused(404, "", "GET", "/hashes/h");
  }));

Deno.test("a large hash comes page by page, and by pattern", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i]));
    await http.send("PUT", "/hashes/h", { fields });
    const seen = new Set<unknown>();
    let cursor: string | null = "0";
    let pages = 0;
    while (cursor !== null) {
      const page: Page = await http.get(`/hashes/h?cursor=${cursor}&limit=500`);
      assert(page.fields.length < 1500, String(page.fields.length));
      for (const { field } of page.fields) seen.add(field);
      cursor = page.next;
      pages++;
    }
    assertEquals(seen.size, 5000);
    assert(pages > 4 && pages < 30, String(pages));
    const found = await http.get("/hashes/h?match=f123*&limit=10000");
    assertEquals(found.fields.length, 11);
  }));

Deno.test("one field: read, written, added to, with a time to live, removed", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const path = "/hashes/h/fields/a%2Fb";
    assertEquals(await http.send("PUT", path, { value: "x" }), [201, undefined]);
    assertEquals(await http.send("PUT", path, { value: 41 }), [204, undefined]);
    assertEquals(await http.get(path), { field: "a/b", value: "41" });
    assertEquals(await http.send("PATCH", path, { increment: 1 }), [200, {
      value: 42,
      ttl: null,
    }]);
    const [, patched] = await http.send("PATCH", path, { increment: 0.5, ttl: 10 });
    const { value, ttl: left } = patched as { value: number; ttl: number };
    assert(value === 42.5 && left > 9 && left <= 10, JSON.stringify(patched));
    const { ttl } = await http.get(path);
    assert(ttl > 9 && ttl <= 10);
    assertEquals(
      Number(await test.resp.call("HPTTL", "h", "FIELDS", 1, "a/b").then(String)) > 0,
      true,
    );
    assert((await http.get("/hashes/h")).fields[0].ttl > 9);
    assertEquals(await http.send("PATCH", path, { ttl: null }), [200, { ttl: null }]);
    await http.send("PUT", "/hashes/h/fields/soon", { value: "x", ttl: 0.02 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await http.refused(404, "", "GET", "/hashes/h/fields/soon");
    await http.refused(404, "", "PATCH", "/hashes/h/fields/soon", { ttl: 5 });
    await http.refused(404, "", "PATCH", "/hashes/none/fields/soon", { ttl: 5 });
    assertEquals(await http.send("DELETE", path), [204, undefined]);
    await http.refused(404, "", "DELETE", path);
    await http.refused(404, "", "GET", path);
    await http.send("PUT", "/hashes/h/fields/%FF", { value: "bytes" });
    assertEquals(await http.get("/hashes/h/fields/%FF"), {
      field: { base64: "/w==" },
      value: "bytes",
    });
  }));

Deno.test("wrong types and wrong input of hashes", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    await test.resp.call("RPUSH", "k", "x");
    for (
      const request of [
        ["GET", "/hashes/k"],
        ["PUT", "/hashes/k", { fields: { a: 1 } }],
        ["PATCH", "/hashes/k", { set: { a: 1 } }],
        ["DELETE", "/hashes/k"],
        ["GET", "/hashes/k/fields/a"],
        ["PUT", "/hashes/k/fields/a", { value: 1 }],
        ["PATCH", "/hashes/k/fields/a", { increment: 1 }],
        ["DELETE", "/hashes/k/fields/a"],
      ] as [string, string, unknown?][]
    ) await http.refused(409, "", ...request);
    assertEquals(await test.resp.call("LLEN", "k"), 1);

    await http.send("PUT", "/hashes/h", { fields: { text: "x" } });
    const text = "/hashes/h/fields/text";
    await http.refused(409, "", "PATCH", text, { increment: 1 });
    // The field's time to live stays what it is.
    await http.refused(409, "", "PATCH", text, { increment: 0.5, ttl: 9 });
    assertEquals(await http.get(text), { field: "text", value: "x" });
    await http.refused(400, "cursor", "GET", "/hashes/h?cursor=x");
    await http.refused(400, "limit", "GET", "/hashes/h?limit=-1");
    await http.refused(400, "fields", "PUT", "/hashes/h", {});
    await http.refused(400, "fields", "PUT", "/hashes/h", { fields: {} });
    await http.refused(400, "fields", "PUT", "/hashes/h", { fields: "x" });
    await http.refused(400, "fields.a", "PUT", "/hashes/h", { fields: { a: null } });
    await http.refused(400, "fields.0.field", "PUT", "/hashes/h", { fields: [{ value: 1 }] });
    await http.refused(400, ["fields.0", "fields.1.field"], "PUT", "/hashes/h", {
      fields: [{ field: "a" }, null],
    });
    await http.refused(400, "fields.0", "PUT", "/hashes/h", {
      fields: [{ field: "a", value: 1, more: 2 }],
    });
    await http.refused(400, "body", "PATCH", "/hashes/h", {});
    await http.refused(400, "remove", "PATCH", "/hashes/h", { remove: [] });
    await http.refused(400, "value", "PUT", "/hashes/h/fields/a", {});
    await http.refused(400, "ttl", "PUT", "/hashes/h/fields/a", { value: 1, ttl: -1 });
    await http.refused(400, "body", "PATCH", "/hashes/h/fields/a", {});
    const many = Array.from({ length: 100_000 }, () => null);
    const [status, answer] = await http.send("PUT", "/hashes/h", { fields: many });
    assertEquals([status, (answer as { errors: unknown[] }).errors.length], [400, 20]);
  }));
