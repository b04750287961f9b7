/**
 * Intersections, unions and differences of sets, passed on member by member or stored under a key.
 *
 * The sets that go in are read where they are; only a union of several and the difference of very many
 * need a set of their own to be computed in. What is stored is built apart and put in place at the
 * end, so the target may be one of the sets that go in.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import { findInteger, Integer64, intsetLength, readInteger64At } from "../../encoding/intset.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { openSet, putLargeSet, reportWholeSet } from "./sets.ts";
import { addMember, createSet, removeMember } from "./edit.ts";
import { ScratchSet } from "./place.ts";
import { MemberIterator, SetReader } from "./reader.ts";

/** What is done to several sets. */
export type SetOperation = "intersection" | "union" | "difference";

/** Called at each member of a result; true to stop. */
type Visit = (member: PackedValue) => boolean | void;

/** Redis's names of the commands that store a result, and of their events. */
const STORE_COMMANDS = {
  intersection: "sinterstore",
  union: "sunionstore",
  difference: "sdiffstore",
} as const;

const members = new MemberIterator();
const value = new PackedValue();
const number = new Integer64();

/**
 * Readers of the sets under keys `first` … `end - 1` of `keys`; a missing key is the empty set. Counts
 * as a read of each key. They are good until the next change. @throws {WrongTypeError}
 */
export function openSets(
  namespace: Namespace,
  keys: ByteRanges,
  first: number,
  end: number,
): SetReader[] {
  const sets: SetReader[] = [];
  for (let i = first; i < end; i++) {
    namespace.load(keys.bytes, keys.starts[i], keys.ends[i]);
    sets.push(openSet(namespace, new SetReader()));
  }
  return sets;
}

/**
 * Calls `visit` with each member of a result, in no order; a result of integers alone, but for unions,
 * in ascending order. `visit` must not change the store.
 */
export function combineSets(
  namespace: Namespace,
  operation: SetOperation,
  sets: readonly SetReader[],
  visit: Visit,
): void {
  if (operation === "intersection") return visitIntersection(sets, visit);
  if (operation === "difference" && !manyToSubtract(sets)) return visitDifference(sets, visit);
  const filled = sets.filter((set) => set.size > 0);
  if (operation === "union" && filled.length <= 1) {
    if (filled.length === 1) visitAll(filled[0], visit);
    return;
  }
  const scratch = new ScratchSet(namespace.engine);
  try {
    if (operation === "union") collectUnion(filled, scratch);
    else collectDifference(sets, scratch);
    visitAll(readerOf(scratch), visit);
  } finally {
    scratch.dispose();
  }
}

/** How many members an intersection has, at most `limit`. O(smallest set · sets). */
export function countIntersection(sets: readonly SetReader[], limit: number): number {
  let count = 0;
  visitIntersection(sets, () => ++count >= limit);
  return count;
}

/**
 * Stores a result under the loaded key, in place of whatever is there; without members the key goes.
 * `keys` from `first` to `end - 1` are those of `sets`. Returns the number of members.
 * @throws {OutOfMemoryError} and nothing has changed.
 */
export function storeCombined(
  namespace: Namespace,
  operation: SetOperation,
  sets: readonly SetReader[],
  keys: ByteRanges,
  first: number,
  end: number,
): number {
  const scratch = new ScratchSet(namespace.engine);
  try {
    if (operation === "union") collectUnion(sets, scratch);
    else if (operation === "difference") collectDifference(sets, scratch);
    else visitIntersection(sets, (member) => add(scratch, member));
    const { size } = readerOf(scratch);
    if (size === 0) {
      namespace.delete();
      return 0;
    }
    putScratch(namespace, scratch);
    namespace.engine.changes++;
    const event = STORE_COMMANDS[operation];
    // With a limit the sources may have been evicted for the result.
    if (!namespace.engine.limited) {
      namespace.rangesEffect(event, event.toUpperCase(), keys, first, end);
    } else if (namespace.observed && namespace.find() !== 0) {
      reportWholeSet(namespace, event, NO_EXPIRY);
    }
    return size;
  } finally {
    scratch.dispose();
  }
}

/** Moves what a scratch set holds to the loaded key. */
function putScratch(namespace: Namespace, scratch: ScratchSet): void {
  const kind = scratch.kind();
  if (kind === Kind.Set) {
    putLargeSet(namespace, scratch.release(), NO_EXPIRY);
  } else {
    namespace.reserve(kind, scratch.valueLength(), NO_EXPIRY);
    namespace.writeValue(0, scratch.bytes, 0, scratch.valueLength());
  }
}

/** The smallest set is passed, and each of its members looked for in the others. */
function visitIntersection(sets: readonly SetReader[], visit: Visit): void {
  if (sets.length === 0) return;
  const bySize = sets.toSorted((a, b) => a.size - b.size);
  const smallest = bySize[0];
  if (bySize.every(({ kind }) => kind === Kind.IntegerSet)) {
    return visitIntegers(smallest, bySize, visit);
  }
  members.start(smallest);
  while (members.next(value)) {
    let i = 1;
    while (i < bySize.length && bySize[i].has(value.bytes, value.start, value.end)) i++;
    if (i === bySize.length && visit(value) === true) return;
  }
}

/** An intersection of intsets, without reading or writing a number as text but for the result. */
function visitIntegers(smallest: SetReader, sets: readonly SetReader[], visit: Visit): void {
  const length = intsetLength(smallest.bytes, smallest.start);
  for (let index = 0; index < length; index++) {
    readInteger64At(smallest.bytes, smallest.start, index, number);
    let i = 1;
    while (i < sets.length && findInteger(sets[i].bytes, sets[i].start, number) >= 0) i++;
    if (i < sets.length) continue;
    value.bytes = value.scratch;
    value.start = 0;
    value.end = number.writeText(value.scratch, 0);
    if (visit(value) === true) return;
  }
}

function visitAll(set: SetReader, visit: Visit): void {
  members.start(set);
  while (members.next(value)) if (visit(value) === true) return;
}

/**
 * Whether it takes less to subtract one set after the other from a copy of the first one than to look
 * each of its members up in all others, which stops at the first that has it. Redis's own estimate,
 * since OBJECT ENCODING may tell which way a result was made.
 */
function manyToSubtract(sets: readonly SetReader[]): boolean {
  if (sets.length === 0) return false;
  const filled = sets.filter((set) => set.size > 0);
  const lookUps = Math.floor(sets[0].size * filled.length / 2);
  const steps = filled.reduce((sum, set) => sum + set.size, 0);
  return lookUps > steps;
}

/** The first set is passed, and each of its members looked for in the others, large ones first. */
function visitDifference([first, ...rest]: readonly SetReader[], visit: Visit): void {
  if (first === undefined) return;
  const others = rest.sort((a, b) => b.size - a.size);
  members.start(first);
  while (members.next(value)) {
    let i = 0;
    while (i < others.length && !others[i].has(value.bytes, value.start, value.end)) i++;
    if (i === others.length && visit(value) === true) return;
  }
}

function collectUnion(sets: readonly SetReader[], scratch: ScratchSet): void {
  for (const set of sets) visitAll(set, (member) => add(scratch, member));
}

function collectDifference(sets: readonly SetReader[], scratch: ScratchSet): void {
  if (!manyToSubtract(sets)) {
    visitDifference(sets, (member) => add(scratch, member));
    return;
  }
  const [first, ...others] = sets;
  visitAll(first, (member) => add(scratch, member));
  const rest = new SetReader();
  for (const set of others) {
    if (rest.open(scratch).size === 0) return;
    visitAll(set, (member) => {
      removeMember(scratch, member.bytes, member.start, member.end);
    });
  }
}

function add(scratch: ScratchSet, { bytes, start, end }: PackedValue): void {
  if (scratch.kind() === 0) createSet(scratch, bytes, start, end);
  else addMember(scratch, bytes, start, end);
}

function readerOf(scratch: ScratchSet): SetReader {
  return scratch.kind() === 0 ? new SetReader() : new SetReader().open(scratch);
}
