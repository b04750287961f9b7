import { assert, assertEquals } from "@std/assert";
import { DescribedRequests } from "../../helpers/http/described_requests.ts";
import { withHttp } from "../../helpers/http/http_server.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { scaled } from "../../helpers/test_scale.ts";

const REQUESTS = scaled(1000);
/** Requests under way at once. */
const WIDTH = 8;

/** What has an effect on the server or no end; and what is not data. */
function isData(method: string, path: string): boolean {
  return path.startsWith("/v1/") && !path.endsWith("/events") && method !== "HEAD";
}

for (const seed of seeds("requests made from the description")) {
  Deno.test(`no request is answered with 500, seed ${seed}`, () =>
    withHttp({}, async (test) => {
      const random = new Random(seed);
      const requests = new DescribedRequests(await test.json("/openapi.json"), random);
      const { resp } = test;
      await resp.call("SET", "string", "text");
      await resp.call("RPUSH", "list", "a", "b");
      await resp.call("HSET", "hash", "f", "v");
      await resp.call("SADD", "set", "a");
      await resp.call("ZADD", "zset", 1, "a");
      await resp.call("XADD", "stream", "1-0", "f", "v");
      const statuses = new Map<number, number>();
      await Promise.all(Array.from({ length: WIDTH }, async () => {
        for (let i = 0; i < REQUESTS / WIDTH; i++) {
          const { method, path, body } = requests.next(isData);
          const response = await test.fetch(path, {
            method,
            ...(body === undefined ? {} : { body }),
          });
          const answer = await response.text();
          const { status, headers } = response;
          const what = `${method} ${path} ${body?.slice(0, 300)}: ${status} ${
            answer.slice(0, 300)
          }`;
          assert(status < 500, what);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          const isProblem = headers.get("content-type") === "application/problem+json";
          assertEquals(isProblem, status >= 400, what);
          if (isProblem) {
            const problem = JSON.parse(answer);
            assertEquals(problem.status, status, what);
            if (problem.type.endsWith("invalid-request")) assert(problem.errors.length > 0, what);
          }
        }
      }));
      const share = (from: number, to: number) =>
        [...statuses].filter(([status]) => status >= from && status < to)
          .reduce((sum, [, count]) => sum + count, 0) / REQUESTS;
      const shown = JSON.stringify([...statuses]);
      assert(share(200, 300) > 0.05, shown);
      assert(share(400, 500) > 0.15, shown);
      assertEquals(test.log.filter((line) => line.includes("Error in an HTTP")), []);
      assertEquals(await resp.call("PING"), "PONG");
    }));
}

Deno.test("a million wrong elements are refused without being told one by one", () =>
  withHttp({}, async (test) => {
    const nulls = `[${"null,".repeat(1_000_000)}null]`;
    const requests: [method: string, path: string, body: string][] = [
      ["PUT", "lists/k", `{"items":${nulls}}`],
      ["PUT", "hashes/k", `{"fields":${nulls}}`],
      ["PUT", "sorted-sets/k", `{"members":${nulls}}`],
      ["PATCH", "sets/k", `{"add":["a"],"remove":${nulls}}`],
      ["POST", "batch", `{"operations":${nulls}}`],
      ["POST", "commands", nulls],
      ["POST", "commands/pipeline", nulls],
    ];
    for (const [method, path, body] of requests) {
      const startedMs = performance.now();
      const response = await test.fetch(`/v1/namespaces/0/${path}`, { method, body });
      assertEquals(response.status, 400, path);
      assert((await response.text()).length < 10_000, path);
      assert(performance.now() - startedMs < 1500, path);
    }
  }));
