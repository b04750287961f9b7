/**
 * Bits and bit fields against a model that knows a string as an array of bits: slow and plain.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { WrongTypeError } from "../../../../store/errors.ts";
import { Kind } from "../../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import {
  type BitFieldOverflow,
  type BitOperation,
  combineStrings,
  countOpenBits,
  countOpenBitsBetween,
  findOpenBit,
  getBit,
  readField,
  setBit,
  updateField,
} from "../../../../store/types/strings/bits.ts";
import {
  growString,
  modifyString,
  readString,
  setString,
  stringEncoding,
} from "../../../../store/types/strings/strings.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const encoder = new TextEncoder();

function load(namespace: Namespace, key: string): Namespace {
  namespace.loadText(key);
  return namespace;
}

function put(namespace: Namespace, key: string, bytes: Uint8Array): void {
  setString(load(namespace, key), bytes, 0, bytes.length, NO_EXPIRY);
}

function valueOf(namespace: Namespace, key: string): Uint8Array {
  if (!readString(load(namespace, key))) return new Uint8Array(0);
  return namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd());
}

/** The bits of bytes, the highest of each first. */
function bitsOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((i) => (byte >> i) & 1));
}

function bytesOf(bits: readonly number[]): Uint8Array {
  return Uint8Array.from(
    { length: bits.length / 8 },
    (_, i) => bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );
}

/** Makes the array of bits long enough for the one at `position`, in whole bytes. */
function grow(bits: number[], position: number): void {
  while (bits.length <= position) bits.push(...[0, 0, 0, 0, 0, 0, 0, 0]);
}

Deno.test("bits are set and read as in an array of bits", () => {
  for (const seed of seeds("bits")) {
    const random = new Random(seed);
    const engine = makeEngine();
    const namespace = engine.namespace("0");
    const empty = engine.usedBytes;
    const models = new Map<string, number[]>();
    for (let i = 0; i < 20_000; i++) {
      const key = `k${random.int(5)}`;
      const bits = models.get(key) ?? [];
      const position = random.int(random.chance(0.05) ? 40_000 : 500);
      assertEquals(getBit(load(namespace, key), position), bits[position] ?? 0);
      const bit = random.int(2) as 0 | 1;
      const before = setBit(load(namespace, key), position, bit);
      grow(bits, position);
      models.set(key, bits);
      assertEquals(before, bits[position], `seed ${seed}, operation ${i}`);
      bits[position] = bit;
      assertEquals(stringEncoding(namespace), "raw");
      if (i % 500 === 0) assertEquals(valueOf(namespace, key), bytesOf(bits));
      if (bits.length > 10_000) {
        assertEquals(valueOf(namespace, key), bytesOf(bits));
        models.delete(key);
        assert(load(namespace, key).delete());
      }
    }
    for (const key of models.keys()) load(namespace, key).delete();
    assertEquals(engine.usedBytes, empty);
  }
});

/** The elements that an inclusive range with indexes from the end means. */
function slice(bits: number[], first: number, last: number, unit: number): [number, number] {
  const length = bits.length / unit;
  const from = first < 0 ? Math.max(0, first + length) : first;
  const to = Math.min(last < 0 ? Math.max(0, last + length) : last, length - 1);
  return [from * unit, (to + 1) * unit];
}

Deno.test("bits are counted and found in any range", () => {
  for (const seed of seeds("bit ranges")) {
    const random = new Random(seed);
    const namespace = makeEngine().namespace("0");
    for (let i = 0; i < 4000; i++) {
      const bytes = random.bytes(random.int(random.chance(0.1) ? 400 : 12));
      // Long runs of one bit, too.
      if (random.chance(0.5)) bytes.fill(random.chance(0.5) ? 255 : 0, random.int(10));
      put(namespace, "k", bytes);
      const bits = bitsOf(bytes);
      assert(readString(load(namespace, "k")));
      assertEquals(countOpenBits(namespace), bits.filter((bit) => bit === 1).length);
      const inBits = random.chance(0.5);
      const unit = inBits ? 1 : 8;
      const limit = bits.length / unit + 3;
      const first = random.chance(0.05) ? -Infinity : random.int(-limit, limit);
      const last = random.chance(0.05) ? Infinity : random.int(-limit, limit);
      const [start, end] = slice(bits, first, last, unit);
      const range = bits.slice(start, Math.max(start, end));
      const where = `seed ${seed}: ${bytes} from ${first} to ${last}, ${inBits}`;
      assertEquals(
        countOpenBitsBetween(namespace, first, last, inBits),
        range.filter((bit) => bit === 1).length,
        where,
      );
      for (const bit of [0, 1] as const) {
        const found = range.indexOf(bit);
        const position = found < 0 ? -1 : start + found;
        assertEquals(findOpenBit(namespace, bit, first, last, inBits), position, where);
        const rest = bits.slice(Math.min(start, bits.length));
        const inRest = rest.indexOf(bit);
        const padded = inRest >= 0
          ? start + inRest
          : bit === 0 && start < bits.length
          ? bits.length
          : -1;
        assertEquals(findOpenBit(namespace, bit, first, undefined, inBits), padded, where);
      }
    }
  }
});

Deno.test("strings are combined bit by bit, the shorter ones padded with zeros", () => {
  const combine: Record<Exclude<BitOperation, "not">, (a: number, b: number) => number> = {
    and: (a, b) => a & b,
    or: (a, b) => a | b,
    xor: (a, b) => a ^ b,
  };
  for (const seed of seeds("bit operations")) {
    const random = new Random(seed);
    const namespace = makeEngine().namespace("0");
    for (let i = 0; i < 1000; i++) {
      const names = Array.from({ length: random.int(1, 5) }, () => `k${random.int(4)}`);
      for (const name of new Set(names)) {
        if (random.chance(0.2)) load(namespace, name).delete();
        else put(namespace, name, random.bytes(random.int(random.chance(0.1) ? 3000 : 20)));
      }
      const values = names.map((name) => valueOf(namespace, name));
      const length = Math.max(...values.map((value) => value.length));
      const keys = keyRanges(names);
      for (const operation of ["and", "or", "xor"] as const) {
        const expected = Uint8Array.from(
          { length },
          (_, at) => values.map((value) => value[at] ?? 0).reduce(combine[operation]),
        );
        const result = combineStrings(namespace, operation, keys, 0, names.length);
        assertEquals(result, expected, `seed ${seed}: ${operation} ${names}`);
      }
      assertEquals(
        combineStrings(namespace, "not", keys, 0, 1),
        values[0].map((byte) => ~byte),
      );
    }
  }
});

Deno.test("missing keys are empty even after their memory was given back", () => {
  const namespace = makeEngine().namespace("0");
  const large = new Uint8Array(20_000_000);
  put(namespace, "k", large);
  load(namespace, "k").delete();
  assertEquals(combineStrings(namespace, "or", keyRanges(["k", "l"]), 0, 2), new Uint8Array(0));
  assertEquals(readField(namespace, false, { position: 9, width: 8, signed: true }), 0);
});

function keyRanges(names: readonly string[]) {
  const starts = new Int32Array(names.length);
  const ends = new Int32Array(names.length);
  let all = "";
  names.forEach((name, i) => {
    starts[i] = all.length;
    all += name;
    ends[i] = all.length;
  });
  return { bytes: encoder.encode(all), starts, ends };
}

/** The field's number in an array of bits, zeros behind its end. */
function fieldOf(bits: number[], position: number, width: number, signed: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < width; i++) value = value * 2n + BigInt(bits[position + i] ?? 0);
  return signed ? BigInt.asIntN(width, value) : value;
}

Deno.test("bit fields hold what the model's arithmetic says", () => {
  for (const seed of seeds("bit fields")) {
    const random = new Random(seed);
    const namespace = makeEngine().namespace("0");
    let bits: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      if (i % 1000 === 0) {
        load(namespace, "k").delete();
        bits = [];
      }
      const signed = random.chance(0.5);
      const width = random.int(1, signed ? 64 : 63);
      const field = { position: random.int(300), width, signed };
      const exists = readString(load(namespace, "k"));
      const before = fieldOf(bits, field.position, width, signed);
      assertEquals(BigInt(readField(namespace, exists, field)), before);

      const value = random.chance(0.5)
        ? random.int(-300, 300)
        : BigInt.asIntN(64, BigInt(random.uint32()) << BigInt(random.int(33)));
      const operation = random.pick(["set", "increment"] as const);
      const overflow = random.pick(["wrap", "fail"] as BitFieldOverflow[]);
      growString(namespace, modifyString(namespace), (field.position + width + 7) >> 3);
      grow(bits, field.position + width - 1);
      const update = updateField(namespace, field, operation, value, overflow);

      const sum = operation === "set" ? BigInt(value) : before + BigInt(value);
      const fitting = signed ? BigInt.asIntN(width, sum) : BigInt.asUintN(width, sum);
      const where = `seed ${seed}, operation ${i}: ${operation} ${value} in ${width}, ${signed}`;
      if (overflow === "fail" && fitting !== sum) {
        assertEquals(update, undefined, where);
      } else {
        assert(update !== undefined, where);
        assertEquals([BigInt(update.before), BigInt(update.after)], [before, fitting], where);
        for (let k = 0; k < width; k++) {
          bits[field.position + k] = Number((fitting >> BigInt(width - 1 - k)) & 1n);
        }
      }
      assertEquals(valueOf(namespace, "k"), bytesOf(bits), where);
    }
  }
});

Deno.test("a saturated field stays at its limits", () => {
  const namespace = makeEngine().namespace("0");
  const field = { position: 4, width: 8, signed: false };
  growString(load(namespace, "k"), false, 2);
  const add = (value: number) => updateField(namespace, field, "increment", value, "saturate");
  assertEquals(add(300), { before: 0, after: 255 });
  assertEquals(add(1), { before: 255, after: 255 });
  assertEquals(add(-1000), { before: 255, after: 0 });
  const wide = { position: 0, width: 64, signed: true };
  growString(namespace, true, 8);
  updateField(namespace, wide, "set", 2n ** 63n - 1n, "saturate");
  assertEquals(updateField(namespace, wide, "increment", 1, "saturate"), {
    before: 2n ** 63n - 1n,
    after: 2n ** 63n - 1n,
  });
});

Deno.test("setBit tells watches only of what another reader could see", () => {
  const namespace = makeEngine().namespace("0");
  put(namespace, "k", encoder.encode("a"));
  let changes = 0;
  namespace.engine.feed.listen(() => changes++);
  setBit(load(namespace, "k"), 1, 1);
  assertEquals([changes, stringEncoding(namespace)], [0, "raw"]);
  setBit(load(namespace, "k"), 1, 0);
  assertEquals(changes, 1);
  setBit(load(namespace, "k"), 8, 0);
  assertEquals(changes, 2);
  setBit(load(namespace, "new"), 0, 0);
  assertEquals(changes, 3);
});

Deno.test("the last bit of the longest string can be set", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  const last = 2 ** 32 - 1;
  assertEquals(setBit(load(namespace, "k"), last, 1), 0);
  assertEquals(namespace.valueLength(), 2 ** 29);
  assertEquals(getBit(namespace, last), 1);
  assertEquals(findOpenBit(namespace, 1, 0, undefined, false), last);
  assertEquals(countOpenBits(namespace), 1);
  assert(namespace.delete());
});

Deno.test("a record of another type has no bits", () => {
  const namespace = makeEngine().namespace("0");
  load(namespace, "k").put(Kind.PackedList, encoder.encode("1"), 0, 1, NO_EXPIRY);
  assertThrows(() => getBit(load(namespace, "k"), 0), WrongTypeError);
  assertThrows(() => setBit(load(namespace, "k"), 0, 1), WrongTypeError);
  assertThrows(() => combineStrings(namespace, "or", keyRanges(["k"]), 0, 1), WrongTypeError);
});
