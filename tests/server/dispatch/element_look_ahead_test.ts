/** Looking ahead for elements changes nothing; that it reads the right places shows in what it finds. */
import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { DEFAULT_REQUEST_LIMITS, RequestParser } from "../../../resp/request_parser.ts";
import { encodeCommand } from "../../../resp/request_encoder.ts";
import { ElementLookAhead } from "../../../server/dispatch/element_look_ahead.ts";
import { RequestBatch } from "../../../server/dispatch/request_batch.ts";
import { TestServer } from "../../helpers/commands.ts";

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

/** Requests for 32 elements: one may stand outside its bucket, or be taken for one that is not there. */
function many(make: (name: string) => string[]): string[][] {
  return Array.from({ length: 32 }, (_, i) => make(name(i * 500)));
}

Deno.test("elements of large collections are found ahead, whichever commands name them", () => {
  const server = filledServer();
  for (
    const make of [
      (name: string) => ["SADD", "set", name],
      (name: string) => ["HSET", "hash", name, "value"],
      (name: string) => ["HGET", "hash", name],
      (name: string) => ["ZADD", "sorted", "1", name],
      (name: string) => ["ZSCORE", "sorted", name],
      (name: string) => ["SISMEMBER", name.length % 2 === 0 ? "set" : "hash", name],
    ]
  ) {
    assertGreater(foundAhead(server, many(make)), 24, String(make("")));
  }
  const several = [["SREM", "set", ...Array.from({ length: 32 }, (_, i) => name(i))]];
  assertGreater(foundAhead(server, several), 24);
  const pairs = Array.from({ length: 32 }, (_, i) => [name(i), "value"]).flat();
  assertGreater(foundAhead(server, [["HSET", "hash", ...pairs]]), 24);
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
  const missing = many((name) => ["SISMEMBER", "set", `no ${name}`]);
  assertLess(foundAhead(server, missing), 8);
});
