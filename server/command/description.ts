/**
 * What a command is, as data, whatever its handler looks like; `spec.ts` adds the handler.
 *
 * One description drives everything that is known about a command: the arity check, the
 * gates that its flags stand for, COMMAND INFO / DOCS / GETKEYS / LIST, the ACL categories,
 * `docs/commands.md`, and the tests that each command has a summary and a transcript.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { KeyPositions } from "./keys/key_positions.ts";

/** The families under which COMMAND DOCS and `docs/commands.md` list a command. */
export type CommandGroup =
  | "bitmap"
  | "cluster"
  | "connection"
  | "generic"
  | "geo"
  | "hash"
  | "hyperloglog"
  | "list"
  | "pubsub"
  | "scripting"
  | "server"
  | "set"
  | "sorted-set"
  | "stream"
  | "string"
  | "transactions";

/**
 * The flags of COMMAND INFO, under the names that it prints. "movablekeys" is not among them: it
 * follows from the key specs. Redis keeps "may_replicate" and "protected" to itself.
 */
export type CommandFlag =
  | "admin"
  | "allow_busy"
  | "asking"
  | "blocking"
  | "denyoom"
  | "fast"
  | "loading"
  | "may_replicate"
  | "no_async_loading"
  | "no_auth"
  | "no_mandatory_keys"
  | "no_multi"
  | "noscript"
  | "protected"
  | "pubsub"
  | "readonly"
  | "skip_monitor"
  | "skip_slowlog"
  | "stale"
  | "write";

/** The ACL categories, without their `@`. */
export type AclCategory =
  | "admin"
  | "bitmap"
  | "blocking"
  | "connection"
  | "dangerous"
  | "fast"
  | "geo"
  | "hash"
  | "hyperloglog"
  | "keyspace"
  | "list"
  | "pubsub"
  | "read"
  | "scripting"
  | "set"
  | "slow"
  | "sortedset"
  | "stream"
  | "string"
  | "transaction"
  | "write";

/** What a command does with the keys that a key spec finds: COMMAND INFO's key flags. */
export type KeyFlag =
  | "RO"
  | "RW"
  | "OW"
  | "RM"
  | "access"
  | "update"
  | "insert"
  | "delete"
  | "not_key"
  | "incomplete"
  | "variable_flags";

/** Where a command's keys stand among its arguments. */
export interface KeySpec {
  /** Exactly one of RO, RW, OW, RM, and what else is true. */
  readonly flags: readonly KeyFlag[];
  /** A note that COMMAND INFO shows with the spec. */
  readonly notes?: string;
  /** Where the search begins: at an argument index, or behind a keyword; unknown when omitted. */
  readonly begin?:
    | { readonly index: number }
    | { readonly keyword: string; readonly startFrom: number };
  /**
   * How the keys go on from there: a range up to `lastKey` (relative to the first key; negative
   * counts from the last argument) in steps, or a count of keys standing in the arguments
   * (`keyNumIndex` and `firstKey` relative to the begin); unknown when omitted.
   */
  readonly find?:
    | { readonly lastKey: number; readonly step: number; readonly limit: number }
    | { readonly keyNumIndex: number; readonly firstKey: number; readonly step: number };
}

/** The types that COMMAND DOCS gives to an argument that is a value. */
export type ArgumentType =
  | "double"
  | "integer"
  | "key"
  | "pattern"
  | "string"
  | "unix-time";

/** A command's declaration, with a handler of type `Handler`. */
export interface CommandDescription<Handler = unknown> {
  /** In lower case; a subcommand's name stands alone ("getname", not "client|getname"). */
  readonly name: string;
  /** Arguments with the name; negative: at least that many. */
  readonly arity: number;
  /** The Redis version that brought it. */
  readonly since: string;
  /** The family that it is listed under. */
  readonly group: CommandGroup;
  /** What the gates must know of it. */
  readonly flags: readonly CommandFlag[];
  /**
   * Categories beyond those that follow from the flags (read, write, fast, slow, admin, …).
   * Omitted: the one that goes with the group, unless the command only holds subcommands.
   */
  readonly categories?: readonly AclCategory[];
  /** Where the keys stand; see `keys/key_specs.ts` for the usual cases. */
  readonly keys?: readonly KeySpec[];
  /**
   * Finds the keys of a request where the specs cannot, or not with their true flags: SET reads
   * its key only with GET.
   */
  readonly findKeys?: KeyFinder;
  /** Set when another command does better what this one does. */
  readonly deprecated?: { readonly since: string; readonly replacedBy: string };
  /** True for commands that serve the server's own machinery and tests, not applications. */
  readonly system?: boolean;
  /** One sentence of our own, without a final period. */
  readonly summary: string;
  /** Time it takes, as "O(N), N being the keys"; without a final period. */
  readonly complexity: string;
  /**
   * The arguments after the name, as `docs/commands.md` prints them:
   * `key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]`, `key [key ...]`.
   * `syntax.ts` tells the notation.
   */
  readonly syntax: string;
  /** Types of arguments, by name, where the name does not tell (see `syntax.ts`). */
  readonly argumentTypes?: Readonly<Record<string, ArgumentType>>;
  /** COMMAND INFO's tips. */
  readonly tips?: readonly string[];
  /** What changed, by version, oldest first. */
  readonly history?: Readonly<Record<string, string>>;
  /** Declared in place; their arity and keys count the container's name too. */
  readonly subcommands?: readonly CommandDescription<Handler>[];
  /** Absent on a container whose subcommands do the work. */
  readonly run?: Handler;
}

/**
 * Adds the keys of the request that begins at argument `first` of `args` (the command's name) to
 * `found`; adds none when the arguments make no sense.
 */
export type KeyFinder = (args: Arguments, first: number, found: KeyPositions) => void;
