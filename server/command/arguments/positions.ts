/** Positions, distances and units among a handler's arguments, and how they are printed. */

import type { Arguments } from "../../../resp/arguments.ts";
import { isPosition, type Position } from "../../../store/encoding/geohash.ts";
import { formatLongDouble } from "../../../store/encoding/long_double.ts";
import {
  invalidPosition,
  NEED_HEIGHT,
  NEED_RADIUS,
  NEED_WIDTH,
  NEGATIVE_BOX,
  NEGATIVE_RADIUS,
  UNSUPPORTED_UNIT,
} from "../../errors/geo_errors.ts";
import { doubleArg } from "./numbers.ts";

/** Arguments `i` and `i + 1` as longitude and latitude. @throws {ReplyError} */
export function positionArg(args: Arguments, i: number): Position {
  const longitude = doubleArg(args, i);
  const latitude = doubleArg(args, i + 1);
  if (!isPosition(longitude, latitude)) throw invalidPosition(longitude, latitude);
  return { longitude, latitude };
}

/** Argument `i` as a unit, in metres. @throws {ReplyError} */
export function unitArg(args: Arguments, i: number): number {
  if (args.equals(i, "M")) return 1;
  if (args.equals(i, "KM")) return 1000;
  if (args.equals(i, "FT")) return 0.3048;
  if (args.equals(i, "MI")) return 1609.34;
  throw UNSUPPORTED_UNIT;
}

/** A shape without its centre. */
export interface Extent {
  readonly unitM: number;
  readonly radiusM?: number;
  readonly widthM?: number;
  readonly heightM?: number;
}

/** Arguments `i` and `i + 1` as a radius and its unit. @throws {ReplyError} */
export function radiusArg(args: Arguments, i: number): Extent {
  const radius = doubleArg(args, i, NEED_RADIUS);
  if (radius < 0) throw NEGATIVE_RADIUS;
  const unitM = unitArg(args, i + 1);
  return { unitM, radiusM: radius * unitM };
}

/** Arguments from `i` on as width, height and their unit. @throws {ReplyError} */
export function boxArg(args: Arguments, i: number): Extent {
  const width = doubleArg(args, i, NEED_WIDTH);
  const height = doubleArg(args, i + 1, NEED_HEIGHT);
  if (width < 0 || height < 0) throw NEGATIVE_BOX;
  const unitM = unitArg(args, i + 2);
  return { unitM, widthM: width * unitM, heightM: height * unitM };
}

/** A coordinate as Redis prints it: up to 17 decimals, without zeros at the end. */
export function coordinateText(degrees: number): string {
  let exponent = 0;
  for (; !Number.isInteger(degrees); exponent--) degrees *= 2;
  return formatLongDouble({ mantissa: BigInt(degrees), exponent });
}
