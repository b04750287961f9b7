/**
 * Finds the keys of any request from the key specs of its command: for COMMAND GETKEYS, for
 * access control, and for whoever must know which keys a request touches.
 *
 * A spec says where to begin (an index, or behind a keyword) and how to go on (a range, or a count
 * that stands in the arguments). Where the specs cannot tell, or say that the flags vary, the
 * command's own finder is asked.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { parseInteger } from "../../resp/numbers.ts";
import type { Command } from "./command.ts";
import type { KeySpec } from "./description.ts";
import type { KeyPositions } from "./key_positions.ts";
import { keyFlagBits } from "./key_specs.ts";

const NOT_KEY = keyFlagBits(["not_key"]);
const INCOMPLETE = keyFlagBits(["incomplete"]);
const VARIABLE_FLAGS = keyFlagBits(["variable_flags"]);

/** Whether requests of this command may name keys. */
export function takesKeys(command: Command): boolean {
  if (command.spec.findKeys !== undefined) return true;
  return command.keySpecs.some((spec) => (keyFlagBits(spec.flags) & NOT_KEY) === 0);
}

/**
 * Puts the keys of a request into `found`, in the order of the specs. The request is the
 * arguments from index `first` on (the command's name); it has passed the arity check.
 *
 * @returns false when the arguments make no sense for the specs; `found` is empty then.
 */
export function findKeys(
  command: Command,
  args: Arguments,
  first: number,
  found: KeyPositions,
): boolean {
  found.clear();
  const finder = command.spec.findKeys;
  if (finder === undefined || !command.keySpecs.some(hasVariableFlags)) {
    if (findBySpecs(command.keySpecs, args, first, found)) return true;
    found.clear();
  }
  finder?.(args, first, found);
  return found.count > 0;
}

function hasVariableFlags(spec: KeySpec): boolean {
  return (keyFlagBits(spec.flags) & VARIABLE_FLAGS) !== 0;
}

function findBySpecs(
  specs: readonly KeySpec[],
  args: Arguments,
  first: number,
  found: KeyPositions,
): boolean {
  for (const spec of specs) {
    const flags = keyFlagBits(spec.flags);
    if ((flags & NOT_KEY) !== 0) continue;
    if (spec.begin === undefined || spec.find === undefined) return false;
    const begin = "index" in spec.begin
      ? spec.begin.index
      : behindKeyword(args, first, spec.begin.keyword, spec.begin.startFrom);
    if (begin === 0) continue;
    if (!addKeys(spec.find, args, first, begin, flags, found)) return false;
    if ((flags & INCOMPLETE) !== 0) return false;
  }
  return found.count > 0;
}

/** Index, relative to the command's name, of the argument behind a keyword; 0 without it. */
function behindKeyword(
  args: Arguments,
  first: number,
  keyword: string,
  startFrom: number,
): number {
  const count = args.count - first;
  const step = startFrom > 0 ? 1 : -1;
  const from = startFrom > 0 ? startFrom : count + startFrom;
  // The last argument cannot be the keyword: nothing would stand behind it.
  for (let i = from; i > 0 && i < count - 1; i += step) {
    if (args.equals(first + i, keyword)) return i + 1;
  }
  return 0;
}

/** Adds what one spec finds from `begin` on; false when it points outside of the request. */
function addKeys(
  find: NonNullable<KeySpec["find"]>,
  args: Arguments,
  first: number,
  begin: number,
  flags: number,
  found: KeyPositions,
): boolean {
  const count = args.count - first;
  let last: number;
  if ("lastKey" in find) {
    if (find.lastKey >= 0) last = begin + find.lastKey;
    else if (find.limit === 0) last = count + find.lastKey;
    else last = begin + Math.floor((count - begin) / find.limit) + find.lastKey;
  } else {
    const at = first + begin + find.keyNumIndex;
    if (at >= args.count) return false;
    const keys = parseInteger(args.bytes, args.starts[at], args.ends[at]);
    if (!(keys >= 0 && keys < count)) return false;
    begin += find.firstKey;
    last = begin + keys - 1;
  }
  if (begin >= count || last >= count || last < begin) return false;
  for (let i = begin; i <= last; i += find.step) found.add(first + i, flags);
  return true;
}
