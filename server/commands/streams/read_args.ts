/** The arguments of XREAD and XREADGROUP up to the names of the streams. */

import type { Arguments } from "../../../resp/arguments.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import { timeoutArg } from "../../command/arguments/timeout.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { GROUP_IN_XREAD, NOACK_IN_XREAD, UNBALANCED_STREAMS } from "../../errors/stream_errors.ts";

/** What the arguments say; filled by each parse. */
export class ReadArgs {
  /** Most entries of each stream; 0: all. */
  count = 0;
  /** How long to wait in ms, 0 for ever; −1: not at all. */
  timeoutMs = -1;
  /** Whether entries read by a group count as acknowledged. */
  noAck = false;
  /** Arguments of the group's and the consumer's name; 0 without a group. */
  group = 0;
  consumer = 0;
  /** Argument of the first key; the IDs follow the keys. */
  firstKey = 0;
  /** Number of streams. */
  streams = 0;

  /** Reads the arguments; `byGroup` says that the command is XREADGROUP. @throws {ReplyError} */
  parse(args: Arguments, byGroup: boolean): void {
    this.count =
      this.group =
      this.consumer =
      this.firstKey =
        0;
    this.timeoutMs = -1;
    this.noAck = false;
    for (let i = 1; i < args.count; i++) {
      const behind = args.count - i - 1;
      if (args.equals(i, "BLOCK") && behind > 0) {
        this.timeoutMs = timeoutArg(args, ++i);
      } else if (args.equals(i, "COUNT") && behind > 0) {
        this.count = Math.max(integerArg(args, ++i), 0);
      } else if (args.equals(i, "STREAMS") && behind > 0) {
        if ((behind & 1) !== 0) throw UNBALANCED_STREAMS;
        this.firstKey = i + 1;
        this.streams = behind >> 1;
        return;
      } else if (args.equals(i, "GROUP") && behind > 1) {
        if (!byGroup) throw GROUP_IN_XREAD;
        this.group = i + 1;
        this.consumer = i + 2;
        i += 2;
      } else if (args.equals(i, "NOACK")) {
        if (!byGroup) throw NOACK_IN_XREAD;
        this.noAck = true;
      } else throw SYNTAX_ERROR;
    }
    throw SYNTAX_ERROR;
  }
}
