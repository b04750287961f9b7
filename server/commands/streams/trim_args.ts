/**
 * The options of XADD and XTRIM: what is to be trimmed, and where the ID of a new entry stands.
 *
 * They are not read by a grammar: an option that lacks its value is taken for an ID, and the order in which
 * mistakes are found matters.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { Engine } from "../../../store/engine/engine.ts";
import type { Trimming } from "../../../store/types/streams/stream.ts";
import { StreamId } from "../../../store/types/streams/stream_id.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import {
  LIMIT_WITHOUT_APPROXIMATION,
  LIMIT_WITHOUT_STRATEGY,
  MAXLEN_AND_MINID,
  NEGATIVE_MAXLEN,
  NEGATIVE_TRIM_LIMIT,
  TRIM_WITHOUT_STRATEGY,
} from "../../errors/stream_errors.ts";
import { idArg, isMark, newIdArg } from "./id_args.ts";

/** Unless LIMIT says otherwise, approximate trimming stops after so many full nodes. */
const DEFAULT_LIMIT_NODES = 100;
const DEFAULT_LIMIT = 10_000;
const MAX_DEFAULT_LIMIT = 1_000_000;
const TWO_POW_63 = 2 ** 63;

/** How the ID of a new entry is chosen. */
export type IdChoice = "auto" | "given" | "open";

/** What the arguments say; filled by each parse. */
export class TrimArgs implements Trimming {
  /** Whether anything is to be trimmed. */
  trims = false;
  maxLength = -1;
  readonly minId: StreamId = new StreamId();
  approximate = false;
  limit = 0;
  /** Whether XADD makes a stream that is not there. */
  makesStream = true;
  /** For XADD: the new entry's ID, which of it is given, and its argument. */
  readonly id: StreamId = new StreamId();
  idChoice: IdChoice = "auto";
  idIndex = 0;

  #limited = false;

  /** Reads the arguments of XTRIM, from index 2 on. @throws {ReplyError} */
  parseTrim(args: Arguments, engine: Engine): void {
    this.#reset();
    for (let i = 2; i < args.count; i++) {
      const next = this.#option(args, i);
      if (next === i) throw SYNTAX_ERROR;
      i = next - 1;
    }
    this.#checkLimit(engine, true);
  }

  /** Reads the arguments of XADD, from index 2 on up to the ID. @throws {ReplyError} */
  parseAdd(args: Arguments, engine: Engine): void {
    this.#reset();
    let i = 2;
    for (; i < args.count; i++) {
      if (isMark(args, i, "*")) break;
      const next = this.#option(args, i);
      if (next > i) i = next - 1;
      else if (args.equals(i, "NOMKSTREAM")) this.makesStream = false;
      else {
        this.idChoice = newIdArg(args, i, this.id) ? "open" : "given";
        break;
      }
    }
    this.idIndex = i;
    this.#checkLimit(engine, false);
  }

  #reset(): void {
    this.trims = this.approximate = this.#limited = false;
    this.makesStream = true;
    this.maxLength = -1;
    this.limit = 0;
    this.idChoice = "auto";
  }

  /** Reads the option at `i`, if it is one; returns the index behind it, or `i`. */
  #option(args: Arguments, i: number): number {
    if (i + 1 >= args.count) return i;
    const isLength = args.equals(i, "MAXLEN");
    if (isLength || args.equals(i, "MINID")) {
      if (this.trims) throw MAXLEN_AND_MINID;
      let at = i + 1;
      if (at + 1 < args.count) {
        this.approximate = isMark(args, at, "~");
        if (this.approximate || isMark(args, at, "=")) at++;
      }
      if (isLength) {
        this.maxLength = integerArg(args, at);
        if (this.maxLength < 0) throw NEGATIVE_MAXLEN;
      } else idArg(args, at, this.minId);
      this.trims = true;
      return at + 1;
    }
    if (!args.equals(i, "LIMIT")) return i;
    this.limit = integerArg(args, i + 1);
    if (this.limit < 0) throw NEGATIVE_TRIM_LIMIT;
    this.#limited = true;
    return i + 2;
  }

  #checkLimit({ packing, replays }: Engine, required: boolean): void {
    if (!this.trims) {
      if (this.limit !== 0) throw LIMIT_WITHOUT_STRATEGY;
      if (required) throw TRIM_WITHOUT_STRATEGY;
    }
    if (replays) {
      // Redis logs what was trimmed as an exact length, and leaves the LIMIT behind it that was asked for.
      this.limit = 0;
    } else if (this.#limited) {
      if (!this.approximate) throw LIMIT_WITHOUT_APPROXIMATION;
    } else if (this.approximate) {
      const limit = DEFAULT_LIMIT_NODES * packing.streamNodeMaxEntries;
      // Redis's product has 64 bits, and what does not fit counts as no limit given.
      this.limit = limit === 0 || limit >= TWO_POW_63
        ? DEFAULT_LIMIT
        : Math.min(limit, MAX_DEFAULT_LIMIT);
    }
  }
}
