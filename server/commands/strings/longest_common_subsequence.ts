/**
 * LCS: the longest common subsequence of two strings, its length, or where it lies in both.
 */

import {
  commonRanges,
  lcsLength,
  lcsTableBytes,
  longestCommonSubsequence,
} from "../../../store/encoding/longest_common_subsequence.ts";
import { isStringKind } from "../../../store/types/strings/strings.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyRange } from "../../command/keys/key_specs.ts";
import { OptionGrammar } from "../../command/arguments/option_grammar.ts";
import type { CommandSpec } from "../../command/spec.ts";
import {
  LCS_LENGTH_AND_INDEXES,
  LCS_NOT_STRINGS,
  LCS_TOO_LARGE,
} from "../../errors/string_errors.ts";

/** LCS alone. */
export const LCS_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "lcs",
    arity: -3,
    since: "7.0.0",
    group: "string",
    flags: ["readonly"],
    keys: [keyRange(1, 1, 1, ["RO", "access"])],
    summary: "Finds the longest common subsequence of two strings",
    complexity: "O(N*M), N and M being the lengths of the strings",
    syntax: "key1 key2 [LEN] [IDX] [MINMATCHLEN len] [WITHMATCHLEN]",
    run: lcs,
  }),
];

const OPTIONS = new OptionGrammar([
  { token: "LEN" },
  { token: "IDX" },
  { token: "MINMATCHLEN", value: true, check: integerArg },
  { token: "WITHMATCHLEN" },
]);
const LEN = OPTIONS.bit("LEN");
const IDX = OPTIONS.bit("IDX");
const MINMATCHLEN = OPTIONS.bit("MINMATCHLEN");
const WITHMATCHLEN = OPTIONS.bit("WITHMATCHLEN");

const EMPTY = new Uint8Array(0);

function lcs(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  // The value of the first key: the registers go on to the second one.
  const foundA = findString(context, 1);
  const a = foundA ? keyspace.bytes : EMPTY;
  const aStart = foundA ? keyspace.valueStart() : 0;
  const aEnd = foundA ? keyspace.valueEnd() : 0;
  const foundB = findString(context, 2);
  const b = foundB ? keyspace.bytes : EMPTY;
  const bStart = foundB ? keyspace.valueStart() : 0;
  const bEnd = foundB ? keyspace.valueEnd() : 0;

  const seen = OPTIONS.parse(args, 3);
  if ((seen & LEN) !== 0 && (seen & IDX) !== 0) throw LCS_LENGTH_AND_INDEXES;
  if (lcsTableBytes(aEnd - aStart, bEnd - bStart) > keyspace.engine.maxValueBytes) {
    throw LCS_TOO_LARGE;
  }
  if ((seen & IDX) !== 0) {
    const minLength = (seen & MINMATCHLEN) === 0
      ? 0
      : integerArg(args, OPTIONS.valueIndex(MINMATCHLEN));
    replyRanges(
      context,
      commonRanges(a, aStart, aEnd, b, bStart, bEnd, minLength),
      (seen & WITHMATCHLEN) !== 0,
    );
  } else if ((seen & LEN) !== 0) {
    reply.integer(lcsLength(a, aStart, aEnd, b, bStart, bEnd));
  } else {
    const text = longestCommonSubsequence(a, aStart, aEnd, b, bStart, bEnd);
    reply.bulk(text, 0, text.length);
  }
}

/** Looks up the string under argument `i`; false if there is none. */
function findString({ args, keyspace }: CommandContext, i: number): boolean {
  keyspace.load(args.bytes, args.starts[i], args.ends[i]);
  if (keyspace.read() === 0) return false;
  if (!isStringKind(keyspace.kind())) throw LCS_NOT_STRINGS;
  return true;
}

function replyRanges(
  { reply }: CommandContext,
  { length, ranges }: ReturnType<typeof commonRanges>,
  withLengths: boolean,
): void {
  reply.map(2);
  reply.bulkText("matches");
  reply.array(ranges.length);
  for (const { aStart, aEnd, bStart, bEnd } of ranges) {
    reply.array(withLengths ? 3 : 2);
    reply.array(2);
    reply.integer(aStart);
    reply.integer(aEnd);
    reply.array(2);
    reply.integer(bStart);
    reply.integer(bEnd);
    if (withLengths) reply.integer(aEnd - aStart + 1);
  }
  reply.bulkText("len");
  reply.integer(length);
}
