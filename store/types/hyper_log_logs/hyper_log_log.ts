/**
 * HyperLogLogs: how many different elements were added, within about 0.81 %, in at most 12 KiB.
 *
 * The value is a string in Redis's bytes, header first:
 *
 *     "HYLL" | encoding: 0 dense, 1 sparse | 3 unused | cardinality, 8 bytes, the last one's top bit
 *     set when it must be counted anew | registers
 *
 * Dense registers are 16384 of 6 bits, the lowest bits of a byte first; see
 * `sparse_registers.ts` for sparse ones. A value is worked on in a copy, which a command
 * loads and stores: both are small, and the arena may move what it holds.
 */

import { MurmurHash } from "../../encoding/murmur_hash.ts";
import {
  CORRUPT,
  MAX_SPARSE_VALUE,
  REGISTERS,
  setSparse,
  TOO_LONG,
  UNCHANGED,
  visitRuns,
} from "./sparse_registers.ts";

const HEADER_BYTES = 16;
const ENCODING = 4;
const CARDINALITY = 8;
const STALE = 15;
const STALE_BIT = 0x80;
const DENSE = 0;
const SPARSE = 1;
const DENSE_BYTES = HEADER_BYTES + (REGISTERS * 6) / 8;
const MAGIC = [0x48, 0x59, 0x4c, 0x4c];
/** Opcodes grow by at most this much at a time. */
const SLACK_BYTES = 8;

const HASH_SEED = 0xadc83b19 | 0;
const INDEX_BITS = 14;
/** Bits of the hash that are left for a register's value. */
const VALUE_BITS = 64 - INDEX_BITS;
const ALPHA = 0.721347520444481703680;

const hash = new MurmurHash();

/** What a change did. */
export type Outcome = "changed" | "unchanged" | "corrupt";

/** One HyperLogLog as a copy to work on. */
export class HyperLogLog {
  /** The value is the first `length` bytes. */
  bytes: Uint8Array = new Uint8Array(DENSE_BYTES + SLACK_BYTES);
  length = 0;

  /** Makes it an empty one. */
  clear(): void {
    this.bytes.fill(0, 0, HEADER_BYTES);
    this.bytes.set(MAGIC);
    this.bytes[ENCODING] = SPARSE;
    this.bytes[HEADER_BYTES] = 0x7f;
    this.bytes[HEADER_BYTES + 1] = 0xff;
    this.length = HEADER_BYTES + 2;
  }

  /** Takes a value over; false if it cannot be a HyperLogLog. */
  load(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length < HEADER_BYTES) return false;
    for (let i = 0; i < MAGIC.length; i++) if (bytes[start + i] !== MAGIC[i]) return false;
    const encoding = bytes[start + ENCODING];
    if (encoding > SPARSE || (encoding === DENSE && length !== DENSE_BYTES)) return false;
    if (this.bytes.length < length + SLACK_BYTES) {
      this.bytes = new Uint8Array(length + SLACK_BYTES);
    }
    this.bytes.set(bytes.subarray(start, end));
    this.length = length;
    return true;
  }

  /** Where the registers begin in `bytes`. */
  get registersStart(): number {
    return HEADER_BYTES;
  }

  /** Whether the registers are in the sparse form. */
  get isSparse(): boolean {
    return this.bytes[ENCODING] === SPARSE;
  }

  /** Says that the cardinality must be counted anew. */
  invalidate(): void {
    this.bytes[STALE] |= STALE_BIT;
  }

  /** The cardinality that was counted last, or undefined if it must be counted anew. */
  get cached(): bigint | undefined {
    if ((this.bytes[STALE] & STALE_BIT) !== 0) return undefined;
    return new DataView(this.bytes.buffer).getBigUint64(CARDINALITY, true);
  }

  /** Keeps a cardinality. */
  cache(cardinality: number): void {
    new DataView(this.bytes.buffer).setBigUint64(CARDINALITY, BigInt(cardinality), true);
  }

  /** Adds the element `bytes[start, end)`; sparse registers may fill up to `maxSparseBytes`. */
  add(bytes: Uint8Array, start: number, end: number, maxSparseBytes: number): Outcome {
    hash.update(bytes, start, end, HASH_SEED);
    const register = hash.low & (REGISTERS - 1);
    // Zeros behind the index, and one more: at most as many as there are bits.
    const low = (hash.low >>> INDEX_BITS) | (hash.high << (32 - INDEX_BITS));
    const high = (hash.high >>> INDEX_BITS) | (1 << (VALUE_BITS - 32));
    const zeros = low !== 0 ? trailingZeros(low) : 32 + trailingZeros(high);
    return this.raise(register, zeros + 1, maxSparseBytes);
  }

  /** Raises a register to `value` if it is lower. */
  raise(register: number, value: number, maxSparseBytes: number): Outcome {
    if (this.isSparse) {
      if (value <= MAX_SPARSE_VALUE) {
        const { bytes } = this;
        if (bytes.length < this.length + SLACK_BYTES) {
          this.bytes = new Uint8Array(2 * bytes.length);
          this.bytes.set(bytes);
        }
        const end = setSparse(
          this.bytes,
          HEADER_BYTES,
          this.length,
          register,
          value,
          maxSparseBytes,
        );
        if (end === UNCHANGED) return "unchanged";
        if (end === CORRUPT) return "corrupt";
        if (end !== TOO_LONG) {
          this.length = end;
          this.invalidate();
          return "changed";
        }
      }
      if (!this.makeDense()) return "corrupt";
    }
    if (this.#register(register) >= value) return "unchanged";
    this.#setRegister(register, value);
    return "changed";
  }

  /** Brings the registers into the dense form; false if they are corrupt. */
  makeDense(): boolean {
    if (!this.isSparse) return true;
    const registers = new Uint8Array(REGISTERS);
    if (!this.maximum(registers)) return false;
    if (this.bytes.length < DENSE_BYTES) {
      const { bytes } = this;
      this.bytes = new Uint8Array(DENSE_BYTES + SLACK_BYTES);
      this.bytes.set(bytes);
    }
    this.bytes[ENCODING] = DENSE;
    this.bytes.fill(0, HEADER_BYTES, DENSE_BYTES);
    this.length = DENSE_BYTES;
    for (let i = 0; i < REGISTERS; i++) {
      if (registers[i] !== 0) this.#setRegister(i, registers[i]);
    }
    return true;
  }

  /** Raises each of `registers` to the one here; false if those here are corrupt. */
  maximum(registers: Uint8Array): boolean {
    if (!this.isSparse) {
      for (let i = 0; i < REGISTERS; i++) {
        const value = this.#register(i);
        if (value > registers[i]) registers[i] = value;
      }
      return true;
    }
    return visitRuns(this.bytes, HEADER_BYTES, this.length, (value, first, run) => {
      if (value === 0) return;
      for (let i = first; i < first + run; i++) if (value > registers[i]) registers[i] = value;
    });
  }

  #register(i: number): number {
    const at = HEADER_BYTES + ((i * 6) >>> 3);
    const shift = (i * 6) & 7;
    const next = shift > 2 ? this.bytes[at + 1] : 0;
    return ((this.bytes[at] | (next << 8)) >>> shift) & 63;
  }

  #setRegister(i: number, value: number): void {
    const at = HEADER_BYTES + ((i * 6) >>> 3);
    const shift = (i * 6) & 7;
    this.bytes[at] = (this.bytes[at] & ~(63 << shift)) | (value << shift);
    if (shift <= 2) return;
    this.bytes[at + 1] = (this.bytes[at + 1] & ~(63 >>> (8 - shift))) | (value >>> (8 - shift));
  }
}

/** The estimate of Ertl's "New cardinality estimation algorithms for HyperLogLog sketches". */
export function estimate(registers: Uint8Array): number {
  const histogram = new Float64Array(64);
  for (let i = 0; i < REGISTERS; i++) histogram[registers[i]]++;
  let z = REGISTERS * tau((REGISTERS - histogram[VALUE_BITS + 1]) / REGISTERS);
  for (let value = VALUE_BITS; value >= 1; value--) z = (z + histogram[value]) * 0.5;
  z += REGISTERS * sigma(histogram[0] / REGISTERS);
  return Math.round((ALPHA * REGISTERS * REGISTERS) / z);
}

function sigma(x: number): number {
  if (x === 1) return Infinity;
  let y = 1;
  let z = x;
  for (let before = NaN; before !== z;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let y = 1;
  let z = 1 - x;
  for (let before = NaN; before !== z;) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}
