/**
 * Reads a stream in Redis's RDB format, in any of the three forms that it has had.
 *
 * ```
 *  nodes │ (ID 16, listpack) …                          an ID of 16 bytes: ms and seq, BE
 *  length │ last ID │ [ first ID │ largest deleted ID │ entries added ]
 *  groups │ name │ last ID │ [ entries read ]
 *         │   pending │ (ID 16, time 8, deliveries) …
 *         │   consumers │ (name, seen 8, [ active 8 ], pending │ ID 16 …) …
 *
 *  [ … ]: not in the first form, Redis 5's; `active` only in the third, that of Redis 7.2
 * ```
 *
 * The stream is filled as it is read, node by node and group by group; it is nobody's until it has turned
 * out to be sound. What is no such stream throws `MALFORMED`.
 */

import { MALFORMED, type RdbReader } from "../../encoding/rdb_reader.ts";
import { RdbForm } from "../../encoding/rdb_format.ts";
import type { PackedValue } from "../../encoding/listpack.ts";
import type { ConsumerGroup } from "./consumer_group.ts";
import { checkNode } from "./node_check.ts";
import { entriesUpTo } from "./read_progress.ts";
import type { Stream } from "./stream.ts";
import { StreamId } from "./stream_id.ts";
import { WideCount } from "./wide_count.ts";

const ID_BYTES = 16;
/** Nodes and pending entries that are read at once. */
const NODES = 16;
const PENDING = 1024;
/** For a pending entry: its consumer has not been read yet. */
const NOBODY = -1;

/**
 * Fills an empty stream, which is not stored yet; stops at each `yield` after a bounded piece. At the end
 * it is a sound one.
 */
export function* readStream(form: number, reader: RdbReader, stream: Stream): Generator<void> {
  const last = new StreamId();
  const master = new StreamId();
  let live = 0;
  const nodes = reader.size();
  for (let i = 0; i < nodes; i++) {
    if (i % NODES === NODES - 1) yield;
    const key = reader.string();
    if (key.end - key.start !== ID_BYTES) throw MALFORMED;
    readId(key, master);
    if (i > 0 && master.compare(previous(stream)) <= 0) throw MALFORMED;
    if (master.compare(last) <= 0 && live > 0) throw MALFORMED;
    const { bytes, start, end } = reader.string();
    live += checkNode(bytes, start, end, master, last);
    stream.nodes.addPack(master, bytes, start);
  }
  stream.length = reader.size();
  if (stream.length !== live) throw MALFORMED;
  readParts(reader, stream.lastId);
  if (stream.lastId.compare(last) < 0) throw MALFORMED;
  stream.findFirst();
  if (form === RdbForm.Stream) {
    stream.entriesAdded.value = live;
  } else {
    readParts(reader, master); // the first ID, which is known from the entries
    readParts(reader, stream.maxDeletedId);
    stream.entriesAdded.setWords(reader.wide(), reader.low);
  }
  for (let groups = reader.size(); groups > 0; groups--) yield* readGroup(form, reader, stream);
}

/** Reads a group into the stream. */
function* readGroup(form: number, reader: RdbReader, stream: Stream): Generator<void> {
  const name = binary(reader.string());
  if (stream.groups.has(name)) throw MALFORMED;
  const group = stream.addGroup(name, new StreamId());
  readParts(reader, group.lastId);
  if (form === RdbForm.Stream) group.entriesRead.value = entriesUpTo(stream, group.lastId);
  else group.entriesRead.setWords(reader.wide(), reader.low);
  const id = new StreamId();
  const deliveries = new WideCount();
  const { pending } = group;
  for (let left = reader.size(); left > 0; left--) {
    if (left % PENDING === 0) yield;
    readId(reader.raw(ID_BYTES), id);
    if (pending.find(id)) throw MALFORMED;
    pending.insert(id);
    pending.consumer = NOBODY;
    pending.timeMs = reader.integer64();
    deliveries.setWords(reader.wide(), reader.low);
    pending.storeDeliveries(deliveries);
  }
  let owned = 0;
  for (let left = reader.size(); left > 0; left--) {
    owned += yield* readConsumer(form, reader, group, id);
  }
  // Each of them belongs to one consumer, and no more than one.
  if (owned !== pending.size) throw MALFORMED;
}

/** Reads a consumer into the group; returns how many entries are pending for it. */
function* readConsumer(
  form: number,
  reader: RdbReader,
  group: ConsumerGroup,
  id: StreamId,
): Generator<void, number> {
  const name = binary(reader.string());
  if (group.consumer(name) !== undefined) throw MALFORMED;
  const consumer = group.addConsumer(name, reader.integer64());
  if (form === RdbForm.StreamActive) reader.integer64();
  const { pending } = group;
  const count = reader.size();
  for (let left = count; left > 0; left--) {
    if (left % PENDING === 0) yield;
    readId(reader.raw(ID_BYTES), id);
    if (!pending.find(id) || pending.consumer !== NOBODY) throw MALFORMED;
    pending.consumer = consumer.index;
    consumer.pending.insert(id);
  }
  return count;
}

/** The ID of the last node. */
function previous({ nodes: { directory } }: Stream): StreamId {
  directory.readId(directory.last, NODE_ID);
  return NODE_ID;
}

/** Fills `id` with one that is written as two lengths. */
function readParts(reader: RdbReader, id: StreamId): void {
  id.msHigh = reader.wide();
  id.msLow = reader.low;
  id.seqHigh = reader.wide();
  id.seqLow = reader.low;
}

/** Fills `id` with one of sixteen bytes. */
function readId({ bytes, start }: PackedValue, id: StreamId): void {
  id.msHigh = bigEndian(bytes, start);
  id.msLow = bigEndian(bytes, start + 4);
  id.seqHigh = bigEndian(bytes, start + 8);
  id.seqLow = bigEndian(bytes, start + 12);
}

function bigEndian(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

/** A name, as a string of its bytes. */
function binary({ bytes, start, end }: PackedValue): string {
  let name = "";
  for (let i = start; i < end; i++) name += String.fromCharCode(bytes[i]);
  return name;
}

const NODE_ID = new StreamId();
