/**
 * RESP replies as raw bytes: where one ends, and what it says. Kept apart from `resp/` on purpose:
 * the tests must not read replies with the code that they test.
 */
import { latin1 } from "../command_line.ts";

const CR = 13;

/**
 * End of the reply that starts at `start`, or -1 when bytes are still missing. An attribute (`|`)
 * belongs to the reply that follows it.
 *
 * @throws {SyntaxError} when the bytes are no RESP.
 */
export function replyEnd(bytes: Uint8Array, start: number, limit: number = bytes.length): number {
  let at = start;
  let pending = 1;
  while (pending > 0) {
    let eol = at;
    while (eol < limit && bytes[eol] !== CR) eol++;
    if (eol + 1 >= limit) return -1;
    const type = String.fromCharCode(bytes[at]!);
    pending--;
    switch (type) {
      case "+":
      case "-":
      case ":":
      case "_":
      case "#":
      case ",":
      case "(":
        at = eol + 2;
        break;
      case "$":
      case "!":
      case "=": {
        const length = readLength(bytes, at + 1, eol);
        at = eol + 2;
        if (length >= 0) at += length + 2;
        if (at > limit) return -1;
        break;
      }
      case "*":
      case "~":
      case ">":
        pending += Math.max(0, readLength(bytes, at + 1, eol));
        at = eol + 2;
        break;
      case "%":
        pending += 2 * readLength(bytes, at + 1, eol);
        at = eol + 2;
        break;
      case "|":
        pending += 2 * readLength(bytes, at + 1, eol) + 1;
        at = eol + 2;
        break;
      default:
        throw new SyntaxError(`Not a RESP reply: ${latin1(bytes.subarray(at, at + 60))}`);
    }
  }
  return at;
}

function readLength(bytes: Uint8Array, start: number, end: number): number {
  const text = latin1(bytes.subarray(start, end));
  if (!/^-?\d+$/.test(text)) throw new SyntaxError(`Not a RESP length: ${text}`);
  return Number(text);
}

/** A reply as a tree; `text` has one character a byte. */
export interface Reply {
  /** The type byte: + - : $ * and RESP3's others. */
  type: string;
  /** A scalar's text; undefined for null and for aggregates. */
  text?: string;
  /** An aggregate's elements; a map's keys and values alternate. */
  items?: Reply[];
}

/** Reads one whole reply. */
export function parseReply(bytes: Uint8Array): Reply {
  let at = 0;
  const line = (): string => {
    let eol = at;
    while (bytes[eol] !== CR) eol++;
    const text = latin1(bytes.subarray(at, eol));
    at = eol + 2;
    return text;
  };
  const read = (): Reply => {
    const head = line();
    const type = head[0]!;
    if ("$!=".includes(type)) {
      const length = Number(head.slice(1));
      if (length < 0) return { type };
      const text = latin1(bytes.subarray(at, at + length));
      at += length + 2;
      return { type, text };
    }
    if ("*~>%|".includes(type)) {
      const length = Number(head.slice(1)) * ("%|".includes(type) ? 2 : 1);
      if (length < 0) return { type };
      const items: Reply[] = [];
      for (let i = 0; i < length; i++) items.push(read());
      if (type === "|") return { type, items: [...items, read()] };
      return { type, items };
    }
    return type === "_" ? { type } : { type, text: head.slice(1) };
  };
  return read();
}

/**
 * A reply as plain JavaScript: text (one character a byte), number, null, array; a map is an array
 * of pairs, an error its text after "-".
 */
export function replyValue(reply: Reply): unknown {
  if (reply.items) {
    const values = reply.items.map(replyValue);
    if (reply.type !== "%") return values;
    return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
  }
  if (reply.text === undefined) return null;
  if (reply.type === ":") return Number(reply.text);
  if (reply.type === ",") return Number(reply.text);
  if (reply.type === "#") return reply.text === "t";
  if (reply.type === "-") return "-" + reply.text;
  return reply.text;
}
