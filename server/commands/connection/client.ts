/**
 * CLIENT: what a connection tells of itself and of the others, and how it is treated.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import { help } from "../../command/help.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { describeClient, describeRequester } from "../../clients/client_description.ts";
import { clientNameArg, isPrintable } from "../../clients/client_names.ts";
import {
  INVALID_CLIENT_ID,
  INVALID_PAUSE_MODE,
  INVALID_UNBLOCK_REASON,
  NO_SUCH_CLIENT,
} from "../../errors/client_errors.ts";
import { ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { wrongSubcommandArity } from "../../errors/request_errors.ts";
import { timeoutArg } from "../../command/arguments/timeout.ts";
import { ClientFilter, clientTypeArg } from "./client_filter.ts";
import { TRACKING_SUBCOMMANDS } from "./client_tracking.ts";

/** The client commands. */
export const CLIENT_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "client",
    arity: -2,
    since: "2.4.0",
    group: "connection",
    flags: [],
    summary: "Inspects and steers client connections",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "id",
        arity: 2,
        since: "5.0.0",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Gives the number of this connection",
        complexity: "O(1)",
        syntax: "",
        run: id,
      },
      {
        name: "getname",
        arity: 2,
        since: "2.6.9",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Gives the name of this connection",
        complexity: "O(1)",
        syntax: "",
        run: getName,
      },
      {
        name: "setname",
        arity: 3,
        since: "2.6.9",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Names this connection",
        complexity: "O(1)",
        syntax: "connection-name",
        run: setName,
      },
      {
        name: "list",
        arity: -2,
        since: "2.4.0",
        group: "connection",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Describes the open connections, one line each",
        complexity: "O(N), N being the connections",
        syntax: "[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id [client-id ...]]",
        tips: ["nondeterministic_output"],
        history: {
          "2.8.12": "Each line has the unique `id`",
          "5.0.0": "`TYPE` filters",
          "6.0.0": "Each line has the `user`",
          "6.2.0": "Lines have `laddr`, `redir`, `argv-mem` and `tot-mem`; `ID` filters",
          "7.0.0": "Lines have `resp`, `multi-mem`, `rbs` and `rbp`",
          "7.0.3": "Lines have `ssub`",
        },
        run: list,
      },
      {
        name: "info",
        arity: 2,
        since: "6.2.0",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Describes this connection in the form of CLIENT LIST",
        complexity: "O(1)",
        syntax: "",
        tips: ["nondeterministic_output"],
        run: info,
      },
      {
        name: "kill",
        arity: -3,
        since: "2.4.0",
        group: "connection",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Closes connections by address or by filters",
        complexity: "O(N), N being the connections",
        syntax:
          "<ip:port | [ID client-id] [TYPE <NORMAL | MASTER | SLAVE | REPLICA | PUBSUB>] [USER username] [ADDR ip:port] [LADDR ip:port] [SKIPME yes/no]>",
        history: {
          "2.8.12": "Filters may be combined; `ID` is one",
          "3.2.0": "`TYPE` knows `master`",
          "5.0.0": "`TYPE` knows `replica`, the new word for `slave`",
          "6.2.0": "`LADDR` filters",
        },
        run: kill,
      },
      {
        name: "no-evict",
        arity: 3,
        since: "7.0.0",
        group: "connection",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Exempts this connection from client eviction, or ends that",
        complexity: "O(1)",
        syntax: "<ON | OFF>",
        run: noEvict,
      },
      {
        name: "pause",
        arity: -3,
        since: "2.9.50",
        group: "connection",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Holds back the commands of all clients for a while",
        complexity: "O(1)",
        syntax: "timeout [WRITE | ALL]",
        history: { "6.2.0": "The mode may be `WRITE`, which lets reads pass" },
        run: pause,
      },
      {
        name: "unpause",
        arity: 2,
        since: "6.2.0",
        group: "connection",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Ends a pause at once",
        complexity: "O(N), N being the paused connections",
        syntax: "",
        run: unpause,
      },
      {
        name: "reply",
        arity: 3,
        since: "3.2.0",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Turns the replies to this connection on or off, or skips one",
        complexity: "O(1)",
        syntax: "<ON | OFF | SKIP>",
        run: replyMode,
      },
      {
        name: "unblock",
        arity: -3,
        since: "5.0.0",
        group: "connection",
        flags: ["admin", "noscript", "loading", "stale"],
        summary: "Wakes a connection that a blocking command holds",
        complexity: "O(log N), N being the connections",
        syntax: "client-id [TIMEOUT | ERROR]",
        run: unblock,
      },
      ...TRACKING_SUBCOMMANDS,
      {
        name: "help",
        arity: 2,
        since: "5.0.0",
        group: "connection",
        flags: ["loading", "stale"],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
      {
        name: "setinfo",
        arity: 4,
        since: "7.2.0",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Records the name or the version of the client's library",
        complexity: "O(1)",
        syntax: "<LIB-NAME libname | LIB-VER libver>",
        run: setInfo,
      },
      {
        name: "no-touch",
        arity: 3,
        since: "7.2.0",
        group: "connection",
        flags: ["noscript", "loading", "stale"],
        summary: "Keeps this connection's reads from marking keys as used, or ends that",
        complexity: "O(1)",
        syntax: "<ON | OFF>",
        run: noTouch,
      },
    ],
  }),
];

function id({ reply, session }: CommandContext): void {
  reply.integer(session.id);
}

function getName({ reply, session }: CommandContext): void {
  if (session.name === "") reply.null();
  else reply.bulkText(session.name);
}

function setName({ args, reply, session }: CommandContext): void {
  session.name = clientNameArg(args, 2);
  reply.ok();
}

function setInfo({ args, reply, session }: CommandContext): void {
  const isName = args.equals(2, "LIB-NAME");
  if (!isName && !args.equals(2, "LIB-VER")) {
    throw new ReplyError(`ERR Unrecognized option '${args.text(2)}'`);
  }
  if (!isPrintable(args, 3)) {
    const option = args.text(2).toLowerCase();
    throw new ReplyError(
      `ERR ${option} cannot contain spaces, newlines or special characters.`,
    );
  }
  if (isName) session.libraryName = args.binary(3);
  else session.libraryVersion = args.binary(3);
  reply.ok();
}

function info({ args, reply, session, server }: CommandContext): void {
  reply.verbatim(`${describeRequester(session, server.clock.now(), args)}\n`);
}

function list({ args, reply, session, server }: CommandContext): void {
  const nowMs = server.clock.now();
  let chosen = [...server.sessions.values()];
  if (args.count === 4 && args.equals(2, "TYPE")) {
    const type = clientTypeArg(args, 3);
    chosen = chosen.filter((other) => other.type === type);
  } else if (args.count > 3 && args.equals(2, "ID")) {
    chosen = [];
    for (let i = 3; i < args.count; i++) {
      const found = server.sessions.get(integerArg(args, i, INVALID_CLIENT_ID));
      if (found !== undefined) chosen.push(found);
    }
  } else if (args.count !== 2) {
    throw SYNTAX_ERROR;
  }
  const lines = chosen.map((other) =>
    `${other === session ? describeRequester(other, nowMs, args) : describeClient(other, nowMs)}\n`
  );
  reply.verbatim(lines.join(""));
}

function kill({ args, reply, session, server }: CommandContext): void {
  const isOldForm = args.count === 3;
  const filter = isOldForm ? ClientFilter.ofAddress(args, 2) : ClientFilter.parse(args, 2);
  const found = [...server.sessions.values()].filter((other) => filter.matches(other, session));
  for (const other of found) {
    // The one that asks is told first.
    if (other === session) session.closing = true;
    else other.peer.kill();
  }
  if (!isOldForm) reply.integer(found.length);
  else if (found.length === 0) throw NO_SUCH_CLIENT;
  else reply.ok();
}

function noEvict({ args, reply, session }: CommandContext): void {
  session.noEvict = switchArg(args, 2);
  reply.ok();
}

function noTouch({ args, reply, session }: CommandContext): void {
  session.noTouch = switchArg(args, 2);
  reply.ok();
}

function pause({ args, reply, server }: CommandContext): void {
  if (args.count > 4) throw wrongSubcommandArity(args, "client");
  const onlyWrites = args.count > 3 && args.equals(3, "WRITE");
  if (args.count > 3 && !onlyWrites && !args.equals(3, "ALL")) throw INVALID_PAUSE_MODE;
  const milliseconds = timeoutArg(args, 2);
  server.pause.begin(server.clock.now(), milliseconds, onlyWrites);
  reply.ok();
}

function unpause({ reply, server }: CommandContext): void {
  server.pause.end();
  reply.ok();
}

function replyMode({ args, reply, session }: CommandContext): void {
  if (args.equals(2, "ON")) {
    session.replyMode = "on";
    reply.ok();
  } else if (args.equals(2, "OFF")) {
    session.replyMode = "off";
  } else if (args.equals(2, "SKIP")) {
    if (session.replyMode !== "off") session.replyMode = "skip-next";
  } else {
    throw SYNTAX_ERROR;
  }
}

function unblock({ args, reply, server }: CommandContext): void {
  if (args.count > 4) throw wrongSubcommandArity(args, "client");
  const withError = args.count > 3 && args.equals(3, "ERROR");
  if (args.count > 3 && !withError && !args.equals(3, "TIMEOUT")) throw INVALID_UNBLOCK_REASON;
  const session = server.sessions.get(integerArg(args, 2));
  reply.integer(session !== undefined && server.blocking.unblock(session, withError) ? 1 : 0);
}

/** Argument `i` as ON or OFF. */
function switchArg(args: Arguments, i: number): boolean {
  const isOn = args.equals(i, "ON");
  if (!isOn && !args.equals(i, "OFF")) throw SYNTAX_ERROR;
  return isOn;
}
