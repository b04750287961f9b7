/** Sorted sets: members by their score, or those that a pattern finds. */

import { all, command, type Reply, replyBytes, replyList, replyText } from "../../../api.ts";
import { type Bytes, bytesOf, escapeBytes } from "../../../logic/byte_text.ts";
import {
  type ElementKind,
  type ElementPage,
  type ElementRow,
  type KeyPlace,
  PAGE_SIZE,
} from "./element_kind.ts";

/** Sorted sets. */
export const SORTED_SETS: ElementKind = {
  noun: "member",
  columns: ["Member", "Score"],
  hasPattern: true,
  orders: ["Lowest score first", "Highest score first"],
  inputs: [
    { label: "Member", kind: "bytes", isIdentity: true },
    { label: "Score", kind: "line", initial: "0", hint: "A number, inf or -inf" },
  ],
  async load(place, query, signal) {
    if (query.pattern !== "") return await search(place, query.pattern, query.cursor, signal);
    const { namespace, key } = place;
    const start = Number(query.cursor);
    const range = ["ZRANGE", key, start, start + PAGE_SIZE - 1];
    range.push(...(query.isReversed ? ["REV"] : []), "WITHSCORES");
    const [size, members] = await all(namespace, [["ZCARD", key], range], signal);
    const total = Number(size);
    const next = start + PAGE_SIZE < total ? String(start + PAGE_SIZE) : undefined;
    return { rows: rowsOf(members), next, total };
  },
  async add({ namespace, key }, [member, score]) {
    await command(namespace, "ZADD", key, score, member);
  },
  valuesOf: ({ cells }) => [cells[0] as Bytes, bytesOf(cells[1] as string)],
  async change({ namespace, key }, _row, [member, score]) {
    await command(namespace, "ZADD", key, "XX", score, member);
  },
  async remove({ namespace, key }, { cells }) {
    await command(namespace, "ZREM", key, cells[0] as Bytes);
  },
};

async function search(
  { namespace, key }: KeyPlace,
  pattern: string,
  cursor: string,
  signal: AbortSignal,
): Promise<ElementPage> {
  const scan = ["ZSCAN", key, cursor || "0", "MATCH", pattern, "COUNT", PAGE_SIZE];
  const [size, reply] = await all(namespace, [["ZCARD", key], scan], signal);
  const [next, members] = replyList(reply);
  return {
    rows: rowsOf(members),
    next: replyText(next) === "0" ? undefined : replyText(next),
    total: Number(size),
  };
}

/** Members and scores come in turn. */
function rowsOf(reply: Reply): ElementRow[] {
  const flat = replyList(reply);
  return Array.from({ length: flat.length >> 1 }, (_, i) => {
    const member = replyBytes(flat[2 * i]);
    return { id: escapeBytes(member), cells: [member, replyText(flat[2 * i + 1])] };
  });
}
