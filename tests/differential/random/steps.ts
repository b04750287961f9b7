/**
 * What a random run is made of: a flat list of steps, each of which every server takes in the same
 * state, so that a run can be cut to the steps that matter and taken again.
 *
 * Besides commands there is what happens around them: clients that wait to be served, subscribers, keys
 * whose time comes, values that go from each server to the other.
 */
import { type Argument, formatCommand } from "../../helpers/command_line.ts";
import type { Comparison } from "../../helpers/transcripts/transcript.ts";
import type { GeneratedCommand } from "./family.ts";

/** The connections to a server, by what they do. Even ones speak RESP2, odd ones RESP3. */
export const CLIENT = {
  /** Two that send batches of commands in turn. */
  commands: 0,
  /** Two that wait in blocking commands. */
  waiters: 2,
  /** Two that subscribe to channels. */
  subscribers: 4,
  /** One that all the rest goes through; never in a transaction. */
  control: 6,
  /** One that listens to keyspace notifications. */
  listener: 7,
  /** One that is shown all commands by MONITOR. */
  monitor: 8,
} as const;

/** How many connections there are to a server. */
export const CLIENTS = 9;

/** One step of a run. */
export type RandomStep =
  /** Sends a command and reads its reply. */
  | { kind: "command"; client: number; command: GeneratedCommand }
  /** Sends a command that may wait; its reply is read by `release`. */
  | { kind: "wait"; client: number; args: Argument[] }
  /** Ends the waiting by CLIENT UNBLOCK, unless it has ended: what became of it. */
  | { kind: "release"; client: number; error: boolean }
  /** Sends a command of a subscriber; what it answers is read by `messages`. */
  | { kind: "subscribe"; client: number; args: Argument[] }
  /** Reads all that has come for a subscriber. */
  | { kind: "messages"; client: number }
  | { kind: "sleep"; ms: number }
  /** Iterates to the end by SCAN or one of its kind: what has come, in order, without its cursors. */
  | { kind: "scan"; before: Argument[]; options: Argument[] }
  /** Fields of a section of INFO whose lines the pattern matches: what it captures, in order. */
  | { kind: "info"; section: string; pattern: RegExp }
  /** Takes a value from each server with DUMP and gives it to the other with RESTORE. */
  | { kind: "cross"; from: Argument; restore: Argument[]; database: 0 | 1 };

/** How the results of a step are compared. */
export function comparisonOf(step: RandomStep): Comparison {
  return step.kind === "command" ? step.command.compare : { how: "exact" };
}

/** A step as a line to print. */
export function showStep(step: RandomStep): string {
  switch (step.kind) {
    case "command":
      return `(${step.client}) ${formatCommand(step.command.args)}`;
    case "wait":
    case "subscribe":
      return `(${step.client} ${step.kind}) ${formatCommand(step.args)}`;
    case "release":
    case "messages":
      return `(${step.client} ${step.kind})`;
    case "sleep":
      return `(sleep ${step.ms})`;
    case "scan":
      return `(iterate) ${formatCommand([...step.before, "0", ...step.options])}`;
    case "info":
      return `(control) INFO ${step.section}`;
    case "cross":
      return `(cross, db ${step.database}) ${formatCommand([step.from])} -> RESTORE ` +
        formatCommand(step.restore);
  }
}
