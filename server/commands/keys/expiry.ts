/**
 * The expiry commands: when a key goes by itself, set, asked for and taken back.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import { peek, persist as persistKey, setDeadline } from "../../../store/types/key_operations.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import {
  deadlineArg,
  EX_FORM,
  EXAT_FORM,
  LAST_MOMENT,
  PX_FORM,
  PXAT_FORM,
  type TimeForm,
} from "../../command/arguments/expire_times.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { OptionGrammar } from "../../command/arguments/option_grammar.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { GT_WITH_LT, NX_WITH_OTHERS, unsupportedOption } from "../../errors/reply_errors.ts";

/** The expiry commands. */
export const EXPIRY_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "expire",
    arity: -3,
    since: "1.0.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets a key expire after so many seconds",
    complexity: "O(1)",
    syntax: "key seconds [NX | XX | GT | LT]",
    history: { "7.0.0": "`NX`, `XX`, `GT` and `LT` set conditions" },
    run: expire,
  }),
  defineCommand({
    name: "pexpire",
    arity: -3,
    since: "2.6.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets a key expire after so many milliseconds",
    complexity: "O(1)",
    syntax: "key milliseconds [NX | XX | GT | LT]",
    history: { "7.0.0": "`NX`, `XX`, `GT` and `LT` set conditions" },
    run: pexpire,
  }),
  defineCommand({
    name: "expireat",
    arity: -3,
    since: "1.2.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets a key expire at a Unix time in seconds",
    complexity: "O(1)",
    syntax: "key unix-time-seconds [NX | XX | GT | LT]",
    history: { "7.0.0": "`NX`, `XX`, `GT` and `LT` set conditions" },
    run: expireat,
  }),
  defineCommand({
    name: "pexpireat",
    arity: -3,
    since: "2.6.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Lets a key expire at a Unix time in milliseconds",
    complexity: "O(1)",
    syntax: "key unix-time-milliseconds [NX | XX | GT | LT]",
    history: { "7.0.0": "`NX`, `XX`, `GT` and `LT` set conditions" },
    run: pexpireat,
  }),
  defineCommand({
    name: "ttl",
    arity: 2,
    since: "1.0.0",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells how many seconds a key has left",
    complexity: "O(1)",
    syntax: "key",
    tips: ["nondeterministic_output"],
    history: { "2.8.0": "A key that does not exist answers -2" },
    run: ttl,
  }),
  defineCommand({
    name: "pttl",
    arity: 2,
    since: "2.6.0",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells how many milliseconds a key has left",
    complexity: "O(1)",
    syntax: "key",
    tips: ["nondeterministic_output"],
    history: { "2.8.0": "A key that does not exist answers -2" },
    run: pttl,
  }),
  defineCommand({
    name: "expiretime",
    arity: 2,
    since: "7.0.0",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells the Unix time in seconds at which a key expires",
    complexity: "O(1)",
    syntax: "key",
    run: expiretime,
  }),
  defineCommand({
    name: "pexpiretime",
    arity: 2,
    since: "7.0.0",
    group: "generic",
    flags: ["readonly", "fast"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Tells the Unix time in milliseconds at which a key expires",
    complexity: "O(1)",
    syntax: "key",
    run: pexpiretime,
  }),
  defineCommand({
    name: "persist",
    arity: 2,
    since: "2.2.0",
    group: "generic",
    flags: ["write", "fast"],
    keys: [keyAt(1, ["RW", "update"])],
    summary: "Takes the expiry off a key",
    complexity: "O(1)",
    syntax: "key",
    run: persist,
  }),
];

const CONDITIONS = new OptionGrammar(
  [{ token: "NX" }, { token: "XX" }, { token: "GT" }, { token: "LT" }],
  unsupportedOption,
);
const NX = CONDITIONS.bit("NX");
const XX = CONDITIONS.bit("XX");
const GT = CONDITIONS.bit("GT");
const LT = CONDITIONS.bit("LT");

/** TTL's and PTTL's answers for a key that is not there, and for one that never expires. */
const NO_KEY = -2;
const NEVER = -1;

function expire(context: CommandContext): void {
  setExpiry(context, EX_FORM, "expire");
}

function pexpire(context: CommandContext): void {
  setExpiry(context, PX_FORM, "pexpire");
}

function expireat(context: CommandContext): void {
  setExpiry(context, EXAT_FORM, "expireat");
}

function pexpireat(context: CommandContext): void {
  setExpiry(context, PXAT_FORM, "pexpireat");
}

function setExpiry(context: CommandContext, form: TimeForm, command: string): void {
  const { args, reply, keyspace, server } = context;
  const conditions = args.count === 3 ? 0 : conditionArgs(args);
  const deadlineMs = deadlineArg(args, 2, form, server.clock.now(), command);
  loadKey(context, 1);
  if (keyspace.modify() === 0 || !allows(conditions, keyspace.expiry(), deadlineMs)) {
    reply.integer(0);
    return;
  }
  setDeadline(keyspace, deadlineMs);
  reply.integer(1);
}

function conditionArgs(args: Arguments): number {
  const seen = CONDITIONS.parse(args, 3);
  if ((seen & NX) !== 0 && seen !== NX) throw NX_WITH_OTHERS;
  if ((seen & GT) !== 0 && (seen & LT) !== 0) throw GT_WITH_LT;
  return seen;
}

/** Whether the conditions let a new deadline take the place of `expiryMs`; none counts as endless. */
function allows(conditions: number, expiryMs: number, deadlineMs: number): boolean {
  if (conditions === 0) return true;
  const expires = expiryMs !== NO_EXPIRY;
  if ((conditions & NX) !== 0 && expires) return false;
  if ((conditions & XX) !== 0 && !expires) return false;
  if ((conditions & GT) !== 0 && !(expires && deadlineMs > expiryMs)) return false;
  return (conditions & LT) === 0 || !expires || deadlineMs < expiryMs;
}

function ttl(context: CommandContext): void {
  replyExpiry(context, context.server.clock.now(), true);
}

function pttl(context: CommandContext): void {
  replyExpiry(context, context.server.clock.now(), false);
}

function expiretime(context: CommandContext): void {
  replyExpiry(context, 0, true);
}

function pexpiretime(context: CommandContext): void {
  replyExpiry(context, 0, false);
}

/** Replies with the time from `sinceMs` to the key's expiry, in seconds (rounded) or milliseconds. */
function replyExpiry(context: CommandContext, sinceMs: number, seconds: boolean): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (peek(keyspace) === 0) {
    reply.integer(NO_KEY);
    return;
  }
  const expiryMs = keyspace.expiry();
  if (expiryMs === NO_EXPIRY) {
    reply.integer(NEVER);
    return;
  }
  const ms = Math.max(0, expiryMs - sinceMs);
  if (!Number.isSafeInteger(expiryMs)) replyLargeTime(reply, expiryMs, sinceMs, seconds);
  else reply.integer(seconds ? Math.floor((ms + 500) / 1000) : ms);
}

const MAX_INT64 = 2n ** 63n - 1n;

/** As {@linkcode replyExpiry}, past the year 287396. The last moment is what clients call it. */
function replyLargeTime(
  reply: ReplyWriter,
  expiryMs: number,
  sinceMs: number,
  seconds: boolean,
): void {
  const ms = (expiryMs === LAST_MOMENT ? MAX_INT64 : BigInt(expiryMs)) - BigInt(sinceMs);
  reply.bigint(seconds ? (ms + 500n) / 1000n : ms);
}

function persist(context: CommandContext): void {
  loadKey(context, 1);
  context.reply.integer(persistKey(context.keyspace) ? 1 : 0);
}
