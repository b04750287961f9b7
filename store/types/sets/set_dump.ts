/** Sets in Redis's RDB format. */

import { RangeBuffer } from "../../byte_ranges.ts";
import { EMPTY_INTSET_BYTES, intsetLength, intsetWidth } from "../../encoding/intset.ts";
import { Integer64, intsetBytes, readInteger64At, readIntegerText } from "../../encoding/intset.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import { RdbForm } from "../../encoding/rdb_format.ts";
import { MALFORMED } from "../../encoding/rdb_reader.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { addStrings, readListpack, readStrings } from "../loading/dumped_elements.ts";
import { refuseDuplicates, refuseIncomplete } from "../loading/dumped_elements.ts";
import { ElementLoading, LOADED } from "../loading/element_loading.ts";
import { storePacked } from "../loading/packed_loading.ts";
import type { ValueDump, ValueLoading } from "../value_type.ts";
import { addMember, createSet } from "./edit.ts";
import { MemberIterator, SetReader } from "./reader.ts";

const set = new SetReader();
const members = new MemberIterator();
const member = new PackedValue();
const before = new Integer64();
const number = new Integer64();
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

/** The length of the intset `bytes[start, end)`, which is not empty. Throws `MALFORMED` if it is none. */
function checkIntset({ bytes, start, end }: PackedValue): number {
  if (end - start <= EMPTY_INTSET_BYTES) throw MALFORMED;
  const width = intsetWidth(bytes, start);
  const length = intsetLength(bytes, start);
  if (width !== 2 && width !== 4 && width !== 8) throw MALFORMED;
  if (bytes[start + 1] !== 0 || bytes[start + 2] !== 0 || bytes[start + 3] !== 0) throw MALFORMED;
  if (length < 0 || intsetBytes(width, length) !== end - start) throw MALFORMED;
  readInteger64At(bytes, start, 0, before);
  for (let i = 1; i < length; i++) {
    readInteger64At(bytes, start, i, number);
    const ascends = before.high === number.high
      ? before.low >>> 0 < number.low >>> 0
      : before.high < number.high;
    if (!ascends) throw MALFORMED;
    before.high = number.high;
    before.low = number.low;
  }
  return length;
}

/** Adds the members of an intset, which is sound, to `elements`. */
function addIntegers(packed: PackedValue, length: number, elements: RangeBuffer): void {
  for (let i = 0; i < length; i++) {
    readIntegerText(packed.bytes, packed.start, i, member);
    elements.add(member.bytes, member.start, member.end);
  }
}

/** Gives the loaded key a set that is an intset in a file. */
function loadIntset(packed: PackedValue, namespace: Namespace): ValueLoading {
  const length = checkIntset(packed);
  if (length <= namespace.engine.packing.setMaxIntsetEntries) {
    storePacked(namespace, Kind.IntegerSet, packed);
    return LOADED;
  }
  batch.clear();
  addIntegers(packed, length, batch);
  addMembers(namespace, false, batch);
  return LOADED;
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
    if (form === RdbForm.SetIntset) {
      const packed = reader.string();
      addIntegers(packed, checkIntset(packed), elements);
    } else if (form === RdbForm.SetListpack) readListpack(reader, elements);
    else elements = readStrings(reader, reader.count());
    refuseIncomplete(elements, 1);
    refuseDuplicates(elements, 1);
    return { store: (namespace) => void addMembers(namespace, false, elements) };
  },
  load(form, reader, namespace) {
    if (form === RdbForm.SetIntset) return loadIntset(reader.string(), namespace);
    if (form !== RdbForm.Set) return undefined;
    return new ElementLoading(reader.count(), (namespace, exists, count) => {
      batch.clear();
      addStrings(reader, count, batch);
      if (!addMembers(namespace, exists, batch)) throw MALFORMED;
    });
  },
};
