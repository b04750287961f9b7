/** Streams: entries by their id, the newest first. */

import {
  all,
  command,
  CommandError,
  type Reply,
  replyBytes,
  replyList,
  replyText,
} from "../../../api.ts";
import { textOf } from "../../../logic/byte_text.ts";
import { splitLine } from "../../../logic/command_line.ts";
import { type ElementKind, type ElementRow, PAGE_SIZE } from "./element_kind.ts";

/** Streams. */
export const STREAMS: ElementKind = {
  noun: "entry",
  columns: ["Id", "Fields"],
  hasPattern: false,
  orders: ["Newest first", "Oldest first"],
  inputs: [
    {
      label: "Fields and values",
      kind: "lines",
      hint: 'A field and its value on each line, as in the console: name "Ada Lovelace"',
    },
    { label: "Id", kind: "line", initial: "*", hint: "* takes the time of the server" },
  ],
  async load({ namespace, key }, { cursor, isReversed }, signal) {
    // The id that the last page ended with is not part of this one.
    const after = cursor === "" ? undefined : `(${cursor}`;
    const range = isReversed
      ? ["XRANGE", key, after ?? "-", "+"]
      : ["XREVRANGE", key, after ?? "+", "-"];
    const commands = [["XLEN", key], [...range, "COUNT", PAGE_SIZE]];
    const [length, entries] = await all(namespace, commands, signal);
    const rows = replyList(entries).map(rowOf);
    const next = rows.length === PAGE_SIZE ? rows[rows.length - 1].id : undefined;
    return { rows, next, total: Number(length) };
  },
  async add({ namespace, key }, [lines, id]) {
    const pairs = (textOf(lines) ?? "").split("\n").filter((line) => line.trim() !== "")
      .map((line) => {
        const { args, error } = splitLine(line);
        if (error !== undefined) throw new CommandError(`${error}: ${line}`);
        if (args.length !== 2) throw new CommandError(`Not a field and its value: ${line}`);
        return args.map(({ bytes }) => bytes);
      });
    await command(namespace, "XADD", key, id, ...pairs.flat());
  },
  async remove({ namespace, key }, { id }) {
    await command(namespace, "XDEL", key, id);
  },
};

function rowOf(entry: Reply): ElementRow {
  const [id, list] = replyList(entry);
  const flat = replyList(list).map(replyBytes);
  const pairs = Array.from(
    { length: flat.length >> 1 },
    (_, i) => [flat[2 * i], flat[2 * i + 1]] as const,
  );
  return { id: replyText(id), cells: [replyText(id), pairs] };
}
