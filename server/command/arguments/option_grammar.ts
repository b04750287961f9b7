/**
 * The options at the end of a command as data: `[NX | XX] [GET] [EX seconds | PX milliseconds]`.
 *
 * A grammar is made once, when the module of its family is loaded. Parsing then allocates nothing:
 * it answers with one bit per option seen, and keeps where the options' values stand until the
 * next parse. As in Redis an option may be repeated, and the last value counts.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { type ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { NameTable } from "../name_table.ts";

/** One option of a grammar. */
export interface OptionRule {
  /** What the client writes, in upper case. */
  readonly token: string;
  /** True when a value follows. */
  readonly value?: boolean;
  /** Options of one group exclude each other. */
  readonly group?: string;
  /** Looks at the value as soon as it is met; throws the reply when it is wrong. */
  readonly check?: (args: Arguments, i: number) => void;
}

interface CompiledOption {
  readonly bit: number;
  readonly number: number;
  readonly excludes: number;
  readonly value: boolean;
  readonly check: ((args: Arguments, i: number) => void) | undefined;
}

/**
 * The options of one command: at most 31.
 *
 * @example
 * ```ts ignore
 * const OPTIONS = new OptionGrammar([
 *   { token: "NX", group: "condition" },
 *   { token: "XX", group: "condition" },
 *   { token: "GET" },
 *   { token: "EX", value: true, group: "expiry" },
 * ]);
 * const NX = OPTIONS.bit("NX");
 * const EX = OPTIONS.bit("EX");
 *
 * const seen = OPTIONS.parse(args, 3);
 * if ((seen & EX) !== 0) seconds = integerArg(args, OPTIONS.valueIndex(EX));
 * ```
 */
export class OptionGrammar {
  readonly #options: NameTable<CompiledOption>;
  readonly #unknown: (args: Arguments, i: number) => ReplyError;
  readonly #valueIndexes: Int32Array;

  /**
   * Compiles the rules. Throws `RangeError` when there are more than 31.
   *
   * @param unknown makes the error for an argument that is no option; "syntax error" by default
   */
  constructor(
    rules: readonly OptionRule[],
    unknown: (args: Arguments, i: number) => ReplyError = () => SYNTAX_ERROR,
  ) {
    if (rules.length > 31) throw new RangeError(`Cannot hold ${rules.length} options: limit is 31`);
    this.#unknown = unknown;
    this.#valueIndexes = new Int32Array(rules.length);
    this.#options = new NameTable(rules.map((rule, number) => {
      let excludes = 0;
      rules.forEach((other, otherNumber) => {
        const sameGroup = rule.group !== undefined && rule.group === other.group;
        if (sameGroup && otherNumber !== number) excludes |= 1 << otherNumber;
      });
      const option = {
        bit: 1 << number,
        number,
        excludes,
        value: rule.value === true,
        check: rule.check,
      };
      return [rule.token.toLowerCase(), option];
    }));
  }

  /** The bit that stands for an option in what `parse` returns. */
  bit(token: string): number {
    const option = this.#options.get(token.toLowerCase());
    if (option === undefined) throw new RangeError(`Cannot find the option "${token}"`);
    return option.bit;
  }

  /**
   * Reads all arguments from index `from` on as options. O(arguments), allocates nothing.
   *
   * @returns the bits of the options that were given
   * @throws {ReplyError} for an unknown option, one whose value is missing, or two of one group
   */
  parse(args: Arguments, from: number): number {
    let seen = 0;
    for (let i = from; i < args.count; i++) {
      const option = this.#options.lookup(args.bytes, args.starts[i], args.ends[i]);
      if (option === undefined) throw this.#unknown(args, i);
      if ((seen & option.excludes) !== 0) throw SYNTAX_ERROR;
      seen |= option.bit;
      if (!option.value) continue;
      i++;
      if (i >= args.count) throw SYNTAX_ERROR;
      option.check?.(args, i);
      this.#valueIndexes[option.number] = i;
    }
    return seen;
  }

  /** Where the value of an option (its bit) stood in the last parse, which must have seen it. */
  valueIndex(bit: number): number {
    return this.#valueIndexes[31 - Math.clz32(bit)];
  }
}
