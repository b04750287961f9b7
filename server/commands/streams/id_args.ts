/** Stream IDs among a handler's arguments, and the errors of Redis for what is none. */

import type { Arguments } from "../../../resp/arguments.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import {
  isCharacter,
  isExclusive,
  type MissingSequence,
  OPEN_ID,
  parseRangeId,
  parseStreamId,
  WHOLE_ID,
} from "../../../store/types/streams/stream_id_text.ts";
import {
  INVALID_INTERVAL_END,
  INVALID_INTERVAL_START,
  INVALID_STREAM_ID,
} from "../../errors/stream_errors.ts";

/** Fills `id` with argument `i`; a sequence that is missing is 0. @throws {ReplyError} */
export function idArg({ bytes, starts, ends }: Arguments, i: number, id: StreamId): void {
  if (parseStreamId(bytes, starts[i], ends[i], id, 0) !== WHOLE_ID) throw INVALID_STREAM_ID;
}

/** As {@linkcode idArg}, but `ms-*` is an ID, too; returns whether it is one. @throws {ReplyError} */
export function newIdArg({ bytes, starts, ends }: Arguments, i: number, id: StreamId): boolean {
  const kind = parseStreamId(bytes, starts[i], ends[i], id, 0);
  if (kind !== WHOLE_ID && kind !== OPEN_ID) throw INVALID_STREAM_ID;
  return kind === OPEN_ID;
}

/** New IDs of the arguments from index `from` up to `to`. @throws {ReplyError} */
export function idArgs(args: Arguments, from: number, to: number): StreamId[] {
  const ids: StreamId[] = [];
  for (let i = from; i < to; i++) {
    const id = new StreamId();
    idArg(args, i, id);
    ids.push(id);
  }
  return ids;
}

/** Fills `id` with argument `i` as where a range begins, made inclusive. @throws {ReplyError} */
export function rangeStartArg(args: Arguments, i: number, id: StreamId): void {
  if (rangeArg(args, i, id, 0) && !id.increment()) throw INVALID_INTERVAL_START;
}

/** Fills `id` with argument `i` as where a range ends, made inclusive. @throws {ReplyError} */
export function rangeEndArg(args: Arguments, i: number, id: StreamId): void {
  if (rangeArg(args, i, id, -1) && !id.decrement()) throw INVALID_INTERVAL_END;
}

/** Whether argument `i` is that one character, as `$` and `>` are. */
export function isMark({ bytes, starts, ends }: Arguments, i: number, mark: string): boolean {
  return isCharacter(bytes, starts[i], ends[i], mark.charCodeAt(0));
}

/** Reads an end of a range; returns whether it is excluded. */
function rangeArg(
  { bytes, starts, ends }: Arguments,
  i: number,
  id: StreamId,
  missing: MissingSequence,
): boolean {
  const start = starts[i];
  const exclusive = isExclusive(bytes, start, ends[i]);
  const valid = exclusive
    ? parseStreamId(bytes, start + 1, ends[i], id, missing) === WHOLE_ID
    : parseRangeId(bytes, start, ends[i], id, missing);
  if (!valid) throw INVALID_STREAM_ID;
  return exclusive;
}
