/** Sorted sets in Redis's RDB format. */

import { RangeBuffer } from "../../byte_ranges.ts";
import { NOT_INTEGER } from "../../encoding/integer.ts";
import { firstEntry, nextEntry, PackedValue } from "../../encoding/listpack.ts";
import { readEntry, readInteger } from "../../encoding/listpack.ts";
import { RdbForm } from "../../encoding/rdb_format.ts";
import { MALFORMED, parseScore, type RdbReader } from "../../encoding/rdb_reader.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { PackingLimits } from "../../engine/packing_limits.ts";
import { passListpack, readListpack, readZiplist } from "../loading/dumped_elements.ts";
import { refuseDuplicates, refuseIncomplete } from "../loading/dumped_elements.ts";
import { ElementLoading, LOADED } from "../loading/element_loading.ts";
import { hasDuplicates, plainElements, storePacked } from "../loading/packed_loading.ts";
import type { ValueDump, ValueLoading } from "../value_type.ts";
import { Added, addMember, sortedSetSize } from "./sorted_sets.ts";
import { comparePacked, scoreAt } from "./packed_sorted_set.ts";
import { SortedSetWalk } from "./walk.ts";

const walk = new SortedSetWalk();
const member = new PackedValue();
/** So many members are read at once, to see whether they will be packed. */
const FEW = 512;
/** A member on its way from a file. */
const batch = new RangeBuffer();

/** Members that have been read; member `i` is string `i · step` of `strings`. */
interface ScoredMembers {
  readonly strings: RangeBuffer;
  readonly step: number;
  readonly scores: Float64Array;
}

/** Reads a member, which it adds to `strings`, and returns its score. */
function readMember(form: number, reader: RdbReader, strings: RangeBuffer): number {
  const { bytes, start, end } = reader.string();
  strings.add(bytes, start, end);
  return form === RdbForm.SortedSet ? reader.double() : reader.doubleText();
}

/** Reads members that are strings, each before its score. */
function readMembers(form: number, reader: RdbReader, count: number): ScoredMembers {
  const scores = new Float64Array(count);
  const strings = new RangeBuffer();
  for (let i = 0; i < scores.length; i++) scores[i] = readMember(form, reader, strings);
  return { strings, step: 1, scores };
}

/** Reads members that are packed, each before its score's text. */
function readPacked(form: number, reader: RdbReader): ScoredMembers {
  const strings = new RangeBuffer();
  if (form === RdbForm.SortedSetListpack) readListpack(reader, strings);
  else readZiplist(reader, strings);
  return scored(strings);
}

/** Members and the texts of their scores, in turn. */
function scored(strings: RangeBuffer): ScoredMembers {
  refuseIncomplete(strings, 2);
  const { bytes, starts, ends, count } = strings;
  const scores = new Float64Array(count / 2);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = parseScore(bytes, starts[2 * i + 1], ends[2 * i + 1]);
  }
  return { strings, step: 2, scores };
}

/** Whether the members of a listpack of plain elements are in their order. */
function isOrdered({ bytes, start, end }: PackedValue): boolean {
  let score = -Infinity;
  let before = -1;
  for (let at = firstEntry(start); at < end - 1;) {
    const scoreEntry = nextEntry(bytes, at);
    const next = plainScore(bytes, scoreEntry);
    if (!(next >= score)) return false;
    if (next === score && before >= 0) {
      readEntry(bytes, at, member);
      if (comparePacked(bytes, before, member.bytes, member.start, member.end) >= 0) return false;
    }
    score = next;
    before = at;
    at = nextEntry(bytes, scoreEntry);
  }
  return true;
}

/** The score whose entry is at `at`; NaN if what reads it later would see another one. */
function plainScore(bytes: Uint8Array, at: number): number {
  const score = scoreAt(bytes, at);
  if (readInteger(bytes, at) !== NOT_INTEGER) return score;
  readEntry(bytes, at, member);
  return parseScore(member.bytes, member.start, member.end) === score ? score : NaN;
}

/** Gives the loaded key a sorted set that is packed in a file. */
function loadListpack(packed: PackedValue, namespace: Namespace): ValueLoading {
  const { zsetMaxListpackEntries } = namespace.engine.packing;
  const count = plainElements(packed);
  const fits = count > 0 && count % 2 === 0 && count <= 2 * zsetMaxListpackEntries;
  if (fits && !hasDuplicates(packed, count, 2) && isOrdered(packed)) {
    storePacked(namespace, Kind.PackedSortedSet, packed);
    return LOADED;
  }
  batch.clear();
  passListpack(packed.bytes, packed.start, packed.end, batch);
  addMembers(namespace, scored(batch), RdbForm.SortedSetListpack);
  return LOADED;
}

/** Makes the loaded key a sorted set of members that had that form. */
function addMembers(namespace: Namespace, members: ScoredMembers, form: number): void {
  const { strings: { bytes, starts, ends }, step, scores } = members;
  const { packing } = namespace.engine;
  const { zsetMaxListpackEntries, zsetMaxListpackValue } = packing;
  // As in Redis, what comes packed stays packed whatever the length of its members, and what will not be
  // packed in the end is not on the way there: packed, a score of -0 would become 0.
  if (form === RdbForm.SortedSetListpack) packing.zsetMaxListpackValue = Infinity;
  else if (!fitPacked(members, packing)) packing.zsetMaxListpackEntries = 0;
  try {
    for (let i = 0; i < scores.length; i++) {
      const at = i * step;
      const added = addMember(namespace, i > 0, bytes, starts[at], ends[at], scores[i], 0);
      if (added !== Added.New) throw MALFORMED;
    }
  } finally {
    packing.zsetMaxListpackEntries = zsetMaxListpackEntries;
    packing.zsetMaxListpackValue = zsetMaxListpackValue;
  }
}

/** Whether members will be one packed block. */
function fitPacked({ strings, step, scores }: ScoredMembers, packing: PackingLimits): boolean {
  if (scores.length > packing.zsetMaxListpackEntries) return false;
  for (let i = 0; i < strings.count; i += step) {
    if (strings.ends[i] - strings.starts[i] > packing.zsetMaxListpackValue) return false;
  }
  return true;
}

/** Reads members and adds them, one after the other, to the open sorted set or, unless it `exists`, makes it. */
function loadMembers(
  form: number,
  reader: RdbReader,
  namespace: Namespace,
  exists: boolean,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    batch.clear();
    const score = readMember(form, reader, batch);
    if (Number.isNaN(score)) throw MALFORMED;
    const there = exists || i > 0;
    if (addMember(namespace, there, batch.bytes, 0, batch.ends[0], score, 0) !== Added.New) {
      throw MALFORMED;
    }
  }
}

/** How sorted sets are dumped. */
export const SORTED_SET_DUMP: ValueDump = {
  forms: [
    RdbForm.SortedSetText,
    RdbForm.SortedSet,
    RdbForm.SortedSetZiplist,
    RdbForm.SortedSetListpack,
  ],
  write(namespace, writer) {
    if (namespace.kind() === Kind.PackedSortedSet) {
      writer.byte(RdbForm.SortedSetListpack);
      writer.string(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
      return;
    }
    const size = sortedSetSize(namespace);
    writer.byte(RdbForm.SortedSet);
    writer.size(size);
    // The last one first, as Redis does: for its skip list this is the fastest order to read.
    walk.begin(namespace, 0, size, true);
    while (walk.next()) {
      writer.string(walk.bytes, walk.start, walk.end);
      writer.double(walk.score);
    }
  },
  read(form, reader) {
    const unpacked = form === RdbForm.SortedSet || form === RdbForm.SortedSetText;
    const members = unpacked ? readMembers(form, reader, reader.count()) : readPacked(form, reader);
    if (members.scores.some(Number.isNaN)) throw MALFORMED;
    refuseDuplicates(members.strings, members.step);
    return {
      store: (namespace) => addMembers(namespace, members, form),
    };
  },
  load(form, reader, namespace) {
    if (form === RdbForm.SortedSetListpack) return loadListpack(reader.string(), namespace);
    if (form !== RdbForm.SortedSet && form !== RdbForm.SortedSetText) return undefined;
    const total = reader.count();
    const { packing } = namespace.engine;
    if (total <= Math.min(packing.zsetMaxListpackEntries, FEW)) {
      const members = readMembers(form, reader, total);
      if (members.scores.some(Number.isNaN)) throw MALFORMED;
      addMembers(namespace, members, form);
      return LOADED;
    }
    return new ElementLoading(total, (namespace, exists, count) => {
      const limit = packing.zsetMaxListpackEntries;
      if (total > limit) packing.zsetMaxListpackEntries = 0;
      try {
        loadMembers(form, reader, namespace, exists, count);
      } finally {
        packing.zsetMaxListpackEntries = limit;
      }
    });
  },
};
