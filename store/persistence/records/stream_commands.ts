/**
 * The commands that make a stream with its groups.
 *
 * Redis 7.0 forgets, when it runs them, what is pending of entries that are deleted; Vortis does not.
 */

import { PackedValue } from "../../encoding/listpack.ts";
import type { ConsumerGroup } from "../../types/streams/consumer_group.ts";
import { EntryCursor } from "../../types/streams/entry_cursor.ts";
import type { Stream } from "../../types/streams/stream.ts";
import { StreamId } from "../../types/streams/stream_id.ts";
import { WideCount } from "../../types/streams/wide_count.ts";
import type { CommandOutput } from "./command_output.ts";

/** Entries of a part. */
const ENTRIES = 32;

/** Writes the commands for a stream, part by part. */
export function* streamCommands(
  stream: Stream,
  key: Uint8Array,
  out: CommandOutput,
): Generator<void> {
  yield* entryCommands(stream, key, out);
  if (stream.length === 0) {
    // There is no other way to make an empty stream than to add an entry and to take it away.
    command(out, "XADD", key, "MAXLEN", "0", "0-1", "x", "y");
  }
  stateCommands(stream, key, out);
  for (const group of stream.groups.values()) {
    yield;
    yield* groupCommands(group, key, out);
  }
}

function command(out: CommandOutput, name: string, key: Uint8Array, ...texts: string[]): void {
  out.begin(2 + texts.length);
  out.texts(name);
  out.whole(key);
  out.texts(...texts);
}

function* entryCommands(stream: Stream, key: Uint8Array, out: CommandOutput): Generator<void> {
  const cursor = new EntryCursor();
  const field = new PackedValue();
  const value = new PackedValue();
  const from = new StreamId();
  const last = new StreamId();
  last.setMax();
  let left = stream.length;
  while (left > 0) {
    cursor.start(stream.nodes, from, last, false);
    for (let i = 0; i < ENTRIES && cursor.next(); i++) {
      left--;
      from.copy(cursor.id);
      out.begin(3 + 2 * cursor.fields);
      out.texts("XADD");
      out.whole(key);
      out.whole(cursor.id.text());
      for (let pair = cursor.fields; pair > 0; pair--) {
        cursor.readPair(field, value);
        out.argument(field.bytes, field.start, field.end);
        out.argument(value.bytes, value.start, value.end);
      }
    }
    from.increment();
    yield;
  }
}

function stateCommands(stream: Stream, key: Uint8Array, out: CommandOutput): void {
  const { lastId, maxDeletedId } = stream;
  // Only what was given before may be larger than the last ID: it is told first, by itself.
  const isBelow = lastId.compare(maxDeletedId) < 0;
  command(
    out,
    "XSETID",
    key,
    String(isBelow ? maxDeletedId : lastId),
    ...["ENTRIESADDED", String(stream.entriesAdded.value)],
    ...["MAXDELETEDID", String(maxDeletedId)],
  );
  if (isBelow) command(out, "XSETID", key, String(lastId));
}

function* groupCommands(
  group: ConsumerGroup,
  key: Uint8Array,
  out: CommandOutput,
): Generator<void> {
  const { nameBytes, pending } = group;
  out.begin(7);
  out.texts("XGROUP", "CREATE");
  out.whole(key);
  out.whole(nameBytes);
  out.texts(String(group.lastId), "ENTRIESREAD", String(group.entriesRead.value));
  for (const consumer of group.consumers()) {
    out.begin(5);
    out.texts("XGROUP", "CREATECONSUMER");
    out.whole(key);
    out.whole(nameBytes);
    out.whole(consumer.nameBytes);
  }
  const id = new StreamId();
  const deliveries = new WideCount();
  for (let i = 0; i < pending.size; i++) {
    // What reads the group between two parts may leave its list anywhere.
    if (i === 0) pending.goToEdge(false);
    else if (i % ENTRIES !== 0) pending.next();
    else {
      yield;
      pending.find(id);
      pending.next();
    }
    pending.readId(id);
    pending.readDeliveries(deliveries);
    out.begin(12);
    out.texts("XCLAIM");
    out.whole(key);
    out.whole(nameBytes);
    out.whole(group.owner().nameBytes);
    out.texts("0", String(id), "TIME", String(pending.timeMs));
    out.texts("RETRYCOUNT", String(deliveries.value), "FORCE", "JUSTID");
  }
}
