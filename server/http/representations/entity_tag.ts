/**
 * ETags of values: 64 bits of a hash under a secret that is new for each start. Nobody can choose values
 * that share one, and one from before a restart matches nothing, which is safe.
 */

import type { Namespace } from "../../../store/engine/namespace.ts";
import { halfSipHashOfBytes } from "../../../store/keyspace/half_sip_hash.ts";
import { isStringKind } from "../../../store/types/strings/strings.ts";
import { Problem } from "../problem.ts";

const secret = crypto.getRandomValues(new Int32Array(4));

/** Digits of six bits: those of base64url. */
const DIGITS = new TextEncoder().encode(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
);
const QUOTE = 0x22;

/** The ETag of the string `bytes[start, end)`, quotes included. O(end − start). */
export function entityTag(bytes: Uint8Array, start: number, end: number): string {
  const high = halfSipHashOfBytes(bytes, start, end, secret[0], secret[1]);
  const low = halfSipHashOfBytes(bytes, start, end, secret[2], secret[3]);
  // One call makes the text at once: a number of this size takes longer to be made a text of.
  return String.fromCharCode(
    QUOTE,
    DIGITS[high & 63],
    DIGITS[(high >>> 6) & 63],
    DIGITS[(high >>> 12) & 63],
    DIGITS[(high >>> 18) & 63],
    DIGITS[(high >>> 24) & 63],
    DIGITS[high >>> 30],
    DIGITS[low & 63],
    DIGITS[(low >>> 6) & 63],
    DIGITS[(low >>> 12) & 63],
    DIGITS[(low >>> 18) & 63],
    DIGITS[(low >>> 24) & 63],
    DIGITS[low >>> 30],
    QUOTE,
  );
}

/**
 * The ETag of a key; undefined if there is no such key, "" if it is no string: such have none, and only
 * `*` stands for them.
 */
export function entityTagOf(namespace: Namespace, key: Uint8Array): string | undefined {
  namespace.load(key, 0, key.length);
  if (namespace.find() === 0) return undefined;
  if (!isStringKind(namespace.kind())) return "";
  return entityTag(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
}

/**
 * Whether `If-Match` and `If-None-Match` let a change happen (RFC 9110, 13.1).
 *
 * @throws {Problem} 412 if they do not.
 */
export function checkPreconditions(headers: Headers, tag: string | undefined): void {
  const ifMatch = headers.get("if-match");
  if (ifMatch !== null && !tagMatches(ifMatch, tag)) {
    throw preconditionFailed(tag === undefined ? "There is no such key" : "The value is another");
  }
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== null && tagMatches(ifNoneMatch, tag)) {
    throw preconditionFailed("There is such a key");
  }
}

/** Whether a list of ETags, or `*`, has that of a value; a weak one counts as its strong one. */
export function tagMatches(list: string, tag: string | undefined): boolean {
  if (tag === undefined) return false;
  if (list.trim() === "*") return true;
  if (tag === "") return false;
  return list.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}

function preconditionFailed(detail: string): Problem {
  return new Problem({
    code: "precondition-failed",
    status: 412,
    title: "Precondition failed",
    detail,
  });
}
