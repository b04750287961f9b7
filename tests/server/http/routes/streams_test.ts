import { assert, assertEquals, assertMatch } from "@std/assert";
import { Collections } from "../../../helpers/http/http_collections.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

const PATH = "/streams/s";

Deno.test("entries are appended, read in both orders and removed", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    for (let i = 1; i <= 5; i++) {
      const body = { id: `${i}-0`, fields: { n: i, text: "x" } };
      assertEquals(await http.send("POST", `${PATH}/entries`, body), [201, { id: `${i}-0` }]);
    }
    const entry = (i: number) => ({
      id: `${i}-0`,
      fields: [{ field: "n", value: `${i}` }, { field: "text", value: "x" }],
    });
    assertEquals(await http.get(`${PATH}?limit=2`), {
      type: "stream",
      length: 5,
      entries: [entry(1), entry(2)],
      next: "(2-0",
    });
    const page = await http.get(`${PATH}?limit=3&from=(2-0`);
    assertEquals([page.entries, page.next], [[entry(3), entry(4), entry(5)], null]);
    const newest = await http.get(`${PATH}?limit=2&order=desc`);
    assertEquals([newest.entries, newest.next], [[entry(5), entry(4)], "(4-0"]);
    const older = await http.get(`${PATH}?limit=2&order=desc&to=${newest.next}`);
    assertEquals([older.entries, older.next], [[entry(3), entry(2)], "(2-0"]);
    assertEquals((await http.get(`${PATH}?from=2&to=3`)).entries, [entry(2), entry(3)]);
    // A plus that is not encoded is a space to most of what reads addresses.
    for (const to of ["+", "%2B"]) {
      const { entries } = await http.get(`${PATH}?from=-&to=${to}&limit=1`);
      assertEquals(entries, [entry(1)], to);
    }

    assertEquals(await http.get(`${PATH}/entries/3-0`), entry(3));
    assertEquals(await http.send("DELETE", `${PATH}/entries/3-0`), [204, undefined]);
    await http.refused(404, "", "GET", `${PATH}/entries/3-0`);
    await http.refused(404, "", "DELETE", `${PATH}/entries/3-0`);
    const fields = [{ field: { base64: "/w==" }, value: "x" }, {
      field: { base64: "/w==" },
      value: 2,
    }];
    const [status, { id }] = await http.send("POST", `${PATH}/entries`, {
      fields,
      maxLength: 2,
    }) as [
      number,
      { id: string },
    ];
    assertEquals(status, 201);
    assertMatch(id, /^\d{13}-0$/);
    assertEquals(await test.resp.call("XLEN", "s"), 2);
    assertEquals((await http.get(`${PATH}/entries/${id}`)).fields, [
      { field: { base64: "/w==" }, value: "x" },
      { field: { base64: "/w==" }, value: "2" },
    ]);
    assertEquals(await http.send("DELETE", PATH), [204, undefined]);
    await http.refused(404, "", "GET", PATH);
  }));

Deno.test("an empty stream is one, and groups are listed", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    await test.resp.call("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    assertEquals(await http.get(PATH), { type: "stream", length: 0, entries: [], next: null });
    await test.resp.call("XADD", "s", "1-0", "a", "b");
    await test.resp.call("XREADGROUP", "GROUP", "g", "me", "STREAMS", "s", ">");
    assertEquals(await http.get(`${PATH}/groups`), {
      groups: [{ name: "g", consumers: 1, pending: 1, lastDeliveredId: "1-0", lag: 0 }],
    });
    await http.refused(404, "", "GET", "/streams/none/groups");
  }));

Deno.test("a large stream comes in parts", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    const commands = Array.from({ length: 20_000 }, (_, i) => ["XADD", "s", `${i + 1}-0`, "n", i]);
    await http.send("POST", "/commands/pipeline", commands);
    const startedMs = performance.now();
    const page = await http.get(`${PATH}?from=15000&limit=10`);
    assertEquals([page.length, page.entries[0].id, page.next], [20_000, "15000-0", "(15009-0"]);
    assert(performance.now() - startedMs < 200);
  }));

Deno.test("wrong types and wrong input of streams", () =>
  withHttp({}, async (test) => {
    const http = new Collections(test);
    await test.resp.call("SET", "s", "x");
    for (
      const request of [
        ["GET", PATH],
        ["DELETE", PATH],
        ["POST", `${PATH}/entries`, { fields: { a: 1 } }],
        ["GET", `${PATH}/entries/1-0`],
        ["DELETE", `${PATH}/entries/1-0`],
        ["GET", `${PATH}/groups`],
      ] as [string, string, unknown?][]
    ) await http.refused(409, "", ...request);
    await test.resp.call("DEL", "s");
    await http.refused(400, "fields", "POST", `${PATH}/entries`, {});
    await http.refused(400, "fields", "POST", `${PATH}/entries`, { fields: [] });
    await http.refused(400, "id", "POST", `${PATH}/entries`, { fields: { a: 1 }, id: "x" });
    await http.refused(400, "maxLength", "POST", `${PATH}/entries`, {
      fields: { a: 1 },
      maxLength: -1,
    });
    await http.send("POST", `${PATH}/entries`, { id: "5-0", fields: { a: 1 } });
    await http.refused(400, "", "POST", `${PATH}/entries`, { id: "4-0", fields: { a: 1 } });
    await http.refused(400, "from", "GET", `${PATH}?from=x`);
    await http.refused(400, "to", "GET", `${PATH}?to=-`);
    await http.refused(400, "id", "GET", `${PATH}/entries/x`);
    // An id past 64 bits has the digits of one: the command says that it is none.
    await http.refused(400, "", "GET", `${PATH}?from=99999999999999999999`);
  }));
