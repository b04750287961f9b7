/** `store.hyperLogLogs`: what users give and get; the registers are tested in `types/hyper_log_logs/`. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { json, ManualClock, Store, StoreError, WrongTypeError } from "../../../mod.ts";

Deno.test("HyperLogLogs: add and count", () => {
  using store = new Store();
  const { hyperLogLogs } = store;
  assertStrictEquals(hyperLogLogs, store.hyperLogLogs);
  assertEquals([hyperLogLogs.count("h"), hyperLogLogs.count()], [0, 0]);
  assertEquals(hyperLogLogs.add("h", "a", "b", "a"), true);
  assertEquals(hyperLogLogs.add("h", "b"), false);
  assertEquals(hyperLogLogs.add("h"), false);
  assertEquals(hyperLogLogs.add("empty"), true);
  assertEquals([hyperLogLogs.count("h"), hyperLogLogs.count("empty")], [2, 0]);
  assertEquals(store.type("h"), "string");
  hyperLogLogs.add("h2", "b", "c");
  assertEquals(hyperLogLogs.count("h", "h2", "missing"), 3);
  assertEquals(hyperLogLogs.count("h"), 2);
});

Deno.test("HyperLogLogs: the estimate stays near, sparse or dense", () => {
  using store = new Store();
  const { hyperLogLogs } = store;
  let last = 0;
  for (const size of [100, 1000, 10_000, 200_000]) {
    for (let i = last; i < size; i++) hyperLogLogs.add("h", `element ${i}`);
    last = size;
    const error = Math.abs(hyperLogLogs.count("h") / size - 1);
    assert(error < 0.04, `${error} at ${size}`);
  }
  assertEquals(store.getBytes("h")!.length, 16 + 12288);
});

Deno.test("HyperLogLogs: merge into what is there", () => {
  using store = new Store();
  const { hyperLogLogs } = store;
  hyperLogLogs.add("target", "x");
  store.expire("target", 100);
  hyperLogLogs.add("a", "y", "z");
  hyperLogLogs.merge("target", "a", "missing");
  assertEquals([hyperLogLogs.count("target"), store.ttl("target")], [3, 100]);
  hyperLogLogs.merge("new", "a");
  hyperLogLogs.merge("none");
  assertEquals([hyperLogLogs.count("new"), hyperLogLogs.count("none")], [2, 0]);
  for (let i = 0; i < 5000; i++) hyperLogLogs.add("dense", String(i));
  hyperLogLogs.merge("new", "dense");
  const count = hyperLogLogs.count("new");
  assert(Math.abs(count / 5002 - 1) < 0.04, String(count));
});

Deno.test("HyperLogLogs: what is none is refused and stays as it is", () => {
  using store = new Store();
  const { hyperLogLogs } = store;
  store.set("s", "text");
  store.lists.pushRight("l", "x");
  hyperLogLogs.add("h", "a");
  const corrupt = store.getBytes("h")!;
  store.append("corrupt", corrupt.subarray(0, corrupt.length - 1));
  for (const key of ["s", "l"]) {
    assertThrows(() => hyperLogLogs.add(key, "a"), WrongTypeError);
    assertThrows(() => hyperLogLogs.count(key), WrongTypeError);
    assertThrows(() => hyperLogLogs.count("h", key), WrongTypeError);
    assertThrows(() => hyperLogLogs.merge(key, "h"), WrongTypeError);
    assertThrows(() => hyperLogLogs.merge("h", key), WrongTypeError);
  }
  assertThrows(() => hyperLogLogs.count("corrupt", "h"), WrongTypeError, "corrupt");
  assertThrows(() => hyperLogLogs.add(1 as unknown as string, "a"), StoreError);
  assertThrows(() => hyperLogLogs.add("h", 1 as unknown as string), StoreError);
  assertEquals([store.get("s"), hyperLogLogs.count("h")], ["text", 1]);
});

Deno.test("HyperLogLogs: a codec's elements, an expire time, a namespace", () => {
  const clock = new ManualClock();
  using store = new Store({ clock, codec: json<{ id: number }>() });
  const { hyperLogLogs } = store.namespace("other");
  hyperLogLogs.add("h", { id: 1 }, { id: 2 }, { id: 1 });
  store.namespace("other").pexpire("h", 100);
  assertEquals([hyperLogLogs.count("h"), store.hyperLogLogs.count("h")], [2, 0]);
  clock.advance(101);
  assertEquals([hyperLogLogs.count("h"), hyperLogLogs.add("h", { id: 1 })], [0, true]);
});
