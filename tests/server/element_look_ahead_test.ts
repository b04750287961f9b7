/** Looking ahead for elements changes nothing; that it reads the right places shows in what it finds. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { DEFAULT_REQUEST_LIMITS, RequestParser } from "../../resp/request_parser.ts";
import { encodeCommand } from "../../resp/request_encoder.ts";
import { ElementLookAhead } from "../../server/element_look_ahead.ts";
import { RequestBatch } from "../../server/request_batch.ts";
import { TestServer } from "../helpers/commands.ts";

const ELEMENTS = 17_000;

function name(i: number): string {
  return `element ${i}`;
}

/** A server with a large set, a large hash and a large sorted set of the same elements. */
function filledServer(): TestServer {
  const server = new TestServer();
  const { reply } = server.client();
  for (let i = 0; i < ELEMENTS; i += 1000) {
    const names = Array.from({ length: 1000 }, (_, k) => name(i + k));
    reply(["SADD", "set", ...names]);
    reply(["HSET", "hash", ...names.flatMap((name) => [name, "value"])]);
    reply(["ZADD", "sorted", ...names.flatMap((name, score) => [String(score), name])]);
  }
  reply(["SADD", "small", "a", "b"]);
  reply(["SET", "string", "value"]);
  return server;
}

/** How many elements are found ahead of the requests of one pipeline. */
function foundAhead(server: TestServer, requests: readonly string[][]): number {
  const encoded = requests.map((request) => encodeCommand(request));
  const bytes = new Uint8Array(encoded.flatMap((request) => [...request]));
  const batch = new RequestBatch();
  batch.fill(new RequestParser(DEFAULT_REQUEST_LIMITS), bytes, 0, bytes.length, false);
  assertEquals(batch.count, requests.length);
  for (let i = 0; i < batch.count; i++) {
    batch.commands[i] = server.commands.resolve(batch.requests[i]);
  }
  return new ElementLookAhead().run(batch, server.keyspace(0));
}

Deno.test("elements of large collections are found ahead, whichever commands name them", () => {
  const server = filledServer();
  assertEquals(foundAhead(server, [["SADD", "set", name(1)], ["SREM", "set", name(2), "no"]]), 2);
  assertEquals(foundAhead(server, [["HSET", "hash", name(1), "x", name(2), "y"]]), 2);
  assertEquals(
    foundAhead(server, [["ZADD", "sorted", "1", name(5)], ["ZSCORE", "sorted", name(7)]]),
    2,
  );
  const mixed = ["set", "set", "hash", "set", "sorted"].map((key, i) => {
    return [key === "set" ? "SISMEMBER" : key === "hash" ? "HGET" : "ZRANK", key, name(i)];
  });
  assertEquals(foundAhead(server, mixed), 5);
  const all = Array.from({ length: 32 }, (_, i) => ["SISMEMBER", "set", name(i * 500)]);
  assertEquals(foundAhead(server, all), 32);
});

Deno.test("nothing is found ahead where there is nothing, or little", () => {
  const server = filledServer();
  const requests = [
    ["SISMEMBER", "small", "a"],
    ["SISMEMBER", "nobody", "a"],
    ["HGET", "string", "a"],
    ["SADD", "set"],
    ["SADD"],
    ["GET", "set"],
  ];
  assertEquals(foundAhead(server, requests), 0);
  assertEquals(foundAhead(new TestServer(), [["SADD", "set", name(1)]]), 0);
  // A fingerprint of one byte is taken for an element once in some dozens of times.
  const missing = Array.from({ length: 32 }, (_, i) => ["SISMEMBER", "set", `missing ${i}`]);
  assertAlmostEquals(foundAhead(server, missing), 0, 8);
});
