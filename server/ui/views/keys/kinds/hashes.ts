/** Hashes: fields, their values, and how long each field has to live. */

import { all, command, replyBytes, replyList, replyText, transaction } from "../../../api.ts";
import { type Bytes, escapeBytes } from "../../../logic/byte_text.ts";
import { expiry } from "../../../state/key_scan.ts";
import { type ElementKind, PAGE_SIZE } from "./element_kind.ts";

/** Hashes. */
export const HASHES: ElementKind = {
  noun: "field",
  columns: ["Field", "Value", "Expires in"],
  hasPattern: true,
  inputs: [
    { label: "Field", kind: "bytes", isIdentity: true },
    { label: "Value", kind: "bytes" },
  ],
  async load({ namespace, key }, { cursor, pattern }, signal) {
    const scan = ["HSCAN", key, cursor || "0", "MATCH", pattern || "*", "COUNT", PAGE_SIZE];
    const [length, reply] = await all(namespace, [["HLEN", key], scan], signal);
    const [next, list] = replyList(reply);
    const flat = replyList(list).map(replyBytes);
    const fields = flat.filter((_, i) => i % 2 === 0);
    const times = fields.length === 0 ? [] : replyList(
      (await all(namespace, [["HPEXPIRETIME", key, "FIELDS", fields.length, ...fields]], signal))[
        0
      ],
    );
    return {
      rows: fields.map((field, i) => ({
        id: escapeBytes(field),
        cells: [field, flat[2 * i + 1]],
        expiresAtMs: expiry(times[i] ?? null),
      })),
      next: replyText(next) === "0" ? undefined : replyText(next),
      total: Number(length),
    };
  },
  async add({ namespace, key }, [field, value]) {
    await command(namespace, "HSET", key, field, value);
  },
  valuesOf: ({ cells }) => [cells[0] as Bytes, cells[1] as Bytes],
  async change({ namespace, key }, { expiresAtMs }, [field, value]) {
    const set = ["HSET", key, field, value];
    // A new value has no time to live of its own: the field keeps the one it had.
    await transaction(
      namespace,
      expiresAtMs === undefined
        ? [set]
        : [set, ["HPEXPIREAT", key, expiresAtMs, "FIELDS", 1, field]],
    );
  },
  async remove({ namespace, key }, { cells }) {
    await command(namespace, "HDEL", key, cells[0] as Bytes);
  },
  async setTimeToLive({ namespace, key }, { cells }, ms) {
    const field = cells[0] as Bytes;
    if (ms === undefined) await command(namespace, "HPERSIST", key, "FIELDS", 1, field);
    else await command(namespace, "HPEXPIRE", key, ms, "FIELDS", 1, field);
  },
};
