/**
 * Keys and values of the in-process benchmarks: `key:` and twelve digits, 16 bytes each.
 *
 * Two ways to come by a key, because JavaScript's own `Map` profits from one of them. A string
 * object remembers its hash once it was computed, and comparing a string with itself compares two
 * pointers. A loop over prebuilt strings, each of which is also the object in the map, therefore
 * neither hashes nor compares. In a program that reads its keys from a socket, a file or a user,
 * each key is a new object: `FreshKeys` makes such.
 */
import { Buffer } from "node:buffer";

/** Bytes of each key and each value. */
export const TEXT_BYTES = 16;

/** The key with that number. */
export function keyText(number: number): string {
  return "key:" + String(number).padStart(12, "0");
}

/**
 * The keys from `from` up to `to` (excluded), as flat strings whose hash is not known yet.
 */
export function prebuiltKeys(from: number, to: number): string[] {
  const fresh = new FreshKeys(from, to);
  const keys = new Array<string>(to - from);
  for (let number = from; number < to; number++) keys[number - from] = fresh.key(number);
  return keys;
}

/** Values of 16 bytes that differ from one another. */
export function valueTexts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `value:${String(i).padStart(10, "0")}`);
}

/**
 * Makes a new string object for a key each time it is asked for it, as reading it from bytes does.
 * A key costs some tens of nanoseconds: `bench/library_bench.ts` measures that alone, so that it can be taken
 * off.
 */
export class FreshKeys {
  readonly #from: number;
  readonly #bytes: Buffer;

  /** For the keys from `from` up to `to` (excluded). Takes 16 bytes a key, outside the heap. */
  constructor(from: number, to: number) {
    this.#from = from;
    this.#bytes = Buffer.alloc((to - from) * TEXT_BYTES);
    for (let number = from; number < to; number++) {
      this.#bytes.write(keyText(number), (number - from) * TEXT_BYTES, TEXT_BYTES, "latin1");
    }
  }

  /** A new string with the key's text. */
  key(number: number): string {
    const start = (number - this.#from) * TEXT_BYTES;
    return this.#bytes.toString("latin1", start, start + TEXT_BYTES);
  }
}
