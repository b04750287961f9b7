/** Fields with expire times: a model over random operations, the sweeper, copies and effects. */
import { assert, assertEquals } from "@std/assert";
import { ManualClock } from "../../../../store/clock.ts";
import type { Change } from "../../../../store/engine/change_feed.ts";
import { PackedValue } from "../../../../store/encoding/listpack.ts";
import type { Engine } from "../../../../store/engine/engine.ts";
import { ExpirySweeper } from "../../../../store/expiry/sweeper.ts";
import { copyKey, moveKey, renameKey } from "../../../../store/types/key_operations.ts";
import type { Namespace } from "../../../../store/engine/namespace.ts";
import {
  deleteFields,
  findField,
  liveFields,
  readHash,
  setFields,
} from "../../../../store/types/hashes/hashes.ts";
import {
  expireFields,
  fieldExpiries,
  FieldExpiry,
  persistFields,
} from "../../../../store/types/hashes/field_expiry.ts";
import { incrementField } from "../../../../store/types/hashes/field_numbers.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { scaled } from "../../../helpers/test_scale.ts";
import { contents, textOf } from "./hash_model.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function makeSweeper(engine: Engine): ExpirySweeper {
  return new ExpirySweeper(engine, { intervalMs: 100, budgetMs: Infinity });
}

function expire(namespace: Namespace, expiryMs: number, ...fields: string[]): number[] {
  const results: number[] = [];
  const list = byteRanges(fields);
  expireFields(namespace, list, 0, fields.length, expiryMs, () => true, (r) => results.push(r));
  return results;
}

function expiry(namespace: Namespace, field: string): number {
  let found = 0;
  fieldExpiries(namespace, byteRanges([field]), 0, 1, (expiryMs) => found = expiryMs);
  return found;
}

interface Field {
  value: string;
  expiryMs: number;
}

/** Hashes as Maps whose fields have an expire time, 0 for none. */
class Model {
  readonly #clock = new ManualClock();
  readonly engine = makeEngine({ clock: this.#clock });
  readonly #namespace = this.engine.namespace("0");
  readonly #sweeper = makeSweeper(this.engine);
  readonly #hashes = new Map<string, Map<string, Field>>();
  readonly #value = new PackedValue();

  constructor(readonly random: Random) {}

  step(): void {
    const { random } = this;
    const key = `key${random.int(4)}`;
    const name = `field${random.int(40)}`;
    const fields = this.#live(key);
    this.#namespace.loadText(key);
    random.weighted<() => void>([
      [10, () => this.#set(key, fields, name)],
      [8, () => this.#expire(key, fields, name)],
      [4, () => this.#persist(key, fields, name)],
      [8, () => this.#get(fields, name)],
      [4, () => this.#delete(fields, name)],
      [4, () => this.#increment(key, fields, name)],
      [1, () => this.#move(key)],
      [1, () => this.#compare(fields)],
      [4, () => this.#clock.advance(random.int(200))],
      [1, () => this.#sweep()],
      [0.2, () => this.#remove(key)],
    ])();
  }

  end(): void {
    this.#clock.advance(1_000_000);
    this.#sweep();
    for (const key of [...this.#hashes.keys()]) {
      const fields = this.#live(key);
      this.#namespace.loadText(key);
      this.#compare(fields);
      this.#namespace.loadText(key);
      this.#namespace.delete();
    }
    assertEquals(this.#namespace.size, 0);
    assertEquals(this.engine.elements.usedBytes, 0);
    assertEquals(this.engine.elementWheel.size, 0);
  }

  /** The hash's fields, without those that are due. */
  #live(key: string): Map<string, Field> {
    const fields = this.#hashes.get(key) ?? new Map<string, Field>();
    this.#hashes.set(key, fields);
    const nowMs = this.#clock.now();
    for (const [name, { expiryMs }] of fields) {
      if (expiryMs !== 0 && nowMs > expiryMs) fields.delete(name);
    }
    return fields;
  }

  #set(_key: string, fields: Map<string, Field>, name: string): void {
    const keepTtl = this.random.chance(0.3);
    const value = this.random.text(this.random.int(50));
    const old = fields.get(name);
    const added = setFields(this.#namespace, byteRanges([name, value]), 0, 2, keepTtl);
    assertEquals(added, old === undefined ? 1 : 0);
    fields.set(name, { value, expiryMs: keepTtl ? old?.expiryMs ?? 0 : 0 });
  }

  #expire(_key: string, fields: Map<string, Field>, name: string): void {
    const expiryMs = this.#clock.now() + this.random.int(-5, 1000);
    const [result] = expire(this.#namespace, expiryMs, name);
    const field = fields.get(name);
    const isPast = expiryMs <= this.#clock.now();
    if (field === undefined) return assertEquals(result, FieldExpiry.Missing);
    assertEquals(result, isPast ? FieldExpiry.Deleted : FieldExpiry.Set);
    if (isPast) fields.delete(name);
    else field.expiryMs = expiryMs;
  }

  #persist(_key: string, fields: Map<string, Field>, name: string): void {
    const field = fields.get(name);
    persistFields(this.#namespace, byteRanges([name]), 0, 1, (result) => {
      assertEquals(result, field === undefined ? -2 : field.expiryMs === 0 ? -1 : 1);
    });
    if (field !== undefined) field.expiryMs = 0;
  }

  #get(fields: Map<string, Field>, name: string): void {
    const bytes = encoder.encode(name);
    const found = readHash(this.#namespace) &&
      findField(this.#namespace, bytes, 0, bytes.length, this.#value);
    const field = fields.get(name);
    assertEquals(found ? textOf(this.#value) : undefined, field?.value);
    assertEquals(expiry(this.#namespace, name), field === undefined ? -2 : field.expiryMs || -1);
  }

  #delete(fields: Map<string, Field>, name: string): void {
    const deleted = deleteFields(this.#namespace, byteRanges([name]), 0, 1);
    assertEquals(deleted, fields.delete(name) ? 1 : 0);
  }

  #increment(_key: string, fields: Map<string, Field>, name: string): void {
    const old = fields.get(name);
    if (old !== undefined && !/^(0|[1-9]\d{0,9})$/.test(old.value)) return;
    const bytes = encoder.encode(name);
    const sum = incrementField(this.#namespace, bytes, 0, bytes.length, 7);
    assertEquals(sum, Number(old?.value ?? 0) + 7);
    fields.set(name, { value: String(sum), expiryMs: old?.expiryMs ?? 0 });
  }

  #move(key: string): void {
    const target = `key${this.random.int(4)}`;
    const fields = this.#live(key);
    if (target === key || fields.size === 0) return;
    const [from, to] = [encoder.encode(key), encoder.encode(target)];
    if (this.random.chance(0.5)) {
      renameKey(this.#namespace, from, to, false);
      this.#hashes.set(target, fields);
      this.#hashes.delete(key);
    } else {
      copyKey(this.#namespace, this.#namespace, from, to, true);
      const copy = [...fields].map(([name, field]) => [name, { ...field }] as const);
      this.#hashes.set(target, new Map(copy));
    }
  }

  #remove(key: string): void {
    this.#namespace.delete();
    this.#hashes.delete(key);
  }

  #compare(fields: Map<string, Field>): void {
    if (!readHash(this.#namespace)) return assertEquals(fields.size, 0);
    assertEquals(liveFields(this.#namespace), fields.size);
    const values = [...fields].map(([name, { value }]) => [name, value] as const);
    assertEquals(contents(this.#namespace), new Map(values));
  }

  #sweep(): void {
    // Times are up to a second away, and ticks of the wheel 32 ms long: all that expires goes.
    this.#clock.advance(1100);
    this.#sweeper.cycle();
    for (const key of this.#hashes.keys()) {
      const fields = this.#live(key);
      this.#namespace.loadText(key);
      assertEquals(this.#namespace.find() !== 0, fields.size > 0, key);
    }
  }
}

Deno.test("fields with expire times agree with a model, and leave nothing behind", () => {
  for (const seed of seeds("fields with expire times")) {
    const model = new Model(new Random(seed));
    for (let i = 0; i < scaled(20_000); i++) model.step();
    model.end();
  }
});

Deno.test("the sweeper removes due fields, and keys with their last ones", () => {
  const clock = new ManualClock();
  const engine = makeEngine({ clock });
  const namespace = engine.namespace("0");
  const names = Array.from({ length: scaled(5000) }, (_, i) => `field${i}`);
  const pairs = names.flatMap((name) => [name, "v"]);
  for (const key of ["a", "b"]) {
    namespace.loadText(key);
    setFields(namespace, byteRanges(pairs), 0, pairs.length);
    expire(namespace, clock.now() + 1000, ...names);
  }
  setFields(namespace, byteRanges(["stays", "v"]), 0, 2);
  const sweeper = makeSweeper(engine);
  assertEquals(sweeper.cycle(), 0);
  clock.advance(1100);
  assertEquals(sweeper.cycle(), 2 * names.length);
  assertEquals(namespace.size, 1);
  namespace.loadText("b");
  assert(readHash(namespace));
  assertEquals(contents(namespace), new Map([["stays", "v"]]));
});

Deno.test("a removed hash's fields wait for the reclaimer, whoever has its handle", () => {
  const clock = new ManualClock();
  const engine = makeEngine({ clock });
  engine.reclaimer.attended = true;
  const namespace = engine.namespace("0");
  const names = Array.from({ length: 3000 }, (_, i) => `field${i}`);
  const pairs = names.flatMap((name) => [name, "v"]);
  namespace.loadText("old");
  setFields(namespace, byteRanges(pairs), 0, pairs.length);
  expire(namespace, clock.now() + 1000, ...names);
  namespace.delete();
  namespace.loadText("new");
  setFields(namespace, byteRanges(pairs), 0, pairs.length);
  expire(namespace, clock.now() + 500_000, ...names);
  assertEquals(engine.reclaimer.size, 1);
  clock.advance(1100);
  while (engine.elementExpiry.removeDue(100) > 0);
  assert(readHash(namespace));
  assertEquals(liveFields(namespace), 3000);
  while (engine.reclaimer.size > 0) engine.reclaimer.step(100);
  assertEquals(engine.elementWheel.size, 3000);
  engine.clear();
  assertEquals([engine.elementWheel.size, engine.usedBytes > 1000], [0, false]);
});

Deno.test("a hash with expiring fields is found after it was moved", () => {
  const clock = new ManualClock();
  const engine = makeEngine({ clock });
  const [first, second] = [engine.namespace("0"), engine.namespace("1")];
  first.loadText("h");
  setFields(first, byteRanges(["a", "1"]), 0, 2);
  expire(first, clock.now() + 100, "a");
  moveKey(first, second, encoder.encode("h"));
  renameKey(second, encoder.encode("h"), encoder.encode("g"), false);
  engine.swap("0", "1");
  first.loadText("g");
  assert(readHash(first));
  clock.advance(200);
  makeSweeper(engine).cycle();
  assertEquals([first.size, second.size, engine.usedBytes], [
    0,
    0,
    first.table.segmentBytes + second.table.segmentBytes,
  ]);
});

Deno.test("effects make the same hash again", () => {
  const clock = new ManualClock(1000);
  const engine = makeEngine({ clock });
  const namespace = engine.namespace("0");
  const changes: string[] = [];
  engine.feed.listen(({ event, command, args }: Change) => {
    changes.push([event, command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  namespace.loadText("h");
  setFields(namespace, byteRanges(["a", "1", "b", "2", "c", "3"]), 0, 6);
  expire(namespace, 5000, "a", "x", "b");
  expire(namespace, 500, "c");
  incrementField(namespace, encoder.encode("a"), 0, 1, 1);
  persistFields(namespace, byteRanges(["a", "x"]), 0, 2, () => {});
  copyKey(namespace, namespace, encoder.encode("h"), encoder.encode("g"), false);
  namespace.loadText("g");
  deleteFields(namespace, byteRanges(["a"]), 0, 1);
  clock.advance(5000);
  makeSweeper(engine).cycle();
  const [copied, ...rest] = changes.splice(6, 1);
  assert(["a 2 b 2", "b 2 a 2"].some((pairs) => copied === `copy_to HSET g ${pairs}`), copied);
  assertEquals(rest, []);
  assertEquals(changes.slice(0, 8), [
    "hset HSET h a 1 b 2 c 3",
    "hexpire HPEXPIREAT h 5000 FIELDS 2 a b",
    "hdel HDEL h c",
    "hincrby HSETEX h KEEPTTL FIELDS 1 a 2",
    "hpersist HPERSIST h FIELDS 1 a",
    " DEL g",
    " HPEXPIREAT g 5000 FIELDS 1 b",
    "hdel HDEL g a",
  ]);
  assertEquals(changes.slice(8).sort(), ["del DEL g", "hexpired HDEL g b", "hexpired HDEL h b"]);
});
