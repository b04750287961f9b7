/**
 * Expire times of a hash's fields: Redis's commands from 7.4 on (HEXPIRE and its relatives) and 8.0
 * (HGETEX, HSETEX, HGETDEL).
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { PackedValue } from "../../../store/encoding/listpack.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import {
  deleteFields,
  findField,
  modifyHash,
  readHash,
  setFields,
} from "../../../store/types/hashes/hashes.ts";
import {
  expireFields,
  type ExpiryCondition,
  fieldExpiries,
  persistFields,
} from "../../../store/types/hashes/field_expiry.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import {
  deadlineArg,
  EX_FORM,
  EXAT_FORM,
  PX_FORM,
  PXAT_FORM,
  type TimeForm,
} from "../../command/arguments/expire_times.ts";
import { fieldsAt } from "../../command/arguments/fields.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import {
  FIELD_COUNT_ZERO,
  FIELDS_MISSING,
  NEGATIVE_FIELD_EXPIRY,
  ONE_EXPIRY_OR_KEEPTTL,
  ONE_EXPIRY_OR_PERSIST,
  ONE_FIELD_CONDITION,
  unknownArgument,
} from "../../errors/hash_errors.ts";
import { invalidExpireTime, type ReplyError } from "../../errors/reply_errors.ts";

const EXPIRE_SYNTAX = "[NX | XX | GT | LT] FIELDS numfields field [field ...]";
const TIMES = "EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds";
const PER_FIELD = "O(N), N being the fields given";

/** The commands about expire times of fields. */
export const HASH_FIELD_EXPIRY_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "hexpire",
    arity: -6,
    since: "7.4.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets fields of a hash expire after so many seconds",
    complexity: PER_FIELD,
    syntax: `key seconds ${EXPIRE_SYNTAX}`,
    run: (context) => expire(context, EX_FORM, "hexpire"),
  }),
  defineCommand({
    name: "hpexpire",
    arity: -6,
    since: "7.4.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets fields of a hash expire after so many milliseconds",
    complexity: PER_FIELD,
    syntax: `key milliseconds ${EXPIRE_SYNTAX}`,
    run: (context) => expire(context, PX_FORM, "hpexpire"),
  }),
  defineCommand({
    name: "hexpireat",
    arity: -6,
    since: "7.4.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets fields of a hash expire at a Unix time in seconds",
    complexity: PER_FIELD,
    syntax: `key unix-time-seconds ${EXPIRE_SYNTAX}`,
    run: (context) => expire(context, EXAT_FORM, "hexpireat"),
  }),
  defineCommand({
    name: "hpexpireat",
    arity: -6,
    since: "7.4.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets fields of a hash expire at a Unix time in milliseconds",
    complexity: PER_FIELD,
    syntax: `key unix-time-milliseconds ${EXPIRE_SYNTAX}`,
    run: (context) => expire(context, PXAT_FORM, "hpexpireat"),
  }),
  defineCommand({
    name: "httl",
    arity: -5,
    since: "7.4.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells how many seconds fields of a hash have left",
    complexity: PER_FIELD,
    syntax: "key FIELDS numfields field [field ...]",
    tips: ["nondeterministic_output"],
    run: (context) => replyExpiries(context, context.server.clock.now(), 1000),
  }),
  defineCommand({
    name: "hpttl",
    arity: -5,
    since: "7.4.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells how many milliseconds fields of a hash have left",
    complexity: PER_FIELD,
    syntax: "key FIELDS numfields field [field ...]",
    tips: ["nondeterministic_output"],
    run: (context) => replyExpiries(context, context.server.clock.now(), 1),
  }),
  defineCommand({
    name: "hexpiretime",
    arity: -5,
    since: "7.4.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells the Unix times in seconds at which fields of a hash expire",
    complexity: PER_FIELD,
    syntax: "key FIELDS numfields field [field ...]",
    run: (context) => replyExpiries(context, 0, 1000),
  }),
  defineCommand({
    name: "hpexpiretime",
    arity: -5,
    since: "7.4.0",
    group: "hash",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells the Unix times in milliseconds at which fields of a hash expire",
    complexity: PER_FIELD,
    syntax: "key FIELDS numfields field [field ...]",
    run: (context) => replyExpiries(context, 0, 1),
  }),
  defineCommand({
    name: "hpersist",
    arity: -5,
    since: "7.4.0",
    group: "hash",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Takes the expiry off fields of a hash",
    complexity: PER_FIELD,
    syntax: "key FIELDS numfields field [field ...]",
    run: hpersist,
  }),
  defineCommand({
    name: "hgetdel",
    arity: -5,
    since: "8.0.0",
    group: "hash",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "delete"])],
    summary: "Reads fields of a hash and removes them",
    complexity: PER_FIELD,
    syntax: "key FIELDS numfields field [field ...]",
    run: hgetdel,
  }),
  defineCommand({
    name: "hgetex",
    arity: -5,
    since: "8.0.0",
    group: "hash",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "access", "update"])],
    summary: "Reads fields of a hash and sets or removes their expiry",
    complexity: PER_FIELD,
    syntax: `key [${TIMES} | PERSIST] FIELDS numfields field [field ...]`,
    run: hgetex,
  }),
  defineCommand({
    name: "hsetex",
    arity: -6,
    since: "8.0.0",
    group: "hash",
    flags: ["write", "denyoom", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Gives fields of a hash values and an expiry, under conditions if asked",
    complexity: PER_FIELD,
    syntax: `key [FNX | FXX] [${TIMES} | KEEPTTL] FIELDS numfields field value [field value ...]`,
    run: hsetex,
  }),
];

/** The last moment that a field may expire at, in ms since 1970: the year 4199, as in Redis. */
const LAST_FIELD_MOMENT = 2 ** 46 - 1;

const VALUE = new PackedValue();

const CONDITIONS: readonly (readonly [token: string, allows: ExpiryCondition])[] = [
  ["NX", (oldMs) => oldMs === NO_EXPIRY],
  ["XX", (oldMs) => oldMs !== NO_EXPIRY],
  ["GT", (oldMs, newMs) => oldMs !== NO_EXPIRY && newMs > oldMs],
  ["LT", (oldMs, newMs) => oldMs === NO_EXPIRY || newMs < oldMs],
];

function always(): boolean {
  return true;
}

function ignore(): void {}

function expire(context: CommandContext, form: TimeForm, command: string): void {
  const { args, reply, keyspace } = context;
  const condition = CONDITIONS.find(([token]) => args.equals(3, token));
  const from = fieldsAt(args, condition === undefined ? 3 : 4, 1, FIELD_COUNT_ZERO);
  const expiryMs = momentArg(context, 2, form, command);
  loadKey(context, 1);
  const allows = condition === undefined ? always : condition[1];
  reply.array(args.count - from);
  expireFields(keyspace, args, from, args.count, expiryMs, allows, (result) => {
    reply.integer(result);
  });
}

/** Argument `i` as the moment at which fields expire, in ms since 1970. */
function momentArg(context: CommandContext, i: number, form: TimeForm, command: string): number {
  const { args, server } = context;
  const expiryMs = deadlineArg(args, i, form, server.clock.now(), command);
  if (args.bytes[args.starts[i]] === MINUS) throw NEGATIVE_FIELD_EXPIRY;
  if (expiryMs > LAST_FIELD_MOMENT) throw invalidExpireTime(command);
  return expiryMs;
}

const MINUS = 0x2d;

/** Replies with the times from `sinceMs` to the fields' expiry, in units of `unitMs`, rounded up. */
function replyExpiries(context: CommandContext, sinceMs: number, unitMs: number): void {
  const { args, reply, keyspace } = context;
  const from = fieldsAt(args, 2);
  loadKey(context, 1);
  reply.array(args.count - from);
  fieldExpiries(keyspace, args, from, args.count, (expiryMs) => {
    reply.integer(expiryMs < 0 ? expiryMs : Math.ceil((expiryMs - sinceMs) / unitMs));
  });
}

function hpersist(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const from = fieldsAt(args, 2);
  loadKey(context, 1);
  reply.array(args.count - from);
  persistFields(keyspace, args, from, args.count, (result) => reply.integer(result));
}

function hgetdel(context: CommandContext): void {
  const { args, keyspace } = context;
  const from = fieldsAt(args, 2);
  loadKey(context, 1);
  replyValues(context, modifyHash(keyspace), from);
  deleteFields(keyspace, args, from, args.count);
}

function hgetex(context: CommandContext): void {
  const { args, keyspace } = context;
  const options = parseOptions(args, ONE_EXPIRY_OR_PERSIST, "PERSIST");
  const from = fieldsAt(args, options.end);
  const expiryMs = options.time === 0
    ? 0
    : momentArg(context, options.time, options.form, "hgetex");
  loadKey(context, 1);
  replyValues(context, readHash(keyspace), from);
  if (options.keep) persistFields(keyspace, args, from, args.count, ignore);
  else if (options.time !== 0) {
    expireFields(keyspace, args, from, args.count, expiryMs, always, ignore);
  }
}

function hsetex(context: CommandContext): void {
  const { args, reply, keyspace } = context;
  const options = parseOptions(args, ONE_EXPIRY_OR_KEEPTTL, "KEEPTTL");
  const from = fieldsAt(args, options.end, 2);
  const expiryMs = options.time === 0
    ? 0
    : momentArg(context, options.time, options.form, "hsetex");
  loadKey(context, 1);
  if (options.condition !== 0 && !meets(context, from, options.condition === FXX)) {
    reply.integer(0);
    return;
  }
  setFields(keyspace, args, from, args.count, options.keep);
  if (options.time !== 0) {
    const fields = everySecond(args, from);
    expireFields(keyspace, fields, 0, fields.count, expiryMs, always, ignore);
  }
  reply.integer(1);
}

/** Replies with the fields' values; `exists` says whether the hash is open. */
function replyValues(
  { args, reply, keyspace }: CommandContext,
  exists: boolean,
  from: number,
): void {
  reply.array(args.count - from);
  for (let i = from; i < args.count; i++) {
    if (exists && findField(keyspace, args.bytes, args.starts[i], args.ends[i], VALUE)) {
      reply.bulk(VALUE.bytes, VALUE.start, VALUE.end);
    } else {
      reply.null();
    }
  }
}

/** Whether all fields (of pairs from index `from` on) are there, or none of them. */
function meets({ args, keyspace }: CommandContext, from: number, there: boolean): boolean {
  const exists = modifyHash(keyspace);
  for (let i = from; i < args.count; i += 2) {
    const found = exists && findField(keyspace, args.bytes, args.starts[i], args.ends[i], VALUE);
    if (found !== there) return false;
  }
  return true;
}

/** The fields of the pairs from index `from` on. */
function everySecond(args: Arguments, from: number) {
  const count = (args.count - from) >>> 1;
  const pick = (indexes: Int32Array) =>
    Int32Array.from({ length: count }, (_, i) => indexes[from + 2 * i]);
  return { bytes: args.bytes, starts: pick(args.starts), ends: pick(args.ends), count };
}

const FNX = 1;
const FXX = 2;

interface FieldOptions {
  /** 0, `FNX` or `FXX`. */
  condition: number;
  /** Index of the time's argument; 0 without one. */
  time: number;
  form: TimeForm;
  /** Whether the word for keeping (KEEPTTL) or removing (PERSIST) an expiry was there. */
  keep: boolean;
  /** Index behind the options. */
  end: number;
}

const FORMS: readonly (readonly [token: string, form: TimeForm])[] = [
  ["EX", EX_FORM],
  ["PX", PX_FORM],
  ["EXAT", EXAT_FORM],
  ["PXAT", PXAT_FORM],
];

/** The options from argument 2 on, up to FIELDS; only HSETEX, with KEEPTTL, has conditions. */
function parseOptions(args: Arguments, onlyOne: ReplyError, keep: string): FieldOptions {
  const options: FieldOptions = { condition: 0, time: 0, form: PX_FORM, keep: false, end: 2 };
  while (!args.equals(options.end, "FIELDS")) {
    const i = options.end++;
    const form = FORMS.find(([token]) => args.equals(i, token));
    if (form !== undefined || args.equals(i, keep)) {
      if (options.time !== 0 || options.keep) throw onlyOne;
      if (form === undefined) options.keep = true;
      else {
        options.time = options.end++;
        options.form = form[1];
      }
    } else if (keep === "KEEPTTL" && (args.equals(i, "FNX") || args.equals(i, "FXX"))) {
      if (options.condition !== 0) throw ONE_FIELD_CONDITION;
      options.condition = args.equals(i, "FNX") ? FNX : FXX;
    } else {
      throw unknownArgument(args, i);
    }
    if (options.end >= args.count) throw FIELDS_MISSING;
  }
  return options;
}
