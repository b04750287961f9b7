/**
 * Random operations on hashes and on a plain model of them, Maps of Maps, that must agree after each.
 */
import { assertEquals } from "@std/assert";
import { NOT_INTEGER } from "../../../../store/encoding/integer.ts";
import { PackedValue } from "../../../../store/encoding/listpack.ts";
import type { Engine } from "../../../../store/engine/engine.ts";
import { copyKey, renameKey } from "../../../../store/types/key_operations.ts";
import type { Namespace } from "../../../../store/engine/namespace.ts";
import {
  deleteFields,
  findField,
  hashLength,
  readHash,
  scanFields,
  setFieldIfFree,
  setFields,
  visitFields,
} from "../../../../store/types/hashes/hashes.ts";
import { incrementField } from "../../../../store/types/hashes/field_numbers.ts";
import { drawFields, sampleFields } from "../../../../store/types/hashes/random_fields.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import type { Random } from "../../../helpers/random.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Text of the bytes that a value points at. */
export function textOf({ bytes, start, end }: PackedValue): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** All fields and values of the open hash. */
export function contents(namespace: Namespace): Map<string, string> {
  const found = new Map<string, string>();
  visitFields(namespace, (field, value) => {
    assertEquals(found.has(textOf(field)), false, "a field came twice");
    found.set(textOf(field), textOf(value));
  });
  return found;
}

/** Plays random operations on the hashes of one namespace. */
export class HashModel {
  readonly #namespace: Namespace;
  readonly #hashes = new Map<string, Map<string, string>>();
  readonly #value = new PackedValue();

  /** `fields` is about how many fields a hash may have. */
  constructor(readonly engine: Engine, readonly random: Random, readonly fields: number) {
    this.#namespace = engine.namespace("0");
  }

  /** One operation. */
  step(): void {
    const { random } = this;
    const key = `key${random.int(6)}`;
    this.#namespace.loadText(key);
    random.weighted<() => void>([
      [30, () => this.#set(key)],
      [4, () => this.#setIfFree(key)],
      [12, () => this.#delete(key)],
      [10, () => this.#get(key)],
      [6, () => this.#increment(key)],
      [0.5, () => this.#copy(key)],
      [0.5, () => this.#rename(key)],
      [0.2, () => this.#remove(key)],
      [0.5, () => this.#compare(key)],
      [0.2, () => this.#scan(key)],
      [0.2, () => this.#draw(key)],
    ])();
  }

  /** Compares everything, then removes it. */
  end(): void {
    for (const key of [...this.#hashes.keys()]) {
      this.#namespace.loadText(key);
      this.#compare(key);
      this.#namespace.loadText(key);
      this.#remove(key);
    }
    assertEquals(this.#namespace.size, 0);
  }

  #field(): string {
    const { random } = this;
    const number = random.int(this.fields);
    return random.chance(0.3) ? String(number - 7) : `field:${number}`;
  }

  #randomValue(): string {
    const { random } = this;
    return random.weighted<() => string>([
      [5, () => random.text(random.int(30))],
      [5, () => String(random.int(-100_000, 100_000))],
      [1, () => random.text(random.int(60, 70))],
      [0.2, () => random.text(random.int(200, 6000))],
    ])();
  }

  #set(key: string): void {
    const hash = this.#hashes.get(key) ?? new Map<string, string>();
    const pairs = Array.from(
      { length: this.random.int(1, 5) },
      () => [this.#field(), this.#randomValue()] as const,
    );
    const before = hash.size;
    for (const [field, value] of pairs) hash.set(field, value);
    const list = byteRanges(pairs.flat());
    assertEquals(setFields(this.#namespace, list, 0, 2 * pairs.length), hash.size - before);
    this.#hashes.set(key, hash);
  }

  #setIfFree(key: string): void {
    const hash = this.#hashes.get(key) ?? new Map<string, string>();
    const field = this.#field();
    const value = this.#randomValue();
    const set = setFieldIfFree(this.#namespace, byteRanges([field, value]), 0);
    assertEquals(set, !hash.has(field));
    if (!set) return;
    hash.set(field, value);
    this.#hashes.set(key, hash);
  }

  #delete(key: string): void {
    const hash = this.#hashes.get(key);
    const fields = Array.from({ length: this.random.int(1, 8) }, () => this.#field());
    const deleted = deleteFields(this.#namespace, byteRanges(fields), 0, fields.length);
    const had = fields.filter((field) => hash?.delete(field)).length;
    assertEquals(deleted, had);
    if (hash?.size === 0) this.#hashes.delete(key);
  }

  #get(key: string): void {
    const field = this.#field();
    const exists = readHash(this.#namespace);
    const bytes = encoder.encode(field);
    const found = exists && findField(this.#namespace, bytes, 0, bytes.length, this.#value);
    const expected = this.#hashes.get(key)?.get(field);
    assertEquals(found ? textOf(this.#value) : undefined, expected);
  }

  #increment(key: string): void {
    const field = encoder.encode(this.#field());
    const hash = this.#hashes.get(key) ?? new Map<string, string>();
    const old = hash.get(decoder.decode(field)) ?? "0";
    const delta = this.random.int(-1000, 1000);
    const sum = incrementField(this.#namespace, field, 0, field.length, delta);
    if (!/^(0|-?[1-9]\d*)$/.test(old)) return assertEquals(sum, NOT_INTEGER);
    if (sum === NOT_INTEGER) return;
    assertEquals(sum, Number(old) + delta);
    hash.set(decoder.decode(field), String(sum));
    this.#hashes.set(key, hash);
  }

  #copy(key: string): void {
    const target = `key${this.random.int(6)}`;
    if (target === key) return;
    const copied = copyKey(
      this.#namespace,
      this.#namespace,
      encoder.encode(key),
      encoder.encode(target),
      true,
    );
    const hash = this.#hashes.get(key);
    assertEquals(copied, hash !== undefined);
    if (hash !== undefined) this.#hashes.set(target, new Map(hash));
  }

  #rename(key: string): void {
    const target = `key${this.random.int(6)}`;
    const hash = this.#hashes.get(key);
    if (hash === undefined) return;
    renameKey(this.#namespace, encoder.encode(key), encoder.encode(target), false);
    this.#hashes.delete(key);
    this.#hashes.set(target, hash);
  }

  #remove(key: string): void {
    assertEquals(this.#namespace.delete(), this.#hashes.delete(key));
  }

  #compare(key: string): void {
    const hash = this.#hashes.get(key);
    assertEquals(readHash(this.#namespace), hash !== undefined);
    if (hash === undefined) return;
    assertEquals(hashLength(this.#namespace), hash.size);
    assertEquals(contents(this.#namespace), hash);
  }

  #scan(key: string): void {
    const hash = this.#hashes.get(key);
    if (!readHash(this.#namespace)) return;
    const found = new Map<string, string>();
    let cursor = 0;
    do {
      cursor = scanFields(this.#namespace, cursor, this.random.int(1, 20), (field, value) => {
        found.set(textOf(field), textOf(value));
      });
    } while (cursor !== 0);
    assertEquals(found, hash);
  }

  #draw(key: string): void {
    const hash = this.#hashes.get(key);
    if (!readHash(this.#namespace) || hash === undefined) return;
    const count = this.random.int(1, 2 * hash.size);
    let drawn = 0;
    drawFields(this.#namespace, count, (field, value) => {
      assertEquals(textOf(value), hash.get(textOf(field)));
      drawn++;
    });
    assertEquals(drawn, count);
    const sampled = new Set<string>();
    sampleFields(this.#namespace, count, (field, value) => {
      assertEquals(textOf(value), hash.get(textOf(field)));
      sampled.add(textOf(field));
    });
    assertEquals(sampled.size, Math.min(count, hash.size));
  }
}
