/**
 * Sorted sets: members with scores under one key, in the order of the scores, those of equal scores in
 * the order of their bytes.
 *
 * A small one is one packed block (`packed_sorted_set.ts`), a large one a table with an ordered index
 * (`large_sorted_set.ts`); nobody but this folder sees which. One turns into a "skiplist", for OBJECT
 * ENCODING, exactly when Redis makes one of it, and never back.
 *
 * All functions work on a namespace whose key is loaded. Those that say "of the open set" need
 * `readSortedSet` or `modifySortedSet` to have found it. Bytes that are taken in must not be the store's
 * own. A sorted set without members does not stay: its key is deleted.
 */

import { EffectBatch } from "../../engine/effect_batch.ts";
import type { ByteRanges } from "../../byte_ranges.ts";
import { MAX_DOUBLE_BYTES, writeDouble } from "../../encoding/double.ts";
import { firstEntry, isEnd, nextEntry, PackedValue, readEntry } from "../../encoding/listpack.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { LargeSortedSet } from "./large_sorted_set.ts";
import {
  createPackedSortedSet,
  findPackedMember,
  insertPacked,
  packedSize,
  removePacked,
  scoreAt,
  scoreOfMemberAt,
  type SortedSetPlace,
} from "./packed_sorted_set.ts";
import { SortedSetWalk } from "./walk.ts";

const WRONG_TYPE = new WrongTypeError();

/** Bytes that a member of a large set takes beside its own, at most, for the memory limit. */
const MEMBER_OVERHEAD_BYTES = 64;

const member = new PackedValue();
const walk = new SortedSetWalk();
const encoder = new TextEncoder();

/** Whether a record's kind is one of the sorted set kinds. */
export function isSortedSetKind(kind: number): boolean {
  return kind === Kind.PackedSortedSet || kind === Kind.SortedSet;
}

/**
 * Looks the loaded key up for a read; whether there is one.
 * @throws {WrongTypeError} if it is no sorted set.
 */
export function readSortedSet(namespace: Namespace): boolean {
  if (namespace.read() === 0) return false;
  if (!isSortedSetKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** Looks the loaded key up for a change; otherwise like {@linkcode readSortedSet}. */
export function modifySortedSet(namespace: Namespace): boolean {
  if (namespace.modify() === 0) return false;
  if (!isSortedSetKind(namespace.kind())) throw WRONG_TYPE;
  return true;
}

/** The open set, which is large. */
export function largeSortedSet(namespace: SortedSetPlace): LargeSortedSet {
  return namespace.largeValue() as LargeSortedSet;
}

/** Number of members of the open set. O(1). */
export function sortedSetSize(namespace: SortedSetPlace): number {
  if (namespace.kind() === Kind.PackedSortedSet) return packedSize(namespace);
  return largeSortedSet(namespace).size;
}

/** Bytes that the open set takes, without its key. O(1). */
export function sortedSetBytes(namespace: Namespace): number {
  if (namespace.kind() === Kind.PackedSortedSet) return namespace.valueLength();
  return largeSortedSet(namespace).bytes;
}

/** The score of a member of the open set, NaN if there is none. O(1); O(members) of a packed one. */
export function memberScore(
  namespace: SortedSetPlace,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  if (namespace.kind() === Kind.PackedSortedSet) {
    const at = findPackedMember(namespace, bytes, start, end);
    return at < 0 ? NaN : scoreOfMemberAt(namespace.bytes, at);
  }
  const set = largeSortedSet(namespace);
  return set.find(bytes, start, end) === 0 ? NaN : set.openScore();
}

/** How a member is added: bits that may be combined. */
export const AddMode = {
  /** Only add new members. */
  OnlyNew: 1,
  /** Only change members that are there. */
  OnlyKnown: 2,
  /** Only raise scores. */
  Raise: 4,
  /** Only lower scores. */
  Lower: 8,
  /** The number is added to the score that the member has. */
  Increment: 16,
} as const;

/** What has come of adding a member. */
export const Added = {
  /** Its conditions were not met. */
  Refused: 0,
  /** The member was there with this very score. */
  Same: 1,
  /** It has another score now. */
  Rescored: 2,
  /** It is new. */
  New: 3,
  /** The sum of two infinities is no score; nothing has changed. */
  NotANumber: 4,
} as const;

/** The score that the last {@linkcode addMember} gave, or left, to its member. */
export const added = { score: 0 };

/**
 * Makes room for new members before any key is looked up, if there is a limit: `bytes` are those of the
 * members.
 * @throws {OutOfMemoryError} if the limit is strict and the room cannot be made.
 */
export function makeRoomFor(namespace: Namespace, members: number, bytes: number): void {
  const { engine } = namespace;
  if (engine.limited) engine.makeRoom(bytes + members * MEMBER_OVERHEAD_BYTES, false);
}

/**
 * Adds a member with a score to the set under the loaded key, or changes its score. `exists` says whether
 * {@linkcode modifySortedSet} has found the set, which is made otherwise (unless `OnlyKnown` is
 * asked for); afterwards it is open. Reports nothing. O(log members).
 *
 * @param mode Bits of {@linkcode AddMode}.
 * @returns one of {@linkcode Added}.
 */
export function addMember(
  namespace: Namespace,
  exists: boolean,
  bytes: Uint8Array,
  start: number,
  end: number,
  score: number,
  mode: number,
): number {
  added.score = score;
  if (!exists) {
    if ((mode & AddMode.OnlyKnown) !== 0) return Added.Refused;
    createSortedSet(namespace, bytes, start, end, score);
    return Added.New;
  }
  if (namespace.kind() === Kind.PackedSortedSet) {
    const at = findPackedMember(namespace, bytes, start, end);
    if (at >= 0) return rescorePacked(namespace, at, bytes, start, end, score, mode);
    if ((mode & AddMode.OnlyKnown) !== 0) return Added.Refused;
    const { zsetMaxListpackEntries, zsetMaxListpackValue } = namespace.engine.packing;
    if (end - start <= zsetMaxListpackValue && packedSize(namespace) < zsetMaxListpackEntries) {
      insertPacked(namespace, bytes, start, end, score);
      return Added.New;
    }
    enlarge(namespace);
  }
  const set = largeSortedSet(namespace);
  const address = set.find(bytes, start, end);
  if (address === 0) {
    if ((mode & AddMode.OnlyKnown) !== 0) return Added.Refused;
    set.addLoaded(score);
    return Added.New;
  }
  const current = set.openScore();
  const outcome = judge(current, score, mode);
  if (outcome === Added.Rescored) set.rescore(address, added.score);
  return outcome;
}

/** Makes the set under the loaded key, which is not there, with its first member. */
function createSortedSet(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  score: number,
): void {
  const { packing } = namespace.engine;
  if (packing.zsetMaxListpackEntries > 0 && end - start <= packing.zsetMaxListpackValue) {
    createPackedSortedSet(namespace, bytes, start, end, score);
    return;
  }
  const set = new LargeSortedSet(namespace.engine);
  set.add(bytes, start, end, score);
  namespace.putLarge(Kind.SortedSet, set, NO_EXPIRY);
}

/** What comes of giving a member that has the score `current` another one, left in `added.score`. */
function judge(current: number, score: number, mode: number): number {
  if ((mode & AddMode.OnlyNew) !== 0) return Added.Refused;
  if ((mode & AddMode.Increment) !== 0) {
    score += current;
    if (score !== score) return Added.NotANumber;
  }
  if ((mode & AddMode.Raise) !== 0 && score <= current) return Added.Refused;
  if ((mode & AddMode.Lower) !== 0 && score >= current) return Added.Refused;
  added.score = score;
  return score === current ? Added.Same : Added.Rescored;
}

function rescorePacked(
  namespace: Namespace,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  score: number,
  mode: number,
): number {
  const outcome = judge(scoreOfMemberAt(namespace.bytes, at), score, mode);
  if (outcome === Added.Rescored) {
    removePacked(namespace, at, 1);
    insertPacked(namespace, bytes, start, end, added.score);
  }
  return outcome;
}

/** Makes a large set of the open one, which is packed. O(members). */
export function enlarge(namespace: Namespace): void {
  const set = new LargeSortedSet(namespace.engine);
  visitPacked(namespace, (score) => set.add(member.bytes, member.start, member.end, score));
  namespace.enlarge(Kind.SortedSet, set);
}

/** Calls `visit` for each member of the open set, which is packed, with its bytes in `member`. */
function visitPacked(namespace: Namespace, visit: (score: number) => void): void {
  const { bytes } = namespace;
  let at = firstEntry(namespace.valueStart());
  while (!isEnd(bytes, at)) {
    readEntry(bytes, at, member);
    const scoreEntry = nextEntry(bytes, at);
    visit(scoreAt(bytes, scoreEntry));
    at = nextEntry(bytes, scoreEntry);
  }
}

/**
 * Removes a member of the open set, whose last one leaves an empty set to {@linkcode deleteIfEmpty};
 * false if there is no such member. Reports nothing. O(log members).
 */
export function removeMember(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (namespace.kind() !== Kind.PackedSortedSet) {
    return largeSortedSet(namespace).delete(bytes, start, end);
  }
  const at = findPackedMember(namespace, bytes, start, end);
  if (at < 0) return false;
  removePacked(namespace, at, 1);
  return true;
}

/** Deletes the loaded key if the open set has lost its last member; whether it has. */
export function deleteIfEmpty(namespace: Namespace): boolean {
  if (sortedSetSize(namespace) > 0) return false;
  namespace.deleteEmptied();
  return true;
}

/**
 * Reports the loaded key's set as what the command `event` has stored; its arguments after the key begin
 * at index `from` of `args`. With a limit the sources may have been evicted for the result: then it is
 * reported whole.
 */
export function reportStored(
  namespace: Namespace,
  event: string,
  args: ByteRanges & { readonly count: number },
  from: number,
): void {
  if (!namespace.engine.limited) {
    namespace.rangesEffect(event, event.toUpperCase(), args, from, args.count);
  } else if (namespace.observed && namespace.find() !== 0) {
    reportWhole(namespace, event, NO_EXPIRY);
  }
}

/** Reports the open set as new: it has taken the place of whatever the key held. */
export function reportWhole(namespace: Namespace, event: string, expiryMs: number): void {
  namespace.effect("", "DEL", []);
  const batch = new EffectBatch(namespace, event, "ZADD");
  walk.begin(namespace, 0, sortedSetSize(namespace), false);
  while (walk.next()) {
    batch.add(scoreBytes(walk.score), walk.bytes.slice(walk.start, walk.end));
  }
  batch.end();
  if (expiryMs > 0) namespace.effect("", "PEXPIREAT", [encoder.encode(String(expiryMs))]);
}

/** A score's text, for the change feed. */
export function scoreBytes(score: number): Uint8Array {
  const bytes = new Uint8Array(MAX_DOUBLE_BYTES);
  return bytes.subarray(0, writeDouble(bytes, 0, score));
}
