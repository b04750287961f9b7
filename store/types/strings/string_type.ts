/**
 * Strings, among the data types: what commands for any key need to know of them.
 */

import { parseSafeInteger } from "../../encoding/integer.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import type { ValueType } from "../value_type.ts";
import { STRING_DUMP } from "./string_dump.ts";
import { stringEncoding } from "./strings.ts";

/** Redis has one object for each integer below this one and not below 0, for all keys. */
const SHARED_INTEGERS = 10_000;

/** Whether the open record, a string, is an integer that Redis keeps once for all keys. */
function isSharedInteger(namespace: Namespace): boolean {
  if (namespace.kind() !== Kind.String) return false;
  const value = parseSafeInteger(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
  return value >= 0 && value < SHARED_INTEGERS;
}

/** Stores a copy of the string that is open in `source`; see `ValueType.copy`. */
function copyString(source: Namespace, target: Namespace, expiryMs: number): void {
  const kind = source.kind();
  const from = source.valueStart();
  const length = source.valueLength();
  // Making room for the copy may evict the original.
  const bytes = source.engine.limited ? source.bytes.slice(from, from + length) : source.bytes;
  const start = source.engine.limited ? 0 : from;
  target.reserve(kind, length, expiryMs);
  target.writeValue(0, bytes, start, start + length);
  target.changed("copy_to");
}

/** Strings, among the data types. */
export const STRING_TYPE: ValueType = {
  name: "string",
  kinds: [Kind.String, Kind.RawString, Kind.FloatString],
  encoding: stringEncoding,
  isShared: isSharedInteger,
  copy: copyString,
  dump: STRING_DUMP,
};
