/**
 * MIGRATE: moves keys to another server, or copies them there. The grammar and what is asked of the store;
 * `server/migration/` does the transfer.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { dumpValue } from "../../../store/types/value_dump.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { findMigratedKeys } from "../../command/keys/variable_keys.ts";
import { MovedKey } from "../../migration/moved_key.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { MIGRATE_IN_TRANSACTION, MIGRATE_KEY_NOT_EMPTY } from "../../errors/transfer_errors.ts";

/** MIGRATE. */
export const MIGRATE_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "migrate",
    arity: -6,
    since: "2.6.0",
    group: "generic",
    flags: ["write"],
    categories: ["keyspace", "dangerous"],
    keys: [
      keyAt(3, ["RW", "access", "delete"]),
      {
        flags: ["RW", "access", "delete", "incomplete"],
        begin: { keyword: "KEYS", startFrom: -2 },
        find: { lastKey: -1, step: 1, limit: 0 },
      },
    ],
    findKeys: findMigratedKeys,
    summary: "Moves keys to another server",
    complexity: "That of DUMP and DEL here and of RESTORE there, for each key, and their transfer",
    syntax: 'host port <key | ""> destination-db timeout [COPY] [REPLACE] ' +
      "[AUTH password | AUTH2 username password] [KEYS key [key ...]]",
    argumentTypes: { port: "integer", "destination-db": "integer" },
    tips: ["nondeterministic_output"],
    history: {
      "3.0.0": "The options `COPY` and `REPLACE`",
      "3.0.6": "The option `KEYS`",
      "4.0.7": "The option `AUTH`",
      "6.0.0": "The option `AUTH2`",
    },
    run: migrate,
  }),
];

/** A timeout that is none is this one. */
const DEFAULT_TIMEOUT_MS = 1000;
const decoder = new TextDecoder();

/** What the options say. */
interface MigrateOptions {
  copies: boolean;
  replaces: boolean;
  username: Uint8Array | undefined;
  password: Uint8Array | undefined;
  /** Arguments that are keys. */
  firstKey: number;
  endKey: number;
}

function migrate(context: CommandContext): void {
  const { args, reply, session, server, nested } = context;
  const options = readOptions(args);
  const timeoutMs = integerArg(args, 5);
  const database = integerArg(args, 4);
  const keys = keysThere(context, options);
  if (keys.length === 0) return reply.simple("NOKEY");
  if (nested) throw MIGRATE_IN_TRANSACTION;
  server.migrations.begin(session, {
    hostname: decoder.decode(args.copy(1)),
    port: portOf(decoder.decode(args.copy(2))),
    database,
    timeoutMs: timeoutMs <= 0 ? DEFAULT_TIMEOUT_MS : timeoutMs,
    copies: options.copies,
    replaces: options.replaces,
    username: options.username,
    password: options.password,
    keys,
  });
}

function readOptions(args: Arguments): MigrateOptions {
  const options: MigrateOptions = {
    copies: false,
    replaces: false,
    username: undefined,
    password: undefined,
    firstKey: 3,
    endKey: 4,
  };
  for (let i = 6; i < args.count; i++) {
    const left = args.count - 1 - i;
    if (args.equals(i, "COPY")) options.copies = true;
    else if (args.equals(i, "REPLACE")) options.replaces = true;
    else if (args.equals(i, "AUTH") && left >= 1) options.password = args.copy(++i);
    else if (args.equals(i, "AUTH2") && left >= 2) {
      options.username = args.copy(++i);
      options.password = args.copy(++i);
    } else if (args.equals(i, "KEYS")) {
      if (args.starts[3] !== args.ends[3]) throw MIGRATE_KEY_NOT_EMPTY;
      options.firstKey = i + 1;
      options.endKey = args.count;
      break;
    } else throw SYNTAX_ERROR;
  }
  return options;
}

/** Those of the keys that there are, with their values as they are now. */
function keysThere(
  { args, keyspace, server }: CommandContext,
  { firstKey, endKey, copies }: MigrateOptions,
): MovedKey[] {
  const keys: MovedKey[] = [];
  const nowMs = server.clock.now();
  for (let i = firstKey; i < endKey; i++) {
    keyspace.load(args.bytes, args.starts[i], args.ends[i]);
    if (keyspace.read() === 0) continue;
    const expiryMs = keyspace.expiry();
    const ttlMs = expiryMs === NO_EXPIRY ? 0 : Math.max(1, expiryMs - nowMs);
    keys.push(new MovedKey(keyspace, ttlMs, dumpValue(keyspace).slice(), !copies));
  }
  return keys;
}

/** The digits at the beginning, as C's atoi reads them, in the range of ports. */
function portOf(text: string): number {
  return Number(/^\s*\+?(\d{1,15})/.exec(text)?.[1] ?? 0) & 0xffff;
}
