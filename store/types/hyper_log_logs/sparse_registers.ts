/**
 * The sparse form of a HyperLogLog's registers: runs of equal ones, in Redis's opcodes.
 *
 *     00llllll            ZERO:  l + 1 registers are zero
 *     01llllll llllllll   XZERO: l + 1 registers are zero
 *     1vvvvvll            VAL:   l + 1 registers are v + 1
 */

/** How many registers there are. */
export const REGISTERS = 16384;
/** What does not fit a VAL makes a HyperLogLog dense. */
export const MAX_SPARSE_VALUE = 32;

const XZERO = 0x40;
const VAL = 0x80;
const MAX_ZERO_RUN = 64;
const MAX_VALUE_RUN = 4;
/** Opcodes around a change that are looked at for neighbours that can be one. */
const MERGED_OPCODES = 5;

/** {@linkcode setSparse} has found opcodes that do not cover the register. */
export const CORRUPT = -1;
/** {@linkcode setSparse} would pass the limit: the HyperLogLog must become dense. */
export const TOO_LONG = -2;
/** {@linkcode setSparse} had nothing to do. */
export const UNCHANGED = -3;

const sequence = new Uint8Array(5);

/** Bytes of the opcode at `at`. */
function opcodeBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at] & 0xc0) === XZERO ? 2 : 1;
}

/** How many registers the opcode at `at` stands for. */
function runOf(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if ((first & VAL) !== 0) return (first & 3) + 1;
  return (first & XZERO) === 0 ? (first & 63) + 1 : (((first & 63) << 8) | bytes[at + 1]) + 1;
}

/** The registers' value in the opcode at `at`. */
function valueOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] & VAL) === 0 ? 0 : ((bytes[at] >>> 2) & 31) + 1;
}

/**
 * Calls `visit` with the value and the length of each run in `bytes[start, end)`; false if they are
 * not just as many registers as there should be.
 */
export function visitRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (value: number, first: number, run: number) => void,
): boolean {
  let register = 0;
  let at = start;
  while (at < end) {
    const size = opcodeBytes(bytes, at);
    const run = runOf(bytes, at);
    if (at + size > end || register + run > REGISTERS) return false;
    visit(valueOf(bytes, at), register, run);
    register += run;
    at += size;
  }
  return register === REGISTERS;
}

/** Writes a run of zeros to the sequence at `size`; returns the size then. */
function addZeros(size: number, run: number): number {
  if (run > MAX_ZERO_RUN) {
    sequence[size] = XZERO | ((run - 1) >>> 8);
    sequence[size + 1] = (run - 1) & 255;
    return size + 2;
  }
  sequence[size] = run - 1;
  return size + 1;
}

function addValue(size: number, value: number, run: number): number {
  sequence[size] = valueOpcode(value, run);
  return size + 1;
}

function valueOpcode(value: number, run: number): number {
  return VAL | ((value - 1) << 2) | (run - 1);
}

/**
 * Raises a register to `value` (at most {@linkcode MAX_SPARSE_VALUE}) in the opcodes
 * `bytes[start, end)`; behind `end` there must be room for 3 bytes more. O(opcodes).
 *
 * @param limit Where the opcodes must end at the latest.
 * @returns where they end now, or {@linkcode CORRUPT}, {@linkcode TOO_LONG} or
 *   {@linkcode UNCHANGED}: then they are as before.
 */
export function setSparse(
  bytes: Uint8Array,
  start: number,
  end: number,
  register: number,
  value: number,
  limit: number,
): number {
  let at = start;
  let previous = start;
  let first = 0;
  let run = 0;
  let size = 0;
  while (at < end) {
    size = opcodeBytes(bytes, at);
    run = runOf(bytes, at);
    if (register <= first + run - 1) break;
    previous = at;
    at += size;
    first += run;
  }
  if (at >= end || at + size > end) return CORRUPT;
  const old = valueOf(bytes, at);
  if (old >= value) return UNCHANGED;
  if (run === 1 && size === 1) {
    bytes[at] = valueOpcode(value, 1);
    return mergeRuns(bytes, previous, end);
  }
  const before = register - first;
  const behind = first + run - 1 - register;
  let length = 0;
  if (before > 0) length = old === 0 ? addZeros(length, before) : addValue(length, old, before);
  length = addValue(length, value, 1);
  if (behind > 0) length = old === 0 ? addZeros(length, behind) : addValue(length, old, behind);
  const delta = length - size;
  if (delta > 0 && end + delta > limit) return TOO_LONG;
  bytes.copyWithin(at + length, at + size, end);
  for (let i = 0; i < length; i++) bytes[at + i] = sequence[i];
  return mergeRuns(bytes, previous, end + delta);
}

/** Joins neighbouring runs of one value from `at` on; returns where the opcodes end then. */
function mergeRuns(bytes: Uint8Array, at: number, end: number): number {
  for (let left = MERGED_OPCODES; at < end && left > 0; left--) {
    const value = valueOf(bytes, at);
    const next = at + opcodeBytes(bytes, at);
    if (value !== 0 && next < end && valueOf(bytes, next) === value) {
      const run = runOf(bytes, at) + runOf(bytes, next);
      if (run <= MAX_VALUE_RUN) {
        bytes[next] = valueOpcode(value, run);
        bytes.copyWithin(at, next, end);
        end--;
        continue;
      }
    }
    at = next;
  }
  return end;
}

/** The opcodes as text: `Z:8436 v:1,1 z:12`. */
export function describeRuns(bytes: Uint8Array, start: number, end: number): string {
  const words: string[] = [];
  for (let at = start; at < end; at += opcodeBytes(bytes, at)) {
    const run = runOf(bytes, at);
    if ((bytes[at] & VAL) !== 0) words.push(`v:${valueOf(bytes, at)},${run}`);
    else words.push(`${(bytes[at] & XZERO) !== 0 ? "Z" : "z"}:${run}`);
  }
  return words.join(" ");
}
