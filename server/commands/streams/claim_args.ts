/** The arguments of XCLAIM from the IDs on. */

import type { Arguments } from "../../../resp/arguments.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { parseStreamId, WHOLE_ID } from "../../../store/types/streams/stream_id_text.ts";
import { integer64Arg, integerArg } from "../../command/arguments/numbers.ts";
import { invalidClaimArgument, unknownClaimOption } from "./group_errors.ts";
import { idArg } from "./id_args.ts";

const FIRST_ID = 5;

/** What the arguments say; filled by each parse. */
export class ClaimArgs {
  /** The IDs, of which the first `count` are those of the last parse. */
  readonly ids: StreamId[] = [];
  count = 0;
  /** When the entries are to count as delivered, in ms since the epoch; never in the future. */
  timeMs = 0;
  /** Whether to claim entries that are not pending. */
  force = false;
  /** Whether the reply has the IDs alone, and no delivery is counted. */
  justId = false;
  /** How often the entries are to count as delivered; −1 and below: not said. */
  retryCount: number | bigint = -1;
  /** The group has at least read up to here. */
  readonly lastId: StreamId = new StreamId();

  /** Reads the arguments. @throws {ReplyError} */
  parse(args: Arguments, nowMs: number): void {
    this.timeMs = nowMs;
    this.force = this.justId = false;
    this.retryCount = -1;
    this.lastId.setMin();
    let i = FIRST_ID;
    for (; i < args.count; i++) {
      const id = this.ids[i - FIRST_ID] ??= new StreamId();
      if (parseStreamId(args.bytes, args.starts[i], args.ends[i], id, 0) !== WHOLE_ID) break;
    }
    this.count = i - FIRST_ID;
    for (; i < args.count; i++) {
      const hasNext = i + 1 < args.count;
      if (args.equals(i, "FORCE")) this.force = true;
      else if (args.equals(i, "JUSTID")) this.justId = true;
      else if (hasNext && args.equals(i, "IDLE")) this.timeMs = nowMs - option(args, ++i, "IDLE");
      else if (hasNext && args.equals(i, "TIME")) this.timeMs = option(args, ++i, "TIME");
      else if (hasNext && args.equals(i, "RETRYCOUNT")) {
        this.retryCount = option(args, ++i, "RETRYCOUNT");
        if (this.retryCount === Infinity) this.retryCount = integer64Arg(args, i);
      } else if (hasNext && args.equals(i, "LASTID")) idArg(args, ++i, this.lastId);
      else throw unknownClaimOption(args, i);
    }
    // A time that cannot be is taken for a client's clock that is wrong.
    if (!(this.timeMs >= 0 && this.timeMs <= nowMs)) this.timeMs = nowMs;
  }
}

function option(args: Arguments, i: number, name: string): number {
  return integerArg(args, i, invalidClaimArgument(`${name} option`, "XCLAIM"));
}
