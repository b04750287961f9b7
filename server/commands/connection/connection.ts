/**
 * The connection commands: greeting, login, choosing the protocol and the database, leaving.
 */

import { integerArg } from "../../command/arguments/numbers.ts";
import { databaseArg } from "../../command/arguments/database.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { DEFAULT_USER } from "../../acl/default_user.ts";
import { authenticate } from "../../clients/authentication.ts";
import { clientNameArg } from "../../clients/client_names.ts";
import {
  HELLO_NEEDS_AUTHENTICATION,
  INVALID_PROTOCOL,
  UNSUPPORTED_PROTOCOL,
} from "../../errors/client_errors.ts";
import { ReplyError, SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import { wrongArity } from "../../errors/request_errors.ts";
import { REDIS_VERSION } from "../../version.ts";

/** The connection commands. */
export const CONNECTION_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "ping",
    arity: -1,
    since: "1.0.0",
    group: "connection",
    flags: ["fast"],
    summary: "Answers PONG, or the given message",
    complexity: "O(1)",
    syntax: "[message]",
    tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
    run: ping,
  }),
  defineCommand({
    name: "echo",
    arity: 2,
    since: "1.0.0",
    group: "connection",
    flags: ["loading", "stale", "fast"],
    summary: "Answers with the message itself",
    complexity: "O(1)",
    syntax: "message",
    run: echo,
  }),
  defineCommand({
    name: "auth",
    arity: -2,
    since: "1.0.0",
    group: "connection",
    flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
    summary: "Logs the connection in with a password",
    complexity: "O(N), N being the passwords of the user",
    syntax: "[username] password",
    history: { "6.0.0": "The two-argument form names a user" },
    run: auth,
  }),
  defineCommand({
    name: "hello",
    arity: -1,
    since: "6.0.0",
    group: "connection",
    flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
    summary: "Chooses the protocol version, optionally logging in and naming the connection",
    complexity: "O(1)",
    syntax: "[protover [AUTH username password] [SETNAME clientname]]",
    history: { "6.2.0": "The version may be left out, which describes the connection" },
    run: hello,
  }),
  defineCommand({
    name: "select",
    arity: 2,
    since: "1.0.0",
    group: "connection",
    flags: ["loading", "stale", "fast"],
    summary: "Switches the connection to another database",
    complexity: "O(1)",
    syntax: "index",
    run: select,
  }),
  defineCommand({
    name: "reset",
    arity: 1,
    since: "6.2.0",
    group: "connection",
    flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
    summary: "Brings the connection back to the state of a fresh one",
    complexity: "O(1)",
    syntax: "",
    run: reset,
  }),
  defineCommand({
    name: "quit",
    arity: -1,
    since: "1.0.0",
    group: "connection",
    flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
    summary: "Answers OK and closes the connection",
    complexity: "O(1)",
    syntax: "",
    run: quit,
  }),
];

function ping({ args, reply, session }: CommandContext): void {
  if (args.count > 2) throw wrongArity("ping");
  if (session.onlyListens) {
    // A message of this client is always an array: so is this.
    reply.array(2);
    reply.bulkText("pong");
    if (args.count === 1) reply.emptyBulk();
    else reply.bulk(args.bytes, args.starts[1], args.ends[1]);
  } else if (args.count === 1) reply.pong();
  else reply.bulk(args.bytes, args.starts[1], args.ends[1]);
}

function echo({ args, reply }: CommandContext): void {
  reply.bulk(args.bytes, args.starts[1], args.ends[1]);
}

function auth(context: CommandContext): void {
  const { args, reply } = context;
  if (args.count > 3) throw SYNTAX_ERROR;
  if (args.count === 2) authenticate(context, 0, 1);
  else authenticate(context, 1, 2);
  reply.ok();
}

function hello(context: CommandContext): void {
  const { args, reply, session } = context;
  let version = 0;
  if (args.count > 1) {
    version = integerArg(args, 1, INVALID_PROTOCOL);
    if (version !== 2 && version !== 3) throw UNSUPPORTED_PROTOCOL;
  }
  // Each option takes effect when it is read, even if a later one is wrong.
  for (let i = 2; i < args.count; i++) {
    const left = args.count - 1 - i;
    if (args.equals(i, "AUTH") && left >= 2) {
      authenticate(context, i + 1, i + 2);
      i += 2;
    } else if (args.equals(i, "SETNAME") && left >= 1) {
      session.name = clientNameArg(args, i + 1);
      i++;
    } else {
      throw new ReplyError(`ERR Syntax error in HELLO option '${args.text(i)}'`);
    }
  }
  if (!session.authenticated) throw HELLO_NEEDS_AUTHENTICATION;
  if (version === 2 || version === 3) reply.protocol = version;
  reply.map(7);
  // Clients switch features on and off by these two: they must see the Redis that is answered like.
  reply.bulkText("server");
  reply.bulkText("redis");
  reply.bulkText("version");
  reply.bulkText(REDIS_VERSION);
  reply.bulkText("proto");
  reply.integer(reply.protocol);
  reply.bulkText("id");
  reply.integer(session.id);
  reply.bulkText("mode");
  reply.bulkText("standalone");
  reply.bulkText("role");
  reply.bulkText("master");
  reply.bulkText("modules");
  reply.array(0);
}

function select(context: CommandContext): void {
  const { reply, session } = context;
  const keyspace = databaseArg(context, 1);
  session.database = Number(keyspace.name);
  session.keyspace = keyspace;
  reply.ok();
}

function reset({ reply, server, session }: CommandContext): void {
  session.discardTransaction();
  server.pubsub.forget(session);
  server.tracking.disable(session);
  server.monitors.delete(session);
  session.database = 0;
  session.keyspace = server.keyspace(0);
  session.name = "";
  session.user = DEFAULT_USER;
  session.authenticated = server.defaultUser.current.isOpen;
  // As in Redis 7.0, CLIENT NO-EVICT stays.
  session.noTouch = false;
  // A reply that is to be skipped still is: this one.
  if (session.replyMode !== "skip") session.replyMode = "on";
  reply.protocol = 2;
  reply.simple("RESET");
}

function quit({ reply, session }: CommandContext): void {
  reply.ok();
  session.closing = true;
}
