/**
 * Publish/subscribe: channels, patterns of channels, shard channels.
 *
 * Confirmations are pushes: in RESP3 they come out of band, and CLIENT REPLY does not hold them back.
 */

import type { CommandContext } from "../command/context.ts";
import { defineCommand } from "../command/define.ts";
import { help } from "../command/help.ts";
import { keyAt, keyRange } from "../command/keys/key_specs.ts";
import type { CommandSpec } from "../command/spec.ts";
import { GlobPattern } from "../../store/encoding/glob.ts";
import type { Topic, TopicKind } from "../../store/engine/pubsub.ts";
import { SSUBSCRIBE_INSIDE_MULTI } from "../errors/client_errors.ts";
import { wrongSubcommandArity } from "../errors/request_errors.ts";

/** The publish/subscribe commands. */
export const PUBSUB_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "subscribe",
    arity: -2,
    since: "2.0.0",
    group: "pubsub",
    flags: ["pubsub", "noscript", "loading", "stale"],
    summary: "Begins to listen to channels",
    complexity: "O(N), N being the channels",
    syntax: "channel [channel ...]",
    run: (context) => subscribe(context, "channels", "subscribe"),
  }),
  defineCommand({
    name: "unsubscribe",
    arity: -1,
    since: "2.0.0",
    group: "pubsub",
    flags: ["pubsub", "noscript", "loading", "stale"],
    summary: "Stops listening to channels, to all of them unless some are named",
    complexity: "O(N), N being the channels",
    syntax: "[channel [channel ...]]",
    run: (context) => unsubscribe(context, "channels", "unsubscribe"),
  }),
  defineCommand({
    name: "psubscribe",
    arity: -2,
    since: "2.0.0",
    group: "pubsub",
    flags: ["pubsub", "noscript", "loading", "stale"],
    summary: "Begins to listen to all channels that match one of the patterns",
    complexity: "O(N), N being the patterns",
    syntax: "pattern [pattern ...]",
    run: (context) => subscribe(context, "patterns", "psubscribe"),
  }),
  defineCommand({
    name: "punsubscribe",
    arity: -1,
    since: "2.0.0",
    group: "pubsub",
    flags: ["pubsub", "noscript", "loading", "stale"],
    summary: "Stops listening to patterns, to all of them unless some are named",
    complexity: "O(N), N being the patterns",
    syntax: "[pattern [pattern ...]]",
    run: (context) => unsubscribe(context, "patterns", "punsubscribe"),
  }),
  defineCommand({
    name: "ssubscribe",
    arity: -2,
    since: "7.0.0",
    group: "pubsub",
    flags: ["pubsub", "noscript", "loading", "stale"],
    keys: [keyRange(1, -1, 1, ["not_key"])],
    summary: "Begins to listen to shard channels",
    complexity: "O(N), N being the shard channels",
    syntax: "shardchannel [shardchannel ...]",
    run: ssubscribe,
  }),
  defineCommand({
    name: "sunsubscribe",
    arity: -1,
    since: "7.0.0",
    group: "pubsub",
    flags: ["pubsub", "noscript", "loading", "stale"],
    keys: [keyRange(1, -1, 1, ["not_key"])],
    summary: "Stops listening to shard channels, to all of them unless some are named",
    complexity: "O(N), N being the shard channels",
    syntax: "[shardchannel [shardchannel ...]]",
    run: (context) => unsubscribe(context, "shards", "sunsubscribe"),
  }),
  defineCommand({
    name: "publish",
    arity: 3,
    since: "2.0.0",
    group: "pubsub",
    flags: ["pubsub", "loading", "stale", "fast", "may_replicate"],
    summary: "Sends a message to a channel and tells how many clients got it",
    complexity: "O(N+M), N being the subscribers of the channel and M all patterns",
    syntax: "channel message",
    run: publish,
  }),
  defineCommand({
    name: "spublish",
    arity: 3,
    since: "7.0.0",
    group: "pubsub",
    flags: ["pubsub", "loading", "stale", "fast", "may_replicate"],
    keys: [keyAt(1, ["not_key"])],
    summary: "Sends a message to a shard channel and tells how many clients got it",
    complexity: "O(N), N being the subscribers of the shard channel",
    syntax: "shardchannel message",
    run: spublish,
  }),
  defineCommand({
    name: "pubsub",
    arity: -2,
    since: "2.8.0",
    group: "pubsub",
    flags: [],
    summary: "Tells who listens to what",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: [
      {
        name: "channels",
        arity: -2,
        since: "2.8.0",
        group: "pubsub",
        flags: ["pubsub", "loading", "stale"],
        summary: "Lists the channels that somebody listens to",
        complexity: "O(N), N being the channels",
        syntax: "[pattern]",
        run: (context) => listTopics(context, "channels"),
      },
      {
        name: "numpat",
        arity: 2,
        since: "2.8.0",
        group: "pubsub",
        flags: ["pubsub", "loading", "stale"],
        summary: "Counts the patterns that somebody listens to",
        complexity: "O(1)",
        syntax: "",
        run: ({ reply, server }) => reply.integer(server.pubsub.patterns.size),
      },
      {
        name: "numsub",
        arity: -2,
        since: "2.8.0",
        group: "pubsub",
        flags: ["pubsub", "loading", "stale"],
        summary: "Counts the subscribers of channels",
        complexity: "O(N), N being the channels named",
        syntax: "[channel [channel ...]]",
        run: (context) => countSubscribers(context, "channels"),
      },
      {
        name: "shardchannels",
        arity: -2,
        since: "7.0.0",
        group: "pubsub",
        flags: ["pubsub", "loading", "stale"],
        summary: "Lists the shard channels that somebody listens to",
        complexity: "O(N), N being the shard channels",
        syntax: "[pattern]",
        run: (context) => listTopics(context, "shards"),
      },
      {
        name: "shardnumsub",
        arity: -2,
        since: "7.0.0",
        group: "pubsub",
        flags: ["pubsub", "loading", "stale"],
        summary: "Counts the subscribers of shard channels",
        complexity: "O(N), N being the shard channels named",
        syntax: "[shardchannel [shardchannel ...]]",
        run: (context) => countSubscribers(context, "shards"),
      },
      {
        name: "help",
        arity: 2,
        since: "6.2.0",
        group: "pubsub",
        flags: ["loading", "stale"],
        categories: [],
        summary: "Lists what the subcommands do",
        complexity: "O(1)",
        syntax: "",
        run: help,
      },
    ],
  }),
];

/** Writes that a client has begun or ceased to listen to something, and to how much it listens now. */
function confirm(
  { reply, session }: CommandContext,
  kind: TopicKind,
  word: string,
  name: Uint8Array | undefined,
  start: number,
  end: number,
): void {
  const { subscriptions } = session;
  const mark = reply.length;
  reply.push(3);
  reply.bulkText(word);
  if (name === undefined) reply.null();
  else reply.bulk(name, start, end);
  if (subscriptions === undefined) reply.integer(0);
  else if (kind === "shards") reply.integer(subscriptions.shards.size);
  else reply.integer(subscriptions.channels.size + subscriptions.patterns.size);
  session.keepPushed(mark);
}

function subscribe(context: CommandContext, kind: TopicKind, word: string): void {
  const { args, server, session } = context;
  for (let i = 1; i < args.count; i++) {
    server.pubsub.subscribeTo(session, kind, args, i);
    confirm(context, kind, word, args.bytes, args.starts[i], args.ends[i]);
  }
}

function ssubscribe(context: CommandContext): void {
  if (context.nested) throw SSUBSCRIBE_INSIDE_MULTI;
  subscribe(context, "shards", "ssubscribe");
}

function unsubscribe(context: CommandContext, kind: TopicKind, word: string): void {
  const { args, server, session } = context;
  for (let i = 1; i < args.count; i++) {
    server.pubsub.unsubscribe(session, kind, args.binary(i));
    confirm(context, kind, word, args.bytes, args.starts[i], args.ends[i]);
  }
  if (args.count > 1) return;
  const topics: readonly Topic[] = [...session.subscriptions?.[kind] ?? []];
  for (const { key, name } of topics) {
    server.pubsub.unsubscribe(session, kind, key);
    confirm(context, kind, word, name, 0, name.length);
  }
  if (topics.length === 0) confirm(context, kind, word, undefined, 0, 0);
}

function publish({ args, reply, server, session }: CommandContext): void {
  reply.integer(server.pubsub.publish(session, args));
}

function spublish({ args, reply, server, session }: CommandContext): void {
  reply.integer(server.pubsub.publishToShard(session, args));
}

function listTopics(context: CommandContext, kind: "channels" | "shards"): void {
  const { args, reply, server } = context;
  if (args.count > 3) throw wrongSubcommandArity(args, "pubsub");
  const pattern = args.count === 3 ? new GlobPattern(args.copy(2)) : undefined;
  const mark = reply.beginArray();
  let count = 0;
  for (const { name } of server.pubsub[kind].values()) {
    if (pattern !== undefined && !pattern.matches(name, 0, name.length)) continue;
    reply.bulk(name, 0, name.length);
    count++;
  }
  reply.endArray(mark, count);
}

function countSubscribers({ args, reply, server }: CommandContext, kind: TopicKind): void {
  reply.array(2 * (args.count - 2));
  for (let i = 2; i < args.count; i++) {
    reply.bulk(args.bytes, args.starts[i], args.ends[i]);
    reply.integer(server.pubsub[kind].get(args.binary(i))?.size ?? 0);
  }
}
