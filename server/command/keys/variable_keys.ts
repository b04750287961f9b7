/**
 * Key finders of the commands whose options decide what their keys are, or what is done with them.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { KeyPositions } from "./key_positions.ts";
import { keyFlagBits } from "./key_specs.ts";

const READ = keyFlagBits(["RO", "access"]);
const READ_AND_WRITE = keyFlagBits(["RW", "access", "update"]);
const MOVE = keyFlagBits(["RW", "access", "delete"]);
const OVERWRITE = keyFlagBits(["OW", "update"]);

/** SET overwrites its key; with GET it also reads it. */
export function findSetKeys(args: Arguments, first: number, found: KeyPositions): void {
  let flags = OVERWRITE;
  for (let i = first + 3; i < args.count; i++) if (args.equals(i, "GET")) flags = READ_AND_WRITE;
  found.add(first + 1, flags);
}

/** BITFIELD only reads its key as long as all of its operations are GET. */
export function findBitfieldKeys(args: Arguments, first: number, found: KeyPositions): void {
  let i = first + 2;
  while (i < args.count) {
    const left = args.count - i - 1;
    if (args.equals(i, "GET") && left >= 2) i += 3;
    else if (args.equals(i, "OVERFLOW") && left >= 1) i += 2;
    else break;
  }
  found.add(first + 1, i < args.count ? READ_AND_WRITE : READ);
}

/** SORT reads its key and overwrites the one behind the last STORE; no rule tells the others. */
export function findSortKeys(args: Arguments, first: number, found: KeyPositions): void {
  let stored = 0;
  for (let i = first + 2; i < args.count; i++) {
    if (args.equals(i, "LIMIT")) i += 2;
    else if (args.equals(i, "GET") || args.equals(i, "BY")) i++;
    else if (args.equals(i, "STORE") && i + 1 < args.count) stored = i + 1;
  }
  found.add(first + 1, READ);
  if (stored > 0) found.add(stored, OVERWRITE);
}

/** MIGRATE takes one key, or those behind KEYS if that one is empty. */
export function findMigratedKeys(args: Arguments, first: number, found: KeyPositions): void {
  for (let i = first + 6; i < args.count; i++) {
    if (args.equals(i, "AUTH")) i++;
    else if (args.equals(i, "AUTH2")) i += 2;
    else if (args.equals(i, "KEYS")) {
      if (args.starts[first + 3] !== args.ends[first + 3]) return;
      for (let key = i + 1; key < args.count; key++) found.add(key, MOVE);
      return;
    }
  }
  found.add(first + 3, MOVE);
}

/** SORT_RO reads its key; no rule tells the others. */
export function findSortReadOnlyKeys(_args: Arguments, first: number, found: KeyPositions): void {
  found.add(first + 1, READ);
}

/**
 * XREAD and XREADGROUP read the first half of what follows the option STREAMS, which may be a key's or a
 * group's name, too: asked when the rule that looks for the word alone makes no sense.
 */
export function findStreamKeys(args: Arguments, first: number, found: KeyPositions): void {
  for (let i = first + 1; i < args.count; i++) {
    if (args.equals(i, "BLOCK") || args.equals(i, "COUNT")) i++;
    else if (args.equals(i, "GROUP")) i += 2;
    else if (args.equals(i, "STREAMS")) {
      const given = args.count - i - 1;
      if (given % 2 !== 0) return;
      for (let key = 1; key <= given / 2; key++) found.add(i + key, 0);
      return;
    } else if (!args.equals(i, "NOACK")) return;
  }
}
