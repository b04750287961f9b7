/**
 * MEMORY: what a key takes, where the memory is, and whether something about it is wrong.
 */

import { isLargeKind } from "../../../store/keyspace/record.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { type MemoryReport, reportMemory } from "../../diagnostics/memory_report.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { diagnoseMemory } from "./memory_doctor.ts";

/** The memory commands. */
export const MEMORY_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "memory",
    arity: -2,
    since: "4.0.0",
    group: "server",
    flags: [],
    summary: "Inspects the use of memory",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "usage",
        arity: -3,
        since: "4.0.0",
        group: "server",
        flags: ["readonly"],
        keys: [keyAt(2, ["RO"])],
        summary: "Tells the bytes that a key and its value occupy",
        complexity: "O(N), N being the samples taken",
        syntax: "key [SAMPLES count]",
        run: usage,
      },
      {
        name: "stats",
        arity: 2,
        since: "4.0.0",
        group: "server",
        flags: [],
        summary: "Breaks the memory in use down into parts",
        complexity: "O(1)",
        syntax: "",
        tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        run: stats,
      },
      {
        name: "doctor",
        arity: 2,
        since: "4.0.0",
        group: "server",
        flags: [],
        summary: "Names likely problems with memory",
        complexity: "O(1)",
        syntax: "",
        tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        run: doctor,
      },
      {
        name: "malloc-stats",
        arity: 2,
        since: "4.0.0",
        group: "server",
        flags: [],
        summary: "Reports the allocator's own statistics",
        complexity: "O(N), N being the size classes",
        syntax: "",
        tips: ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        run: mallocStats,
      },
      {
        name: "purge",
        arity: 2,
        since: "4.0.0",
        group: "server",
        flags: [],
        summary: "Gives free memory back to the system",
        complexity: "O(N), N being the chunks that are free",
        syntax: "",
        tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
        run: purge,
      },
      {
        name: "help",
        arity: 2,
        since: "4.0.0",
        group: "server",
        flags: ["loading", "stale"],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
  }),
];

/** What a key takes in its table: a bucket of 64 bytes has 12 slots. */
const SLOT_BYTES = Math.ceil(64 / 12);

/** The record with its rounding, its place in the table, and its elements: nothing is sampled. */
function usage({ args, reply, keyspace }: CommandContext): void {
  for (let i = 3; i < args.count; i += 2) {
    if (!args.equals(i, "SAMPLES") || i + 1 === args.count) throw SYNTAX_ERROR;
    if (integerArg(args, i + 1) < 0) throw SYNTAX_ERROR;
  }
  keyspace.load(args.bytes, args.starts[2], args.ends[2]);
  if (keyspace.find() === 0) {
    reply.null();
    return;
  }
  const elements = isLargeKind(keyspace.kind()) ? keyspace.largeValue().bytes : 0;
  reply.integer(keyspace.recordBytes() + SLOT_BYTES + elements);
}

function stats({ reply, server }: CommandContext): void {
  const report = reportMemory(server);
  const figures = figuresOf(report);
  const keyspaces = report.keyspaces.filter(({ keys }) => keys > 0);
  reply.map(figures.length + keyspaces.length);
  for (const { name, keys, tableBytes } of keyspaces) {
    reply.bulkText(`db.${name}`);
    reply.map(2);
    reply.bulkText("keys.count");
    reply.integer(keys);
    reply.bulkText("overhead.hashtable.main");
    reply.integer(tableBytes);
  }
  for (const [name, value, isRatio] of figures) {
    reply.bulkText(name);
    if (isRatio) reply.double(value);
    else reply.integer(value);
  }
}

type Figure = readonly [name: string, value: number, isRatio?: true];

/** The figures under Redis's names; those of parts that are not there are 0. */
function figuresOf(report: MemoryReport): Figure[] {
  const { usedBytes, peakBytes, reservedBytes, residentBytes, datasetBytes, keys } = report;
  return [
    ["peak.allocated", peakBytes],
    ["total.allocated", usedBytes],
    ["startup.allocated", 0],
    ["replication.backlog", 0],
    ["clients.slaves", 0],
    ["clients.normal", report.clientBytes],
    ["cluster.links", 0],
    ["aof.buffer", 0],
    ["lua.caches", 0],
    ["functions.caches", 0],
    ["overhead.total", report.tableBytes],
    ["keys.count", keys],
    ["keys.bytes-per-key", keys === 0 ? 0 : Math.floor(usedBytes / keys)],
    ["dataset.bytes", datasetBytes],
    ["dataset.percentage", 100 * quotient(datasetBytes, usedBytes), true],
    ["peak.percentage", 100 * quotient(usedBytes, peakBytes), true],
    ["allocator.allocated", usedBytes],
    ["allocator.active", reservedBytes],
    ["allocator.resident", reservedBytes],
    ["allocator-fragmentation.ratio", quotient(reservedBytes, usedBytes), true],
    ["allocator-fragmentation.bytes", reservedBytes - usedBytes],
    ["allocator-rss.ratio", 1, true],
    ["allocator-rss.bytes", 0],
    ["rss-overhead.ratio", quotient(residentBytes, reservedBytes), true],
    ["rss-overhead.bytes", residentBytes - reservedBytes],
    ["fragmentation", quotient(residentBytes, usedBytes), true],
    ["fragmentation.bytes", residentBytes - usedBytes],
  ];
}

function quotient(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function doctor({ reply, server }: CommandContext): void {
  const { engine, sessions } = server;
  reply.verbatim(diagnoseMemory(reportMemory(server), engine.maxMemory, sessions.size));
}

function mallocStats({ reply, server }: CommandContext): void {
  const lines = ["Arenas: bytes in use, bytes taken from the runtime, chunks"];
  for (const { name, arena } of server.engine.namespaces.values()) {
    const chunks = arena.bytes.filter((chunk) => chunk.length > 0).length;
    lines.push(`${name}: ${arena.usedBytes} ${arena.reservedBytes} ${chunks}`);
  }
  reply.verbatim(`${lines.join("\n")}\n`);
}

/** Nothing to do: an arena gives a chunk back as soon as nothing is left in it. */
function purge({ reply }: CommandContext): void {
  reply.ok();
}
