/**
 * The commands that make a value: what a base in commands has for a collection.
 *
 * Long ones are written in parts, between which other commands run, but none that changes the value. What
 * reads it may move its registers, so each part finds its place anew.
 */

import { MAX_DOUBLE_BYTES, writeDouble } from "../../encoding/double.ts";
import { intsetLength, readIntegerText } from "../../encoding/intset.ts";
import {
  firstEntry,
  isEnd,
  listpackLength,
  nextEntry,
  PackedValue,
  readEntry,
} from "../../encoding/listpack.ts";
import { Kind } from "../../keyspace/record.ts";
import { RecordIterator } from "../../keyspace/record_iterator.ts";
import { RecordView } from "../../keyspace/record_view.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import type { LargeHash } from "../../types/hashes/large_hash.ts";
import type { LargeList } from "../../types/lists/large_list.ts";
import type { LargeSet } from "../../types/sets/large_set.ts";
import type { LargeSortedSet } from "../../types/sorted_sets/large_sorted_set.ts";
import { SortedSetWalk } from "../../types/sorted_sets/walk.ts";
import type { Stream } from "../../types/streams/stream.ts";
import type { CommandOutput } from "./command_output.ts";
import { streamCommands } from "./stream_commands.ts";

/** Elements of a command. */
const ELEMENTS = 64;

/** Writes the commands for the value in view, part by part; `key` is its key. */
export function* commandsOf(
  view: RecordView,
  key: Uint8Array,
  large: LargeValue | undefined,
  out: CommandOutput,
): Generator<void> {
  const expiryMs = view.expiry();
  switch (view.kind()) {
    case Kind.PackedList:
      entries("RPUSH", 1, view, key, out);
      break;
    case Kind.PackedHash:
      entries("HSET", 2, view, key, out);
      break;
    case Kind.PackedSet:
      entries("SADD", 1, view, key, out);
      break;
    case Kind.PackedSortedSet:
      scoredEntries(view, key, out);
      break;
    case Kind.IntegerSet:
      integers(view, key, out);
      break;
    case Kind.List:
      yield* listCommands(large as LargeList, key, out);
      break;
    case Kind.Hash:
      yield* hashCommands(large as LargeHash, key, out);
      break;
    case Kind.Set:
      yield* setCommands(large as LargeSet, key, out);
      break;
    case Kind.SortedSet:
      yield* sortedSetCommands(large as LargeSortedSet, key, out);
      break;
    default:
      yield* streamCommands(large as Stream, key, out);
  }
  if (expiryMs === 0) return;
  out.begin(3);
  out.texts("PEXPIREAT");
  out.whole(key);
  out.texts(String(expiryMs));
}

/** Begins a command for some of `left` elements of `each` arguments; returns for how many. */
function begin(
  name: string,
  key: Uint8Array,
  left: number,
  each: number,
  out: CommandOutput,
): number {
  const count = Math.min(ELEMENTS, left);
  out.begin(2 + count * each);
  out.texts(name);
  out.whole(key);
  return count;
}

/** The entries of the listpack in view, `each` of which are one element. */
function entries(
  name: string,
  each: number,
  view: RecordView,
  key: Uint8Array,
  out: CommandOutput,
): void {
  const { bytes } = view;
  const pack = view.valueStart();
  const element = new PackedValue();
  let elements = listpackLength(bytes, pack) / each;
  let left = 0;
  for (let at = firstEntry(pack); !isEnd(bytes, at); at = nextEntry(bytes, at)) {
    if (left === 0) {
      const count = begin(name, key, elements, each, out);
      elements -= count;
      left = count * each;
    }
    left--;
    readEntry(bytes, at, element);
    out.argument(element.bytes, element.start, element.end);
  }
}

/** The members and scores of the listpack in view; a command has the score first. */
function scoredEntries(view: RecordView, key: Uint8Array, out: CommandOutput): void {
  const { bytes } = view;
  const pack = view.valueStart();
  const member = new PackedValue();
  const score = new PackedValue();
  let elements = listpackLength(bytes, pack) / 2;
  let left = 0;
  for (let at = firstEntry(pack); !isEnd(bytes, at); at = nextEntry(bytes, at)) {
    if (left === 0) elements -= left = begin("ZADD", key, elements, 2, out);
    left--;
    readEntry(bytes, at, member);
    at = nextEntry(bytes, at);
    readEntry(bytes, at, score);
    out.argument(score.bytes, score.start, score.end);
    out.argument(member.bytes, member.start, member.end);
  }
}

function integers(view: RecordView, key: Uint8Array, out: CommandOutput): void {
  const set = view.valueStart();
  const length = intsetLength(view.bytes, set);
  const member = new PackedValue();
  let left = 0;
  for (let i = 0; i < length; i++) {
    if (left === 0) left = begin("SADD", key, length - i, 1, out);
    left--;
    readIntegerText(view.bytes, set, i, member);
    out.argument(member.bytes, member.start, member.end);
  }
}

function* listCommands(list: LargeList, key: Uint8Array, out: CommandOutput): Generator<void> {
  const { directory } = list;
  const element = new PackedValue();
  for (let i = 0; i < directory.size; i++) {
    list.open(directory.first + i);
    const { chunk } = list;
    const end = list.end();
    let elements = list.entries();
    let left = 0;
    for (let at = list.start(); at < end; at = nextEntry(chunk, at)) {
      if (left === 0) elements -= left = begin("RPUSH", key, elements, 1, out);
      left--;
      readEntry(chunk, at, element);
      out.argument(element.bytes, element.start, element.end);
    }
    yield;
  }
}

function* hashCommands(hash: LargeHash, key: Uint8Array, out: CommandOutput): Generator<void> {
  const { arena, table } = hash.table;
  const view = new RecordView();
  const fields = new RecordIterator();
  fields.start(table);
  let elements = table.size;
  while (elements > 0) {
    const count = begin("HSET", key, elements, 2, out);
    for (let i = 0; i < count; i++) {
      view.openIn(arena, fields.next());
      out.argument(view.bytes, view.keyStart(), view.keyEnd());
      out.argument(view.bytes, view.keyEnd(), view.valueEnd());
    }
    elements -= count;
    yield;
  }
  if (hash.expiring === 0) return;
  fields.start(table);
  for (let i = 1;; i++) {
    const address = fields.next();
    if (address === 0) return;
    view.openIn(arena, address);
    if (view.expiry() !== 0) {
      out.begin(6);
      out.texts("HPEXPIREAT");
      out.whole(key);
      out.texts(String(view.expiry()), "FIELDS", "1");
      out.argument(view.bytes, view.keyStart(), view.keyEnd());
    }
    if (i % ELEMENTS === 0) yield;
  }
}

function* setCommands(set: LargeSet, key: Uint8Array, out: CommandOutput): Generator<void> {
  const { arena, table } = set.table;
  const view = new RecordView();
  const members = new RecordIterator();
  members.start(table);
  let elements = table.size;
  while (elements > 0) {
    const count = begin("SADD", key, elements, 1, out);
    for (let i = 0; i < count; i++) {
      view.openIn(arena, members.next());
      out.argument(view.bytes, view.keyStart(), view.keyEnd());
    }
    elements -= count;
    yield;
  }
}

function* sortedSetCommands(
  set: LargeSortedSet,
  key: Uint8Array,
  out: CommandOutput,
): Generator<void> {
  const walk = new SortedSetWalk();
  const score = new Uint8Array(MAX_DOUBLE_BYTES);
  walk.beginLarge(set, 0, set.size, false);
  let elements = set.size;
  while (elements > 0) {
    const count = begin("ZADD", key, elements, 2, out);
    for (let i = 0; i < count; i++) {
      walk.next();
      out.argument(score, 0, writeDouble(score, 0, walk.score));
      out.argument(walk.bytes, walk.start, walk.end);
    }
    elements -= count;
    yield;
  }
}
