/**
 * Editing a small collection: the listpack that is the value of a namespace's open record.
 *
 * A listpack has no gaps, so every edit is a splice: some bytes go, others come, what stands behind
 * moves, and header and record are given the new length. Growing or shrinking may move the record
 * to another block, so a position is good until the next edit; each function takes positions in
 * `namespace.bytes` as they are before it and returns one as it is after it.
 *
 * ```
 *  valueStart          at        at + removed            valueEnd
 *  ├ header ┬ entries ─┼─ these go ─┼──── entries ──┬ 0xFF ┤
 *  └────────┴──────────┼── `inserted` bytes to write ──┼── entries ──┴──────┘
 * ```
 *
 * All of them work on the namespace's loaded key, whose record is open. They tell nobody: the caller
 * reports the change. What is inserted must not be bytes of the store itself, which may move.
 */

import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  entryBytesFor,
  findEntry,
  firstEntry,
  nextEntry,
  writeEntry,
} from "../encoding/listpack.ts";
import { type Namespace, NO_EXPIRY } from "../engine/namespace.ts";

/**
 * Where a packed collection is: in a namespace's open record, or in something that grows and shrinks
 * like one.
 */
export type PackedPlace = Pick<
  Namespace,
  "bytes" | "kind" | "valueStart" | "valueEnd" | "valueLength" | "reserve" | "resize"
>;

/**
 * Makes the loaded key, which must not be there, a collection of `kind` without elements but with
 * room for `entryBytes` bytes of them, `elements` many, which the caller writes.
 * @returns where to write them.
 */
export function createPacked(
  namespace: PackedPlace,
  kind: number,
  entryBytes: number,
  elements: number,
): number {
  namespace.reserve(kind, EMPTY_LISTPACK_BYTES + entryBytes, NO_EXPIRY);
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  createListpack(bytes, pack);
  bytes[pack + EMPTY_LISTPACK_BYTES - 1 + entryBytes] = bytes[pack + EMPTY_LISTPACK_BYTES - 1];
  adjustHeader(bytes, pack, entryBytes, elements);
  return firstEntry(pack);
}

/**
 * Replaces the `removed` bytes at `at`, whole entries or none, by `inserted` bytes, which are left to
 * the caller. `elements` is by how many the number of elements changes.
 * @returns where the inserted bytes are to be written. O(bytes behind `at`).
 */
export function spliceEntries(
  namespace: PackedPlace,
  at: number,
  removed: number,
  inserted: number,
  elements: number,
): number {
  const kind = namespace.kind();
  const offset = at - namespace.valueStart();
  const length = namespace.valueLength();
  const growth = inserted - removed;
  if (growth < 0) {
    const end = namespace.valueEnd();
    namespace.bytes.copyWithin(at + inserted, at + removed, end);
    namespace.resize(kind, length + growth);
  } else if (growth > 0) {
    namespace.resize(kind, length + growth);
    const { bytes } = namespace;
    const from = namespace.valueStart() + offset;
    bytes.copyWithin(from + inserted, from + removed, namespace.valueStart() + length);
  }
  const pack = namespace.valueStart();
  if (growth !== 0 || elements !== 0) adjustHeader(namespace.bytes, pack, growth, elements);
  return pack + offset;
}

/**
 * Inserts `source[start, end)` as an entry before the one at `at`, or at the end of the listpack.
 * @returns where the new entry begins.
 */
export function insertEntry(
  namespace: PackedPlace,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  const place = spliceEntries(namespace, at, 0, entryBytesFor(source, start, end), 1);
  writeEntry(namespace.bytes, place, source, start, end);
  return place;
}

/** Replaces the entry at `at` by `source[start, end)`; returns where it begins. */
export function replaceEntry(
  namespace: PackedPlace,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): number {
  const old = nextEntry(namespace.bytes, at) - at;
  const place = spliceEntries(namespace, at, old, entryBytesFor(source, start, end), 0);
  writeEntry(namespace.bytes, place, source, start, end);
  return place;
}

/**
 * Removes `count` entries from the one at `at` on, which must be there. A collection that loses its
 * last element is the caller's to delete.
 * @returns where the entry behind them begins, or the end of the listpack.
 */
export function removeEntries(namespace: PackedPlace, at: number, count: number): number {
  const { bytes } = namespace;
  let end = at;
  for (let i = 0; i < count; i++) end = nextEntry(bytes, end);
  return spliceEntries(namespace, at, end - at, 0, -count);
}

/**
 * Where the pair begins whose first entry has the bytes `needle[start, end)`, in a listpack of pairs
 * at `pack`; -1 if there is none. O(pairs).
 */
export function findPackedPair(
  bytes: Uint8Array,
  pack: number,
  needle: Uint8Array,
  start: number,
  end: number,
): number {
  const length = end - start;
  const from = firstEntry(pack);
  if (length === 0 || length >= 64 || mayBeInteger(needle[start])) {
    return findEntry(bytes, from, needle, start, end, 1);
  }
  // A short text is stored as one: its head tells its length, and nearly all others apart.
  const head = SHORT_STRING | length;
  const first = needle[start];
  for (let at = from;;) {
    const byte = bytes[at];
    if (byte === head && bytes[at + 1] === first) {
      let i = 1;
      while (i < length && bytes[at + 1 + i] === needle[start + i]) i++;
      if (i === length) return at;
    }
    if (byte === END) return -1;
    at = (byte & 0xc0) === SHORT_STRING ? at + (byte & 63) + 2 : nextEntry(bytes, at);
    const value = bytes[at];
    at = (value & 0xc0) === SHORT_STRING ? at + (value & 63) + 2 : nextEntry(bytes, at);
  }
}

const END = 0xff;
/** The head of a string of up to 63 bytes, but for its length; it takes two bytes beside them. */
const SHORT_STRING = 0x80;

/** Whether bytes that begin with this one may spell an integer. */
function mayBeInteger(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
}

/**
 * Writes `source[start, end)` over the entry at `at` if both are short strings of the same length: then
 * nothing else changes. Returns whether it did.
 */
export function overwriteEntry(
  bytes: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): boolean {
  const length = end - start;
  if (length >= 64 || bytes[at] !== (SHORT_STRING | length)) return false;
  if (length > 0 && mayBeInteger(source[start])) return false;
  for (let i = 0; i < length; i++) bytes[at + 1 + i] = source[start + i];
  return true;
}
