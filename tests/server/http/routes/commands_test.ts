import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { toJS } from "../../../../resp/reply.ts";
import { type HttpTest, withHttp } from "../../../helpers/http/http_server.ts";

interface Problem {
  type: string;
  status: number;
  detail: string;
  error: string;
  errors?: { field: string; detail: string }[];
}

/** Posts to /v1/commands, or below it. */
function post({ fetch }: HttpTest, path: string, body: unknown, init: RequestInit = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`/v1/commands${path}`, { method: "POST", body: text, ...init });
}

async function problem(response: Response, status: number): Promise<Problem> {
  const text = await response.text();
  assertEquals(response.status, status, text);
  assertEquals(response.headers.get("content-type"), "application/problem+json");
  const body = JSON.parse(text) as Problem;
  assertEquals(body.error, body.detail);
  return body;
}

Deno.test("POST /v1/commands runs a command, and RESP clients see what it did", () =>
  withHttp({}, async (test) => {
    assertEquals(await (await post(test, "", ["SET", "n", 41])).json(), { result: "OK" });
    assertEquals(await (await post(test, "", ["incr", "n"])).json(), { result: 42 });
    assertEquals(await (await post(test, "", ["GET", "none"])).json(), { result: null });
    assertEquals(await (await post(test, "", ["SET", "yes", true])).json(), { result: "OK" });
    assertEquals(toJS(await test.resp.command("MGET", "n", "yes")), ["42", "true"]);
    await post(test, "", ["SET", { base64: "/wAK" }, { base64: "_w0K" }]);
    assertEquals(
      toJS(await test.resp.command("GET", new Uint8Array([255, 0, 10])), { bytes: true }),
      new Uint8Array([255, 13, 10]),
    );
    await post(test, "", ["INCRBY", "huge", "9007199254740993"]);
    const huge = await post(test, "", ["GET", "huge"]);
    assertEquals(await huge.text(), '{"result":"9007199254740993"}');
    assertEquals(await (await post(test, "", ["INCR", "huge"])).json(), {
      result: "9007199254740994",
    });
  }));

Deno.test("a body that is no UTF-8 is refused, not stored as something else", () =>
  withHttp({}, async (test) => {
    const body = new TextEncoder().encode('["SET", "k", "?"]');
    body[body.indexOf(0x3f)] = 0xff;
    const response = await test.fetch("/v1/commands", { method: "POST", body });
    const { errors } = await problem(response, 400);
    assertEquals(errors, [{ field: "body", detail: "must be UTF-8" }]);
    assertEquals(toJS(await test.resp.command("EXISTS", "k")), 0);
  }));

Deno.test("replies as JSON: of both protocols, and base64", () =>
  withHttp({}, async (test) => {
    await test.resp.command("HSET", "h", "__proto__", "1", "b", "2");
    await test.resp.command("ZADD", "z", "1.5", "a", "inf", "b");
    await test.resp.command("SET", "bytes", new Uint8Array([0xff, 0x61]));
    const ask = async (query: string, command: unknown, headers = {}) =>
      await (await post(test, query, command, { headers })).text();
    assertEquals(await ask("", ["HGETALL", "h"]), '{"result":["__proto__","1","b","2"]}');
    assertEquals(
      await ask("?protocol=3", ["HGETALL", "h"]),
      '{"result":{"__proto__":"1","b":"2"}}',
    );
    assertEquals(await ask("", ["ZSCORE", "z", "a"]), '{"result":"1.5"}');
    assertEquals(await ask("?protocol=3", ["ZMSCORE", "z", "a", "b"]), '{"result":[1.5,"inf"]}');
    assertEquals(await ask("", ["GET", "bytes"]), '{"result":"\ufffda"}');
    const base64 = { "Upstash-Encoding": "base64" };
    assertEquals(await ask("", ["GET", "bytes"], base64), '{"result":"/2E="}');
    assertEquals(await ask("", ["PING"], base64), '{"result":"UE9ORw=="}');
    assertEquals(await ask("", ["SET", "k", "v"], base64), '{"result":"OK"}');
    assertEquals(await ask("", ["MGET", "k", "none"], base64), '{"result":["dg==",null]}');
    await problem(await post(test, "?protocol=4", ["PING"]), 400);
  }));

Deno.test("what is wrong with a command is told with a status that fits", () =>
  withHttp({}, async (test) => {
    await test.resp.command("SET", "text", "x");
    const wrongType = await problem(await post(test, "", ["LPUSH", "text", "x"]), 409);
    assertStringIncludes(wrongType.error, "WRONGTYPE");
    assertStringIncludes((await problem(await post(test, "", ["GET"]), 400)).error, "ERR wrong");
    await problem(await post(test, "", ["NOSUCH"]), 400);
    await problem(await post(test, "", ["MONITOR"]), 400);
    await test.resp.command("CONFIG", "SET", "maxmemory", "1");
    await problem(await post(test, "", ["SET", "k", "v"]), 507);
  }));

Deno.test("input that is no command is answered with the field", () =>
  withHttp({}, async (test) => {
    const cases: [path: string, body: unknown, field: string][] = [
      ["", "", "body"],
      ["", "{", "body"],
      ["", "null", "body"],
      ["", {}, "body"],
      ["", [], "body"],
      ["", '"GET"', "body"],
      ["", ["GET", null], "1"],
      ["", ["GET", { base64: "!" }], "1"],
      ["", ["GET", { base64: "", more: 1 }], "1"],
      ["", ["GET", ["k"]], "1"],
      ["", "[".repeat(100_000), "body"],
      ["", "[".repeat(100_000) + "]".repeat(100_000), "0"],
      ["/pipeline", ["GET", "k"], "0"],
      ["/pipeline", [["GET", "k"], ["GET", {}]], "1.1"],
      ["/pipeline", [["GET", "k"], []], "1"],
      ["/pipeline", { a: 1 }, "body"],
      ["/multi-exec", [["GET", "k"], 5], "1"],
      ["/multi-exec", "nonsense", "body"],
    ];
    for (const [path, body, field] of cases) {
      const { errors } = await problem(await post(test, path, body), 400);
      assertEquals(errors?.[0].field, field, JSON.stringify(body).slice(0, 100));
    }
    const many = Array.from({ length: 10_000 }, () => [null]);
    assertEquals((await problem(await post(test, "/pipeline", many), 400)).errors?.length, 20);
    assertEquals((await test.fetch("/v1/commands")).status, 405);
  }));

Deno.test("pipelines and transactions answer each command", () =>
  withHttp({}, async (test) => {
    const commands = [["SET", "k", "v"], ["LPUSH", "k", "x"], ["GET", "k"]];
    const wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
    const answers = [{ result: "OK" }, { error: wrongType }, { result: "v" }];
    assertEquals(await (await post(test, "/pipeline", commands)).json(), answers);
    assertEquals(await (await post(test, "/multi-exec", commands)).json(), answers);
    assertEquals(await (await post(test, "/pipeline", [])).json(), []);
    assertEquals(await (await post(test, "/multi-exec", [])).json(), []);
    const refused = await problem(
      await post(test, "/multi-exec", [["SET", "k", "w"], ["NOSUCH"]]),
      409,
    );
    assertStringIncludes(refused.error, "EXECABORT");
    assertEquals(refused.errors?.[0].field, "1");
    assertStringIncludes(refused.errors![0].detail, "ERR unknown command");
    assertEquals(toJS(await test.resp.command("GET", "k")), "v");
  }));

Deno.test("a namespace of its own, and one with a wrong name", () =>
  withHttp({}, async (test) => {
    const path = "/../namespaces/a%2Fb%20%E2%82%AC/commands";
    assertEquals(await (await post(test, path, ["SET", "k", "v"])).json(), { result: "OK" });
    assertEquals(await (await post(test, path, ["DBSIZE"])).json(), { result: 1 });
    assertEquals(await (await post(test, "", ["DBSIZE"])).json(), { result: 0 });
    const tooLong = `/../namespaces/${"x".repeat(300)}/commands`;
    const { errors } = await problem(await post(test, tooLong, ["SET", "k", "v"]), 400);
    assertEquals(errors?.[0].field, "namespace");
  }));

Deno.test("a large pipeline and a large body", () =>
  withHttp({ "http-max-body": "1mb" }, async (test) => {
    const commands = Array.from({ length: 20_000 }, (_, i) => ["RPUSH", "l", `element ${i}`]);
    const answers = await (await post(test, "/pipeline", commands)).json();
    assertEquals(answers.at(-1), { result: 20_000 });
    const response = await post(test, "", ["SET", "k", "x".repeat(2 * 1024 * 1024)]);
    assertEquals(response.status, 413);
    await response.body?.cancel();
    assertEquals(toJS(await test.resp.command("EXISTS", "k")), 0);
  }));

Deno.test("with appendfsync always the answer comes when the log is on the disk", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis_http_" });
  const settings = { dir, appendonly: "yes", appendfsync: "always", save: "" };
  try {
    await withHttp(settings, async (test) => {
      await Promise.all(Array.from({ length: 50 }, async (_, i) => {
        assertEquals(await (await post(test, "", ["SET", `k${i}`, i])).json(), { result: "OK" });
      }));
      const path = "/../namespaces/named%20one/commands/multi-exec";
      await (await post(test, path, [["SET", "k", "v"], ["RPUSH", "l", "a", "b"]])).json();
    });
    await withHttp(settings, async (test) => {
      assertEquals(toJS(await test.resp.command("DBSIZE")), 50);
      const path = "/../namespaces/named%20one/commands";
      assertEquals(await (await post(test, path, ["LRANGE", "l", 0, -1])).json(), {
        result: ["a", "b"],
      });
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("replies of every type of RESP3 are JSON", () =>
  withHttp({ "enable-debug-command": "yes" }, async (test) => {
    const types: Record<string, unknown> = {
      string: "Hello World",
      integer: 12345,
      double: 3.141,
      null: null,
      true: true,
      false: false,
      array: [0, 1, 2],
      set: [0, 1, 2],
      map: { 0: false, 1: true, 2: false },
      bignum: "1234567999999999999999999999999999999",
      verbatim: "This is a verbatim\nstring",
    };
    for (const [type, result] of Object.entries(types)) {
      const command = ["DEBUG", "PROTOCOL", type];
      const answer = await post(test, "?protocol=3", command);
      assertEquals(await answer.json(), { result }, type);
    }
    const bytes = new Uint8Array([0xff]);
    await test.resp.command("HSET", "h", bytes, "v");
    const hash = await post(test, "?protocol=3", ["HGETALL", "h"]);
    assertEquals(await hash.json(), { result: { "\ufffd": "v" } });
  }));

Deno.test("a command that ends the server is answered", async () => {
  await withHttp({}, async (test) => {
    const { finished } = test.server;
    assertEquals(await (await post(test, "", ["SHUTDOWN", "NOSAVE"])).json(), { result: "OK" });
    await finished;
  });
});

Deno.test("what a pause holds back is given up when the server ends", async () => {
  let held: Promise<Response>[] = [];
  const startedMs = performance.now();
  await withHttp({}, async (test) => {
    await test.resp.command("CLIENT", "PAUSE", 60_000);
    held = [
      post(test, "", ["SET", "k", "v"]),
      post(test, "/pipeline", [["SET", "k", "v"]]),
      post(test, "/multi-exec", [["SET", "k", "v"]]),
    ];
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  for (const response of held) await problem(await response, 503);
  assert(performance.now() - startedMs < 3000);
});

Deno.test("the routes are described", () =>
  withHttp({}, async (test) => {
    const { paths } = await test.json<{ paths: Record<string, unknown> }>("/openapi.json");
    assert("/v1/commands/multi-exec" in paths);
    assert("/v1/namespaces/{namespace}/commands" in paths);
  }));

Deno.test("a parameter that is not known is refused, not passed over", () =>
  withHttp({}, async ({ fetch }) => {
    const init = { method: "POST", body: '["PING"]' };
    const response = await fetch("/v1/namespaces/0/commands?protokol=x", init);
    assertEquals(response.status, 400);
    const { errors } = await response.json();
    assertEquals(errors, [{ field: "protokol", detail: "is not known here" }]);
  }));

Deno.test("what clients ask a server for when they start has its answer over HTTP, too", () =>
  withHttp({}, async (test) => {
    const result = async (...command: string[]): Promise<unknown> => {
      return (await (await post(test, "", command)).json()).result;
    };
    assertEquals(await result("ROLE"), ["master", 0, []]);
    assertEquals(await result("MODULE", "LIST"), []);
    assertEquals(await result("ACL", "WHOAMI"), "default");
    assertEquals(await result("ACL", "LIST"), ["user default on nopass ~* &* +@all"]);
    assertEquals(await result("REPLICAOF", "NO", "ONE"), "OK");
    const { detail } = await problem(await post(test, "", ["CLUSTER", "INFO"]), 400);
    assertEquals(detail, "ERR This instance has cluster support disabled");
    await problem(await post(test, "", ["MODULE", "LOAD", "/nowhere.so"]), 400);
  }));

Deno.test("a password that ACL SETUSER sets over HTTP counts from the next request on", () =>
  withHttp({}, async (test) => {
    assertEquals((await post(test, "", ["ACL", "SETUSER", "default", ">new"])).status, 200);
    assertEquals((await post(test, "", ["PING"])).status, 401);
    const headers = { authorization: "Bearer new" };
    assertEquals((await post(test, "", ["PING"], { headers })).status, 200);
    assertEquals((await post(test, "", ["ACL", "LOG"], { headers })).status, 200);
  }));
