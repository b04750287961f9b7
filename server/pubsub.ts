/**
 * Publish/subscribe: who listens to which channels and patterns, and the way of a message to them.
 *
 * ```
 * PubSub ── channels ─┐
 *        ── patterns ─┼─ Topics: name → Topic { name, subscribers } ⇄ Session.subscriptions
 *        ── shards   ─┘
 * ```
 *
 * A message is spelled once for each protocol that some subscriber speaks, and copied from there into
 * the subscribers' reply buffers; these leave at the end of the turn, however many messages there
 * were. A topic lives as long as somebody listens to it.
 */

import type { Arguments } from "../resp/arguments.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import { GlobPattern } from "../store/encoding/glob.ts";
import type { Session } from "./session.ts";

const NOTHING = new Uint8Array(0);

/** The three things that one can subscribe to. */
export type TopicKind = "channels" | "patterns" | "shards";

/** A channel, a pattern or a shard channel that somebody listens to. */
export class Topic {
  /** In the order in which they came. */
  readonly subscribers: Set<Session> = new Set();
  /** The pattern, compiled when it is first asked for. */
  #glob: GlobPattern | undefined;

  constructor(
    /** The name with a character for each byte: what it is found by. */
    readonly key: string,
    readonly name: Uint8Array,
  ) {}

  /** Whether this pattern matches the channel in `bytes[start, end)`. */
  matches(bytes: Uint8Array, start: number, end: number): boolean {
    this.#glob ??= new GlobPattern(this.name);
    return this.#glob.matches(bytes, start, end);
  }
}

/** What one client is subscribed to, each in the order in which it came; never all empty. */
export class Subscriptions implements Readonly<Record<TopicKind, ReadonlySet<Topic>>> {
  readonly channels: Set<Topic> = new Set();
  readonly patterns: Set<Topic> = new Set();
  readonly shards: Set<Topic> = new Set();

  /** How many there are of all kinds. */
  get size(): number {
    return this.channels.size + this.patterns.size + this.shards.size;
  }
}

/** The subscriptions of one server's clients. */
export class PubSub {
  readonly channels: Map<string, Topic> = new Map();
  readonly patterns: Map<string, Topic> = new Map();
  readonly shards: Map<string, Topic> = new Map();
  /** Called when a client has become a subscriber, or is one no longer. */
  onTypeChange: ((session: Session) => void) | undefined;
  /** The message under way as RESP2 and RESP3 spell it; empty until somebody needs it. */
  readonly #resp2 = new ReplyWriter(2);
  readonly #resp3 = new ReplyWriter(3);

  /** Whether nobody listens to channels or patterns. */
  get isIdle(): boolean {
    return this.channels.size === 0 && this.patterns.size === 0;
  }

  /** Subscribes a client to what argument `i` names; nothing happens if it is already. O(1). */
  subscribe(session: Session, kind: TopicKind, args: Arguments, i: number): void {
    const topics = this[kind];
    const key = args.binary(i);
    let topic = topics.get(key);
    if (topic === undefined) topics.set(key, topic = new Topic(key, args.copy(i)));
    topic.subscribers.add(session);
    if (session.subscriptions === undefined) {
      session.subscriptions = new Subscriptions();
      this.onTypeChange?.(session);
    }
    session.subscriptions[kind].add(topic);
  }

  /** Ends a client's subscription to the topic of that name, if there is one. O(1). */
  unsubscribe(session: Session, kind: TopicKind, key: string): void {
    const { subscriptions } = session;
    const topic = this[kind].get(key);
    if (topic === undefined || subscriptions === undefined) return;
    if (!subscriptions[kind].delete(topic)) return;
    this.#leave(session, kind, topic);
    if (subscriptions.size > 0) return;
    session.subscriptions = undefined;
    this.onTypeChange?.(session);
  }

  /** Ends all subscriptions of a client, without a word to it. O(its subscriptions). */
  forget(session: Session): void {
    const { subscriptions } = session;
    if (subscriptions === undefined) return;
    session.subscriptions = undefined;
    for (const kind of ["channels", "patterns", "shards"] as const) {
      for (const topic of subscriptions[kind]) this.#leave(session, kind, topic);
    }
    this.onTypeChange?.(session);
  }

  /**
   * Sends a message to those who listen to a channel or to a pattern that matches it; to the latter
   * once for each such pattern.
   *
   * @param key The channel's name with a character for each byte.
   * @returns How often it was sent. O(subscribers of the channel + patterns).
   */
  publish(
    key: string,
    bytes: Uint8Array,
    channelStart: number,
    channelEnd: number,
    message: Uint8Array,
    messageStart: number,
    messageEnd: number,
  ): number {
    let receivers = 0;
    const channel = this.channels.get(key);
    if (channel !== undefined) {
      receivers += this.#send(channel, (writer) => {
        writer.push(3);
        writer.bulkText("message");
        writer.bulk(bytes, channelStart, channelEnd);
        writer.bulk(message, messageStart, messageEnd);
      });
    }
    for (const pattern of this.patterns.values()) {
      if (!pattern.matches(bytes, channelStart, channelEnd)) continue;
      receivers += this.#send(pattern, (writer) => {
        writer.push(4);
        writer.bulkText("pmessage");
        writer.bulk(pattern.name, 0, pattern.name.length);
        writer.bulk(bytes, channelStart, channelEnd);
        writer.bulk(message, messageStart, messageEnd);
      });
    }
    return receivers;
  }

  /** Sends a message to those who listen to the shard channel in argument 1: the message is the next. */
  publishToShard(args: Arguments): number {
    const { bytes, starts, ends } = args;
    const shard = this.shards.size === 0 ? undefined : this.shards.get(args.binary(1));
    if (shard === undefined) return 0;
    return this.#send(shard, (writer) => {
      writer.push(3);
      writer.bulkText("smessage");
      writer.bulk(bytes, starts[1], ends[1]);
      writer.bulk(bytes, starts[2], ends[2]);
    });
  }

  #leave(session: Session, kind: TopicKind, topic: Topic): void {
    topic.subscribers.delete(session);
    if (topic.subscribers.size === 0) this[kind].delete(topic.key);
  }

  /** Copies what `spell` writes to each subscriber of a topic. */
  #send(topic: Topic, spell: (writer: ReplyWriter) => void): number {
    let from: ReplyWriter | undefined;
    let message = NOTHING;
    for (const session of topic.subscribers) {
      // One that has said goodbye is counted, but gets nothing more.
      if (session.closing) continue;
      const spelled = session.reply.protocol === 3 ? this.#resp3 : this.#resp2;
      if (spelled.length === 0) spell(spelled);
      if (from !== spelled) {
        from = spelled;
        message = spelled.bytes.subarray(0, spelled.length);
      }
      const writer = session.peer.writer();
      const mark = writer.length;
      writer.reserve(message.length);
      writer.bytes.set(message, mark);
      writer.length = mark + message.length;
      session.keepPushed(mark);
    }
    this.#resp2.shrink();
    this.#resp3.shrink();
    return topic.subscribers.size;
  }
}
