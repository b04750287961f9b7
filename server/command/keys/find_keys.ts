/**
 * Finds the keys of any request from the key specs of its command: for COMMAND GETKEYS, for
 * access control, and for whoever must know which keys a request touches.
 *
 * A spec says where to begin (an index, or behind a keyword) and how to go on (a range, or a count
 * that stands in the arguments). Where the specs cannot tell, or say that the flags vary, the
 * command's own finder is asked.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { parseInteger } from "../../../resp/numbers.ts";
import type { Command } from "../command.ts";
import type { KeySpec } from "../description.ts";
import type { KeyPositions } from "./key_positions.ts";
import { keyFlagBits } from "./key_specs.ts";

const MAX_INT32 = 2 ** 31 - 1;
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
    if (findBySpecs(command.keySpecs, args, first, found)) return found.count > 0;
    found.clear();
  }
  if (finder !== undefined) finder(args, first, found);
  else findCounted(command.keySpecs, args, first, found);
  return found.count > 0;
}

function hasVariableFlags(spec: KeySpec): boolean {
  return (keyFlagBits(spec.flags) & VARIABLE_FLAGS) !== 0;
}

/** False when the specs make no sense for the request; without a keyword they may just find nothing. */
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
  return true;
}

/**
 * What Redis does for commands with a count of keys when the specs make no sense: it takes for the count what
 * C's `atoi` does, and knows no flags. The command will answer with an error; access control asks before.
 */
function findCounted(
  specs: readonly KeySpec[],
  args: Arguments,
  first: number,
  found: KeyPositions,
): void {
  const count = args.count - first;
  for (const { begin, find } of specs) {
    if (!begin || !find || !("index" in begin) || !("keyNumIndex" in find)) continue;
    const number = begin.index + find.keyNumIndex;
    const start = begin.index + find.firstKey;
    const digits = number < count && /^\s*[+-]?\d+/.exec(args.text(first + number));
    const keys = digits ? lowerBits(digits[0]) : 0;
    if (keys < 1 || keys > Math.trunc((count - start) / find.step)) return;
    for (let i = 0; i < keys; i++) found.add(first + start + i * find.step, 0);
    // Where the result goes comes last.
    for (const other of specs) {
      if (other.begin !== begin && other.begin && "index" in other.begin) {
        found.add(first + other.begin.index, 0);
      }
    }
  }
}

/** The lower 32 bits of an integer, which C has in a `long` before, as a signed number. */
function lowerBits(text: string): number {
  const long = BigInt(text.trim().replace(/^\+/, ""));
  const most = 2n ** 63n;
  return Number(BigInt.asIntN(32, long >= most ? most - 1n : long < -most ? -most : long));
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
    let keys = parseInteger(args.bytes, args.starts[at], args.ends[at]);
    if (!(keys >= 0)) return false;
    // Redis goes on with the lower 32 bits of a count.
    if (keys > MAX_INT32) keys = lowerBits(args.text(at));
    begin += find.firstKey;
    last = begin + keys - 1;
  }
  if (begin >= count || last >= count || last < begin) return false;
  for (let i = begin; i <= last; i += find.step) found.add(first + i, flags);
  return true;
}
