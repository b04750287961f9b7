import { assert, assertEquals } from "@std/assert";
import { Collections } from "../../../helpers/http/http_collections.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

Deno.test("a list is written, read in parts and deleted", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const items = Array.from({ length: 250 }, (_, i) => `item ${i}`);
    assertEquals(await http.send("PUT", "/lists/l", { items }), [201, { length: 250 }]);
    assertEquals(await test.resp.call("LRANGE", "l", 0, -1), items);
    const page = await http.get("/lists/l");
    assertEquals(page, {
      type: "list",
      length: 250,
      start: 0,
      items: items.slice(0, 100),
      next: 100,
    });
    const last = await http.get(`/lists/l?start=200&limit=100`);
    assertEquals([last.items, last.next], [items.slice(200), null]);
    const tail = await http.get("/lists/l?start=-10&limit=4");
    assertEquals([tail.items, tail.start, tail.next], [items.slice(240, 244), 240, 244]);
    assertEquals((await http.get("/lists/l?start=-3")).items, items.slice(247));
    assertEquals((await http.get("/lists/l?start=-1000&limit=1")).items, ["item 0"]);
    assertEquals((await http.get("/lists/l?start=1000")).items, []);

    assertEquals(await http.send("PUT", "/lists/l", { items: ["new"], ttl: 60 }), [200, {
      length: 1,
    }]);
    assertEquals(await test.resp.call("LRANGE", "l", 0, -1), ["new"]);
    const ttl = Number(await test.resp.call("PTTL", "l"));
    assert(ttl > 59_000 && ttl <= 60_000, String(ttl));
    assertEquals(await http.send("DELETE", "/lists/l"), [204, undefined]);
    await http.refused(404, "", "GET", "/lists/l");
    await http.refused(404, "", "DELETE", "/lists/l");
  }));

Deno.test("items are added to both ends, taken, written and removed", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const list = () => test.resp.call("LRANGE", "l", 0, -1);
    assertEquals(await http.send("POST", "/lists/l/items", { items: ["c", 4, true] }), [200, {
      length: 3,
    }]);
    await http.send("POST", "/lists/l/items", { items: ["a", "b"], side: "head" });
    assertEquals(await list(), ["a", "b", "c", "4", "true"]);
    assertEquals(await http.send("POST", "/lists/l/pop", {}), [200, { items: ["true"] }]);
    assertEquals(await http.send("POST", "/lists/l/pop", { side: "head", count: 2 }), [200, {
      items: ["a", "b"],
    }]);
    assertEquals(await http.get("/lists/l/items/-1"), { index: -1, value: "4" });
    assertEquals(await http.send("PUT", "/lists/l/items/0", { value: { base64: "_wA=" } }), [
      204,
      undefined,
    ]);
    assertEquals((await http.get("/lists/l")).items, [{ base64: "/wA=" }, "4"]);
    await http.send("POST", "/lists/l/items", { items: ["4", "4", "x"] });
    assertEquals(await http.send("DELETE", "/lists/l/items/2"), [204, undefined]);
    assertEquals(await http.send("DELETE", "/lists/l/items/-1"), [204, undefined]);
    assertEquals((await http.get("/lists/l")).items, [{ base64: "/wA=" }, "4", "4"]);
    await http.refused(404, "", "DELETE", "/lists/l/items/3");
    await http.refused(404, "", "GET", "/lists/l/items/3");
    await http.refused(404, "", "PUT", "/lists/l/items/-4", { value: "x" });
    await http.refused(404, "", "PUT", "/lists/none/items/0", { value: "x" });
    await http.refused(404, "", "POST", "/lists/none/pop", {});
    await http.send("POST", "/lists/l/pop", { count: 100 });
    assertEquals(await test.resp.call("EXISTS", "l"), 0);
  }));

Deno.test("a key of another type is a conflict and stays what it is", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    await test.resp.call("SET", "k", "text");
    const requests: [method: string, path: string, body?: unknown][] = [
      ["GET", "/lists/k"],
      ["PUT", "/lists/k", { items: ["x"] }],
      ["DELETE", "/lists/k"],
      ["POST", "/lists/k/items", { items: ["x"] }],
      ["POST", "/lists/k/pop", {}],
      ["GET", "/lists/k/items/0"],
      ["PUT", "/lists/k/items/0", { value: "x" }],
      ["DELETE", "/lists/k/items/0"],
    ];
    for (const request of requests) await http.refused(409, "", ...request);
    assertEquals(await test.resp.call("GET", "k"), "text");
  }));

Deno.test("wrong input is answered with the fields' names", () =>
  withHttp({ "http-max-body": "100kb" }, async (test) => {
    const http = new Collections(test);
    await http.refused(400, "limit", "GET", "/lists/l?limit=0");
    await http.refused(400, "limit", "GET", "/lists/l?limit=10001");
    await http.refused(400, "limit", "GET", "/lists/l?limit=1e3");
    await http.refused(400, "start", "GET", "/lists/l?start=99999999999999999999");
    await http.refused(400, "what", "GET", "/lists/l?what=1");
    await http.refused(400, "items", "PUT", "/lists/l", { items: [] });
    await http.refused(400, "items", "PUT", "/lists/l", {});
    await http.refused(400, "items.1", "PUT", "/lists/l", { items: ["a", null] });
    await http.refused(400, "items.0.base64", "PUT", "/lists/l", { items: [{ base64: "*" }] });
    await http.refused(400, "ttl", "PUT", "/lists/l", { items: ["a"], ttl: 0 });
    await http.refused(400, "more", "PUT", "/lists/l", { items: ["a"], more: 1 });
    await http.refused(400, "body", "PUT", "/lists/l", "{");
    await http.refused(400, "body", "PUT", "/lists/l", "");
    await http.refused(400, "body", "PUT", "/lists/l", [1]);
    await http.refused(400, "side", "POST", "/lists/l/items", { items: ["a"], side: "left" });
    await http.refused(400, "count", "POST", "/lists/l/pop", { count: 1e9 });
    await http.refused(400, "index", "GET", "/lists/l/items/first");
    await http.refused(400, "element", "GET", "/lists/l/items/%zz");
    await http.refused(400, "key", "GET", "/lists/%f");
    await http.refused(400, "namespace", "PUT", `/../${"x".repeat(300)}/lists/l`, {
      items: ["a"],
    });
    await http.refused(413, "", "PUT", "/lists/l", { items: ["x".repeat(200_000)] });
    assertEquals(await test.resp.call("DBSIZE"), 0);
  }));

Deno.test("of a list of 200,000 items a request reads a page, and quickly", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const items = Array.from({ length: 200_000 }, (_, i) => i);
    await http.send("POST", "/lists/l/items", { items });
    const startedMs = performance.now();
    const page = await http.get("/lists/l?start=123456&limit=3");
    assertEquals([page.length, page.items], [200_000, ["123456", "123457", "123458"]]);
    assert(performance.now() - startedMs < 500);
  }));

Deno.test("any key and any item can be written, and a namespace is its own", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test, "a%20b");
    const path = `/lists/${encodeURIComponent("a/b:c?d#€")}`;
    await http.send("PUT", path, { items: ["\u0000\r\n", "😀", ""] });
    assertEquals((await http.get(path)).items, ["\u0000\r\n", "😀", ""]);
    await http.send("PUT", "/lists/%FF%00", { items: ["x"] });
    assertEquals((await http.get("/lists/%FF%00")).length, 1);
    assertEquals(await test.resp.call("DBSIZE"), 0);
    await http.refused(404, "", "GET", "/lists/none");
  }));
