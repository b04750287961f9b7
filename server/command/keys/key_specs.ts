/**
 * Key specs: the usual ones in short form, their flags as bits, and the "first key, last key,
 * step" that COMMAND INFO derives from them.
 */

import type { KeyFlag, KeySpec } from "../description.ts";

/** The flags of a key spec, in COMMAND INFO's order: the name at index `i` belongs to bit `i`. */
export const KEY_FLAG_NAMES: readonly KeyFlag[] = [
  "RO",
  "RW",
  "OW",
  "RM",
  "access",
  "update",
  "insert",
  "delete",
  "not_key",
  "incomplete",
  "variable_flags",
];

/** The bits of a list of key flags. Throws `TypeError` on an unknown name. */
export function keyFlagBits(flags: readonly KeyFlag[]): number {
  let bits = 0;
  for (const flag of flags) {
    const bit = KEY_FLAG_NAMES.indexOf(flag);
    if (bit < 0) throw new TypeError(`Cannot use the key flag: "${flag}" is unknown`);
    bits |= 1 << bit;
  }
  return bits;
}

/** The names of the key flags whose bits are set. */
export function keyFlagNames(bits: number): KeyFlag[] {
  return KEY_FLAG_NAMES.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

/** One key, at argument `index` (the command's name is 0). */
export function keyAt(index: number, flags: readonly KeyFlag[], notes?: string): KeySpec {
  return keyRange(index, 0, 1, flags, notes);
}

/**
 * Every `step`-th argument from `first` on. `lastKey` is relative to `first`; when negative it
 * counts from the end: -1 is the last argument.
 */
export function keyRange(
  first: number,
  lastKey: number,
  step: number,
  flags: readonly KeyFlag[],
  notes?: string,
): KeySpec {
  return {
    flags,
    ...(notes === undefined ? {} : { notes }),
    begin: { index: first },
    find: { lastKey, step, limit: 0 },
  };
}

/** A count of keys at argument `index`, the keys right behind it (ZUNION, LMPOP, EVAL). */
export function keysCountedAt(index: number, flags: readonly KeyFlag[], notes?: string): KeySpec {
  return {
    flags,
    ...(notes === undefined ? {} : { notes }),
    begin: { index },
    find: { keyNumIndex: 0, firstKey: 1, step: 1 },
  };
}

/** Keys whose place no rule can tell (SORT's BY and GET). */
export function keysUnknown(flags: readonly KeyFlag[], notes?: string): KeySpec {
  return { flags, ...(notes === undefined ? {} : { notes }) };
}

/**
 * The positions of a command's keys as clients have known them since before key specs existed;
 * all zero when no range can describe any of them. `lastKey` is an argument index, or negative
 * and counted from the end. `movable` says that the range does not tell all keys.
 */
export interface KeyPattern {
  /** Argument index of the first key. */
  readonly firstKey: number;
  /** Argument index of the last key; -1 is the last argument. */
  readonly lastKey: number;
  /** Distance from one key to the next. */
  readonly step: number;
  /** Whether there are keys that the range does not tell. */
  readonly movable: boolean;
}

/** Derives the pattern: one range as it is, or several adjacent ranges of step 1 as one. */
export function keyPattern(specs: readonly KeySpec[]): KeyPattern {
  let firstKey = 0;
  let lastKey = 0;
  let step = 0;
  let movable = false;
  for (const spec of specs) {
    movable ||= spec.flags.includes("incomplete");
    if (!isIndexedRange(spec)) {
      movable = true;
      continue;
    }
    const begin = spec.begin.index;
    const end = spec.find.lastKey < 0 ? spec.find.lastKey : begin + spec.find.lastKey;
    if (specs.length === 1) {
      return { firstKey: begin, lastKey: end, step: spec.find.step, movable };
    }
    if (spec.find.step !== 1 || (lastKey !== 0 && lastKey !== begin - 1)) {
      movable = true;
      continue;
    }
    if (firstKey === 0) firstKey = begin;
    lastKey = end;
    step = 1;
  }
  return { firstKey, lastKey, step, movable };
}

interface IndexedRange extends KeySpec {
  readonly begin: { readonly index: number };
  readonly find: { readonly lastKey: number; readonly step: number; readonly limit: number };
}

function isIndexedRange(spec: KeySpec): spec is IndexedRange {
  return spec.begin !== undefined && "index" in spec.begin &&
    spec.find !== undefined && "lastKey" in spec.find;
}
