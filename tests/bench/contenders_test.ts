/** Every contender does what its adapter says: the benchmarks compare like with like. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { CONTENDERS, contendersNamed } from "../../bench/contenders/all_contenders.ts";
import { LeanMapServer, PlainMapServer } from "../../bench/contenders/map_servers.ts";
import { VortisBatchServer } from "../../bench/contenders/vortis_batch_server.ts";
import { encodeRequest } from "../../bench/servers/request_pipeline.ts";
import {
  BATCH,
  filledCache,
  makeFreshKeys,
  operationInputs,
  OPERATIONS,
} from "../../bench/workloads/cache_operations.ts";

for (const kind of CONTENDERS) {
  Deno.test(`${kind.name} stores, finds, misses and counts`, () => {
    const cache = kind.create({ capacity: 10, evicts: false, expires: false });
    cache.set("a", "1");
    cache.set("b", "2");
    cache.set("a", "3");
    assertEquals([cache.get("a"), cache.get("b"), cache.get("c")], ["3", "2", undefined]);
    assertEquals(cache.size(), 2);
    cache.dispose();
  });

  Deno.test(`${kind.name} with a time to live`, () => {
    const cache = kind.create({ capacity: 10, evicts: false, expires: true });
    cache.setWithTtl("a", "1");
    assertEquals([cache.get("a"), cache.get("b")], ["1", undefined]);
    cache.dispose();
  });

  if (!kind.lacks.includes("evicts")) {
    Deno.test(`${kind.name} keeps to its capacity`, () => {
      const cache = kind.create({ capacity: 100, evicts: true, expires: false });
      for (let i = 0; i < 1000; i++) cache.set(`key ${i}`, "v");
      // quick-lru holds up to twice its limit by design.
      const limit = kind.name === "quick-lru" ? 200 : 100;
      assert(cache.size() <= limit, `${cache.size()} keys`);
      assert(cache.size() >= 100);
      assertEquals(cache.get("key 999"), "v");
      cache.dispose();
    });
  }

  for (const operation of OPERATIONS) {
    if (operation.needs.some((feature) => kind.lacks.includes(feature))) continue;
    Deno.test(`${kind.name}: "${operation.name}" runs batch after batch`, () => {
      const inputs = operationInputs(1000);
      const cache = filledCache(kind, operation, inputs);
      assertEquals(cache.size(), 1000);
      for (let from = 0; from < 3 * BATCH; from += BATCH) {
        assert(Number.isFinite(operation.run(cache, inputs, from)));
      }
      // Keys that were set again are the same keys, or evicted others.
      const limit = kind.name === "quick-lru" ? 2000 : 1000;
      assert(cache.size() >= 1000 && cache.size() <= limit, `${cache.size()} keys`);
      cache.dispose();
    });
  }
}

Deno.test("contenders are found by name, and an unknown name says which there are", () => {
  assertEquals(contendersNamed(["Map", "Store"]).map(({ name }) => name), ["Map", "Store"]);
  assertThrows(() => contendersNamed(["map"]), RangeError, "choose among Store, Map");
});

Deno.test("a batch of fresh keys makes them all", () => {
  assertEquals(makeFreshKeys(operationInputs(100), 0), 16 * BATCH);
});

Deno.test("the servers without sockets reply alike", () => {
  const requests = [["SET", "k", "value"], ["GET", "k"], ["get", "none"]];
  const bytes = new TextEncoder().encode(requests.map(encodeRequest).join(""));
  for (const server of [new VortisBatchServer(), new LeanMapServer(), new PlainMapServer()]) {
    for (let again = 0; again < 2; again++) {
      server.process(bytes);
      const reply = new TextDecoder().decode(server.reply.subarray(0, server.length));
      assertEquals(reply, "+OK\r\n$5\r\nvalue\r\n$-1\r\n");
    }
  }
});
