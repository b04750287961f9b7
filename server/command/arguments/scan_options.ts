/**
 * What SCAN and its relatives for collections have in common: their options, and a reply whose head, the
 * next cursor, is known only after its elements.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { GlobPattern } from "../../../store/encoding/glob.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { integerArg } from "./numbers.ts";
import { OptionGrammar, type OptionRule } from "./option_grammar.ts";

/** How many elements a call looks at, unless COUNT says it. */
const DEFAULT_COUNT = 10;

/** MATCH and COUNT, for a grammar. */
export const SCAN_OPTION_RULES: readonly OptionRule[] = [
  { token: "MATCH", value: true },
  { token: "COUNT", value: true, check: checkCount },
];

function checkCount(args: Arguments, i: number): void {
  if (integerArg(args, i) < 1) throw SYNTAX_ERROR;
}

/** Argument `i` as a pattern, `undefined` if everything matches it. */
export function patternArg(args: Arguments, i: number): GlobPattern | undefined {
  const pattern = new GlobPattern(args.copy(i));
  return pattern.matchesAll ? undefined : pattern;
}

/** The options of one call. */
export interface ScanOptions {
  /** About how many elements to look at: 1 or more. */
  readonly count: number;
  /** Which elements to reply with; all if undefined. */
  readonly pattern: GlobPattern | undefined;
}

/** What `grammar`, which has `SCAN_OPTION_RULES`, saw when it has parsed `args` to `seen`. */
export function scanOptions(args: Arguments, grammar: OptionGrammar, seen: number): ScanOptions {
  const match = grammar.bit("MATCH");
  const count = grammar.bit("COUNT");
  return {
    count: (seen & count) === 0 ? DEFAULT_COUNT : integerArg(args, grammar.valueIndex(count)),
    pattern: (seen & match) === 0 ? undefined : patternArg(args, grammar.valueIndex(match)),
  };
}

const COLLECTION_OPTIONS = new OptionGrammar(SCAN_OPTION_RULES);

/** The options of HSCAN, SSCAN and ZSCAN: all arguments from index `from` on. */
export function collectionScanOptions(args: Arguments, from: number): ScanOptions {
  return scanOptions(args, COLLECTION_OPTIONS, COLLECTION_OPTIONS.parse(args, from));
}

/**
 * Ends the reply of a scan: `found` elements have been written since `mark`, and `next` is the
 * cursor of the next call.
 */
export function endScanReply(reply: ReplyWriter, mark: number, found: number, next: number): void {
  reply.endArray(mark, found);
  const head = reply.mark();
  reply.array(2);
  reply.bulkInteger(next);
  reply.moveBefore(mark, head);
}

/** The reply of a scan of a collection that is not there. */
export function emptyScanReply(reply: ReplyWriter): void {
  reply.array(2);
  reply.bulkInteger(0);
  reply.array(0);
}
