/** What clients may call themselves: names that can stand in a line of CLIENT LIST. */

import type { Arguments } from "../../resp/arguments.ts";
import { INVALID_CLIENT_NAME } from "../errors/client_errors.ts";

const FIRST_VISIBLE = 0x21;
const LAST_VISIBLE = 0x7e;

/** Whether an argument has only visible ASCII characters, and no space. An empty one has. */
export function isPrintable(args: Arguments, i: number): boolean {
  for (let at = args.starts[i]; at < args.ends[i]; at++) {
    const byte = args.bytes[at];
    if (byte < FIRST_VISIBLE || byte > LAST_VISIBLE) return false;
  }
  return true;
}

/**
 * Argument `i` as a client's name.
 *
 * @throws {ReplyError} if it has a space, a line end or anything else that is not visible ASCII.
 */
export function clientNameArg(args: Arguments, i: number): string {
  if (!isPrintable(args, i)) throw INVALID_CLIENT_NAME;
  return args.binary(i);
}
