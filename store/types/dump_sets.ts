/** Sets in Redis's RDB format. */

import { RangeBuffer } from "../byte_ranges.ts";
import { EMPTY_INTSET_BYTES, intsetLength, intsetWidth } from "../encoding/intset.ts";
import { intsetBytes, readIntegerText } from "../encoding/intset.ts";
import { PackedValue } from "../encoding/listpack.ts";
import { RdbForm } from "../encoding/rdb_format.ts";
import { MALFORMED, type RdbReader } from "../encoding/rdb_reader.ts";
import { Kind } from "../keyspace/record.ts";
import { readStrings, refuseDuplicates } from "./dump_elements.ts";
import { addMember, createSet } from "./sets_edit.ts";
import { MemberIterator, SetReader } from "./sets_reader.ts";
import type { ValueDump } from "./value_type.ts";

const set = new SetReader();
const members = new MemberIterator();
const member = new PackedValue();

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
  forms: [RdbForm.Set, RdbForm.SetIntset],
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
    const elements = form === RdbForm.SetIntset
      ? readIntset(reader)
      : readStrings(reader, reader.count());
    refuseDuplicates(elements, 1);
    return (namespace) => {
      const { bytes, starts, ends, count } = elements;
      createSet(namespace, bytes, starts[0], ends[0]);
      for (let i = 1; i < count; i++) addMember(namespace, bytes, starts[i], ends[i]);
    };
  },
};
