/**
 * Bit offsets among a handler's arguments, and the operations of BITFIELD: read, checked and refused
 * in Redis's order.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { parseInteger } from "../../../resp/numbers.ts";
import type { BitFieldOperation, BitFieldOverflow } from "../../../store/types/strings/bits.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import {
  BIT_OFFSET_OUT_OF_RANGE,
  INVALID_BIT_FIELD_TYPE,
  INVALID_OVERFLOW,
} from "../../errors/string_errors.ts";
import { integer64Arg, integerArg } from "./numbers.ts";

const HASH = 0x23;
const UNSIGNED = 0x75;
const SIGNED = 0x69;

/**
 * Argument `i` as the position of a bit in a string of up to `maxBytes` bytes. Allocates nothing.
 * @throws {ReplyError} when it is none
 */
export function bitOffsetArg(args: Arguments, i: number, maxBytes: number): number {
  const position = parseInteger(args.bytes, args.starts[i], args.ends[i]);
  // Written so that NaN is refused, too.
  if (!(position >= 0 && position < maxBytes * 8)) throw BIT_OFFSET_OUT_OF_RANGE;
  return position;
}

/**
 * All arguments from index `from` on as operations. OVERFLOW holds for those behind it.
 * @param maxBytes the longest string that a field may begin in
 * @throws {ReplyError} for the first argument that is wrong
 */
export function bitFieldOperations(
  args: Arguments,
  from: number,
  maxBytes: number,
): BitFieldOperation[] {
  const operations: BitFieldOperation[] = [];
  let overflow: BitFieldOverflow = "wrap";
  for (let i = from; i < args.count;) {
    const left = args.count - i - 1;
    if (args.equals(i, "OVERFLOW") && left >= 1) {
      overflow = overflowArg(args, i + 1);
      i += 2;
      continue;
    }
    let update: BitFieldOperation["update"];
    if (args.equals(i, "GET") && left >= 2) update = undefined;
    else if (args.equals(i, "SET") && left >= 3) update = "set";
    else if (args.equals(i, "INCRBY") && left >= 3) update = "increment";
    else throw SYNTAX_ERROR;
    const signed = args.bytes[args.starts[i + 1]] === SIGNED;
    const width = widthArg(args, i + 1, signed);
    const position = fieldPositionArg(args, i + 2, width, maxBytes);
    const value = update === undefined ? 0 : exactIntegerArg(args, i + 3);
    operations.push({ update, position, width, signed, value, overflow });
    i += update === undefined ? 3 : 4;
  }
  return operations;
}

function overflowArg(args: Arguments, i: number): BitFieldOverflow {
  if (args.equals(i, "WRAP")) return "wrap";
  if (args.equals(i, "SAT")) return "saturate";
  if (args.equals(i, "FAIL")) return "fail";
  throw INVALID_OVERFLOW;
}

/** The number of bits in "u8" or "i16". */
function widthArg(args: Arguments, i: number, signed: boolean): number {
  const start = args.starts[i];
  const isTyped = signed || args.bytes[start] === UNSIGNED;
  const width = start < args.ends[i] && isTyped
    ? parseInteger(args.bytes, start + 1, args.ends[i])
    : NaN;
  if (!(width >= 1 && width <= (signed ? 64 : 63))) throw INVALID_BIT_FIELD_TYPE;
  return width;
}

/** The position in "100" or, in units of the field's width, "#100". */
function fieldPositionArg(args: Arguments, i: number, width: number, maxBytes: number): number {
  const start = args.starts[i];
  if (start >= args.ends[i] || args.bytes[start] !== HASH) return bitOffsetArg(args, i, maxBytes);
  const index = parseInteger(args.bytes, start + 1, args.ends[i]);
  let position = index * width;
  if (!Number.isSafeInteger(position)) {
    // Redis multiplies in 64 bits, which goes round: "#2305843009213693952" of u8 is bit 0.
    if (index !== index) throw BIT_OFFSET_OUT_OF_RANGE;
    const text = args.text(i).slice(1);
    position = Number(BigInt.asIntN(64, BigInt(text) * BigInt(width)));
  }
  if (!(position >= 0 && position < maxBytes * 8)) throw BIT_OFFSET_OUT_OF_RANGE;
  return position;
}

function exactIntegerArg(args: Arguments, i: number): number | bigint {
  const value = integerArg(args, i);
  return Number.isFinite(value) ? value : integer64Arg(args, i);
}
