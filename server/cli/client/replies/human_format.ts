/**
 * Replies for people, as redis-cli shows them on a terminal:
 *
 *     1) "a"
 *     2) 1# "key" => (integer) 1
 *        2# "other" => (nil)
 *
 * Indexes stand before `)` in arrays and pushes, `~` in sets, `#` in maps. Strings are quoted;
 * verbatim strings are text that the server has laid out, and come as they are.
 */

import type { Reply } from "../../../../resp/reply.ts";
import type { Paint, Tint } from "../paint.ts";
import type { ByteText } from "./byte_text.ts";
import { childrenOf, type Container, isContainer, quoted, type ReplyFormat } from "./format.ts";

const EMPTY: Readonly<Record<Container["type"], string>> = {
  array: "(empty array)",
  map: "(empty hash)",
  set: "(empty set)",
  push: "(empty push)",
};

const SIGN: Readonly<Record<Container["type"], string>> = {
  array: ")",
  map: "#",
  set: "~",
  push: ")",
};

/** The format for people, with colours or without. */
export function humanFormat(paint: Paint): ReplyFormat {
  return (reply, out) => {
    write(reply, "", out, paint);
    out.text("\n");
  };
}

/** Writes a reply without the last line end; `prefix` stands before each line but the first. */
function write(reply: Reply, prefix: string, out: ByteText, paint: Paint): void {
  if (isContainer(reply)) writeContainer(reply, prefix, out, paint);
  else if (reply.type === "verbatim") out.bytes(reply.value);
  else out.text(scalar(reply, paint));
}

function writeContainer(reply: Container, prefix: string, out: ByteText, paint: Paint): void {
  const children = childrenOf(reply);
  if (children.length === 0) return out.text(paint("faint", EMPTY[reply.type]));
  const isMap = reply.type === "map";
  const entries = isMap ? children.length / 2 : children.length;
  const width = String(entries).length;
  const inner = prefix + " ".repeat(width + 2);
  for (let i = 0; i < children.length; i++) {
    if (i > 0) out.text(`\n${prefix}`);
    const index = String((isMap ? i / 2 : i) + 1).padStart(width);
    out.text(`${paint("faint", index + SIGN[reply.type])} `);
    write(children[i], inner, out, paint);
    if (!isMap) continue;
    const value = children[++i];
    out.text(" => ");
    if (hasSeveralEntries(value)) out.text(`\n${inner}`);
    write(value, inner, out, paint);
  }
}

/** Whether a value has a container of more than one entry, so that it begins below its key. */
function hasSeveralEntries(reply: Reply): boolean {
  if (!isContainer(reply)) return false;
  return reply.value.length > 1 || childrenOf(reply).some(hasSeveralEntries);
}

type Scalar = Exclude<Reply, Container | { type: "verbatim" }>;

function scalar(reply: Scalar, paint: Paint): string {
  const typed = (type: string, value: string) => `${paint("faint", `(${type})`)} ${value}`;
  const tinted = (tint: Tint, text: string) => paint(tint, text);
  switch (reply.type) {
    case "simple":
      return harmless(reply.value);
    case "error":
    case "bulkError":
      return tinted("error", `(error) ${harmless(reply.value)}`);
    case "integer":
      return typed("integer", String(reply.value));
    case "double":
      return typed("double", reply.text);
    case "bigNumber":
      return typed("big number", String(reply.value));
    case "boolean":
      return `(${reply.value})`;
    case "bulk":
      return tinted("string", quoted(reply.value));
    case "null":
    case "nullArray":
    case "nullBulk":
      return tinted("faint", "(nil)");
    default:
      throw new TypeError(`Cannot show reply: ${(reply as Reply).type} is no single value`);
  }
}

/** Text without what a terminal would obey: control characters but for tabs and line ends. */
function harmless(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what is looked for
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

/**
 * The keys that an invalidation names, as redis-cli shows them, or undefined when the push is
 * something else, or invalidates everything.
 */
export function invalidationLine(push: Reply, paint: Paint): ((out: ByteText) => void) | undefined {
  if (push.type !== "push" || push.value.length !== 2) return undefined;
  const [kind, keys] = push.value;
  if (kind.type !== "bulk" || new TextDecoder().decode(kind.value) !== "invalidate") {
    return undefined;
  }
  if (keys.type !== "array") return undefined;
  return (out) => {
    out.text(paint("faint", "-> invalidate: "));
    keys.value.forEach((key, i) => {
      const name = key.type === "bulk" ? harmless(new TextDecoder().decode(key.value)) : "";
      out.text(`${i === 0 ? "" : ", "}'${name}'`);
    });
    out.text("\n");
  };
}
