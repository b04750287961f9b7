/** Hashes, in every representation. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Change } from "../../../../store/engine/change_feed.ts";
import { PackedValue } from "../../../../store/encoding/listpack.ts";
import type { Engine } from "../../../../store/engine/engine.ts";
import { OutOfMemoryError, WrongTypeError } from "../../../../store/errors.ts";
import { policyOf } from "../../../../store/eviction/policies.ts";
import { DEFAULT_LFU_TUNING } from "../../../../store/eviction/lfu.ts";
import { copyKey } from "../../../../store/types/key_operations.ts";
import { Kind } from "../../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import {
  deleteFields,
  findField,
  hashLength,
  readHash,
  setFields,
} from "../../../../store/types/hashes/hashes.ts";
import { HASH_TYPE } from "../../../../store/types/hashes/hash_type.ts";
import { incrementFieldByFloat } from "../../../../store/types/hashes/field_numbers.ts";
import { drawField, sampleFields } from "../../../../store/types/hashes/random_fields.ts";
import { parseLongDouble } from "../../../../store/encoding/long_double.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { scaled } from "../../../helpers/test_scale.ts";
import { contents, HashModel, textOf } from "./hash_model.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes of elements, and of records of keys. */
function bytesInUse(engine: Engine): number[] {
  const { arena, table } = engine.namespace("0");
  return [engine.elements.usedBytes, arena.usedBytes - table.segmentBytes];
}

function set(namespace: Namespace, key: string, ...pairs: string[]): number {
  namespace.loadText(key);
  return setFields(namespace, byteRanges(pairs), 0, pairs.length);
}

function encoding(namespace: Namespace, key: string): string {
  namespace.loadText(key);
  assert(readHash(namespace));
  return HASH_TYPE.encoding(namespace);
}

/** `count` pairs with values of `length` bytes. */
function manyPairs(count: number, length: number): string[] {
  return Array.from({ length: count }, (_, i) => [`f${i}`, "x".repeat(length)]).flat();
}

Deno.test("hashes agree with Maps over random operations, and leave nothing behind", () => {
  for (const seed of seeds("hashes")) {
    for (const fields of [12, 100, 1500]) {
      const engine = makeEngine();
      const model = new HashModel(engine, new Random(seed + fields), fields);
      for (let i = 0; i < scaled(20_000); i++) model.step();
      model.end();
      assertEquals(bytesInUse(engine), [0, 0]);
      assertEquals(engine.largeValues.size, 0);
      assertEquals(engine.usedBytes, engine.namespace("0").table.segmentBytes);
    }
  }
});

Deno.test("a few long values stay in one block, though their encoding is hashtable", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  set(namespace, "h", "a", "1", "b", "2");
  assertEquals([encoding(namespace, "h"), namespace.kind()], ["listpack", Kind.PackedHash]);
  set(namespace, "h", "a", "x".repeat(65));
  assertEquals([encoding(namespace, "h"), namespace.kind()], ["hashtable", Kind.PackedHash]);
  set(namespace, "h", "a", "short");
  assertEquals([encoding(namespace, "h"), namespace.kind()], ["hashtable", Kind.PackedHash]);
  assertEquals(contents(namespace), new Map([["a", "short"], ["b", "2"]]));
  set(namespace, "h", ...manyPairs(62, 1));
  assertEquals([hashLength(namespace), namespace.kind()], [64, Kind.PackedHash]);
  set(namespace, "h", "one more", "1");
  assertEquals([hashLength(namespace), namespace.kind()], [65, Kind.Hash]);
  set(namespace, "long", "a", "x".repeat(5000));
  assertEquals([encoding(namespace, "long"), namespace.kind()], ["hashtable", Kind.Hash]);
  set(namespace, "wide", ...manyPairs(40, 100));
  assertEquals([encoding(namespace, "wide"), namespace.kind()], ["hashtable", Kind.Hash]);
});

Deno.test("the limits decide when a hash becomes a hashtable", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  engine.packing.hashMaxListpackEntries = 1000;
  engine.packing.hashMaxListpackValue = 5000;
  set(namespace, "h", ...manyPairs(1000, 10));
  assertEquals([encoding(namespace, "h"), namespace.kind()], ["listpack", Kind.PackedHash]);
  set(namespace, "h", "f0", "x".repeat(5000));
  assertEquals([encoding(namespace, "h"), namespace.kind()], ["listpack", Kind.PackedHash]);
  set(namespace, "h", "f", "x");
  assertEquals([encoding(namespace, "h"), namespace.kind()], ["hashtable", Kind.Hash]);
  assertEquals(hashLength(namespace), 1001);
});

Deno.test("operations on a value of another type throw and change nothing", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  namespace.loadText("s");
  namespace.put(Kind.String, encoder.encode("v"), 0, 1, NO_EXPIRY);
  assertThrows(() => setFields(namespace, byteRanges(["a", "1"]), 0, 2), WrongTypeError);
  assertThrows(() => deleteFields(namespace, byteRanges(["a"]), 0, 1), WrongTypeError);
  assertThrows(() => readHash(namespace), WrongTypeError);
  assertEquals(namespace.kind(), Kind.String);
});

Deno.test("changes are reported as what they did", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  const changes: string[] = [];
  engine.feed.listen(({ event, command, args }: Change) => {
    changes.push([event, command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  set(namespace, "h", "a", "1", "b", "2");
  deleteFields(namespace, byteRanges(["x"]), 0, 1);
  deleteFields(namespace, byteRanges(["x", "a", "a"]), 0, 3);
  const field = encoder.encode("b");
  incrementFieldByFloat(namespace, field, 0, 1, parseLongDouble(encoder.encode("0.5"), 0, 3)!);
  copyKey(namespace, namespace, encoder.encode("h"), encoder.encode("c"), true);
  namespace.loadText("h");
  deleteFields(namespace, byteRanges(["b"]), 0, 1);
  assertEquals(changes, [
    "hset HSET h a 1 b 2",
    "hdel HDEL h a",
    "hincrbyfloat HSET h b 2.5",
    " DEL c",
    "copy_to HSET c b 2.5",
    "hdel HDEL h b",
    "del DEL h",
  ]);
});

Deno.test("a large hash is copied, moved and freed in slices", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  engine.reclaimer.attended = true;
  set(namespace, "h", ...manyPairs(5000, 10));
  const bytes = engine.elements.usedBytes;
  copyKey(namespace, namespace, encoder.encode("h"), encoder.encode("copy"), false);
  assertEquals(engine.elements.usedBytes, 2 * bytes);
  set(namespace, "copy", "f0", "other");
  namespace.loadText("h");
  assert(readHash(namespace));
  const value = new PackedValue();
  assert(findField(namespace, encoder.encode("f0"), 0, 2, value));
  assertEquals(textOf(value), "x".repeat(10));
  namespace.delete();
  assert(engine.reclaimer.size === 1 && engine.elements.usedBytes > bytes);
  while (engine.reclaimer.size > 0) engine.reclaimer.step(500);
  namespace.loadText("copy");
  namespace.delete();
  while (engine.reclaimer.size > 0) engine.reclaimer.step(500);
  assertEquals(bytesInUse(engine), [0, 0]);
});

Deno.test("every field has the same chance to be drawn", () => {
  for (const fields of [10, 600]) {
    const namespace = makeEngine().namespace("0");
    set(namespace, "h", ...manyPairs(fields, 3));
    assert(readHash(namespace));
    const times = new Map<string, number>();
    const count = (field: PackedValue) => {
      times.set(textOf(field), (times.get(textOf(field)) ?? 0) + 1);
    };
    const rounds = 40 * fields;
    for (let i = 0; i < rounds; i++) drawField(namespace, count);
    for (let i = 0; i < rounds / 2; i++) sampleFields(namespace, 2, count);
    assertEquals(times.size, fields);
    // 80 expected; six standard deviations
    for (const [field, drawn] of times) assert(drawn > 26 && drawn < 134, `${field}: ${drawn}`);
  }
});

Deno.test("a limit evicts others for a hash's fields, or the hash itself", () => {
  const engine = makeEngine({
    maxMemory: 200_000,
    policy: policyOf("allkeys-lru", DEFAULT_LFU_TUNING)!,
  });
  const namespace = engine.namespace("0");
  for (let i = 0; i < 4000; i++) {
    set(namespace, `h${i % 5}`, `field:${i}`, "x".repeat(100));
    assert(engine.usedBytes <= 200_000 + 20_000, `${engine.usedBytes} bytes`);
  }
  assert(namespace.counters.evicted > 0);
});

Deno.test("a strict limit refuses a write as a whole", () => {
  const engine = makeEngine({ maxMemory: 60_000, strictMemory: true });
  const namespace = engine.namespace("0");
  set(namespace, "h", ...manyPairs(10, 100));
  const { usedBytes } = engine;
  assertThrows(() => set(namespace, "h", ...manyPairs(2000, 100)), OutOfMemoryError);
  assertEquals(engine.usedBytes, usedBytes);
  namespace.loadText("h");
  assert(readHash(namespace));
  assertEquals(hashLength(namespace), 10);
});
