/**
 * Hashes in Redis's RDB format. One whose fields expire has a form from Redis 7.4 on: Redis 7.0 refuses it.
 *
 * ```
 *  Hash         fields │ (field, value) …
 *  HashExpiry   least expire time, 8 │ fields │ (expire time, field, value) …
 *                                               0: none; otherwise 1 more than what it is after the least
 * ```
 */

import { RangeBuffer } from "../../byte_ranges.ts";
import { NOT_INTEGER, parseSafeInteger } from "../../encoding/integer.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import { RdbForm } from "../../encoding/rdb_format.ts";
import { MALFORMED, type RdbReader } from "../../encoding/rdb_reader.ts";
import type { RdbWriter } from "../../encoding/rdb_writer.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { addStrings, passListpack, readListpack, readStrings } from "../loading/dumped_elements.ts";
import { readZiplist, refuseDuplicates, refuseIncomplete } from "../loading/dumped_elements.ts";
import { ElementLoading, LOADED } from "../loading/element_loading.ts";
import { hasDuplicates, plainElements, storePacked } from "../loading/packed_loading.ts";
import type { ValueDump, ValueLoading } from "../value_type.ts";
import { readZipmap } from "./zipmap.ts";
import { addFields, enlarge, hashLength, largeHash, visitFields } from "./hashes.ts";
import type { LargeHash } from "./large_hash.ts";
import { isMarked } from "./packed_hash.ts";

const TWO_POW_32 = 4294967296;

/** Pairs on their way from a file. */
const batch = new RangeBuffer();
const field = new PackedValue();
const value = new PackedValue();

/** Pairs of fields and values that have been read, and when the fields expire, if any of them does. */
interface ReadFields {
  readonly pairs: RangeBuffer;
  /** One for each pair, in ms since the epoch; 0: never. */
  readonly expiries?: number[];
}

/** Writes a large hash with the expire times of its fields, those included whose time has come. */
function writeExpiring(hash: LargeHash, writer: RdbWriter): void {
  let least = Infinity;
  hash.visitRecords(field, value, (expiryMs) => {
    if (expiryMs !== 0) least = Math.min(least, expiryMs);
  });
  writer.byte(RdbForm.HashExpiry);
  writer.integer64(least);
  writer.size(hash.size);
  hash.visitRecords(field, value, (expiryMs) => {
    const after = expiryMs === 0 ? 0 : expiryMs - least + 1;
    writer.wideSize(Math.floor(after / TWO_POW_32), after | 0);
    writer.string(field.bytes, field.start, field.end);
    writer.string(value.bytes, value.start, value.end);
  });
}

/** Whether the fields of a form stand one after another, each with its expire time. */
function hasTimes(form: number): boolean {
  return form === RdbForm.HashExpiry || form === RdbForm.HashExpiryBeforeRelease;
}

/** What the expire times of a value follow: the least of them in the released form. */
function readLeast(form: number, reader: RdbReader): number {
  return form === RdbForm.HashExpiry ? reader.integer64() - 1 : 0;
}

/** Reads `count` fields with their expire times, which follow `least`. */
function readTimed(
  reader: RdbReader,
  least: number,
  count: number,
  pairs: RangeBuffer,
): number[] {
  const expiries: number[] = [];
  for (let i = 0; i < count; i++) {
    const after = reader.wide() * TWO_POW_32 + (reader.low >>> 0);
    expiries.push(after === 0 ? 0 : checkTime(least + after));
    addStrings(reader, 2, pairs);
  }
  return expiries;
}

/** Reads a listpack of fields, values and expire times. */
function readTriples(form: number, reader: RdbReader): ReadFields {
  if (form === RdbForm.HashListpackExpiry) reader.integer64(); // the least of the times
  const triples = new RangeBuffer();
  readListpack(reader, triples);
  refuseIncomplete(triples, 3);
  const pairs = new RangeBuffer();
  const expiries: number[] = [];
  const { bytes, starts, ends } = triples;
  for (let i = 0; i < triples.count; i += 3) {
    pairs.add(bytes, starts[i], ends[i]);
    pairs.add(bytes, starts[i + 1], ends[i + 1]);
    const expiryMs = parseSafeInteger(bytes, starts[i + 2], ends[i + 2]);
    expiries.push(expiryMs === 0 ? 0 : checkTime(expiryMs));
  }
  return { pairs, expiries };
}

function checkTime(expiryMs: number): number {
  if (expiryMs === NOT_INTEGER || expiryMs < 1 || expiryMs > Number.MAX_SAFE_INTEGER) {
    throw MALFORMED;
  }
  return expiryMs;
}

function readFields(form: number, reader: RdbReader): ReadFields {
  const pairs = new RangeBuffer();
  switch (form) {
    case RdbForm.Hash:
      return { pairs: readStrings(reader, 2 * reader.count()) };
    case RdbForm.HashExpiry:
    case RdbForm.HashExpiryBeforeRelease: {
      const least = readLeast(form, reader);
      return { pairs, expiries: readTimed(reader, least, reader.count(), pairs) };
    }
    case RdbForm.HashListpackExpiry:
    case RdbForm.HashListpackExpiryBeforeRelease:
      return readTriples(form, reader);
    case RdbForm.HashZipmap:
      readZipmap(reader, pairs);
      break;
    case RdbForm.HashZiplist:
      readZiplist(reader, pairs);
      break;
    default:
      readListpack(reader, pairs);
  }
  return { pairs };
}

/** Lets the fields of the loaded key's hash, which is open, expire; they have just been set. */
function expireFields(namespace: Namespace, { pairs, expiries = [] }: ReadFields): void {
  const { bytes, starts, ends } = pairs;
  expiries.forEach((expiryMs, i) => {
    if (expiryMs === 0) return;
    const hash = namespace.kind() === Kind.Hash ? largeHash(namespace) : enlarge(namespace);
    const address = hash.find(bytes, starts[2 * i], ends[2 * i]);
    hash.setExpiry(namespace, address, expiryMs);
  });
}

/** Gives the loaded key the pairs of a hash that came packed; whether all fields differ. */
function addPacked(namespace: Namespace, pairs: RangeBuffer): boolean {
  const { packing } = namespace.engine;
  const limit = packing.hashMaxListpackValue;
  // As in Redis, it stays packed whatever the length of its values.
  packing.hashMaxListpackValue = Infinity;
  try {
    return addFields(namespace, false, pairs, 0, pairs.count);
  } finally {
    packing.hashMaxListpackValue = limit;
  }
}

/** Gives the loaded key a hash that is packed in a file. */
function loadListpack(packed: PackedValue, namespace: Namespace): ValueLoading {
  const { hashMaxListpackEntries } = namespace.engine.packing;
  const count = plainElements(packed);
  const fits = count > 0 && count % 2 === 0 && count <= 2 * hashMaxListpackEntries;
  if (fits && !hasDuplicates(packed, count, 2)) {
    storePacked(namespace, Kind.PackedHash, packed);
    return LOADED;
  }
  batch.clear();
  passListpack(packed.bytes, packed.start, packed.end, batch);
  refuseIncomplete(batch, 2);
  if (!addPacked(namespace, batch)) throw MALFORMED;
  return LOADED;
}

/** How hashes are dumped. */
export const HASH_DUMP: ValueDump = {
  forms: [
    ...[RdbForm.Hash, RdbForm.HashZipmap, RdbForm.HashZiplist, RdbForm.HashListpack],
    ...[RdbForm.HashExpiryBeforeRelease, RdbForm.HashListpackExpiryBeforeRelease],
    ...[RdbForm.HashExpiry, RdbForm.HashListpackExpiry],
  ],
  write(namespace, writer) {
    if (namespace.kind() === Kind.PackedHash && !isMarked(namespace)) {
      writer.byte(RdbForm.HashListpack);
      writer.string(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
      return;
    }
    if (namespace.kind() === Kind.Hash && largeHash(namespace).expiring > 0) {
      return writeExpiring(largeHash(namespace), writer);
    }
    writer.byte(RdbForm.Hash);
    writer.size(hashLength(namespace));
    visitFields(namespace, (field, value) => {
      writer.string(field.bytes, field.start, field.end);
      writer.string(value.bytes, value.start, value.end);
    });
  },
  read(form, reader) {
    const fields = readFields(form, reader);
    const { pairs } = fields;
    refuseIncomplete(pairs, 2);
    refuseDuplicates(pairs, 2);
    return {
      store(namespace) {
        if (form === RdbForm.HashListpack) addPacked(namespace, pairs);
        else addFields(namespace, false, pairs, 0, pairs.count);
        expireFields(namespace, fields);
      },
    };
  },
  load(form, reader, namespace) {
    if (form === RdbForm.HashListpack) return loadListpack(reader.string(), namespace);
    const timed = hasTimes(form);
    if (form !== RdbForm.Hash && !timed) return undefined;
    const least = readLeast(form, reader);
    return new ElementLoading(reader.count(), (namespace, exists, count) => {
      batch.clear();
      const expiries = timed ? readTimed(reader, least, count, batch) : undefined;
      if (!timed) addStrings(reader, 2 * count, batch);
      if (!addFields(namespace, exists, batch, 0, batch.count)) throw MALFORMED;
      if (expiries !== undefined) expireFields(namespace, { pairs: batch, expiries });
    });
  },
};
