/**
 * A plain `Map` beside an engine: random operations are made on both, and every answer must agree.
 */
import { assert, assertEquals } from "@std/assert";
import { ManualClock } from "../../../store/clock.ts";
import { Engine } from "../../../store/engine/engine.ts";
import { DEFAULT_LFU_TUNING } from "../../../store/eviction/lfu.ts";
import { policyOf } from "../../../store/eviction/policies.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import { KEEP_EXPIRY, type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import type { Random } from "../../helpers/random.ts";

/** What a run works on. */
export interface ModelOptions {
  policy: string;
  maxKeys?: number;
  maxMemory?: number;
  /** Different keys in each namespace. */
  keys: number;
  namespaces: number;
}

interface Entry {
  value: Uint8Array;
  expiryMs: number;
}

const decoder = new TextDecoder();

/** `assertEquals` for two primitives, without its cost: this is called for each operation. */
function same<T>(actual: T, expected: T, what = ""): void {
  if (actual !== expected) throw new Error(`${what}: ${actual} is not ${expected}`);
}

/** Makes an engine with defaults for what a test does not care about. */
export function makeEngine(
  clock: ManualClock,
  policy: string,
  limits: { maxKeys?: number; maxMemory?: number; strictMemory?: boolean; samples?: number } = {},
): Engine {
  const tuning = { ...DEFAULT_LFU_TUNING };
  return new Engine({
    clock,
    policy: policyOf(policy, tuning)!,
    lfuTuning: tuning,
    evictionSamples: limits.samples ?? 5,
    maxKeys: limits.maxKeys ?? 0,
    maxMemory: limits.maxMemory ?? 0,
    strictMemory: limits.strictMemory ?? false,
    trackAccess: true,
  });
}

/** An engine and what it should hold. */
export class ModelledEngine {
  readonly clock = new ManualClock();
  readonly engine: Engine;
  readonly #models = new Map<string, Map<string, Entry>>();
  readonly #namespaces: Namespace[] = [];
  evicted = 0;
  expired = 0;

  constructor(readonly random: Random, readonly options: ModelOptions) {
    this.engine = makeEngine(this.clock, options.policy, options);
    for (let i = 0; i < options.namespaces; i++) {
      this.#namespaces.push(this.engine.namespace(String(i)));
      this.#models.set(String(i), new Map());
    }
    this.engine.removals.listen((namespace, bytes, reason) => {
      const model = this.#models.get(namespace)!;
      const key = decoder.decode(bytes);
      const entry = model.get(key);
      assert(entry !== undefined, `${reason} ${key}, which is not there`);
      if (reason === "expired") {
        this.expired++;
        assert(entry.expiryMs !== 0 && entry.expiryMs < this.clock.now(), `${key} expired early`);
      } else this.evicted++;
      model.delete(key);
    });
  }

  /** One random operation on a random namespace. */
  step(): void {
    const { random } = this;
    const namespace = random.pick(this.#namespaces);
    const model = this.#models.get(namespace.name)!;
    const key = this.#randomKey();
    namespace.loadText(key);
    random.weighted<() => void>([
      [35, () => this.#put(namespace, model, key)],
      [25, () => this.#read(namespace, model, key)],
      [15, () => same(namespace.delete(), this.#live(model, key, true) !== undefined)],
      [10, () => this.#setExpiry(namespace, model, key)],
      [6, () => this.#resize(namespace, model, key)],
      [3, () => this.#rename(namespace, model, key)],
      [0.1, () => this.clock.advance(random.int(3000))],
      [0.001, () => this.clock.advance(86_400_000 * 40)],
      [0.3, () => void namespace.removeDue(random.int(1000))],
      [0.005, () => {
        namespace.clear();
        model.clear();
      }],
    ])();
  }

  /** Compares all of both. */
  check(): void {
    let keys = 0;
    for (const namespace of this.#namespaces) {
      const model = this.#models.get(namespace.name)!;
      assertEquals(namespace.size, model.size);
      keys += model.size;
      const seen = new Set<string>();
      let cursor = 0;
      do {
        cursor = namespace.walk(cursor, () => seen.add(decoder.decode(namespace.keyBytes())));
      } while (cursor !== 0);
      const live = [...model].filter(([, entry]) => this.#isLive(entry)).map(([key]) => key);
      assertEquals(seen, new Set(live));
      const expiring = [...model.values()].filter(({ expiryMs }) => expiryMs !== 0);
      assertEquals(namespace.wheel.size, expiring.length);
    }
    assertEquals(this.engine.keys, keys);
  }

  /** Removes everything, half by time and half by hand, and counts the bytes that are left. */
  drain(): void {
    this.clock.advance(10 ** 11);
    for (const namespace of this.#namespaces) {
      while (namespace.removeDue(1000) > 0 || namespace.wheel.busy);
      assertEquals(namespace.wheel.size, 0);
      const model = this.#models.get(namespace.name)!;
      for (const key of [...model.keys()]) {
        namespace.loadText(key);
        assert(namespace.delete());
      }
      assertEquals(namespace.size, 0);
      assertEquals(namespace.arena.usedBytes, namespace.table.segmentBytes, "bytes leaked");
    }
    assertEquals(this.engine.keys, 0);
    const tables = this.#namespaces.reduce((sum, { table }) => sum + table.segmentBytes, 0);
    assertEquals(this.engine.usedBytes, tables, "bytes leaked");
  }

  #randomKey(): string {
    const id = this.random.int(this.options.keys);
    return (id % 50 === 0 ? "L".repeat(300) : "k") + id + (id % 7 === 0 ? "é" : "");
  }

  #randomValue(): Uint8Array {
    const { random } = this;
    const length = random.weighted<() => number>([
      [90, () => random.int(60)],
      [10, () => random.int(3000)],
      [0.5, () => random.int(200_000)],
      [0.005, () => random.int(9_000_000)],
    ])();
    return new Uint8Array(length).fill(random.int(256));
  }

  #isLive({ expiryMs }: Entry): boolean {
    return expiryMs === 0 || this.clock.now() <= expiryMs;
  }

  /** The entry unless its time has come; `remove` takes it out. */
  #live(model: Map<string, Entry>, key: string, remove = false): Entry | undefined {
    const entry = model.get(key);
    if (entry === undefined || !this.#isLive(entry)) return undefined;
    if (remove) model.delete(key);
    return entry;
  }

  #later(): number {
    return this.clock.now() + 1 + this.random.int(this.random.chance(0.25) ? 100_000_000 : 5000);
  }

  #put(namespace: Namespace, model: Map<string, Entry>, key: string): void {
    const value = this.#randomValue();
    const mode = this.random.int(3);
    const later = this.#later();
    const kept = this.#live(model, key)?.expiryMs ?? 0;
    const expiryMs = [NO_EXPIRY, later, KEEP_EXPIRY][mode];
    namespace.put(Kind.String, value, 0, value.length, expiryMs);
    model.set(key, { value, expiryMs: [0, later, kept][mode] });
    this.#compare(namespace, model.get(key)!);
  }

  #read(namespace: Namespace, model: Map<string, Entry>, key: string): void {
    const entry = this.#live(model, key);
    same(namespace.read() !== 0, entry !== undefined, key);
    if (entry !== undefined) this.#compare(namespace, entry);
  }

  #setExpiry(namespace: Namespace, model: Map<string, Entry>, key: string): void {
    const entry = this.#live(model, key);
    same(namespace.find() !== 0, entry !== undefined);
    if (entry === undefined) return;
    entry.expiryMs = this.random.chance(0.3) ? 0 : this.#later();
    namespace.setExpiry(entry.expiryMs);
    this.#compare(namespace, entry);
  }

  #resize(namespace: Namespace, model: Map<string, Entry>, key: string): void {
    const entry = this.#live(model, key);
    same(namespace.modify() !== 0, entry !== undefined);
    if (entry === undefined) return;
    const change = this.random.chance(0.1) ? this.random.int(5000) : this.random.int(-40, 40);
    const length = Math.max(0, entry.value.length + change);
    namespace.resize(Kind.RawString, length);
    const value = new Uint8Array(length);
    value.set(entry.value.subarray(0, length));
    const start = namespace.valueStart();
    namespace.bytes.fill(0, start + Math.min(length, entry.value.length), start + length);
    entry.value = value;
    model.set(key, entry); // making room may have evicted it, and then it was put back
    this.#compare(namespace, entry);
  }

  #rename(namespace: Namespace, model: Map<string, Entry>, key: string): void {
    const target = this.random.pick(this.#namespaces);
    const targetModel = this.#models.get(target.name)!;
    const entry = this.#live(model, key);
    const name = this.#randomKey();
    target.loadText(name);
    if (target.find() !== 0) return;
    namespace.loadText(key);
    if (namespace.find() === 0 || entry === undefined) return same(entry, undefined);
    namespace.moveTo(target, new TextEncoder().encode(name));
    model.delete(key);
    targetModel.set(name, entry);
    target.loadText(name);
    assert(target.find() !== 0);
    this.#compare(target, entry);
  }

  #compare(namespace: Namespace, { value, expiryMs }: Entry): void {
    same(namespace.expiry(), expiryMs);
    same(namespace.valueLength(), value.length);
    const { bytes } = namespace;
    const start = namespace.valueStart();
    for (let i = 0; i < value.length; i += value.length > 1000 ? 97 : 1) {
      if (bytes[start + i] !== value[i]) throw new Error(`Byte ${i} is ${bytes[start + i]}`);
    }
  }
}
