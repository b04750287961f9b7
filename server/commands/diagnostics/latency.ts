/**
 * LATENCY: spikes of events, and histograms of how long commands take.
 */

import type { ReplyWriter } from "../../../resp/reply_writer.ts";
import type { Command } from "../../command/command.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { ReplyError } from "../../errors/reply_errors.ts";
import { diagnoseLatency } from "./latency_doctor.ts";
import { drawSpikes } from "./spike_graph.ts";

/** The latency commands. */
export const LATENCY_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "latency",
    arity: -2,
    since: "2.8.13",
    group: "server",
    flags: [],
    summary: "Inspects the recorded latency",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "latest",
        arity: 2,
        since: "2.8.13",
        group: "server",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Shows the newest spike of each event",
        complexity: "O(N), N being the events",
        syntax: "",
        tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
        run: latest,
      },
      {
        name: "history",
        arity: 3,
        since: "2.8.13",
        group: "server",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Lists the spikes of one event",
        complexity: "O(N), N being the spikes kept",
        syntax: "event",
        tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
        run: history,
      },
      {
        name: "graph",
        arity: 3,
        since: "2.8.13",
        group: "server",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Draws the spikes of one event as text",
        complexity: "O(N), N being the spikes kept",
        syntax: "event",
        tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
        run: graph,
      },
      {
        name: "histogram",
        arity: -2,
        since: "7.0.0",
        group: "server",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Shows how long commands take, as cumulative histograms",
        complexity: "O(N), N being the commands with figures",
        syntax: "[command [command ...]]",
        tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
        run: histogram,
      },
      {
        name: "reset",
        arity: -2,
        since: "2.8.13",
        group: "server",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Forgets the spikes of some or all events",
        complexity: "O(N), N being the events",
        syntax: "[event [event ...]]",
        tips: ["request_policy:all_nodes", "response_policy:all_succeeded"],
        run: reset,
      },
      {
        name: "doctor",
        arity: 2,
        since: "2.8.13",
        group: "server",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Explains the recorded spikes",
        complexity: "O(N), N being the spikes kept",
        syntax: "",
        tips: ["nondeterministic_output", "request_policy:all_nodes", "response_policy:special"],
        run: doctor,
      },
      {
        name: "help",
        arity: 2,
        since: "2.8.13",
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

function latest({ reply, server }: CommandContext): void {
  const { events } = server.latency;
  reply.array(events.size);
  for (const [name, { samples, maxMilliseconds }] of events) {
    const last = samples[samples.length - 1];
    reply.array(4);
    reply.bulkText(name);
    reply.integer(last.time);
    reply.integer(last.milliseconds);
    reply.integer(maxMilliseconds);
  }
}

function history({ args, reply, server }: CommandContext): void {
  const samples = server.latency.events.get(args.text(2))?.samples ?? [];
  reply.array(samples.length);
  for (const { time, milliseconds } of samples) {
    reply.array(2);
    reply.integer(time);
    reply.integer(milliseconds);
  }
}

function graph({ args, reply, server }: CommandContext): void {
  const name = args.text(2);
  const event = server.latency.events.get(name);
  if (event === undefined) throw new ReplyError(`ERR No samples available for event '${name}'`);
  reply.verbatim(drawSpikes(name, event, server.clock.now()));
}

function reset({ args, reply, server }: CommandContext): void {
  const names: string[] = [];
  for (let i = 2; i < args.count; i++) names.push(args.text(i));
  reply.integer(server.latency.reset(names));
}

function doctor({ reply, server }: CommandContext): void {
  reply.verbatim(diagnoseLatency(server.latency, server.slowLog.thresholdMicroseconds));
}

/**
 * Of commands that are not timed at each call, the timed ones stand for all: the counts are scaled
 * to the number of calls.
 */
function histogram({ args, reply, server }: CommandContext): void {
  const asked: Command[] = [];
  if (args.count === 2) asked.push(...server.commands.values());
  for (let i = 2; i < args.count; i++) {
    const command = server.commands.get(args.text(i));
    if (command !== undefined) asked.push(command);
  }
  const found = asked
    .flatMap((command) => [command, ...command.subcommands?.values() ?? []])
    .filter(({ latency }) => latency !== undefined);
  reply.map(found.length);
  for (const command of found) writeHistogram(reply, command);
}

function writeHistogram(reply: ReplyWriter, { name, calls, latency }: Command): void {
  const scale = calls / latency!.count;
  reply.bulkText(name);
  reply.map(2);
  reply.bulkText("calls");
  reply.integer(calls);
  reply.bulkText("histogram_usec");
  const mark = reply.beginMap();
  let pairs = 0;
  latency!.cumulative((microseconds, count) => {
    reply.integer(microseconds);
    reply.integer(Math.round(count * scale));
    pairs++;
  });
  reply.endMap(mark, pairs);
}
