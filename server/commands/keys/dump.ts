/**
 * DUMP and RESTORE: a value as bytes that this server and Redis understand, and back.
 *
 * The payload is that of Redis 7.0, but for hashes whose fields expire: these have that of Redis 7.4. All
 * are read up to Redis 8's. `store/types/value_dump.ts` has the layout.
 */

import { type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { setRestoredUse, UNKNOWN_USE } from "../../../store/engine/restored_use.ts";
import { dumpValue, isIntact, readDump } from "../../../store/types/value_dump.ts";
import { integerArg, integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { LAST_MOMENT } from "../../command/arguments/expire_times.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import {
  BAD_DATA_FORMAT,
  BUSY_KEY,
  INVALID_FREQ,
  INVALID_IDLETIME,
  INVALID_RESTORE_TTL,
  NOT_AN_INTACT_DUMP,
  SYNTAX_ERROR,
} from "../../errors/reply_errors.ts";

/** What RESTORE has in common with the command by which cluster nodes send it. */
const RESTORE = {
  arity: -4,
  categories: ["keyspace", "dangerous"],
  keys: [keyAt(1, ["OW", "update"])],
  complexity: "O(N log(N)), N being the elements of the value, or its bytes for a string",
  syntax: "key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]",
  history: {
    "3.0.0": "The option `REPLACE`",
    "5.0.0": "The options `ABSTTL`, `IDLETIME` and `FREQ`",
  },
  run: restore,
} as const;

/** The commands that move values as bytes. */
export const DUMP_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "dump",
    arity: 2,
    since: "2.6.0",
    group: "generic",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Hands out a value as bytes that RESTORE takes",
    complexity: "O(N), N being the bytes of the value",
    syntax: "key",
    tips: ["nondeterministic_output"],
    run: dump,
  }),
  defineCommand({
    ...RESTORE,
    name: "restore",
    since: "2.6.0",
    group: "generic",
    flags: ["write", "denyoom"],
    summary: "Makes a key of the bytes of a value that DUMP has handed out",
  }),
  defineCommand({
    ...RESTORE,
    name: "restore-asking",
    since: "3.0.0",
    group: "server",
    flags: ["write", "denyoom", "asking"],
    system: true,
    summary: "Does what RESTORE does, for keys that move from node to node of a cluster",
  }),
];

/** About what a value takes in memory for each byte of its payload; small elements take more. */
const ROOM_PER_BYTE = 4;
const encoder = new TextEncoder();
const REPLACE = encoder.encode("REPLACE");
const ABSTTL = encoder.encode("ABSTTL");

function dump(context: CommandContext): void {
  const { reply, keyspace } = context;
  loadKey(context, 1);
  if (keyspace.read() === 0) return reply.null();
  const payload = dumpValue(keyspace);
  reply.bulk(payload, 0, payload.length);
}

function restore(context: CommandContext): void {
  const { args, reply, keyspace, server } = context;
  let replace = false;
  let absolute = false;
  let idleSeconds = UNKNOWN_USE;
  let uses = UNKNOWN_USE;
  for (let i = 4; i < args.count; i++) {
    const hasValue = i + 1 < args.count;
    if (args.equals(i, "REPLACE")) replace = true;
    else if (args.equals(i, "ABSTTL")) absolute = true;
    else if (args.equals(i, "IDLETIME") && hasValue && uses === UNKNOWN_USE) {
      idleSeconds = integerArg(args, ++i);
      if (idleSeconds < 0) throw INVALID_IDLETIME;
    } else if (args.equals(i, "FREQ") && hasValue && idleSeconds === UNKNOWN_USE) {
      uses = integerInRange(args, ++i, 0, 255, INVALID_FREQ);
    } else throw SYNTAX_ERROR;
  }
  loadKey(context, 1);
  if (!replace && keyspace.find() !== 0) throw BUSY_KEY;
  const ttl = integerArg(args, 2);
  if (ttl < 0) throw INVALID_RESTORE_TTL;
  const start = args.starts[3];
  const end = args.ends[3];
  if (!isIntact(args.bytes, start, end)) throw NOT_AN_INTACT_DUMP;
  const value = readDump(args.bytes, start, end, server.engine);
  if (value === undefined) throw BAD_DATA_FORMAT;

  const nowMs = server.clock.now();
  const expiryMs = ttl === 0 ? NO_EXPIRY : Math.min(absolute ? ttl : nowMs + ttl, LAST_MOMENT);
  if (expiryMs !== NO_EXPIRY && expiryMs <= server.engine.dueTime()) {
    value.discard?.();
    keyspace.delete();
    return reply.ok();
  }
  // All room at once: while the value is built, it must not be evicted itself.
  if (server.engine.limited) server.engine.makeRoom(ROOM_PER_BYTE * (end - start), true);
  const replaced = keyspace.find() !== 0;
  if (replaced) keyspace.discard();
  value.store(keyspace);
  if (expiryMs !== NO_EXPIRY) keyspace.setExpiry(expiryMs, false);
  setRestoredUse(keyspace, idleSeconds, uses);
  keyspace.engine.changes++;
  if (keyspace.observed) report(keyspace, expiryMs, args.bytes.slice(start, end), replaced);
  reply.ok();
}

/** Reports the open record, that of the loaded key, as restored, in place of what there was if so. */
function report(
  keyspace: Namespace,
  expiryMs: number,
  payload: Uint8Array,
  replaced: boolean,
): void {
  const options = replaced ? [REPLACE, ABSTTL] : [ABSTTL];
  keyspace.effect("restore", "RESTORE", [encoder.encode(String(expiryMs)), payload, ...options]);
}
