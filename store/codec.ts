/**
 * Codecs: how values become the bytes that are stored, and bytes values again.
 *
 * A user's codec works on byte arrays of its own. The built-in ones also know the short way: they
 * write into the record and read out of it, so that no byte array is made for a value.
 * {@linkcode formatOf} finds the way for a codec.
 */

import { decode, encode, encodeInto, utf8Length } from "./encoding/utf8.ts";
import { StoreError } from "./errors.ts";
import { type Key, loadKey } from "./key.ts";
import { Kind } from "./keyspace/record.ts";
import type { Namespace } from "./engine/namespace.ts";
import { show } from "./show_value.ts";
import { checkLength, setString } from "./types/strings/strings.ts";

/**
 * Turns values into bytes and back.
 *
 * What one of its methods throws, the store's method throws, and the store is as it was before.
 *
 * @typeParam V What the values are.
 *
 * @example Dates as eight bytes
 * ```ts
 * import { type Codec, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const dates: Codec<Date> = {
 *   encode(date) {
 *     const bytes = new Uint8Array(8);
 *     new DataView(bytes.buffer).setFloat64(0, date.getTime());
 *     return bytes;
 *   },
 *   decode(bytes) {
 *     return new Date(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0));
 *   },
 * };
 * using store = new Store({ codec: dates });
 * store.set("launch", new Date("1969-07-16T13:32:00Z"));
 * assertEquals(store.get("launch")?.getUTCFullYear(), 1969);
 * ```
 */
export interface Codec<V> {
  /** The value as bytes. The array is not kept, so it may be used again. */
  encode(value: V): Uint8Array;
  /** The value that the bytes stand for. The array is a copy and may be kept. */
  decode(bytes: Uint8Array): V;
}

/** How a store writes and reads its values; each takes the shortest way that its codec allows. */
export interface ValueFormat<V> {
  /**
   * Stores a value under a key. `expiryMs` as for `Namespace.put`. Whatever may throw does so before
   * the key is loaded: user code may use the store itself.
   */
  put(namespace: Namespace, key: Key, value: V, expiryMs: number): void;
  /** The value as bytes, which are good until the next call. */
  toBytes(value: V): Uint8Array;
  /** The value of the open record. */
  read(namespace: Namespace): V;
  /** The value of bytes that are nobody else's. */
  fromBytes(bytes: Uint8Array): V;
  /** The value of `bytes[start, end)`, which are somebody else's. */
  fromRange(bytes: Uint8Array, start: number, end: number): V;
}

/** Longer texts are encoded by the platform, which is then faster than a loop here. */
const MAX_LOOP_UNITS = 56;
const SCRATCH_BYTES = 64 * 1024;

const encoder = new TextEncoder();
const scratch = new Uint8Array(SCRATCH_BYTES);

/** Bytes of `value`; those of a short text stand in the scratch buffer until the next call. */
function textBytes(value: string): Uint8Array {
  if (value.length * 3 > SCRATCH_BYTES) return encode(value);
  return scratch.subarray(0, encoder.encodeInto(value, scratch).written);
}

function putText(namespace: Namespace, key: Key, value: string, expiryMs: number): void {
  if (value.length > MAX_LOOP_UNITS) {
    const bytes = textBytes(value);
    checkLength(namespace, bytes.length);
    loadKey(namespace, key);
    setString(namespace, bytes, 0, bytes.length, expiryMs);
    return;
  }
  loadKey(namespace, key);
  namespace.reserve(Kind.String, utf8Length(value), expiryMs);
  encodeInto(value, namespace.bytes, namespace.valueStart());
  namespace.changed();
}

class TextCodec implements Codec<string>, ValueFormat<string> {
  encode(value: string): Uint8Array {
    if (typeof value !== "string") refuse(value, "text", "a string");
    return encode(value);
  }

  decode(bytes: Uint8Array): string {
    return decode(bytes, 0, bytes.length);
  }

  put(namespace: Namespace, key: Key, value: string, expiryMs: number): void {
    if (typeof value !== "string") refuse(value, "text", "a string");
    putText(namespace, key, value, expiryMs);
  }

  toBytes(value: string): Uint8Array {
    if (typeof value !== "string") refuse(value, "text", "a string");
    return textBytes(value);
  }

  read(namespace: Namespace): string {
    return decode(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
  }

  fromBytes(bytes: Uint8Array): string {
    return decode(bytes, 0, bytes.length);
  }

  fromRange(bytes: Uint8Array, start: number, end: number): string {
    return decode(bytes, start, end);
  }
}

class BytesCodec implements Codec<Uint8Array>, ValueFormat<Uint8Array> {
  encode(value: Uint8Array): Uint8Array {
    return this.toBytes(value);
  }

  decode(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(bytes); // a Buffer's slice would be no copy
  }

  put(namespace: Namespace, key: Key, value: Uint8Array, expiryMs: number): void {
    putBytes(namespace, key, this.toBytes(value), expiryMs);
  }

  toBytes(value: Uint8Array): Uint8Array {
    if (!(value instanceof Uint8Array)) refuse(value, "bytes", "a Uint8Array");
    return value;
  }

  read(namespace: Namespace): Uint8Array {
    return namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd());
  }

  fromBytes(bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  fromRange(bytes: Uint8Array, start: number, end: number): Uint8Array {
    return bytes.slice(start, end);
  }
}

class JsonCodec<T> implements Codec<T>, ValueFormat<T> {
  encode(value: T): Uint8Array {
    return encode(jsonOf(value));
  }

  decode(bytes: Uint8Array): T {
    return JSON.parse(decode(bytes, 0, bytes.length));
  }

  put(namespace: Namespace, key: Key, value: T, expiryMs: number): void {
    putText(namespace, key, jsonOf(value), expiryMs);
  }

  toBytes(value: T): Uint8Array {
    return textBytes(jsonOf(value));
  }

  read(namespace: Namespace): T {
    return JSON.parse(decode(namespace.bytes, namespace.valueStart(), namespace.valueEnd()));
  }

  fromBytes(bytes: Uint8Array): T {
    return JSON.parse(decode(bytes, 0, bytes.length));
  }

  fromRange(bytes: Uint8Array, start: number, end: number): T {
    return JSON.parse(decode(bytes, start, end));
  }
}

/** The long way, by byte arrays, for codecs that are not built in. */
class CustomFormat<V> implements ValueFormat<V> {
  constructor(private readonly codec: Codec<V>) {}

  put(namespace: Namespace, key: Key, value: V, expiryMs: number): void {
    putBytes(namespace, key, this.toBytes(value), expiryMs);
  }

  toBytes(value: V): Uint8Array {
    const bytes = this.codec.encode(value);
    if (bytes instanceof Uint8Array) return bytes;
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot store what the codec made: ${show(bytes)} is not a Uint8Array`,
    );
  }

  read(namespace: Namespace): V {
    return this.codec.decode(
      namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd()),
    );
  }

  fromBytes(bytes: Uint8Array): V {
    return this.codec.decode(bytes);
  }

  fromRange(bytes: Uint8Array, start: number, end: number): V {
    return this.codec.decode(bytes.slice(start, end));
  }
}

function putBytes(namespace: Namespace, key: Key, bytes: Uint8Array, expiryMs: number): void {
  checkLength(namespace, bytes.length);
  loadKey(namespace, key);
  setString(namespace, bytes, 0, bytes.length, expiryMs);
}

function jsonOf(value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) refuse(value, "JSON", "a value that JSON can express");
  return json;
}

function refuse(value: unknown, codec: string, wanted: string): never {
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot store ${show(value)}: the ${codec} codec takes ${wanted}`,
  );
}

/** The shortest way to write and read the values of a codec. */
export function formatOf<V>(codec: Codec<V>): ValueFormat<V> {
  if (
    codec instanceof TextCodec || codec instanceof BytesCodec || codec instanceof JsonCodec
  ) {
    return codec as unknown as ValueFormat<V>;
  }
  return new CustomFormat(codec);
}

/**
 * Values are strings, stored as UTF-8: the default codec. A lone surrogate is stored as U+FFFD,
 * and bytes that are not UTF-8 are read as U+FFFD.
 *
 * @example
 * ```ts
 * import { Store, text } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ codec: text });
 * store.set("city", "Zürich");
 * assertEquals(store.get("city"), "Zürich");
 * ```
 */
export const text: Codec<string> = new TextCodec();

/**
 * Values are byte arrays. What is read is a copy.
 *
 * @example
 * ```ts
 * import { bytes, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ codec: bytes });
 * store.set("magic", Uint8Array.of(0xca, 0xfe));
 * assertEquals(store.get("magic"), Uint8Array.of(0xca, 0xfe));
 * ```
 */
export const bytes: Codec<Uint8Array> = new BytesCodec();

/**
 * Values are whatever JSON can express, stored as JSON. Each read makes new objects: changing one
 * changes nothing in the store.
 *
 * @typeParam T What the values are. Nothing checks it when a value is read.
 * @returns The codec, to be given to a store.
 *
 * @example
 * ```ts
 * import { json, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using users = new Store({ codec: json<{ name: string; admin: boolean }>() });
 * users.set("1", { name: "Ada", admin: true });
 * assertEquals(users.get("1")?.name, "Ada");
 * ```
 */
export function json<T>(): Codec<T> {
  return new JsonCodec<T>();
}
