/**
 * Where the time that an execution took is kept: in the command's statistics, in the slow log and in the
 * latency monitor.
 *
 * A client that its command makes wait is entered when it is answered, with the time of the execution and of
 * the answer, not of the waiting. One whose time is over is not.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { Waiter } from "../clients/blocking.ts";
import type { Session } from "../clients/session.ts";
import type { Command } from "../command/command.ts";
import { FAST, SKIP_SLOWLOG } from "../command/flags.ts";
import type { Server } from "../server_state.ts";

/** A command has been executed in `microseconds`. */
export function recordExecution(
  server: Server,
  session: Session,
  command: Command,
  args: Arguments,
  microseconds: number,
): void {
  const { latency, clock } = server;
  const waits = session.waiter;
  command.timed(microseconds, latency.tracksCommands && waits === undefined);
  if (waits !== undefined) recordWhenAnswered(server, waits, command, args.clone(), microseconds);
  else offerToSlowLog(server, session, command, args, microseconds);
  const event = (command.flags & FAST) !== 0 ? "fast-command" : "command";
  latency.record(event, microseconds / 1000, clock.now());
}

function recordWhenAnswered(
  server: Server,
  waiter: Waiter,
  command: Command,
  args: Arguments,
  executionMicroseconds: number,
): void {
  waiter.onAnswered = (microseconds) => {
    const { latency, clock } = server;
    const all = executionMicroseconds + microseconds;
    command.answered(microseconds, all, latency.tracksCommands);
    offerToSlowLog(server, waiter.session, command, args, all);
    latency.record("command-unblocking", microseconds / 1000, clock.now());
  };
}

function offerToSlowLog(
  { slowLog, clock }: Server,
  { peer, name }: Session,
  command: Command,
  args: Arguments,
  microseconds: number,
): void {
  if ((command.flags & SKIP_SLOWLOG) !== 0) return;
  slowLog.offer(command.name, args, microseconds, clock.now(), peer.address, name);
}
