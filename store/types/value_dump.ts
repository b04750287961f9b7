/**
 * Values as bytes, in Redis's RDB format: what DUMP hands out and RESTORE takes.
 *
 * ```
 * ┌──────┬───────┬─────────┬──────────┐
 * │ form │ value │ version │ checksum │     form: one byte, see `RdbForm`
 * │      │       │ 2, LE   │ 8, LE    │     checksum: CRC-64 of all before it
 * └──────┴───────┴─────────┴──────────┘
 * ```
 *
 * A type tells how its values are written and read in its `ValueType.dump`. A payload is read and
 * checked as a whole before anything is stored, and every value is built anew from its elements: so
 * whatever a payload holds, the value is a sound one or there is none.
 */

import { CRC64_BYTES, writeCrc64 } from "../encoding/crc64.ts";
import { LAST_RDB_VERSION, versionOfForm } from "../encoding/rdb_format.ts";
import { MalformedRdbError, RdbReader } from "../encoding/rdb_reader.ts";
import { RdbWriter } from "../encoding/rdb_writer.ts";
import type { Engine } from "../engine/engine.ts";
import type { Namespace } from "../engine/namespace.ts";
import type { RestoredValue, ValueDump } from "./value_type.ts";
import { VALUE_TYPES, valueTypeOf } from "./value_types.ts";

const VERSION_BYTES = 2;
const FOOTER_BYTES = VERSION_BYTES + CRC64_BYTES;

const checksum = new Uint8Array(CRC64_BYTES);

const BY_FORM: readonly (ValueDump | undefined)[] = VALUE_TYPES.reduce<ValueDump[]>(
  (table, { dump }) => {
    for (const form of dump?.forms ?? []) table[form] = dump!;
    return table;
  },
  [],
);

/** What reads values of that form of `RdbForm`; `undefined` if nothing does. O(1). */
export function dumpOfForm(form: number): ValueDump | undefined {
  return BY_FORM[form];
}

/** The name of the type whose values have that form of `RdbForm`; `undefined` if it is none. */
export function typeNameOfForm(form: number): string | undefined {
  return VALUE_TYPES.find(({ dump }) => dump?.forms.includes(form))?.name;
}

/** The open record's value as a payload. O(its bytes). */
export function dumpValue(namespace: Namespace): Uint8Array {
  const writer = new RdbWriter();
  valueTypeOf(namespace.kind()).dump!.write(namespace, writer);
  const version = versionOfForm(writer.bytes[0]);
  writer.byte(version & 255);
  writer.byte(version >>> 8);
  const end = writer.append(CRC64_BYTES);
  writeCrc64(writer.bytes, end, writer.bytes, 0, end);
  return writer.bytes.subarray(0, writer.length);
}

/** Whether a payload, `bytes[start, end)`, has a version that is known and the right checksum. O(n). */
export function isIntact(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < FOOTER_BYTES) return false;
  const footer = end - FOOTER_BYTES;
  if ((bytes[footer] | (bytes[footer + 1] << 8)) > LAST_RDB_VERSION) return false;
  const sum = end - CRC64_BYTES;
  writeCrc64(checksum, 0, bytes, start, sum);
  return checksum.every((byte, i) => byte === bytes[sum + i]);
}

/**
 * Reads the value of an intact payload, `bytes[start, end)`, which it may keep, and stores nothing.
 * @returns what stores it, or `undefined` if the payload holds no sound value of a known form.
 */
export function readDump(
  bytes: Uint8Array,
  start: number,
  end: number,
  engine: Engine,
): RestoredValue | undefined {
  const reader = new RdbReader(bytes, start, end - FOOTER_BYTES);
  try {
    const form = reader.byte();
    return dumpOfForm(form)?.read(form, reader, engine);
  } catch (error) {
    if (error instanceof MalformedRdbError) return undefined;
    throw error;
  }
}
