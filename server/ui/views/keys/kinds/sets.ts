/** Sets: members in no order. */

import { all, command, replyBytes, replyList, replyText, transaction } from "../../../api.ts";
import { type Bytes, equalBytes, escapeBytes } from "../../../logic/byte_text.ts";
import { type ElementKind, PAGE_SIZE } from "./element_kind.ts";

/** Sets. */
export const SETS: ElementKind = {
  noun: "member",
  columns: ["Member"],
  hasPattern: true,
  inputs: [{ label: "Member", kind: "bytes" }],
  async load({ namespace, key }, { cursor, pattern }, signal) {
    const scan = ["SSCAN", key, cursor || "0", "MATCH", pattern || "*", "COUNT", PAGE_SIZE];
    const [size, reply] = await all(namespace, [["SCARD", key], scan], signal);
    const [next, members] = replyList(reply);
    return {
      rows: replyList(members).map(replyBytes).map((member) => ({
        id: escapeBytes(member),
        cells: [member],
      })),
      next: replyText(next) === "0" ? undefined : replyText(next),
      total: Number(size),
    };
  },
  async add({ namespace, key }, [member]) {
    await command(namespace, "SADD", key, member);
  },
  valuesOf: ({ cells }) => [cells[0] as Bytes],
  async change({ namespace, key }, { cells }, [member]) {
    const old = cells[0] as Bytes;
    if (equalBytes(old, member)) return;
    await transaction(namespace, [["SADD", key, member], ["SREM", key, old]]);
  },
  async remove({ namespace, key }, { cells }) {
    await command(namespace, "SREM", key, cells[0] as Bytes);
  },
};
