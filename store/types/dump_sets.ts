/** Sets in Redis's RDB format. */

import { RangeBuffer } from "../byte_ranges.ts";
import { EMPTY_INTSET_BYTES, intsetLength, intsetWidth } from "../encoding/intset.ts";
import { intsetBytes, readIntegerText } from "../encoding/intset.ts";
import { PackedValue } from "../encoding/listpack.ts";
import { RdbForm } from "../encoding/rdb_format.ts";
import { MALFORMED, type RdbReader } from "../encoding/rdb_reader.ts";
import { Kind } from "../keyspace/record.ts";
import type { Namespace } from "../namespace.ts";
import { addStrings, readListpack, readStrings } from "./dump_elements.ts";
import { refuseDuplicates, refuseIncomplete } from "./dump_elements.ts";
import { ElementLoading } from "./element_loading.ts";
import { addMember, createSet } from "./sets_edit.ts";
import { MemberIterator, SetReader } from "./sets_reader.ts";
import type { ValueDump } from "./value_type.ts";

const set = new SetReader();
const members = new MemberIterator();
const member = new PackedValue();
/** Members on their way from a file. */
const batch = new RangeBuffer();

/** Adds members to the open set or, unless it `exists`, makes it; whether all are new, and different. */
function addMembers(
  namespace: Namespace,
  exists: boolean,
  { bytes, starts, ends, count }: RangeBuffer,
): boolean {
  let allNew = true;
  for (let i = 0; i < count; i++) {
    if (!exists && i === 0) createSet(namespace, bytes, starts[i], ends[i]);
    else if (!addMember(namespace, bytes, starts[i], ends[i])) allNew = false;
  }
  return allNew;
}

/** Reads a string that is an intset. */
function readIntset(reader: RdbReader): RangeBuffer {
  const { bytes, start, end } = reader.string();
  if (end - start <= EMPTY_INTSET_BYTES) throw MALFORMED;
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const width = view.getUint32(start, true);
  const length = view.getUint32(start + 4, true);
  if (width !== 2 && width !== 4 && width !== 8) throw MALFORMED;
  if (intsetBytes(width, length) !== end - start) throw MALFORMED;
  const elements = new RangeBuffer();
  let previous = -Infinity as number | bigint;
  for (let i = 0; i < length; i++) {
    const at = start + EMPTY_INTSET_BYTES + i * width;
    const number = width === 2
      ? view.getInt16(at, true)
      : width === 4
      ? view.getInt32(at, true)
      : view.getBigInt64(at, true);
    if (number <= previous) throw MALFORMED;
    previous = number;
    readIntegerText(bytes, start, i, member);
    elements.add(member.bytes, member.start, member.end);
  }
  return elements;
}

/** How sets are dumped. */
export const SET_DUMP: ValueDump = {
  forms: [RdbForm.Set, RdbForm.SetIntset, RdbForm.SetListpack],
  write(namespace, writer) {
    if (namespace.kind() === Kind.IntegerSet) {
      const { bytes } = namespace;
      const start = namespace.valueStart();
      const length = intsetBytes(intsetWidth(bytes, start), intsetLength(bytes, start));
      writer.byte(RdbForm.SetIntset);
      writer.string(bytes, start, start + length);
      return;
    }
    writer.byte(RdbForm.Set);
    set.open(namespace);
    writer.size(set.size);
    members.start(set);
    while (members.next(member)) writer.string(member.bytes, member.start, member.end);
  },
  read(form, reader) {
    let elements = new RangeBuffer();
    if (form === RdbForm.SetIntset) elements = readIntset(reader);
    else if (form === RdbForm.SetListpack) readListpack(reader, elements);
    else elements = readStrings(reader, reader.count());
    refuseIncomplete(elements, 1);
    refuseDuplicates(elements, 1);
    return { store: (namespace) => void addMembers(namespace, false, elements) };
  },
  load(form, reader) {
    if (form !== RdbForm.Set) return undefined;
    return new ElementLoading(reader.count(), (namespace, exists, count) => {
      batch.clear();
      addStrings(reader, count, batch);
      if (!addMembers(namespace, exists, batch)) throw MALFORMED;
    });
  },
};
