/** Lists: elements by their index. */

import { all, command, CommandError, replyBytes, replyList, transaction } from "../../../api.ts";
import { type Bytes, bytesOf, equalBytes, textOf } from "../../../logic/byte_text.ts";
import { type ElementKind, type ElementRow, type KeyPlace, PAGE_SIZE } from "./element_kind.ts";

/** Lists. */
export const LISTS: ElementKind = {
  noun: "element",
  columns: ["Index", "Value"],
  hasPattern: false,
  orders: ["From the beginning", "From the end"],
  inputs: [
    { label: "Value", kind: "bytes" },
    { label: "Where", kind: "choice", choices: ["At the end", "At the beginning"], isForNew: true },
  ],
  async load({ namespace, key }, { cursor, isReversed }, signal) {
    const start = Number(cursor);
    const [first, last] = isReversed
      ? [-start - PAGE_SIZE, -start - 1]
      : [start, start + PAGE_SIZE - 1];
    const commands = [["LLEN", key], ["LRANGE", key, first, last]];
    const [length, values] = await all(namespace, commands, signal);
    const total = Number(length);
    const found = replyList(values).map(replyBytes);
    if (isReversed) found.reverse();
    return {
      rows: found.map((value, i) => {
        const index = String(isReversed ? total - 1 - start - i : start + i);
        return { id: index, cells: [index, value] };
      }),
      next: start + PAGE_SIZE < total ? String(start + PAGE_SIZE) : undefined,
      total,
    };
  },
  async add({ namespace, key }, [value, where]) {
    await command(namespace, textOf(where) === "At the beginning" ? "LPUSH" : "RPUSH", key, value);
  },
  valuesOf: ({ cells }) => [cells[1] as Bytes],
  async change(place, row, [value]) {
    await expectUnmoved(place, row);
    await command(place.namespace, "LSET", place.key, row.id, value);
  },
  async remove(place, row) {
    await expectUnmoved(place, row);
    // LREM removes by value: the element is marked first, so that no equal one goes in its place.
    const mark = bytesOf(`removed-${crypto.randomUUID()}`);
    const { namespace, key } = place;
    await transaction(namespace, [["LSET", key, row.id, mark], ["LREM", key, 1, mark]]);
  },
};

/** An index is no identity: others may have pushed meanwhile. */
async function expectUnmoved({ namespace, key }: KeyPlace, { id, cells }: ElementRow) {
  const present = await command(namespace, "LINDEX", key, id);
  if (present === null || !equalBytes(replyBytes(present), cells[1] as Bytes)) {
    throw new CommandError("The list has changed meanwhile: reload it and try again");
  }
}
