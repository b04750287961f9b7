/**
 * Values on their way into an RDB file: packed ones as they are, large ones a part at a time.
 *
 * Reading is done beside all that commands do with a value, some of it between two parts of the same
 * one: so nothing is kept in the registers of the value itself, and the records are looked at through
 * views of our own.
 */

import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  firstEntry,
  isEnd,
  listpackBytes,
  listpackLength,
  nextEntry,
  PackedValue,
  readEntry,
} from "../../encoding/listpack.ts";
import { intsetBytes, intsetLength, intsetWidth } from "../../encoding/intset.ts";
import { ListNode, RdbForm } from "../../encoding/rdb_format.ts";
import type { RdbWriter } from "../../encoding/rdb_writer.ts";
import type { ElementTable } from "../../keyspace/element_table.ts";
import { Kind } from "../../keyspace/record.ts";
import { RecordIterator } from "../../keyspace/record_iterator.ts";
import { RecordView } from "../../keyspace/record_view.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../memory/arena.ts";
import type { LargeHash } from "../../types/hashes/large_hash.ts";
import type { LargeList } from "../../types/lists/large_list.ts";
import type { LargeSet } from "../../types/sets/large_set.ts";
import type { LargeSortedSet } from "../../types/sorted_sets/large_sorted_set.ts";
import { SortedSetWalk } from "../../types/sorted_sets/walk.ts";
import type { Stream } from "../../types/streams/stream.ts";
import { writeStream } from "../../types/streams/stream_dump.ts";

/** A value that is being written: each step writes a part. */
export type ValueWriting = Iterator<void>;

/** Elements of a part. */
const PART_ELEMENTS = 32;
/** Strings above this are written in parts of so many bytes. */
const PART_BYTES = 1 << 20;

const element = new PackedValue();

/** The form of the value in view. */
export function formOf(view: RecordView, large: LargeValue | undefined): number {
  switch (view.kind()) {
    case Kind.PackedList:
    case Kind.List:
      return RdbForm.ListNodes;
    case Kind.PackedHash:
      return isMarkedHash(view) ? RdbForm.Hash : RdbForm.HashListpack;
    case Kind.Hash:
      return (large as LargeHash).expiring === 0 ? RdbForm.Hash : RdbForm.HashExpiry;
    case Kind.IntegerSet:
      return RdbForm.SetIntset;
    case Kind.PackedSet:
    case Kind.Set:
      return RdbForm.Set;
    case Kind.PackedSortedSet:
      return RdbForm.SortedSetListpack;
    case Kind.SortedSet:
      return RdbForm.SortedSet;
    case Kind.Stream:
      return RdbForm.StreamGroups;
    default:
      return RdbForm.String;
  }
}

/** Writes the value in view, whose form is written already; returns what is left to do of a large one. */
export function writeValue(
  view: RecordView,
  large: LargeValue | undefined,
  out: RdbWriter,
): ValueWriting | undefined {
  const { bytes } = view;
  const start = view.valueStart();
  switch (view.kind()) {
    case Kind.PackedList:
      out.size(1);
      out.size(ListNode.Packed);
      out.string(bytes, start, view.valueEnd());
      return undefined;
    case Kind.PackedHash:
      if (isMarkedHash(view)) writeEntries(bytes, start, 2, out);
      else out.string(bytes, start, view.valueEnd());
      return undefined;
    case Kind.IntegerSet:
      // The block may be longer than the set.
      out.string(
        bytes,
        start,
        start + intsetBytes(intsetWidth(bytes, start), intsetLength(bytes, start)),
      );
      return undefined;
    case Kind.PackedSet:
      writeEntries(bytes, start, 1, out);
      return undefined;
    case Kind.PackedSortedSet:
      out.string(bytes, start, view.valueEnd());
      return undefined;
    case Kind.List:
      return writeNodes(large as LargeList, out);
    case Kind.Hash:
      return writeHash(large as LargeHash, out);
    case Kind.Set:
      return writeMembers((large as LargeSet).table, out);
    case Kind.SortedSet:
      return writeScores(large as LargeSortedSet, out);
    case Kind.Stream:
      return writeStream(large as Stream, out);
    default:
      if (view.valueLength() > PART_BYTES) return writeBytes(bytes, start, view.valueEnd(), out);
      out.string(bytes, start, view.valueEnd());
      return undefined;
  }
}

/** Whether a hash stands in a listpack though Redis has a table for it; see `types/hashes/packed_hash.ts`. */
function isMarkedHash(view: RecordView): boolean {
  return view.valueLength() !== listpackBytes(view.bytes, view.valueStart());
}

/** Writes the entries of a listpack as strings, `step` of which are one element. */
function writeEntries(bytes: Uint8Array, pack: number, step: number, out: RdbWriter): void {
  out.size(listpackLength(bytes, pack) / step);
  for (let at = firstEntry(pack); !isEnd(bytes, at); at = nextEntry(bytes, at)) {
    readEntry(bytes, at, element);
    out.string(element.bytes, element.start, element.end);
  }
}

/** Writes a long string. */
function* writeBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: RdbWriter,
): Generator<void> {
  out.size(end - start);
  for (let at = start; at < end; at += PART_BYTES) {
    out.raw(bytes, at, Math.min(at + PART_BYTES, end));
    yield;
  }
}

function* writeNodes(list: LargeList, out: RdbWriter): Generator<void> {
  const { directory } = list;
  out.size(directory.size);
  for (let i = 0; i < directory.size; i++) {
    list.open(directory.first + i);
    writeNode(list, out);
    yield;
  }
}

/** Writes the open node of a list as a listpack. */
function writeNode(list: LargeList, out: RdbWriter): void {
  const start = list.start();
  const end = list.end();
  const length = end - start;
  if (node.length < length + EMPTY_LISTPACK_BYTES) {
    node = new Uint8Array(2 * length + EMPTY_LISTPACK_BYTES);
  }
  createListpack(node, 0);
  const at = firstEntry(0);
  node.set(list.chunk.subarray(start, end), at);
  node[at + length] = 0xff;
  adjustHeader(node, 0, length, list.entries());
  out.size(ListNode.Packed);
  out.string(node, 0, length + EMPTY_LISTPACK_BYTES);
  if (node.length > PART_BYTES) node = new Uint8Array(0);
}

let node = new Uint8Array(0);

function* writeHash(hash: LargeHash, out: RdbWriter): Generator<void> {
  const { arena, table } = hash.table;
  const view = new RecordView();
  const fields = new RecordIterator();
  const expires = hash.expiring > 0;
  let earliestMs = Infinity;
  if (expires) {
    // Expire times are told by how much later they are than the first.
    fields.start(table);
    for (let count = 1;; count++) {
      const address = fields.next();
      if (address === 0) break;
      view.openIn(arena, address);
      const expiryMs = view.expiry();
      if (expiryMs !== 0 && expiryMs < earliestMs) earliestMs = expiryMs;
      if (count % PART_ELEMENTS === 0) yield;
    }
    out.integer64(earliestMs);
  }
  out.size(table.size);
  fields.start(table);
  for (let count = gather(fields, arena); count > 0; count = gather(fields, arena)) {
    for (let i = 0; i < count; i++) {
      view.openIn(arena, gathered[i]);
      if (expires) writeDelay(view.expiry(), earliestMs, out);
      const { bytes } = view;
      const keyStart = view.keyStart();
      const keyEnd = view.keyEnd();
      out.string(bytes, keyStart, keyEnd);
      out.string(bytes, keyEnd, view.valueEnd());
    }
    yield;
  }
}

/** The next elements of a table. */
const gathered = new Int32Array(PART_ELEMENTS);
/** What was read of them: it goes somewhere, or the compiler would leave the reading out. */
const touched = { words: 0 };

/**
 * Gathers the next elements, and reads a word of each in a loop of its own: they lie anywhere, and the waits
 * for them overlap. Returns how many there are, 0 at the end.
 */
function gather(elements: RecordIterator, { words }: Arena): number {
  let count = 0;
  while (count < PART_ELEMENTS) {
    const address = elements.next();
    if (address === 0) break;
    gathered[count++] = address;
  }
  let read = 0;
  for (let i = 0; i < count; i++) {
    read ^= words[gathered[i] >>> CHUNK_SHIFT][(gathered[i] & OFFSET_MASK) << 1];
  }
  touched.words = read;
  return count;
}

/** Writes an expire time, 0 for none, as what it is above the time of the first, and one more. */
function writeDelay(expiryMs: number, earliestMs: number, out: RdbWriter): void {
  if (expiryMs === 0) return out.size(0);
  const delay = expiryMs - earliestMs + 1;
  out.wideSize(Math.floor(delay / 4294967296), delay | 0);
}

function* writeMembers({ arena, table }: ElementTable, out: RdbWriter): Generator<void> {
  const view = new RecordView();
  const members = new RecordIterator();
  out.size(table.size);
  members.start(table);
  for (let count = gather(members, arena); count > 0; count = gather(members, arena)) {
    for (let i = 0; i < count; i++) {
      view.openIn(arena, gathered[i]);
      out.string(view.bytes, view.keyStart(), view.keyEnd());
    }
    yield;
  }
}

function* writeScores(set: LargeSortedSet, out: RdbWriter): Generator<void> {
  const walk = new SortedSetWalk();
  out.size(set.size);
  // The last one first, as Redis does: for its skip list this is the fastest order to read.
  walk.beginLarge(set, 0, set.size, true);
  for (let count = 1; walk.next(); count++) {
    out.string(walk.bytes, walk.start, walk.end);
    out.double(walk.score);
    if (count % PART_ELEMENTS === 0) yield;
  }
}
