/** Adding to a number, that of a key or of a field: what its command takes, and what its reply says. */

import type { Reply } from "../../../resp/reply.ts";
import { successful } from "../gateway/command_replies.ts";
import { Problem } from "../problem.ts";

const decoder = new TextDecoder();

/** The command that adds such a number: integers have one of their own. */
export function additionCommand<T extends string>(name: T, increment: string): T | `${T}FLOAT` {
  return /^-?\d+$/.test(increment) ? name : `${name}FLOAT`;
}

/** Passes any reply but that of an addition to what cannot be added to. @throws {Problem} for that. */
export function refuseNoNumber(reply: Reply): void {
  if (reply.type !== "error" || !CANNOT_BE_ADDED.test(reply.value)) return;
  throw new Problem({
    code: "not-a-number",
    status: 409,
    title: "Cannot be added",
    detail: reply.value.slice("ERR ".length),
  });
}

/**
 * The sum that a reply is, as a text if JavaScript would show another number.
 *
 * @throws {Problem} for an error; what cannot be added to is a conflict with what is there.
 */
export function sumOf(reply: Reply): number | string {
  refuseNoNumber(reply);
  const { value } = successful(reply);
  const text = value instanceof Uint8Array ? decoder.decode(value) : String(value);
  const number = Number(text);
  return String(number) === text && (!Number.isInteger(number) || Number.isSafeInteger(number))
    ? number
    : text;
}

const CANNOT_BE_ADDED = /^ERR .*(not an integer|not a (valid )?float|overflow|NaN)/;
