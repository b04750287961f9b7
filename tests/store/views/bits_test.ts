/** `store.bits`: what users give and get; the operations themselves are tested in `types/strings/`. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type BitFieldStep,
  type BitFieldType,
  json,
  ManualClock,
  Store,
  WrongTypeError,
} from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";

Deno.test("bits: set and get, one by one", () => {
  using store = new Store();
  const { bits } = store;
  assertStrictEquals(bits, store.bits);
  assertEquals([bits.get("b", 0), bits.get("b", 2 ** 32 - 1)], [0, 0]);
  assertEquals(store.has("b"), false);
  assertEquals([bits.set("b", 1, 1), bits.set("b", 1, 1), bits.set("b", 15, 1)], [0, 1, 0]);
  assertEquals(store.getBytes("b"), Uint8Array.of(0x40, 0x01));
  assertEquals([bits.get("b", 1), bits.get("b", 2), bits.get("b", 15), bits.get("b", 99)], [
    ...[1, 0, 1, 0],
  ]);
  assertEquals([bits.set("b", 1, 0), bits.set("b", 15, 0)], [1, 1]);
  assertEquals(store.getBytes("b"), Uint8Array.of(0, 0));
  assertEquals(store.type("b"), "string");
});

Deno.test("bits: count and position, in all and in ranges", () => {
  using store = new Store();
  const { bits } = store;
  store.set("k", "foobar");
  assertEquals(bits.count("k"), 26);
  assertEquals(bits.count("k", { unit: "byte" }), 26);
  assertEquals(bits.count("k", { start: 0, end: 0, unit: "byte" }), 4);
  assertEquals(bits.count("k", { start: 5, end: 30 }), 17);
  assertEquals(bits.count("k", { start: -2, end: -1, unit: "byte" }), 7);
  assertEquals(bits.count("k", { start: -100, end: -200, unit: "byte" }), 0);
  assertEquals(bits.count("k", { start: 3, end: 1 }), 0);
  assertEquals(bits.count("missing", { start: 1 }), 0);

  store.append("p", Uint8Array.of(0xff, 0xf0, 0x00));
  assertEquals(bits.position("p", 0), 12);
  assertEquals(bits.position("p", 1, { start: 1, unit: "byte" }), 8);
  assertEquals(bits.position("p", 1, { start: 2, unit: "byte" }), undefined);
  assertEquals(bits.position("p", 0, { start: 0, end: 7 }), undefined);
  assertEquals(bits.position("p", 1, { start: 10, end: 11 }), 10);
  store.append("ones", Uint8Array.of(0xff));
  assertEquals(bits.position("ones", 0), 8);
  assertEquals(bits.position("ones", 0, { end: -1 }), undefined);
  assertEquals([bits.position("missing", 0), bits.position("missing", 1)], [0, undefined]);
});

Deno.test("bits: strings are combined", () => {
  using store = new Store();
  const { bits } = store;
  store.append("a", Uint8Array.of(0b1100, 0xff));
  store.append("b", Uint8Array.of(0b1010));
  store.set("target", "x", { ex: 100 });
  const result = (operation: "and" | "or" | "xor", ...keys: string[]) => {
    assertEquals(bits.op(operation, "target", ...keys), 2);
    return [...store.getBytes("target")!];
  };
  assertEquals(result("and", "a", "b"), [0b1000, 0]);
  assertEquals(store.ttl("target"), Infinity);
  assertEquals(result("or", "a", "b", "missing"), [0b1110, 0xff]);
  assertEquals(result("xor", "a", "b"), [0b0110, 0xff]);
  assertEquals(bits.op("not", "a", "a"), 2);
  assertEquals([...store.getBytes("a")!], [0xf3, 0]);
  assertEquals(bits.op("or", "target", "missing"), 0);
  assertEquals(store.has("target"), false);
});

Deno.test("bits: fields of any width, with numbers as their types promise", () => {
  using store = new Store();
  const { bits } = store;
  assertEquals(bits.setField("f", "u8", 0, 200), 0);
  assertEquals([bits.getField("f", "u8", 0), bits.getField("f", "i8", 0)], [200, -56]);
  assertEquals(bits.incrementField("f", "u8", 0, 100), 44);
  assertEquals(bits.incrementField("f", "i8", 0, 100, "saturate"), 127);
  assertEquals(bits.incrementField("f", "i8", 0, 1, "fail"), undefined);
  assertEquals(bits.setField("f", "i8", 0, -200, "saturate"), 127);
  assertEquals(bits.getField("f", "i8", 0), -128);
  const wide: bigint = bits.getField("w", "i64", 3);
  const narrow: number = bits.getField("w", "u53", 3);
  assertEquals([wide, narrow], [0n, 0]);
  assertEquals(bits.setField("w", "i64", 3, -(2n ** 63n)), 0n);
  assertEquals(bits.incrementField("w", "i64", 3, -1, "saturate"), -(2n ** 63n));
  assertEquals(bits.setField("w", "u53", 100, Number.MAX_SAFE_INTEGER), 0);
  assertEquals(bits.incrementField("w", "u53", 100, 1), 0);
  assertEquals(bits.setField("w", "u63", 200, 2n ** 62n), 0n);
  assertEquals(bits.getField("w", "u63", 200), 2n ** 62n);
  assertEquals(bits.setField("n", "u8", 0, 2n ** 40n + 7n), 0);
  assertEquals(bits.getField("n", "u8", 0), 7);
});

Deno.test("bits: several fields at once, none if one is wrong", () => {
  using store = new Store();
  const { bits } = store;
  const steps: BitFieldStep[] = [
    { set: "u4", position: 0, value: 9 },
    { get: "u4", position: 0 },
    { increment: "u4", position: 0, by: 9, overflow: "fail" },
    { get: "u40", position: 0 },
  ];
  assertEquals(bits.fields("f", steps), [0, 9, undefined, 9 * 2 ** 36]);
  assertEquals(bits.fields("f", []), []);
  assertEquals(bits.fields("missing", [{ get: "u8", position: 5 }]), [0]);
  assertEquals(store.has("missing"), false);
  refuses("INVALID_ARGUMENT", () => {
    bits.fields("f", [{ set: "u4", position: 0, value: 1 }, { get: "x" as "u1", position: 0 }]);
  });
  assertEquals(bits.getField("f", "u4", 0), 9);
});

Deno.test("bits refuse misuse", () => {
  using store = new Store();
  const { bits } = store;
  for (const position of [-1, 0.5, NaN, 2 ** 32, "1" as unknown as number]) {
    refuses("INVALID_ARGUMENT", () => bits.get("k", position));
    refuses("INVALID_ARGUMENT", () => bits.set("k", position, 1));
    refuses("INVALID_ARGUMENT", () => bits.getField("k", "u1", position));
  }
  refuses("INVALID_ARGUMENT", () => bits.set("k", 0, 2 as 1));
  refuses("INVALID_ARGUMENT", () => bits.position("k", true as unknown as 1));
  refuses("INVALID_ARGUMENT", () => bits.count("k", { start: 0.5 }));
  refuses("INVALID_ARGUMENT", () => bits.count("k", { unit: "word" as "bit" }));
  refuses("INVALID_ARGUMENT", () => bits.op("nand" as "and", "t", "k"));
  refuses("INVALID_ARGUMENT", () => bits.op("and", "t"));
  refuses("INVALID_ARGUMENT", () => bits.op("not", "t", "a", "b"));
  for (const type of ["u0", "u64", "i65", "u01", "f8", "", 8] as BitFieldType[]) {
    refuses("INVALID_ARGUMENT", () => bits.getField("k", type, 0));
  }
  refuses("INVALID_ARGUMENT", () => bits.setField("k", "u8", 0, 0.5));
  refuses("INVALID_ARGUMENT", () => bits.setField("k", "u8", 0, 2n ** 64n));
  refuses("INVALID_ARGUMENT", () => bits.setField("k", "u8", 0, 1, "x" as "wrap"));
  refuses("INVALID_ARGUMENT", () => bits.get(1 as unknown as string, 0));
  assertEquals(store.size, 0);
});

Deno.test("bits: a wrong type, an expire time, a namespace, a codec, the end", () => {
  const clock = new ManualClock();
  using store = new Store({ clock, codec: json<number>() });
  const { bits } = store;
  store.lists.pushRight("l", 1);
  for (
    const call of [
      () => bits.get("l", 0),
      () => bits.set("l", 0, 1),
      () => bits.count("l"),
      () => bits.position("l", 1),
      () => bits.op("or", "t", "l"),
      () => bits.getField("l", "u8", 0),
      () => bits.setField("l", "u8", 0, 1),
      () => bits.incrementField("l", "u8", 0, 1),
    ]
  ) assertThrows(call, WrongTypeError);
  assertEquals(store.lists.range("l"), [1]);

  bits.set("k", 0, 1);
  store.pexpire("k", 100);
  bits.set("k", 50, 1);
  assertEquals(store.pttl("k"), 100);
  clock.advance(101);
  assertEquals([bits.get("k", 0), bits.count("k"), bits.position("k", 1)], [0, 0, undefined]);

  const other = store.namespace("other");
  other.bits.set("k", 3, 1);
  assertEquals([bits.count("k"), other.bits.count("k")], [0, 1]);
  store[Symbol.dispose]();
  refuses("DISPOSED", () => bits.get("k", 0));
  refuses("DISPOSED", () => other.bits.count("k"));
});
