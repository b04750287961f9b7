/**
 * Strings against a plain model: random writes of every kind under few keys, with and without
 * limits, after each of which value, encoding and expire time must be the model's; and when all keys
 * are gone, not one byte may be left in the arena.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { StoreError, WrongTypeError } from "../../../../store/errors.ts";
import { DEFAULT_LFU_TUNING } from "../../../../store/eviction/lfu.ts";
import { policyOf } from "../../../../store/eviction/policies.ts";
import { Kind } from "../../../../store/keyspace/record.ts";
import { KEEP_EXPIRY, type Namespace, NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import {
  appendString,
  incrementByFloat,
  incrementLarge,
  incrementSafe,
  modifyString,
  NOT_INTEGER,
  readString,
  setString,
  setStringRange,
  stringEncoding,
} from "../../../../store/types/strings/strings.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const OPERATIONS = 60_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function load(namespace: Namespace, key: string): Namespace {
  namespace.loadText(key);
  return namespace;
}

function text(namespace: Namespace, key: string): string | undefined {
  if (!readString(load(namespace, key))) return undefined;
  return decoder.decode(namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd()));
}

function set(namespace: Namespace, key: string, value: string, expiryMs = NO_EXPIRY): void {
  const bytes = encoder.encode(value);
  setString(load(namespace, key), bytes, 0, bytes.length, expiryMs);
}

function append(namespace: Namespace, key: string, value: string): number {
  const bytes = encoder.encode(value);
  return appendString(load(namespace, key), bytes, 0, bytes.length);
}

function setRange(namespace: Namespace, key: string, offset: number, value: string): number {
  const bytes = encoder.encode(value);
  return setStringRange(load(namespace, key), offset, bytes, 0, bytes.length);
}

function addFloat(namespace: Namespace, key: string, increment: string): string {
  const bytes = encoder.encode(increment);
  incrementByFloat(load(namespace, key), bytes, 0, bytes.length);
  return decoder.decode(namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd()));
}

interface ModelValue {
  bytes: Uint8Array<ArrayBuffer>;
  expiryMs: number;
  raw: boolean;
}

/** The model: what each operation does to a map of byte arrays. */
class Model {
  readonly values = new Map<string, ModelValue>();

  set(key: string, bytes: Uint8Array<ArrayBuffer>, expiryMs: number): void {
    const kept = expiryMs === KEEP_EXPIRY ? this.values.get(key)?.expiryMs ?? 0 : expiryMs;
    this.values.set(key, { bytes, expiryMs: kept, raw: false });
  }

  append(key: string, bytes: Uint8Array<ArrayBuffer>): number {
    const old = this.values.get(key);
    if (old === undefined) this.set(key, bytes, 0);
    else this.#replace(key, old, Uint8Array.of(...old.bytes, ...bytes));
    return this.values.get(key)!.bytes.length;
  }

  setRange(key: string, offset: number, bytes: Uint8Array<ArrayBuffer>): number {
    const old = this.values.get(key) ?? { bytes: new Uint8Array(0), expiryMs: 0, raw: true };
    if (bytes.length === 0) return old.bytes.length;
    const grown = new Uint8Array(Math.max(old.bytes.length, offset + bytes.length));
    grown.set(old.bytes);
    grown.set(bytes, offset);
    this.#replace(key, old, grown);
    return grown.length;
  }

  increment(key: string, delta: bigint): bigint | undefined {
    const old = this.values.get(key);
    const spelled = old === undefined ? "0" : decoder.decode(old.bytes);
    if (!/^(0|-?[1-9][0-9]*)$/.test(spelled)) return undefined;
    const value = BigInt(spelled);
    const sum = value + delta;
    if (BigInt.asIntN(64, value) !== value || BigInt.asIntN(64, sum) !== sum) return undefined;
    this.set(key, encoder.encode(String(sum)), KEEP_EXPIRY);
    return sum;
  }

  encoding(key: string): string {
    const { bytes, raw } = this.values.get(key)!;
    if (raw) return "raw";
    const spelled = decoder.decode(bytes);
    if (/^(0|-?[1-9][0-9]{0,18})$/.test(spelled)) {
      if (BigInt.asIntN(64, BigInt(spelled)) === BigInt(spelled)) return "int";
    }
    return bytes.length <= 44 ? "embstr" : "raw";
  }

  #replace(key: string, old: ModelValue, bytes: Uint8Array<ArrayBuffer>): void {
    this.values.set(key, { bytes, expiryMs: old.expiryMs, raw: true });
  }
}

function randomValue(random: Random): Uint8Array<ArrayBuffer> {
  return random.weighted<() => Uint8Array<ArrayBuffer>>([
    [4, () => encoder.encode(String(random.int(-1000, 1000)))],
    [1, () => encoder.encode(random.pick(["9223372036854775807", "-9223372036854775808", "-0"]))],
    [1, () => encoder.encode(String(2n ** 53n + BigInt(random.int(-3, 3))))],
    [3, () => random.bytes(random.int(60))],
    [1, () => random.bytes(random.int(3000))],
    [1, () => new Uint8Array(0)],
  ])();
}

function increment(namespace: Namespace, delta: bigint): bigint | undefined {
  const fits = BigInt.asIntN(53, delta) === delta;
  const sum = fits ? incrementSafe(namespace, Number(delta)) : NOT_INTEGER;
  if (sum !== NOT_INTEGER) return BigInt(sum);
  try {
    return incrementLarge(namespace, delta);
  } catch (error) {
    assert(error instanceof StoreError);
    assert(error.code === "NOT_AN_INTEGER" || error.code === "OVERFLOW");
    return undefined;
  }
}

/** One random operation on both; returns what both answered. */
function step(random: Random, namespace: Namespace, model: Model, key: string): [unknown, unknown] {
  load(namespace, key);
  const value = randomValue(random);
  switch (random.int(6)) {
    case 0: {
      const expiryMs = random.pick([NO_EXPIRY, KEEP_EXPIRY, 2e12 + random.int(1000)]);
      setString(namespace, value, 0, value.length, expiryMs);
      return [undefined, model.set(key, value, expiryMs)];
    }
    case 1:
      return [appendString(namespace, value, 0, value.length), model.append(key, value)];
    case 2: {
      const offset = random.int(100);
      const length = setStringRange(namespace, offset, value, 0, value.length);
      return [length, model.setRange(key, offset, value)];
    }
    case 3:
    case 4: {
      const delta = random.chance(0.8)
        ? BigInt(random.int(-2000, 2000))
        : random.pick([2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]);
      return [increment(namespace, delta), model.increment(key, delta)];
    }
    default:
      return [namespace.delete(), model.values.delete(key)];
  }
}

function compare(namespace: Namespace, model: Model, key: string): void {
  const expected = model.values.get(key);
  const found = readString(load(namespace, key));
  assertEquals(found, expected !== undefined, key);
  if (expected === undefined) return;
  const bytes = namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd());
  assertEquals(bytes, expected.bytes);
  assertEquals(namespace.expiry(), expected.expiryMs);
  assertEquals(stringEncoding(namespace), model.encoding(key));
}

for (const limited of [false, true]) {
  Deno.test(`strings follow the model${limited ? " under a limit that is never met" : ""}`, () => {
    for (const seed of seeds("strings")) {
      const random = new Random(seed);
      const engine = makeEngine(limited ? { maxMemory: 2 ** 30, maxKeys: 1_000_000 } : {});
      const namespace = engine.namespace("0");
      const empty = engine.usedBytes;
      const model = new Model();
      for (let i = 0; i < OPERATIONS; i++) {
        const key = "key".repeat(random.int(4)) + random.int(20);
        const [actual, expected] = step(random, namespace, model, key);
        assertEquals(actual, expected, `seed ${seed}, operation ${i}`);
        compare(namespace, model, key);
        // Values of some KB each make comparing slow: those that have grown go.
        if ((model.values.get(key)?.bytes.length ?? 0) > 8000) {
          model.values.delete(key);
          load(namespace, key).delete();
        }
      }
      assertEquals(namespace.size, model.values.size);
      for (const key of model.values.keys()) assert(load(namespace, key).delete());
      assertEquals(namespace.wheel.size, 0);
      assertEquals(engine.usedBytes, empty, `seed ${seed}: bytes leaked`);
    }
  });
}

Deno.test("strings survive their own growth while others are evicted", () => {
  const lfuTuning = { ...DEFAULT_LFU_TUNING };
  for (const policy of ["allkeys-random", "allkeys-lru", "allkeys-lfu"]) {
    const engine = makeEngine({
      policy: policyOf(policy, lfuTuning)!,
      lfuTuning,
      maxMemory: 200_000,
    });
    const namespace = engine.namespace("0");
    for (let i = 0; i < 3000; i++) {
      set(namespace, `other${i}`, "x".repeat(100));
      append(namespace, "grows", "0123456789");
      const value = text(namespace, "grows");
      // It may be evicted between two writes, never cut short by one.
      assert(value === undefined || value === "0123456789".repeat(value.length / 10), policy);
    }
    assert(engine.usedBytes <= 200_000 + 50_000);
    assert(namespace.counters.evicted > 0);
  }
});

Deno.test("setStringRange writes nothing for an empty range and makes no key", () => {
  const namespace = makeEngine().namespace("0");
  assertEquals(setRange(namespace, "k", 10, ""), 0);
  assertEquals(namespace.size, 0);
  assertEquals(setRange(namespace, "k", 2, "ab"), 4);
  assertEquals(text(namespace, "k"), "\0\0ab");
  assertEquals(setRange(namespace, "k", 100, ""), 4);
});

Deno.test("a length beyond the limit is refused, and nothing happens", () => {
  const engine = makeEngine();
  engine.maxValueBytes = 10;
  const namespace = engine.namespace("0");
  set(namespace, "k", "12345");
  for (
    const attempt of [
      () => append(namespace, "k", "678901"),
      () => setRange(namespace, "k", 10, "x"),
      () => setRange(namespace, "new", 2 ** 53 - 1, "x"),
    ]
  ) {
    assertEquals(assertThrows(attempt, StoreError).code, "TOO_LARGE");
  }
  assertEquals(text(namespace, "k"), "12345");
  assertEquals(append(namespace, "k", "67890"), 10);
  assertEquals(namespace.size, 1);
});

Deno.test("incrementSafe leaves what is not safe to incrementLarge", () => {
  const namespace = makeEngine().namespace("0");
  set(namespace, "k", "9007199254740991");
  assertEquals(incrementSafe(load(namespace, "k"), 1), NOT_INTEGER);
  assertEquals(text(namespace, "k"), "9007199254740991");
  assertEquals(incrementLarge(load(namespace, "k"), 1n), 2n ** 53n);
  assertEquals(incrementSafe(load(namespace, "k"), -2), NOT_INTEGER);
  set(namespace, "k", "9223372036854775807");
  const overflow = assertThrows(() => incrementLarge(load(namespace, "k"), 1n), StoreError);
  assertEquals(overflow.code, "OVERFLOW");
});

Deno.test("incrementByFloat adds as Redis does and keeps the expire time", () => {
  const namespace = makeEngine().namespace("0");
  assertEquals(addFloat(namespace, "f", "0.1"), "0.1");
  assertEquals(addFloat(namespace, "f", "0.2"), "0.3");
  set(namespace, "f", "10.50", 2e12);
  assertEquals(addFloat(namespace, "f", "-5e-1"), "10");
  assertEquals(namespace.expiry(), 2e12);
  assertEquals(stringEncoding(namespace), "embstr");
  for (
    const [value, increment, code] of [
      ["abc", "1", "NOT_A_FLOAT"],
      ["1", "abc", "NOT_A_FLOAT"],
      ["1", "inf", "NOT_FINITE"],
    ]
  ) {
    set(namespace, "f", value);
    assertEquals(assertThrows(() => addFloat(namespace, "f", increment), StoreError).code, code);
    assertEquals(text(namespace, "f"), value);
  }
});

Deno.test("a record of another type is no string", () => {
  const namespace = makeEngine().namespace("0");
  load(namespace, "k").put(Kind.PackedList, encoder.encode("1"), 0, 1, NO_EXPIRY);
  for (
    const attempt of [
      () => readString(namespace),
      () => modifyString(namespace),
      () => append(namespace, "k", ""),
      () => setRange(namespace, "k", 0, ""),
      () => incrementSafe(namespace, 1),
      () => incrementLarge(namespace, 1n),
      () => addFloat(namespace, "k", "1"),
    ]
  ) {
    load(namespace, "k");
    assertThrows(attempt, WrongTypeError);
  }
  set(namespace, "k", "v");
  assertEquals(text(namespace, "k"), "v");
});
