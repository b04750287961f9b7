/** When two raw replies count as the same: byte for byte, or as loosely as a transcript says. */
import { escapeBytes, latin1 } from "../command_line.ts";
import { parseReply, type Reply } from "../servers/raw_reply.ts";
import type { Comparison } from "./transcript.ts";

/** Whether `actual` is an acceptable answer where the yardstick gave `expected`. */
export function sameReply(
  expected: Uint8Array,
  actual: Uint8Array,
  compare: Comparison,
): boolean {
  if (sameBytes(expected, actual)) return true;
  switch (compare.how) {
    case "exact":
      return false;
    case "unordered":
      return canonical(parseReply(expected)) === canonical(parseReply(actual));
    case "type":
      return shape(parseReply(expected)) === shape(parseReply(actual));
    case "kind":
      return expected[0] === actual[0];
    case "approx":
      return near(parseReply(expected), parseReply(actual), compare.tolerance);
    case "mask":
      return masked(expected, compare.pattern) === masked(actual, compare.pattern);
    case "times":
      return sameTimes(latin1(expected), latin1(actual), compare.pattern, compare.tolerance);
  }
}

/** Whether two arrays hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A reply for a failure message, cut when long. */
export function showReply(bytes: Uint8Array): string {
  const text = escapeBytes(bytes.subarray(0, 1500));
  return bytes.length > 1500 ? `${text}… (${bytes.length} bytes)` : text;
}

/** One string for all orders of elements, at every depth, and of map entries. */
function canonical(reply: Reply): string {
  if (!reply.items) return `${reply.type}${reply.text ?? ""}\n`;
  const items = reply.items.map(canonical);
  if (reply.type === "%") {
    const entries: string[] = [];
    for (let i = 0; i < items.length; i += 2) entries.push(items[i]! + items[i + 1]!);
    return `%${entries.sort().join("")}`;
  }
  return `${reply.type}${items.length}\n${items.sort().join("")}`;
}

function shape(reply: Reply): string {
  if (!reply.items) return reply.type + (reply.text === undefined ? "null" : "");
  return `${reply.type}[${reply.items.map(shape).join()}]`;
}

function near(a: Reply, b: Reply, tolerance: number): boolean {
  if (a.type !== b.type) return false;
  if (a.items && b.items) {
    return a.items.length === b.items.length &&
      a.items.every((item, i) => near(item, b.items![i]!, tolerance));
  }
  if (a.text === b.text) return true;
  const [x, y] = [Number(a.text), Number(b.text)];
  // A negative integer is a code, not a duration: -1 and 3 are no neighbours.
  return x >= 0 && y >= 0 && Math.abs(x - y) <= tolerance;
}

function masked(bytes: Uint8Array, pattern: RegExp): string {
  // Lengths are masked with the text: what is hidden may have another length.
  return latin1(bytes).replace(pattern, "<masked>").replace(/[$=]\d+\r\n/g, "$<n>\r\n");
}

function sameTimes(a: string, b: string, pattern: RegExp, tolerance: number): boolean {
  if (a.replace(pattern, "<time>") !== b.replace(pattern, "<time>")) return false;
  const times = b.match(pattern);
  return !a.match(pattern)?.some((time, i) =>
    Math.abs(Number(time) - Number(times![i])) > tolerance
  );
}
