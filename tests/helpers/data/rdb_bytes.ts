/**
 * RDB files put together by hand, part by part, so that a test says each byte of what it loads.
 *
 *     new RdbBytes(10).select(0).value(0, "k", [1, 97]).file()
 */
import { Crc64, CRC64_BYTES } from "../../../store/encoding/crc64.ts";
import type { RdbSource } from "../../../store/persistence/rdb/loader.ts";

const encoder = new TextEncoder();

/** Bytes, or a text of one byte a character. */
export type Bytes = string | readonly number[] | Uint8Array;

/** The bytes of a text, a character each. */
export function bytesOf(bytes: Bytes): Uint8Array {
  if (typeof bytes !== "string") return Uint8Array.from(bytes);
  return Uint8Array.from(bytes, (character) => character.charCodeAt(0));
}

/** A length as RDB writes it. */
export function rdbLength(length: number): number[] {
  if (length < 64) return [length];
  if (length < 16384) return [0x40 | (length >>> 8), length & 255];
  return [0x80, length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255];
}

/** A string as RDB writes it, with its length before it. */
export function rdbString(bytes: Bytes): number[] {
  const all = bytesOf(bytes);
  return [...rdbLength(all.length), ...all];
}

/** A number as its lowest bytes, the lowest first. */
export function littleEndian(number: number | bigint, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Number((BigInt(number) >> BigInt(8 * i)) & 255n));
}

/** A file in the making. */
export class RdbBytes {
  readonly #bytes: number[];

  constructor(readonly version: number, magic = "REDIS") {
    this.#bytes = [...encoder.encode(magic + String(version).padStart(4, "0"))];
  }

  /** Adds bytes as they are. */
  raw(bytes: Bytes): this {
    for (const byte of bytesOf(bytes)) this.#bytes.push(byte);
    return this;
  }

  /** Adds what the file says of itself. */
  aux(name: string, text: string): this {
    return this.raw([250, ...rdbString(name), ...rdbString(text)]);
  }

  /** The keys that follow are of a database. */
  select(index: number): this {
    return this.raw([254, ...rdbLength(index)]);
  }

  /** The next key expires. */
  expiry(ms: number): this {
    return this.raw([252, ...littleEndian(ms, 8)]);
  }

  /** Adds a key and its value, whose bytes have that form. */
  value(form: number, key: Bytes, value: Bytes): this {
    return this.raw([form, ...rdbString(key)]).raw(value);
  }

  /** The bytes of the whole file; `sum` says whether it has a checksum, which came with version 5. */
  bytes(sum = true): Uint8Array {
    const bytes = Uint8Array.from([...this.#bytes, 255]);
    if (this.version < 5) return bytes;
    const whole = new Uint8Array(bytes.length + CRC64_BYTES);
    whole.set(bytes);
    if (!sum) return whole;
    const crc = new Crc64();
    crc.add(whole, 0, bytes.length);
    crc.write(whole, bytes.length);
    return whole;
  }

  /** The file, to be loaded. */
  file(sum = true): RdbSource {
    return fileOf(this.bytes(sum));
  }
}

/** A file of those bytes. */
export function fileOf(bytes: Uint8Array, path = "dump.rdb"): RdbSource {
  return {
    path,
    size: bytes.length,
    readAt(offset, target, start, end) {
      const part = bytes.subarray(offset, offset + end - start);
      target.set(part, start);
      return part.length;
    },
  };
}
