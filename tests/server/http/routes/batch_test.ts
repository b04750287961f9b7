import { assertEquals } from "@std/assert";
import { withHttp } from "../../../helpers/http/http_server.ts";

const BATCH = "/v1/namespaces/0/batch";

interface Results {
  results: { status: number; value?: unknown; error?: string }[];
}

const post = (body: unknown, status = 200) => ({
  ...{ method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), status },
});

Deno.test("batch: reads, writes and deletions in their order, each with a result", async () => {
  await withHttp({}, async ({ json, resp }) => {
    await resp.call("RPUSH", "list", "a");
    const operations = [
      { op: "get", key: "k" },
      { op: "set", key: "k", value: "v", ttl: 100 },
      { op: "get", key: "k" },
      { op: "set", key: "k", value: "other", ifAbsent: true },
      { op: "set", key: "j", json: { a: [null] } },
      { op: "set", key: "b", value: { base64: "/w==" } },
      { op: "get", key: "b" },
      { op: "get", key: "list" },
      { op: "delete", key: "k" },
      { op: "delete", key: "k" },
    ];
    for (const atomic of [false, true]) {
      const { results } = await json<Results>(BATCH, post({ operations, atomic }));
      assertEquals(results.map(({ status }) => status), [
        ...[404, 204, 200, 412, 204, 204, 200, 409, 204, 404],
      ]);
      assertEquals(results[2].value, "v");
      assertEquals(results[6].value, { base64: "/w==" });
      assertEquals(results[7].error?.startsWith("WRONGTYPE"), true);
      assertEquals(await resp.call("GET", "j"), '{"a":[null]}');
      await resp.call("DEL", "j", "b");
    }
    const many = Array.from({ length: 10_000 }, (_, i) => ({ op: "set", key: `${i}`, value: "" }));
    assertEquals((await json<Results>(BATCH, post({ operations: many }))).results.length, 10_000);
    assertEquals(await resp.call("DBSIZE"), 10_001);
  });
});

Deno.test("batch: wrong input changes nothing and names the fields", async () => {
  await withHttp({}, async ({ json, resp }) => {
    const set = { op: "set", key: "k", value: "v" };
    for (
      const [body, ...fields] of [
        ["{", "body"],
        ["[]", "body"],
        [{}, "operations"],
        [{ operations: [] }, "operations"],
        [{ operations: {} }, "operations"],
        [{ operations: [set], atomic: 1 }, "atomic"],
        [{ operations: [set], more: 1 }, "more"],
        [{ operations: [set, { op: "incr", key: "k" }] }, "operations.1.op"],
        [{ operations: [set, { op: "get" }] }, "operations.1.key"],
        [{ operations: [{ op: "get", key: 5 }] }, "operations.0.key"],
        [{ operations: [{ op: "get", key: { base64: "!" } }] }, "operations.0.key.base64"],
        [{ operations: [set, { ...set, ttl: 0 }] }, "operations.1.ttl"],
        [{ operations: [{ ...set, json: 1 }] }, "operations.0.value"],
        [{ operations: [{ op: "set", key: "k" }] }, "operations.0.value"],
        [
          { operations: [{ ...set, ex: 5 }, { ...set, ttl: "1" }] },
          "operations.0.ex",
          "operations.1.ttl",
        ],
        [{ operations: Array.from({ length: 10_001 }, () => set) }, "operations"],
      ] as [unknown, ...string[]][]
    ) {
      const { errors } = await json<{ errors: { field: string }[] }>(BATCH, post(body, 400));
      assertEquals(errors.map(({ field }) => field), fields, JSON.stringify(body).slice(0, 200));
    }
    assertEquals(await resp.call("DBSIZE"), 0);
  });
});

Deno.test("batch: without memory every write has its refusal, and an atomic batch is refused", async () => {
  await withHttp({}, async ({ json, resp }) => {
    await resp.call("SET", "k", "v");
    await resp.call("CONFIG", "SET", "maxmemory", "1");
    const operations = [{ op: "set", key: "k", value: "w" }, { op: "get", key: "k" }];
    const { results } = await json<Results>(BATCH, post({ operations }));
    assertEquals(results.map(({ status }) => status), [507, 200]);
    assertEquals(results[1].value, "v");
    const problem = await json<{ errors: { field: string }[] }>(
      BATCH,
      post({ operations, atomic: true }, 507),
    );
    assertEquals(problem.errors[0].field, "operations.0");
    assertEquals(await resp.call("GET", "k"), "v");
  });
});

Deno.test("batch: JSON may be nested, but not without end", async () => {
  await withHttp({}, async ({ json, resp, log }) => {
    const nested = (levels: number) =>
      `{"operations":[{"op":"set","key":"k","json":${"[".repeat(levels)}${"]".repeat(levels)}}]}`;
    assertEquals((await json<Results>(BATCH, post(nested(500)))).results, [{ status: 204 }]);
    assertEquals(await resp.call("STRLEN", "k"), 1000);
    for (const levels of [501, 100_000]) {
      const { errors } = await json<{ errors: { field: string }[] }>(
        BATCH,
        post(nested(levels), 400),
      );
      assertEquals(errors.map(({ field }) => field), ["operations.0.json"]);
    }
    assertEquals(log.filter((line) => line.includes("Error")), []);
  });
});

Deno.test("batch: however many fields are wrong, an answer names twenty", async () => {
  await withHttp({}, async ({ json }) => {
    const names = Array.from({ length: 1000 }, (_, i) => [`name${i}`, 1]);
    const answer = await json<{ errors: unknown[] }>(BATCH, post(Object.fromEntries(names), 400));
    assertEquals(answer.errors.length, 20);
  });
});
