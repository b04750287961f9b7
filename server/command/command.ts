/**
 * A command as a server uses it: the spec in compiled form, and what this server has counted.
 *
 * Specs are shared by all servers of a program; each registry compiles its own commands, so that
 * their counters are one server's alone.
 */

import { aclCategories } from "./acl_categories.ts";
import type { AclCategory, CommandDescription, KeySpec } from "./description.ts";
import { ELEMENT_ARGUMENTS } from "./element_arguments.ts";
import { flagBits, MOVABLE_KEYS } from "./flags.ts";
import { keyPattern } from "./keys/key_specs.ts";
import { NameTable } from "./name_table.ts";
import { LatencyHistogram } from "../latency_histogram.ts";

/** Commands of constant time that Redis does not class as fast. */
const CONSTANT_TIME = new Set(["set", "setex", "psetex", "getset"]);

/** The largest count of arguments: no request reaches it. */
const UNLIMITED = 0x7fffffff;

/**
 * One command, or one subcommand, of one server. Whoever must not run it sees it as
 * `Command<unknown>`.
 */
export class Command<Handler = unknown> {
  /** The declaration that it was compiled from. */
  readonly spec: CommandDescription<Handler>;
  /** Full name in lower case: "get", "client|kill". */
  readonly name: string;
  /** Bits of `flags.ts`. */
  readonly flags: number;
  /** Fewest arguments, the name (and a subcommand's name) included. */
  readonly minArgs: number;
  /** Most arguments; 2^31 - 1 without a limit. */
  readonly maxArgs: number;
  /** Absent on a container whose subcommands do the work. */
  readonly run: Handler | undefined;
  /** The subcommands by name; undefined when there are none. */
  readonly subcommands: NameTable<Command<Handler>> | undefined;
  /** Whether its cost is small and depends on its arguments alone: then not every call is timed. */
  readonly constantTime: boolean;
  /** The container that a subcommand belongs to. */
  readonly parent: Command<Handler> | undefined;
  /** Its ACL categories, in the order of `ACL_CATEGORIES`. */
  readonly categories: readonly AclCategory[];
  /** Where its keys stand. */
  readonly keySpecs: readonly KeySpec[];
  /** Argument index of the first key as COMMAND INFO gives it; 0 without fixed keys. */
  readonly firstKey: number;
  /** Argument index of the last key; negative counts from the end. */
  readonly lastKey: number;
  /** Distance from one key to the next. */
  readonly keyStep: number;

  /** Argument index of the first element of a collection that it names; 0 if it names none. */
  readonly firstElement: number;
  /** Distance from one element to the next. */
  readonly elementStep: number;

  /** Executions, the failed ones included. */
  calls = 0;
  /** How long the executions that were timed took; undefined before the first one. */
  latency: LatencyHistogram | undefined;
  /** Refused before execution: arity, authentication, memory, state. */
  rejectedCalls = 0;
  /** Executions that ended in an error reply. */
  failedCalls = 0;
  /** Executions that were timed, and how long they took in all. */
  timedCalls = 0;
  timedMicroseconds = 0;

  /** Compiles a declaration, for a subcommand with the container that it belongs to. */
  constructor(spec: CommandDescription<Handler>, parent?: Command<Handler>) {
    this.spec = spec;
    this.parent = parent;
    this.name = parent === undefined ? spec.name : `${parent.name}|${spec.name}`;
    this.keySpecs = spec.keys ?? [];
    const pattern = keyPattern(this.keySpecs);
    this.firstKey = pattern.firstKey;
    this.lastKey = pattern.lastKey;
    this.keyStep = pattern.step;
    [this.firstElement, this.elementStep] = ELEMENT_ARGUMENTS[this.name] ?? [0, 1];
    this.constantTime = CONSTANT_TIME.has(this.name) ||
      (spec.flags.includes("fast") && !spec.flags.includes("admin"));
    this.flags = flagBits(spec.flags) | (pattern.movable ? MOVABLE_KEYS : 0);
    this.minArgs = Math.abs(spec.arity);
    this.maxArgs = spec.arity < 0 ? UNLIMITED : spec.arity;
    this.run = spec.run;
    this.categories = aclCategories(spec);
    const subcommands = spec.subcommands ?? [];
    this.subcommands = subcommands.length === 0
      ? undefined
      : new NameTable(subcommands.map((sub) => [sub.name, new Command(sub, this)]));
  }

  /** Time spent executing, in microseconds; what was not timed took as long as what was. */
  get microseconds(): number {
    return this.timedCalls === 0 ? 0 : this.timedMicroseconds * (this.calls / this.timedCalls);
  }

  /** An execution has taken that long; `track` says to enter it in the histogram, too. */
  timed(microseconds: number, track: boolean): void {
    this.timedCalls++;
    this.timedMicroseconds += microseconds;
    if (track) (this.latency ??= new LatencyHistogram()).record(microseconds);
  }

  /** An execution that has been timed, but not tracked, was answered `microseconds` later than it ended. */
  answered(microseconds: number, allMicroseconds: number, track: boolean): void {
    this.timedMicroseconds += microseconds;
    if (track) (this.latency ??= new LatencyHistogram()).record(allMicroseconds);
  }

  /** Sets the counters back to zero, those of the subcommands too (CONFIG RESETSTAT). */
  resetStatistics(): void {
    this.calls = 0;
    this.timedCalls = 0;
    this.timedMicroseconds = 0;
    this.latency = undefined;
    this.rejectedCalls = 0;
    this.failedCalls = 0;
    for (const sub of this.subcommands?.values() ?? []) sub.resetStatistics();
  }
}
