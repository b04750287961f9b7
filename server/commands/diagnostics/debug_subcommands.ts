/** What DEBUG can do. */

import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { setString } from "../../../store/types/strings/strings.ts";
import { integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import type { CommandHandler } from "../../command/spec.ts";
import { datasetDigest, valueDigest } from "../../durability/dataset_digest.ts";
import { RELOAD_OPTIONS } from "../../durability/refusals.ts";
import { VALUE_NOT_POSITIVE } from "../../errors/reply_errors.ts";
import { describeObject } from "./object_description.ts";
import { sampleReply } from "./sample_reply.ts";

/** A subcommand of DEBUG. */
export interface DebugSubcommand {
  /** In upper case. */
  readonly name: string;
  /** Fewest and most arguments behind the name. */
  readonly least: number;
  readonly most: number;
  readonly syntax: string;
  readonly summary: string;
  readonly run: CommandHandler;
}

/** All subcommands. */
export const DEBUG_SUBCOMMANDS: readonly DebugSubcommand[] = [
  {
    name: "DIGEST",
    least: 0,
    most: 0,
    syntax: "",
    summary: "Replies with a digest of all data, which is Redis's for the same data",
    run({ reply, server }) {
      reply.simple(datasetDigest(server.engine, server.config.get("databases")));
    },
  },
  {
    name: "DIGEST-VALUE",
    least: 0,
    most: Infinity,
    syntax: "[key ...]",
    summary: "Replies with digests of the values of keys",
    run({ args, reply, keyspace }) {
      reply.array(args.count - 2);
      for (let i = 2; i < args.count; i++) {
        keyspace.load(args.bytes, args.starts[i], args.ends[i]);
        reply.simple(valueDigest(keyspace));
      }
    },
  },
  {
    name: "ERROR",
    least: 1,
    most: 1,
    syntax: "string",
    summary: "Replies with an error of that text",
    run: ({ args, reply }) => reply.errorBinary(args.binary(2)),
  },
  {
    name: "LOG",
    least: 1,
    most: 1,
    syntax: "message",
    summary: "Writes the message to the server's log",
    run({ args, reply, server }) {
      server.log.warning(`DEBUG LOG: ${args.text(2)}`);
      reply.ok();
    },
  },
  {
    name: "OBJECT",
    least: 1,
    most: 1,
    syntax: "key",
    summary: "Tells how a value is represented",
    run: describeObject,
  },
  {
    name: "POPULATE",
    least: 1,
    most: 3,
    syntax: "count [prefix] [size]",
    summary: "Creates strings named prefix:0, prefix:1 and so on; those that exist stay",
    run: populate,
  },
  {
    name: "PROTOCOL",
    least: 1,
    most: 1,
    syntax: "type",
    summary: "Replies with a sample of a type of reply",
    run: sampleReply,
  },
  {
    name: "SET-ACTIVE-EXPIRE",
    least: 1,
    most: 1,
    syntax: "0|1",
    summary: "Switches the removal of expired keys in the background off or on",
    run({ args, reply, server }) {
      if (Math.trunc(leadingNumber(args.binary(2))) === 0) server.sweeper.stop();
      else server.sweeper.start();
      reply.ok();
    },
  },
  {
    name: "RELOAD",
    least: 0,
    most: Infinity,
    syntax: "[MERGE] [NOFLUSH] [NOSAVE]",
    summary: "Takes a snapshot and makes the data anew from it",
    run: reload,
  },
  {
    name: "LOADAOF",
    least: 0,
    most: 0,
    syntax: "",
    summary: "Makes the data anew from the append-only file",
    run({ reply, server }) {
      server.durability.reloadLog();
      reply.ok();
    },
  },
  {
    name: "SLEEP",
    least: 1,
    most: 1,
    syntax: "seconds",
    summary: "Stops the server for that long; decimals are allowed",
    run({ args, reply }) {
      sleep(leadingNumber(args.binary(2)) * 1000);
      reply.ok();
    },
  },
  {
    name: "HELP",
    least: 0,
    most: 0,
    syntax: "",
    summary: "Lists what the subcommands do",
    run: help,
  },
];

const encoder = new TextEncoder();

function reload({ args, reply, server }: CommandContext): void {
  const how = { save: true, clear: true, replace: false };
  for (let i = 2; i < args.count; i++) {
    if (args.equals(i, "MERGE")) how.replace = true;
    else if (args.equals(i, "NOFLUSH")) how.clear = false;
    else if (args.equals(i, "NOSAVE")) how.save = false;
    else throw RELOAD_OPTIONS;
  }
  server.durability.reload(how);
  reply.ok();
}

function populate({ args, reply, keyspace }: CommandContext): void {
  const count = integerInRange(args, 2, 0, Infinity, VALUE_NOT_POSITIVE, VALUE_NOT_POSITIVE);
  const prefix = args.count > 3 ? args.copy(3) : encoder.encode("key");
  // No size, or 0: the value's own.
  const size = args.count > 4
    ? integerInRange(args, 4, 0, Infinity, VALUE_NOT_POSITIVE, VALUE_NOT_POSITIVE)
    : 0;
  for (let i = 0; i < count; i++) {
    const suffix = encoder.encode(`:${i}`);
    const key = new Uint8Array(prefix.length + suffix.length);
    key.set(prefix);
    key.set(suffix, prefix.length);
    keyspace.load(key, 0, key.length);
    if (keyspace.find() !== 0) continue;
    let value = encoder.encode(`value:${i}`);
    if (size > 0) {
      const sized = new Uint8Array(size);
      sized.set(value.subarray(0, size));
      value = sized;
    }
    setString(keyspace, value, 0, value.length, NO_EXPIRY);
  }
  reply.ok();
}

/** The number that a text begins with, 0 if it begins with none. */
function leadingNumber(text: string): number {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : 0;
}

/** Does nothing, and lets nothing happen, for so long. */
function sleep(milliseconds: number): void {
  if (milliseconds <= 0) return;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function help({ reply }: CommandContext): void {
  reply.array(1 + 2 * DEBUG_SUBCOMMANDS.length);
  reply.simple("DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  for (const { name, syntax, summary } of DEBUG_SUBCOMMANDS) {
    reply.simple(`${name} ${syntax}`.trimEnd());
    reply.simple(`    ${summary}.`);
  }
}
