/** The number of a database among a handler's arguments. */

import type { Namespace } from "../../../store/engine/namespace.ts";
import { DB_INDEX_OUT_OF_RANGE, valueOutOfRange } from "../../errors/reply_errors.ts";
import type { CommandContext } from "../context.ts";
import { integerInRange } from "./numbers.ts";

const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;
const NOT_INT32 = valueOutOfRange(MIN_INT32, MAX_INT32);

/**
 * The keyspace of the database whose index is argument `i`.
 *
 * @throws {ReplyError} when it is no 32-bit integer, or there is no such database
 */
export function databaseArg({ args, server }: CommandContext, i: number): Namespace {
  const index = integerInRange(args, i, MIN_INT32, MAX_INT32, NOT_INT32);
  if (index < 0 || index >= server.config.get("databases")) throw DB_INDEX_OUT_OF_RANGE;
  return server.keyspace(index);
}
