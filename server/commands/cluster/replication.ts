/**
 * SYNC, PSYNC and REPLCONF as far as they are of use without replication: a client gets all data as an RDB
 * file, once (`redis-cli --rdb`). A replica, which would wait for changes ever after, is refused.
 */

import { integerArg, integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import {
  NO_REPLICATION,
  RDB_ONLY_OUT_OF_RANGE,
  SYNC_WITHOUT_LENGTH,
  unknownReplconfOption,
} from "../../errors/transfer_errors.ts";
import type { Session } from "../../clients/session.ts";

/** The commands of replication. */
export const REPLICATION_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "sync",
    arity: 1,
    since: "1.0.0",
    group: "server",
    flags: ["admin", "noscript", "no_async_loading", "no_multi"],
    summary: "Sends all data as an RDB file; nothing follows it",
    complexity: "O(N), N being the keys of all databases",
    syntax: "",
    run: (context) => send(context, ""),
  }),
  defineCommand({
    name: "psync",
    arity: -3,
    since: "2.8.0",
    group: "server",
    flags: ["admin", "noscript", "no_async_loading", "no_multi"],
    summary: "Sends all data as an RDB file, as SYNC does",
    complexity: "O(N), N being the keys of all databases",
    syntax: "replicationid offset",
    run: (context) => send(context, `+FULLRESYNC ${context.server.runId} 0`),
  }),
  defineCommand({
    name: "replconf",
    arity: -1,
    since: "3.0.0",
    group: "server",
    flags: ["admin", "noscript", "loading", "stale", "allow_busy"],
    system: true,
    summary: "Tells what a client that is going to send SYNC understands",
    complexity: "O(1)",
    syntax: "[option value ...]",
    run: replconf,
  }),
];

/** What a client has said of itself. */
interface Announcement {
  /** It takes a file whose length is not told before. */
  takesMark: boolean;
  /** It is a replica, that listens itself. */
  isReplica: boolean;
}

const announcements = new WeakMap<Session, Announcement>();

function send({ session, server }: CommandContext, head: string): void {
  const { takesMark, isReplica } = announcements.get(session) ??
    { takesMark: false, isReplica: false };
  if (isReplica) throw NO_REPLICATION;
  if (!takesMark) throw SYNC_WITHOUT_LENGTH;
  server.transfers.begin(session, head, server.config.get("client-output-buffer-limit").replica);
}

function replconf({ args, reply, session }: CommandContext): void {
  if (args.count % 2 === 0) throw SYNTAX_ERROR;
  const said = announcements.get(session) ?? { takesMark: false, isReplica: false };
  announcements.set(session, said);
  for (let i = 1; i < args.count; i += 2) {
    if (args.equals(i, "LISTENING-PORT")) {
      integerArg(args, i + 1);
      said.isReplica = true;
    } else if (args.equals(i, "CAPA")) {
      if (args.equals(i + 1, "EOF")) said.takesMark = true;
    } else if (args.equals(i, "RDB-ONLY")) {
      integerInRange(args, i + 1, 0, 1, RDB_ONLY_OUT_OF_RANGE);
    } else if (args.equals(i, "ACK") || args.equals(i, "GETACK")) {
      // Of replicas and their masters, which get no reply: there are none.
      return;
    } else if (!args.equals(i, "IP-ADDRESS")) {
      throw unknownReplconfOption(args.text(i));
    }
  }
  reply.ok();
}
