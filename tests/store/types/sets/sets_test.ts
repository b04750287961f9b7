/**
 * Sets in every representation against JavaScript's own, with the arena's accounting back to where it
 * began after the last removal.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Engine } from "../../../../store/engine/engine.ts";
import { PackedValue } from "../../../../store/encoding/listpack.ts";
import { OutOfMemoryError, WrongTypeError } from "../../../../store/errors.ts";
import { copyKey } from "../../../../store/types/key_operations.ts";
import { Kind } from "../../../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import {
  addMembers,
  modifySet,
  moveMember,
  openSet,
  pickMember,
  popMembers,
  removeMembers,
  removePicked,
} from "../../../../store/types/sets/sets.ts";
import { SET_TYPE } from "../../../../store/types/sets/set_type.ts";
import { addMember, createSet, removeMember } from "../../../../store/types/sets/edit.ts";
import { ScratchSet, type SetPlace } from "../../../../store/types/sets/place.ts";
import { MemberIterator, SetReader } from "../../../../store/types/sets/reader.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const encoder = new TextEncoder();
const KEY = encoder.encode("key");

function add(namespace: Namespace, key: string, ...texts: string[]): number {
  namespace.loadText(key);
  return addMembers(namespace, byteRanges(texts), 0, texts.length);
}

function remove(namespace: Namespace, key: string, ...texts: string[]): number {
  namespace.loadText(key);
  return removeMembers(namespace, byteRanges(texts), 0, texts.length);
}

function text(value: PackedValue): string {
  return new TextDecoder().decode(value.bytes.subarray(value.start, value.end));
}

function contents(reader: SetReader): string[] {
  const members = new MemberIterator();
  const value = new PackedValue();
  const found: string[] = [];
  members.start(reader);
  while (members.next(value)) found.push(text(value));
  assertEquals(found.length, reader.size);
  return found;
}

function membersOf(namespace: Namespace, key: string): string[] {
  namespace.loadText(key);
  return contents(openSet(namespace, new SetReader())).sort();
}

function kindOf(namespace: Namespace, key: string): number {
  namespace.loadText(key);
  return namespace.find() === 0 ? 0 : namespace.kind();
}

/** Members from a space of `size`: integers of all widths, short and long texts. */
function randomMember(random: Random, size: number): string {
  const n = random.int(size);
  switch (n % 5) {
    case 0:
      return String(n * 7919 - size);
    case 1:
      return String(BigInt(n) * 1_000_000_007n * 1_000_000_007n);
    case 2:
      return `member:${n}`;
    case 3:
      return "x".repeat(n % 97) + n;
    default:
      return String(-n);
  }
}

for (const seed of seeds("sets")) {
  Deno.test(`a set agrees with a model in every representation, seed ${seed}`, () => {
    const random = new Random(seed);
    for (let round = 0; round < 40; round++) {
      const engine = makeEngine();
      engine.packing.setMaxIntsetEntries = random.pick([0, 1, 4, 64, 512]);
      engine.packing.setMaxPackedEntries = random.pick([0, 1, 8, 128]);
      engine.packing.setMaxPackedBytes = random.pick([40, 4096]);
      const namespace = engine.namespace("0");
      const onlyIntegers = random.chance(0.4);
      const size = random.pick([3, 20, 200, 3000]);
      const model = new Set<string>();
      const idle = engine.usedBytes;
      const reader = new SetReader();
      for (let step = 0; step < 400; step++) {
        const texts = Array.from(
          { length: random.int(1, 4) },
          () => onlyIntegers ? String(random.int(-size, size)) : randomMember(random, size),
        );
        if (random.chance(0.6)) {
          const fresh = new Set(texts.filter((each) => !model.has(each)));
          assertEquals(add(namespace, "s", ...texts), fresh.size);
          for (const each of texts) model.add(each);
        } else {
          const gone = new Set(texts.filter((each) => model.has(each)));
          assertEquals(remove(namespace, "s", ...texts), gone.size);
          for (const each of texts) model.delete(each);
        }
        namespace.loadText("s");
        openSet(namespace, reader);
        assertEquals(reader.size, model.size);
        const probe = encoder.encode(randomMember(random, size));
        const isMember = model.has(new TextDecoder().decode(probe));
        assertEquals(reader.has(probe, 0, probe.length), isMember);
        assertEquals(namespace.size, model.size === 0 ? 0 : 1);
      }
      assertEquals(membersOf(namespace, "s"), [...model].sort());
      remove(namespace, "s", ...model);
      assertEquals(namespace.size, 0);
      assertEquals(engine.usedBytes, idle);
      assertEquals(engine.largeValues.size, 0);
    }
  });
}

/** A set of each representation: a key, its members, its kind. */
const SAMPLES: [key: string, members: string[], kind: number][] = [
  ["integers", ["3", "-1", "70000", "9223372036854775807"], Kind.IntegerSet],
  ["packed", ["a", "12", "", "long".repeat(20)], Kind.PackedSet],
  ["large", Array.from({ length: 300 }, (_, i) => `m${i}`), Kind.Set],
];

function samples(): Namespace {
  const namespace = makeEngine().namespace("0");
  for (const [key, members, kind] of SAMPLES) {
    assertEquals(add(namespace, key, ...members), members.length);
    assertEquals(kindOf(namespace, key), kind);
  }
  return namespace;
}

Deno.test("random members are members, each as likely, and distinct ones differ", () => {
  const namespace = samples();
  const reader = new SetReader();
  const value = new PackedValue();
  for (const [key, members] of SAMPLES) {
    namespace.loadText(key);
    openSet(namespace, reader);
    const counts = new Map<string, number>();
    for (let i = 0; i < members.length * 100; i++) {
      reader.random(value);
      counts.set(text(value), (counts.get(text(value)) ?? 0) + 1);
    }
    assertEquals([...counts.keys()].sort(), [...members].sort());
    for (const count of counts.values()) assert(count > 30 && count < 190, `${key}: ${count}`);
    for (const wanted of [0, 1, 2, members.length - 1, members.length, members.length + 5]) {
      const drawn = new Set<string>();
      reader.distinct(wanted, value, () => drawn.add(text(value)));
      assertEquals(drawn.size, Math.min(wanted, members.length));
    }
  }
});

Deno.test("popping takes members out until the key is gone", () => {
  const value = new PackedValue();
  const namespace = samples();
  for (const [key, members] of SAMPLES) {
    const popped: string[] = [];
    for (let i = 0; i < 2; i++) {
      namespace.loadText(key);
      assert(pickMember(namespace, value));
      popped.push(text(value));
      removePicked(namespace, value);
    }
    for (const count of [0, 1, 1000]) {
      namespace.loadText(key);
      assert(modifySet(namespace));
      const before = popped.length;
      popMembers(namespace, count, value, () => popped.push(text(value)));
      assertEquals(popped.length - before, Math.min(count, members.length - before));
    }
    assertEquals(popped.sort(), [...members].sort());
    namespace.loadText(key);
    assertEquals(pickMember(namespace, value), false);
  }
  assertEquals(namespace.size, 0);
  assertEquals(namespace.engine.elements.usedBytes, 0);
});

Deno.test("a scan visits every member, whatever is added meanwhile", () => {
  const namespace = samples();
  const value = new PackedValue();
  for (const [key, members] of SAMPLES) {
    const met = new Set<string>();
    let cursor = 0;
    let calls = 0;
    do {
      namespace.loadText(key);
      const reader = openSet(namespace, new SetReader());
      cursor = reader.scan(cursor, 10, value, () => met.add(text(value)));
      add(namespace, key, `new${calls++}`, `newer${calls}`);
    } while (cursor !== 0);
    for (const member of members) assert(met.has(member), `${key} ${member}`);
  }
});

Deno.test("a copy is equal and apart", () => {
  const namespace = samples();
  const other = namespace.engine.namespace("1");
  for (const [key, members, kind] of SAMPLES) {
    assert(copyKey(namespace, other, encoder.encode(key), KEY, true));
    assertEquals(kindOf(other, "key"), kind);
    assertEquals(membersOf(other, "key"), [...members].sort());
    assertEquals(remove(other, "key", members[0]), 1);
    assertEquals(membersOf(namespace, key), [...members].sort());
  }
  other.loadText("key");
  other.delete();
  assertEquals(namespace.engine.largeValues.size, 1);
});

Deno.test("moving a member", () => {
  const namespace = samples();
  const move = (from: string, to: string, member: string) => {
    const bytes = encoder.encode(member);
    return moveMember(namespace, encoder.encode(from), encoder.encode(to), bytes, 0, bytes.length);
  };
  assert(move("large", "integers", "m7"));
  assertEquals(kindOf(namespace, "integers"), Kind.PackedSet);
  assertEquals(membersOf(namespace, "integers").includes("m7"), true);
  assertEquals(membersOf(namespace, "large").includes("m7"), false);
  assertEquals(move("large", "integers", "m7"), false);
  assertEquals(move("missing", "integers", "m7"), false);
  assertEquals(move("large", "large", "m8"), true);
  assertEquals(move("large", "large", "zz"), false);
  assert(move("integers", "fresh", "3"));
  assertEquals(kindOf(namespace, "fresh"), Kind.IntegerSet);
});

Deno.test("other types are refused, and nothing happens", () => {
  const namespace = samples();
  namespace.loadText("text");
  namespace.put(Kind.String, KEY, 0, 3, NO_EXPIRY);
  assertThrows(() => add(namespace, "text", "a"), WrongTypeError);
  assertThrows(() => remove(namespace, "text", "a"), WrongTypeError);
  assertThrows(() => membersOf(namespace, "text"), WrongTypeError);
  assertThrows(() => (namespace.loadText("text"), pickMember(namespace, new PackedValue())));
  const [a, b] = [encoder.encode("packed"), encoder.encode("text")];
  assertThrows(() => moveMember(namespace, a, b, KEY, 0, 3), WrongTypeError);
  assertThrows(() => moveMember(namespace, b, a, KEY, 0, 3), WrongTypeError);
  assertEquals(kindOf(namespace, "text"), Kind.String);
});

Deno.test("a limit is kept while members are added", () => {
  const limit = 2_000_000;
  const policy = makeEngine().policy;
  const engine = makeEngine({ maxMemory: limit, strictMemory: true, policy });
  const namespace = engine.namespace("0");
  let refused = 0;
  for (let i = 0; i < 60_000 && refused < 10; i++) {
    try {
      add(namespace, `s${i % 3}`, `member:${i}`, String(i));
    } catch (error) {
      assert(error instanceof OutOfMemoryError);
      refused++;
    }
  }
  assertEquals(refused, 10);
  assert(engine.usedBytes <= limit * 1.02, String(engine.usedBytes));
  const before = [0, 1, 2].map((i) => membersOf(namespace, `s${i}`).length);
  assertThrows(() => add(namespace, "s0", "x".repeat(limit)), OutOfMemoryError);
  assertEquals([0, 1, 2].map((i) => membersOf(namespace, `s${i}`).length), before);
});

Deno.test("changes are told as SADD, SREM and DEL, with the names of their events", () => {
  const engine = makeEngine();
  const namespace = engine.namespace("0");
  const told: string[] = [];
  const decoder = new TextDecoder();
  const off = engine.feed.listen(({ event, command, args }) => {
    told.push([event || "-", command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  const value = new PackedValue();
  add(namespace, "s", "a", "b");
  add(namespace, "s", "a");
  remove(namespace, "s", "zz");
  remove(namespace, "s", "b", "c");
  moveMember(namespace, encoder.encode("s"), encoder.encode("t"), encoder.encode("a"), 0, 1);
  copyKey(namespace, namespace, encoder.encode("t"), encoder.encode("u"), false);
  namespace.loadText("t");
  pickMember(namespace, value);
  removePicked(namespace, value);
  add(namespace, "u", "1");
  namespace.loadText("u");
  modifySet(namespace);
  popMembers(namespace, 5, value, () => {});
  off();
  assertEquals(told, [
    ...["sadd SADD s a b", "srem SREM s b c", "srem SREM s a", "del DEL s", "sadd SADD t a"],
    ...["- DEL u", "copy_to SADD u a", "spop SREM t a", "del DEL t", "sadd SADD u 1"],
    ...["spop SREM u a 1", "del DEL u"],
  ]);
});

function scratchAdd(place: SetPlace, member: string): boolean {
  const bytes = encoder.encode(member);
  if (place.kind() !== 0) return addMember(place, bytes, 0, bytes.length);
  createSet(place, bytes, 0, bytes.length);
  return true;
}

Deno.test("a set under no key grows and shrinks as one under a key does", () => {
  const engine: Engine = makeEngine();
  for (const [, members, kind] of SAMPLES) {
    const scratch = new ScratchSet(engine);
    for (const member of members) assert(scratchAdd(scratch, member));
    for (const member of members) assertEquals(scratchAdd(scratch, member), false);
    assertEquals(scratch.kind(), kind);
    const reader = new SetReader();
    assertEquals(contents(reader.open(scratch)).sort(), [...members].sort());
    const bytes = encoder.encode(members[1]);
    assert(removeMember(scratch, bytes, 0, bytes.length));
    assertEquals(reader.open(scratch).size, members.length - 1);
    scratch.dispose();
  }
  assertEquals(engine.elements.usedBytes, 0);
});

Deno.test("OBJECT ENCODING tells what Redis would have", () => {
  const namespace = samples();
  const encoding = (key: string) => {
    namespace.loadText(key);
    namespace.find();
    return SET_TYPE.encoding(namespace);
  };
  assertEquals(SAMPLES.map(([key]) => encoding(key)), ["intset", "hashtable", "hashtable"]);
});
