/**
 * What a reply is, once decoded: a value that still knows its type on the wire.
 *
 * A JavaScript value alone would lose what tests and careful clients want to know (was it a set or
 * an array, a null string or a null array, an integer or a double?), so a {@link Reply} keeps the
 * type beside the value, and {@link toJS} throws the type away for those who do not care.
 */

/** An error reply as a JavaScript error: what {@link toJS} gives and a client throws. */
export class RespError extends Error {
  /** The first word of the message: "ERR", "WRONGTYPE", "NOAUTH"… */
  readonly code: string;

  /** An error of the text that followed the "-". */
  constructor(message: string) {
    super(message);
    this.name = "RespError";
    const space = message.indexOf(" ");
    this.code = space < 0 ? message : message.slice(0, space);
  }
}

/** Attributes that a server may put before any reply (RESP3). */
export type ReplyAttributes = [key: Reply, value: Reply][];

/** A reply with its wire type. `attributes` is there only if the server sent some. */
export type Reply =
  & (
    | { type: "simple"; value: string }
    /** The text after the "-", which begins with the error's code. */
    | { type: "error"; value: string }
    | { type: "bulkError"; value: string }
    /** A number within ±(2^53 - 1), a bigint outside. */
    | { type: "integer"; value: number | bigint }
    | { type: "bulk"; value: Uint8Array }
    /** `$-1`, `*-1` and `_`. */
    | { type: "nullBulk"; value: null }
    | { type: "nullArray"; value: null }
    | { type: "null"; value: null }
    | { type: "array"; value: Reply[] }
    | { type: "set"; value: Reply[] }
    | { type: "push"; value: Reply[] }
    | { type: "map"; value: [key: Reply, value: Reply][] }
    /** `text` is the server's own spelling. */
    | { type: "double"; value: number; text: string }
    | { type: "boolean"; value: boolean }
    | { type: "bigNumber"; value: bigint }
    | { type: "verbatim"; value: Uint8Array; format: string }
  )
  & { attributes?: ReplyAttributes };

/** What {@link toJS} makes of a reply. */
export type ReplyValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | RespError
  | ReplyValue[]
  | Set<ReplyValue>
  | Map<ReplyValue, ReplyValue>;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * A reply as a plain JavaScript value: strings decoded as UTF-8 (or as bytes with
 * `{ bytes: true }`), arrays and pushes as arrays, sets as `Set`, maps as `Map`, nulls as `null`,
 * errors as {@link RespError} values. Takes any depth of nesting. O(size of the reply).
 *
 * @example
 * ```ts
 * import { ReplyDecoder, toJS } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const decoder = new ReplyDecoder();
 * decoder.push(new TextEncoder().encode("%1\r\n$4\r\nname\r\n*2\r\n:1\r\n_\r\n"));
 * assertEquals(toJS(decoder.next()!), new Map([["name", [1, null]]]));
 * ```
 */
export function toJS(reply: Reply, options: { bytes?: boolean } = {}): ReplyValue {
  const asBytes = options.bytes ?? false;
  // An explicit stack, so that a reply nested a million deep is no stack overflow: each entry is a
  // container half converted. Keys of a map come at even positions, values at odd ones.
  const stack: { children: Reply[]; at: number; type: Reply["type"]; built: ReplyValue[] }[] = [];
  let current: Reply = reply;
  for (;;) {
    let value: ReplyValue;
    if (
      current.type === "array" || current.type === "set" || current.type === "push" ||
      current.type === "map"
    ) {
      const children = current.type === "map" ? current.value.flat() as Reply[] : current.value;
      stack.push({ children, at: 0, type: current.type, built: [] });
      value = null;
    } else {
      value = scalarToJS(current, asBytes);
      if (stack.length === 0) return value;
      stack[stack.length - 1].built.push(value);
    }
    let top = stack[stack.length - 1];
    while (top.at === top.children.length) {
      stack.pop();
      const whole = assemble(top.type, top.built);
      if (stack.length === 0) return whole;
      top = stack[stack.length - 1];
      top.built.push(whole);
    }
    current = top.children[top.at++];
  }
}

function assemble(type: Reply["type"], built: ReplyValue[]): ReplyValue {
  if (type === "set") return new Set(built);
  if (type !== "map") return built;
  const map = new Map<ReplyValue, ReplyValue>();
  for (let i = 0; i < built.length; i += 2) map.set(built[i], built[i + 1]);
  return map;
}

function scalarToJS(reply: Reply, asBytes: boolean): ReplyValue {
  if (reply.type === "bulk" || reply.type === "verbatim") {
    return asBytes ? reply.value : decoder.decode(reply.value);
  }
  if (reply.type === "error" || reply.type === "bulkError") return new RespError(reply.value);
  return reply.value as ReplyValue;
}
