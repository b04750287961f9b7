/** The workloads have the shapes that they claim. */
import { assert, assertEquals } from "@std/assert";
import {
  FreshKeys,
  keyText,
  prebuiltKeys,
  TEXT_BYTES,
  valueTexts,
} from "../../bench/workloads/key_texts.ts";
import {
  allTraces,
  loopTrace,
  permutation,
  scanTrace,
  shiftingTrace,
  zipfTrace,
} from "../../bench/workloads/traces.ts";
import { Random } from "../helpers/random.ts";

Deno.test("every trace has its length, stays in its universe and follows from its seed", () => {
  const size = { keys: 500, requests: 5000 };
  const again = allTraces(size, new Random(9));
  for (const [index, trace] of allTraces(size, new Random(9)).entries()) {
    assertEquals(trace.requests.length, 5000);
    assert(trace.requests.every((key) => key < trace.universe));
    assertEquals(trace.requests, again[index].requests);
  }
});

Deno.test("a scan trace asks for every third key once only", () => {
  const { requests } = scanTrace({ keys: 1000, requests: 30_000 }, new Random(3));
  const scanned = requests.filter((key) => key >= 1000);
  assertEquals(scanned.length, 10_000);
  assertEquals(new Set(scanned).size, scanned.length);
});

Deno.test("a loop asks for each key once a turn", () => {
  const { requests } = loopTrace({ keys: 4, requests: 6 });
  assertEquals([...requests], [0, 1, 2, 3, 0, 1]);
});

Deno.test("a shifting trace has another favourite in each part, a plain one keeps its own", () => {
  const size = { keys: 1000, requests: 40_000 };
  const favourites = (requests: Uint32Array) => {
    return Array.from({ length: 20 }, (_, part) => {
      const counts = new Map<number, number>();
      for (const key of requests.subarray(part * 2000, (part + 1) * 2000)) {
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].sort((a, b) => b[1] - a[1])[0][0];
    });
  };
  assertEquals(new Set(favourites(zipfTrace(size, new Random(5)).requests)).size, 1);
  assertEquals(new Set(favourites(shiftingTrace(size, new Random(5)).requests)).size, 20);
});

Deno.test("a permutation holds each number once", () => {
  const order = permutation(1000, new Random(7));
  assertEquals(new Set(order).size, 1000);
  assert(order.some((number, index) => number !== index));
});

Deno.test("keys and values are 16 bytes, prebuilt ones equal to fresh ones", () => {
  const fresh = new FreshKeys(10, 20);
  assertEquals(prebuiltKeys(10, 20), Array.from({ length: 10 }, (_, i) => keyText(10 + i)));
  assertEquals(fresh.key(19), "key:000000000019");
  assertEquals(fresh.key(19).length, TEXT_BYTES);
  const values = valueTexts(100);
  assert(values.every((value) => value.length === TEXT_BYTES));
  assertEquals(new Set(values).size, 100);
});
