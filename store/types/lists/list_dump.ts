/**
 * Lists in Redis's RDB format: nodes, each a listpack. Ours are cut where `list-max-listpack-size` has it,
 * in one pass over the elements, whatever their nodes are here.
 */

import { RangeBuffer } from "../../byte_ranges.ts";
import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  entryBytesFor,
  firstEntry,
  PackedValue,
  writeEntry,
} from "../../encoding/listpack.ts";
import { ListNode, RdbForm } from "../../encoding/rdb_format.ts";
import { MALFORMED, type RdbReader } from "../../encoding/rdb_reader.ts";
import { RdbWriter } from "../../encoding/rdb_writer.ts";
import { Kind } from "../../keyspace/record.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { addStrings, readListpack, readStrings, readZiplist } from "../loading/dumped_elements.ts";
import { refuseIncomplete } from "../loading/dumped_elements.ts";
import { ElementLoading } from "../loading/element_loading.ts";
import type { ValueDump } from "../value_type.ts";
import { createList, enlarge, openList, pushLarge } from "./lists.ts";
import type { LargeList } from "./large_list.ts";
import { nodeLimits } from "./node_limits.ts";

const element = new PackedValue();
/** Elements on their way from a file. */
const batch = new RangeBuffer();
/** Nodes, most often of 8 KiB, that are loaded at once. */
const NODES = 16;

/** Writes elements `from` up to `to` as one node, whose entries take `entryBytes` bytes. */
function writeNode(
  writer: RdbWriter,
  { bytes, starts, ends }: RangeBuffer,
  from: number,
  to: number,
  entryBytes: number,
): void {
  const pack = new Uint8Array(EMPTY_LISTPACK_BYTES + entryBytes);
  createListpack(pack, 0);
  let at = firstEntry(0);
  for (let i = from; i < to; i++) at = writeEntry(pack, at, bytes, starts[i], ends[i]);
  pack[at] = 0xff;
  adjustHeader(pack, 0, entryBytes, to - from);
  writer.byte(ListNode.Packed);
  writer.string(pack, 0, pack.length);
}

/** Writes the open list, a large one: the number of its nodes, and these. */
function writeNodes(namespace: Namespace, writer: RdbWriter): void {
  const limits = nodeLimits(namespace.engine.packing);
  const elements = new RangeBuffer();
  const list = openList(namespace);
  list.seek(0);
  do {
    list.read(element);
    elements.add(element.bytes, element.start, element.end);
  } while (list.next());

  const nodes = new RdbWriter();
  let count = 0;
  let from = 0;
  let size = 0;
  for (let i = 0; i < elements.count; i++) {
    const bytes = entryBytesFor(elements.bytes, elements.starts[i], elements.ends[i]);
    if (i > from && (size + bytes > limits.bytes || i - from === limits.entries)) {
      writeNode(nodes, elements, from, i, size);
      count++;
      from = i;
      size = 0;
    }
    size += bytes;
  }
  writeNode(nodes, elements, from, elements.count, size);
  writer.size(count + 1);
  writer.raw(nodes.bytes, 0, nodes.length);
}

/** Reads nodes one after another and adds their elements to `elements`. */
function addNodes(form: number, reader: RdbReader, nodes: number, elements: RangeBuffer): void {
  for (let left = nodes; left > 0; left--) {
    if (form === RdbForm.ListZiplists) {
      readZiplist(reader, elements);
      continue;
    }
    const container = reader.size();
    if (container === ListNode.Packed) readListpack(reader, elements);
    else if (container === ListNode.Plain) {
      const { bytes, start, end } = reader.string();
      elements.add(bytes, start, end);
    } else throw MALFORMED;
  }
}

/** Adds elements behind those of the open list or, unless it `exists`, makes it. */
function append(namespace: Namespace, exists: boolean, elements: RangeBuffer): void {
  if (!exists) return createList(namespace, elements, 0, elements.count);
  const large = namespace.kind() === Kind.List
    ? namespace.largeValue() as LargeList
    : enlarge(namespace);
  pushLarge(large, "right", elements, 0, elements.count, nodeLimits(namespace.engine.packing));
}

/** How lists are dumped. */
export const LIST_DUMP: ValueDump = {
  forms: [RdbForm.List, RdbForm.ListZiplist, RdbForm.ListZiplists, RdbForm.ListNodes],
  write(namespace, writer) {
    writer.byte(RdbForm.ListNodes);
    if (namespace.kind() === Kind.List) return writeNodes(namespace, writer);
    writer.size(1);
    writer.byte(ListNode.Packed);
    writer.string(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
  },
  read(form, reader) {
    let elements = new RangeBuffer();
    if (form === RdbForm.List) elements = readStrings(reader, reader.count());
    else if (form === RdbForm.ListZiplist) readZiplist(reader, elements);
    else addNodes(form, reader, reader.count(), elements);
    refuseIncomplete(elements, 1);
    return { store: (namespace) => append(namespace, false, elements) };
  },
  load(form, reader) {
    if (form === RdbForm.ListZiplist) return undefined;
    const load = (namespace: Namespace, exists: boolean, count: number) => {
      batch.clear();
      if (form === RdbForm.List) addStrings(reader, count, batch);
      else addNodes(form, reader, count, batch);
      if (batch.count > 0) append(namespace, exists, batch);
      return exists || batch.count > 0;
    };
    return new ElementLoading(reader.count(), load, form === RdbForm.List ? undefined : NODES);
  },
};
