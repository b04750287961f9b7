/**
 * The string commands: values as bytes, and ranges of them. Counters are `counters.ts`.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { positionOf } from "../../../store/encoding/index_range.ts";
import { KEEP_EXPIRY, type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import {
  appendString,
  isStringKind,
  readString,
  setString,
  setStringRange,
} from "../../../store/types/strings/strings.ts";
import { integerArg, isInvertedFromEnd } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import {
  EX_FORM,
  EXAT_FORM,
  expiryArg,
  PX_FORM,
  PXAT_FORM,
} from "../../command/arguments/expire_times.ts";
import { keyAt, keyRange } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { OptionGrammar } from "../../command/arguments/option_grammar.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { findSetKeys } from "../../command/keys/variable_keys.ts";
import { wrongArity } from "../../errors/request_errors.ts";
import { OFFSET_OUT_OF_RANGE } from "../../errors/string_errors.ts";

/** The string commands. */
export const STRING_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "get",
    arity: 2,
    since: "1.0.0",
    group: "string",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads a string",
    complexity: "O(1)",
    syntax: "key",
    run: get,
  }),
  defineCommand({
    name: "set",
    arity: -3,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom"],
    keys: [
      keyAt(1, ["RW", "access", "update", "variable_flags"], "Reads the old value only with `GET`"),
    ],
    findKeys: findSetKeys,
    summary: "Stores a string, under conditions and with an expiry if asked",
    complexity: "O(1)",
    syntax:
      "key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]",
    history: {
      "2.6.12": "`EX`, `PX`, `NX` and `XX`",
      "6.0.0": "`KEEPTTL`",
      "6.2.0": "`GET`, `EXAT` and `PXAT`",
      "7.0.0": "`NX` and `GET` go together",
    },
    run: set,
  }),
  defineCommand({
    name: "setnx",
    arity: 3,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["OW", "insert"])],
    summary: "Stores a string if the key is free",
    complexity: "O(1)",
    syntax: "key value",
    run: setnx,
  }),
  defineCommand({
    name: "setex",
    arity: 4,
    since: "2.0.0",
    group: "string",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"])],
    summary: "Stores a string that expires after so many seconds",
    complexity: "O(1)",
    syntax: "key seconds value",
    run: setex,
  }),
  defineCommand({
    name: "psetex",
    arity: 4,
    since: "2.6.0",
    group: "string",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"])],
    summary: "Stores a string that expires after so many milliseconds",
    complexity: "O(1)",
    syntax: "key milliseconds value",
    run: psetex,
  }),
  defineCommand({
    name: "getset",
    arity: 3,
    since: "1.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    deprecated: { since: "6.2.0", replacedBy: "`SET` with the `GET` argument" },
    summary: "Stores a string and answers with the one before",
    complexity: "O(1)",
    syntax: "key value",
    run: getset,
  }),
  defineCommand({
    name: "getdel",
    arity: 2,
    since: "6.2.0",
    group: "string",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Reads a string and removes its key",
    complexity: "O(1)",
    syntax: "key",
    run: getdel,
  }),
  defineCommand({
    name: "getex",
    arity: -2,
    since: "6.2.0",
    group: "string",
    flags: ["write", "fast"],
    keys: [
      keyAt(1, ["RW", "access", "update"], "Writes only the expiry, and only when an option asks"),
    ],
    summary: "Reads a string and sets or removes its expiry",
    complexity: "O(1)",
    syntax:
      "key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]",
    run: getex,
  }),
  defineCommand({
    name: "mget",
    arity: -2,
    since: "1.0.0",
    group: "string",
    flags: ["readonly", "fast"],
    keys: [keyRange(1, -1, 1, ["RO", "access"])],
    summary: "Reads several strings at once",
    complexity: "O(N), N being the keys",
    syntax: "key [key ...]",
    tips: ["request_policy:multi_shard"],
    run: mget,
  }),
  defineCommand({
    name: "mset",
    arity: -3,
    since: "1.0.1",
    group: "string",
    flags: ["write", "denyoom"],
    keys: [keyRange(1, -1, 2, ["OW", "update"])],
    summary: "Stores several strings at once",
    complexity: "O(N), N being the keys",
    syntax: "key value [key value ...]",
    tips: ["request_policy:multi_shard", "response_policy:all_succeeded"],
    run: mset,
  }),
  defineCommand({
    name: "msetnx",
    arity: -3,
    since: "1.0.1",
    group: "string",
    flags: ["write", "denyoom"],
    keys: [keyRange(1, -1, 2, ["OW", "insert"])],
    summary: "Stores several strings if all their keys are free",
    complexity: "O(N), N being the keys",
    syntax: "key value [key value ...]",
    tips: ["request_policy:multi_shard", "response_policy:agg_min"],
    run: msetnx,
  }),
  defineCommand({
    name: "append",
    arity: 3,
    since: "2.0.0",
    group: "string",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "insert"])],
    summary: "Adds bytes to the end of a string",
    complexity: "O(1) amortised, for small additions",
    syntax: "key value",
    run: append,
  }),
  defineCommand({
    name: "strlen",
    arity: 2,
    since: "2.2.0",
    group: "string",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO"])],
    summary: "Measures a string in bytes",
    complexity: "O(1)",
    syntax: "key",
    run: strlen,
  }),
  defineCommand({
    name: "getrange",
    arity: 4,
    since: "2.4.0",
    group: "string",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Reads the part of a string between two offsets",
    complexity: "O(N), N being the bytes returned",
    syntax: "key start end",
    run: getrange,
  }),
  defineCommand({
    name: "setrange",
    arity: 4,
    since: "2.2.0",
    group: "string",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Overwrites a string from an offset on",
    complexity: "O(M), M being the bytes written",
    syntax: "key offset value",
    run: setrange,
  }),
  defineCommand({
    name: "substr",
    arity: 4,
    since: "1.0.0",
    group: "string",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "2.0.0", replacedBy: "`GETRANGE`" },
    summary: "Reads the part of a string between two offsets",
    complexity: "O(N), N being the bytes returned",
    syntax: "key start end",
    run: substr,
  }),
];

/** They stand first in each grammar: their bits are 1, 2, 4 and 8, in the order of the forms. */
const EXPIRY_OPTIONS = [
  { token: "EX", value: true, group: "expiry" },
  { token: "PX", value: true, group: "expiry" },
  { token: "EXAT", value: true, group: "expiry" },
  { token: "PXAT", value: true, group: "expiry" },
] as const;
const EXPIRY_FORMS = [EX_FORM, PX_FORM, EXAT_FORM, PXAT_FORM];
const EXPIRY_BITS = 15;

const SET_OPTIONS = new OptionGrammar([
  ...EXPIRY_OPTIONS,
  { token: "KEEPTTL", group: "expiry" },
  { token: "NX", group: "condition" },
  { token: "XX", group: "condition" },
  { token: "GET" },
]);
const NX = SET_OPTIONS.bit("NX");
const XX = SET_OPTIONS.bit("XX");
const GET = SET_OPTIONS.bit("GET");
const KEEPTTL = SET_OPTIONS.bit("KEEPTTL");

const GETEX_OPTIONS = new OptionGrammar([
  ...EXPIRY_OPTIONS,
  { token: "PERSIST", group: "expiry" },
]);
const PERSIST = GETEX_OPTIONS.bit("PERSIST");
const GETEX_IN_THE_PAST = GETEX_OPTIONS.bit("EXAT") | GETEX_OPTIONS.bit("PXAT");

/** Stores argument `i` as the loaded key's value. */
function store(args: Arguments, i: number, keyspace: Namespace, expiryMs: number): void {
  setString(keyspace, args.bytes, args.starts[i], args.ends[i], expiryMs);
}

/** Replies with the loaded key's value; false, and nothing is written, if there is none. */
function replyValue({ reply, keyspace }: CommandContext): boolean {
  if (!readString(keyspace)) return false;
  reply.bulk(keyspace.bytes, keyspace.valueStart(), keyspace.valueEnd());
  return true;
}

/** The expire time that EX, PX, EXAT or PXAT gives, {@linkcode NO_EXPIRY} if none is there. */
function optionExpiry(
  { args, server }: CommandContext,
  grammar: OptionGrammar,
  seen: number,
  command: string,
): number {
  const bit = seen & EXPIRY_BITS;
  if (bit === 0) return NO_EXPIRY;
  const form = EXPIRY_FORMS[31 - Math.clz32(bit)];
  return expiryArg(args, grammar.valueIndex(bit), form, server.clock.now(), command);
}

function get(context: CommandContext): void {
  loadKey(context, 1);
  if (!replyValue(context)) context.reply.null();
}

function set(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if (args.count === 3) {
    loadKey(context, 1);
    store(args, 2, keyspace, NO_EXPIRY);
    reply.ok();
    return;
  }
  const seen = SET_OPTIONS.parse(args, 3);
  const expiryMs = (seen & KEEPTTL) !== 0
    ? KEEP_EXPIRY
    : optionExpiry(context, SET_OPTIONS, seen, "set");
  loadKey(context, 1);
  const replied = (seen & GET) !== 0 && replyValue(context);
  if ((seen & (NX | XX)) !== 0 && (keyspace.find() !== 0) === ((seen & NX) !== 0)) {
    if (!replied) reply.null();
    return;
  }
  store(args, 2, keyspace, expiryMs);
  if ((seen & GET) === 0) reply.ok();
  else if (!replied) reply.null();
}

function setnx(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  const free = keyspace.find() === 0;
  if (free) store(args, 2, keyspace, NO_EXPIRY);
  reply.integer(free ? 1 : 0);
}

function setex(context: CommandContext): void {
  setWithExpiry(context, EX_FORM, "setex");
}

function psetex(context: CommandContext): void {
  setWithExpiry(context, PX_FORM, "psetex");
}

function setWithExpiry(
  context: CommandContext,
  form: typeof EX_FORM,
  command: string,
): void {
  const { args, reply, keyspace, server } = context;
  const expiryMs = expiryArg(args, 2, form, server.clock.now(), command);
  loadKey(context, 1);
  store(args, 3, keyspace, expiryMs);
  reply.ok();
}

function getset(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  if (!replyValue(context)) reply.null();
  store(args, 2, keyspace, NO_EXPIRY);
}

function getdel(context: CommandContext): void {
  loadKey(context, 1);
  if (replyValue(context)) context.keyspace.delete();
  else context.reply.null();
}

function getex(context: CommandContext): void {
  const { reply, keyspace, server } = context;
  const seen = GETEX_OPTIONS.parse(context.args, 2);
  loadKey(context, 1);
  if (!replyValue(context)) {
    reply.null();
    return;
  }
  // Redis looks at the time only when there is something to expire.
  const expiryMs = optionExpiry(context, GETEX_OPTIONS, seen, "getex");
  if (expiryMs !== NO_EXPIRY) {
    const isPast = (seen & GETEX_IN_THE_PAST) !== 0 && expiryMs <= server.clock.now();
    if (isPast) keyspace.delete();
    else keyspace.setExpiry(expiryMs);
  } else if ((seen & PERSIST) !== 0 && keyspace.expiry() !== NO_EXPIRY) {
    keyspace.setExpiry(NO_EXPIRY);
  }
}

function mget(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  reply.array(args.count - 1);
  for (let i = 1; i < args.count; i++) {
    loadKey(context, i);
    if (keyspace.read() === 0 || !isStringKind(keyspace.kind())) reply.null();
    else reply.bulk(keyspace.bytes, keyspace.valueStart(), keyspace.valueEnd());
  }
}

function mset(context: CommandContext): void {
  storePairs(context, "mset");
  context.reply.ok();
}

function msetnx(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  if ((args.count & 1) === 0) throw wrongArity("msetnx");
  for (let i = 1; i < args.count; i += 2) {
    loadKey(context, i);
    if (keyspace.find() !== 0) {
      reply.integer(0);
      return;
    }
  }
  storePairs(context, "msetnx");
  reply.integer(1);
}

function storePairs(context: CommandContext, command: string): void {
  const { args, keyspace } = context;
  if ((args.count & 1) === 0) throw wrongArity(command);
  for (let i = 1; i < args.count; i += 2) {
    loadKey(context, i);
    store(args, i + 1, keyspace, NO_EXPIRY);
  }
}

function append(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  loadKey(context, 1);
  reply.integer(appendString(keyspace, args.bytes, args.starts[2], args.ends[2]));
}

function strlen(context: CommandContext): void {
  loadKey(context, 1);
  context.reply.integer(readString(context.keyspace) ? context.keyspace.valueLength() : 0);
}

function getrange(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  let first = integerArg(args, 2);
  let last = integerArg(args, 3);
  loadKey(context, 1);
  if (!readString(keyspace)) {
    reply.emptyBulk();
    return;
  }
  const length = keyspace.valueLength();
  first = positionOf(first, length);
  last = Math.min(positionOf(last, length), length - 1);
  if (first > last || isInvertedFromEnd(args, 2, 3)) {
    reply.emptyBulk();
    return;
  }
  const start = keyspace.valueStart();
  reply.bulk(keyspace.bytes, start + first, start + last + 1);
}

function substr(context: CommandContext): void {
  getrange(context);
}

function setrange(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const offset = integerArg(args, 2);
  if (offset < 0) throw OFFSET_OUT_OF_RANGE;
  loadKey(context, 1);
  reply.integer(setStringRange(keyspace, offset, args.bytes, args.starts[3], args.ends[3]));
}
