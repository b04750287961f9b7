/** Streams with their groups in Redis's RDB format; `stream_reading.ts` has the layout. */

import { listpackBytes } from "../../encoding/listpack.ts";
import { RdbForm } from "../../encoding/rdb_format.ts";
import type { RdbWriter } from "../../encoding/rdb_writer.ts";
import type { RdbReader } from "../../encoding/rdb_reader.ts";
import type { Engine } from "../../engine/engine.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import type { RestoredValue, ValueDump, ValueLoading } from "../value_type.ts";
import { type ConsumerGroup, inOrder } from "./consumer_group.ts";
import type { PendingList } from "./pending_list.ts";
import { Stream } from "./stream.ts";
import { StreamId } from "./stream_id.ts";
import { readStream } from "./stream_reading.ts";
import { WideCount } from "./wide_count.ts";

const id = new StreamId();
const deliveries = new WideCount();
const words = new Int32Array(2);

/** Pending entries that are written at once. */
const PART_ENTRIES = 32;

/**
 * Writes a stream, its form not included, in parts: a step a node, or some pending entries. The stream
 * must not change in between, but may be read.
 */
export function* writeStream(stream: Stream, writer: RdbWriter): Generator<void> {
  const { nodes } = stream;
  const { directory } = nodes;
  writer.size(directory.size);
  for (let i = 0; i < directory.size; i++) {
    nodes.open(directory.first + i);
    directory.readId(directory.first + i, id);
    writer.size(16);
    writeId(writer, id);
    writer.string(nodes.chunk, nodes.pack, nodes.pack + listpackBytes(nodes.chunk, nodes.pack));
    yield;
  }
  writer.size(stream.length);
  writeParts(writer, stream.lastId);
  writeParts(writer, stream.firstId);
  writeParts(writer, stream.maxDeletedId);
  writeCount(writer, stream.entriesAdded);
  writer.size(stream.groups.size);
  for (const group of inOrder(stream.groups)) yield* writeGroup(group, writer);
}

function* writeGroup(group: ConsumerGroup, writer: RdbWriter): Generator<void> {
  writer.string(group.nameBytes, 0, group.nameBytes.length);
  writeParts(writer, group.lastId);
  writeCount(writer, group.entriesRead);
  yield* writePending(writer, group.pending, true);
  writer.size(group.size);
  for (const consumer of group.consumers()) {
    writer.string(consumer.nameBytes, 0, consumer.nameBytes.length);
    writer.integer64(consumer.seenMs);
    yield* writePending(writer, consumer.pending, false);
  }
}

/** Writes the IDs of pending entries, those of a group with their times and deliveries. */
function* writePending(writer: RdbWriter, pending: PendingList, whole: boolean): Generator<void> {
  writer.size(pending.size);
  if (pending.size === 0) return;
  const last = new StreamId();
  pending.goToEdge(false);
  for (let count = 1;; count++) {
    pending.readId(id);
    writeId(writer, id);
    if (whole) {
      writer.integer64(pending.timeMs);
      pending.readDeliveries(deliveries);
      writeCount(writer, deliveries);
    }
    if (count % PART_ENTRIES === 0) {
      last.copy(id);
      yield;
      pending.find(last);
    }
    if (!pending.next()) return;
  }
}

/** Writes an ID as sixteen bytes. */
function writeId(writer: RdbWriter, { msHigh, msLow, seqHigh, seqLow }: StreamId): void {
  writer.integer32(msHigh);
  writer.integer32(msLow);
  writer.integer32(seqHigh);
  writer.integer32(seqLow);
}

/** Writes an ID as two lengths. */
function writeParts(writer: RdbWriter, { msHigh, msLow, seqHigh, seqLow }: StreamId): void {
  writer.wideSize(msHigh, msLow);
  writer.wideSize(seqHigh, seqLow);
}

function writeCount(writer: RdbWriter, count: WideCount): void {
  count.store(words, 0);
  writer.wideSize(words[0], words[1]);
}

/** A stream on its way into the store: it is made apart, and takes its place when it is whole. */
class StreamLoading implements ValueLoading {
  readonly #stream: Stream;
  readonly #reading: Generator<void>;

  constructor(form: number, reader: RdbReader, engine: Engine) {
    this.#stream = new Stream(engine);
    this.#reading = readStream(form, reader, this.#stream);
  }

  /** Reads all of it; nothing is left behind if it is not sound. */
  readWhole(): RestoredValue {
    try {
      while (this.#reading.next().done !== true);
    } catch (error) {
      this.discard();
      throw error;
    }
    return {
      store: (namespace) => this.#store(namespace),
      discard: () => this.discard(),
    };
  }

  step(namespace: Namespace): boolean {
    if (this.#reading.next().done !== true) return false;
    this.#store(namespace);
    return true;
  }

  discard(): void {
    this.#stream.free(Infinity);
  }

  #store(namespace: Namespace): void {
    namespace.putLarge(Kind.Stream, this.#stream, NO_EXPIRY);
  }
}

/** How streams are dumped. */
export const STREAM_DUMP: ValueDump = {
  forms: [RdbForm.Stream, RdbForm.StreamGroups, RdbForm.StreamActive],
  write(namespace, writer) {
    writer.byte(RdbForm.StreamGroups);
    const writing = writeStream(namespace.largeValue() as Stream, writer);
    while (writing.next().done !== true);
  },
  read: (form, reader, engine) => new StreamLoading(form, reader, engine).readWhole(),
  load: (form, reader, { engine }) => new StreamLoading(form, reader, engine),
};
