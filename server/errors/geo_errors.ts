/** The error replies of positions on the map, and of searches around them. */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyError } from "./reply_errors.ts";

export const UNSUPPORTED_UNIT: ReplyError = new ReplyError(
  "ERR unsupported unit provided. please use M, KM, FT, MI",
);
export const NEED_RADIUS: ReplyError = new ReplyError("ERR need numeric radius");
export const NEED_WIDTH: ReplyError = new ReplyError("ERR need numeric width");
export const NEED_HEIGHT: ReplyError = new ReplyError("ERR need numeric height");
export const NEGATIVE_RADIUS: ReplyError = new ReplyError("ERR radius cannot be negative");
export const NEGATIVE_BOX: ReplyError = new ReplyError("ERR height or width cannot be negative");
export const UNKNOWN_GEO_MEMBER: ReplyError = new ReplyError(
  "ERR could not decode requested zset member",
);
export const ANY_NEEDS_COUNT: ReplyError = new ReplyError(
  "ERR the ANY argument requires COUNT argument",
);

/** A position that is not on the map. */
export function invalidPosition(longitude: number, latitude: number): ReplyError {
  const text = (x: number) => {
    if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
    return Math.abs(x) < 1e21 ? x.toFixed(6) : `${BigInt(x)}.000000`;
  };
  return new ReplyError(
    `ERR invalid longitude,latitude pair ${text(longitude)},${text(latitude)}`,
  );
}

/** What is stored has no distances and so on: `what` says which command or option stores. */
export function storeWithDetails(what: string): ReplyError {
  return new ReplyError(
    `ERR ${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`,
  );
}

/** `choice` ("BYRADIUS and BYBOX") is missing from the request. */
export function exactlyOne(choice: string, args: Arguments): ReplyError {
  return new ReplyError(
    `ERR exactly one of ${choice} can be specified for ${args.binary(0)}`,
    true,
  );
}
