/**
 * Streams, among the data types.
 */

import type { Namespace } from "../../engine/namespace.ts";
import { Kind } from "../../keyspace/record.ts";
import type { ValueType } from "../value_type.ts";
import { EntryCursor } from "./entry_cursor.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import type { Stream } from "./stream.ts";
import { StreamId } from "./stream_id.ts";
import { reportWholeGroup } from "./groups.ts";
import { STREAM_DUMP } from "./stream_dump.ts";
import { reportState } from "./streams.ts";

const encoder = new TextEncoder();

/** Stores a copy of the stream that is open in `source`; see `ValueType.copy`. */
function copyStream(source: Namespace, target: Namespace, expiryMs: number): void {
  // The copy is made before there is room for its key: making room may evict the original.
  const copy = (source.largeValue() as Stream).clone();
  const replaced = target.observed && target.find() !== 0;
  try {
    target.putLarge(Kind.Stream, copy, expiryMs);
  } catch (error) {
    target.engine.reclaimer.add(copy);
    throw error;
  }
  const { engine } = target;
  const { changes } = engine;
  if (target.observed) reportStream(target, copy, replaced, expiryMs);
  engine.changes = changes + 1; // one, of however many commands it is made
}

/** Reports a stream as a whole, as the commands that make one like it. */
function reportStream(
  namespace: Namespace,
  stream: Stream,
  replaced: boolean,
  expiryMs: number,
): void {
  if (replaced) namespace.effect("", "DEL", []);
  const cursor = new EntryCursor();
  const field = new PackedValue();
  const value = new PackedValue();
  const last = new StreamId();
  last.setMax();
  let event = "copy_to";
  cursor.start(stream.nodes, new StreamId(), last, false);
  while (cursor.next()) {
    const args = [cursor.id.text()];
    for (let i = 0; i < cursor.fields; i++) {
      cursor.readPair(field, value);
      args.push(field.bytes.slice(field.start, field.end));
      args.push(value.bytes.slice(value.start, value.end));
    }
    namespace.effect(event, "XADD", args);
    event = "";
  }
  if (stream.length === 0) {
    // There is no other way to make an empty stream than to add an entry and to take it away.
    const made = ["MAXLEN", "0", "0-1", "x", "y"];
    namespace.effect(event, "XADD", made.map((arg) => encoder.encode(arg)));
  }
  reportState(namespace, stream, "");
  for (const group of stream.groups.values()) reportWholeGroup(namespace, group, last);
  if (expiryMs > 0) namespace.effect("", "PEXPIREAT", [encoder.encode(String(expiryMs))]);
}

/** Streams, among the data types. */
export const STREAM_TYPE: ValueType = {
  name: "stream",
  kinds: [Kind.Stream],
  encoding: () => "stream",
  isShared: () => false,
  copy: copyStream,
  dump: STREAM_DUMP,
};
