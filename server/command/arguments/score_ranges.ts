/**
 * The bounds of a sorted set's ranges among a handler's arguments: `1.5`, `(1.5`, `-inf`; `[a`, `(a`,
 * `-`, `+`.
 *
 * Redis reads the numbers as C's strtod does, which is more than it takes for a score: blanks in
 * front, nothing at all (0), anything behind a zero byte, and what is too large for infinity.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { parseDouble } from "../../../resp/numbers.ts";
import type { LexBound, LexRange, ScoreRange } from "../../../store/types/sorted_sets/ranges.ts";
import { MIN_OR_MAX_NOT_A_FLOAT, MIN_OR_MAX_NOT_A_STRING } from "../../errors/sorted_set_errors.ts";

const PARENTHESIS = 0x28;
const BRACKET = 0x5b;
const PLUS = 0x2b;
const MINUS = 0x2d;

const scores: ScoreRange = { min: 0, max: 0, withoutMin: false, withoutMax: false };

/**
 * Arguments `min` and `max` as a range of scores, good until the next call.
 * @throws {ReplyError} if one of them is no number.
 */
export function scoreRangeArg(args: Arguments, min: number, max: number): ScoreRange {
  scores.withoutMin = startsWith(args, min, PARENTHESIS);
  scores.min = boundArg(args, min, scores.withoutMin);
  scores.withoutMax = startsWith(args, max, PARENTHESIS);
  scores.max = boundArg(args, max, scores.withoutMax);
  return scores;
}

function startsWith(args: Arguments, i: number, byte: number): boolean {
  return args.ends[i] > args.starts[i] && args.bytes[args.starts[i]] === byte;
}

function boundArg(args: Arguments, i: number, without: boolean): number {
  const start = args.starts[i] + (without ? 1 : 0);
  return parseDouble(args.bytes, start, args.ends[i]) ??
    looseDouble(args.bytes, start, args.ends[i]);
}

/** A number as strtod reads it where `parseDouble` does not take it. */
function looseDouble(bytes: Uint8Array, start: number, end: number): number {
  let text = "";
  for (let at = start; at < end && bytes[at] !== 0; at++) text += String.fromCharCode(bytes[at]);
  if (text === "") return 0;
  text = text.replace(/^[ \t\n\v\f\r]+/, "");
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const value = parseDouble(encoder.encode(text), 0, text.length);
  if (value === undefined) throw MIN_OR_MAX_NOT_A_FLOAT;
  return value;
}

const encoder = new TextEncoder();

const lex: LexRange = { min: lexBound(), max: lexBound() };

function lexBound(): LexBound {
  return { bytes: new Uint8Array(0), start: 0, end: 0, without: false, side: 0 };
}

/**
 * Arguments `min` and `max` as a range of members, good until the next call and while the handler runs.
 * @throws {ReplyError} if one of them does not begin as a bound does.
 */
export function lexRangeArg(args: Arguments, min: number, max: number): LexRange {
  readLexBound(args, min, lex.min);
  readLexBound(args, max, lex.max);
  return lex;
}

function readLexBound(args: Arguments, i: number, bound: LexBound): void {
  const { bytes } = args;
  const start = args.starts[i];
  const end = args.ends[i];
  const first = end > start ? bytes[start] : 0;
  bound.bytes = bytes;
  bound.start = start + 1;
  bound.end = end;
  bound.without = first !== BRACKET;
  bound.side = 0;
  if (first === BRACKET || first === PARENTHESIS) return;
  if (first !== PLUS && first !== MINUS) throw MIN_OR_MAX_NOT_A_STRING;
  if (end > start + 1 && bytes[start + 1] !== 0) throw MIN_OR_MAX_NOT_A_STRING;
  bound.side = first === PLUS ? 1 : -1;
}
