/**
 * Publish/subscribe: who listens to which channels and patterns, and the way of a message to them.
 *
 * ```
 * PubSub ── channels ─┐
 *        ── patterns ─┼─ Topics: name → Topic ── a Group for each Audience ── subscribers
 *        ── shards   ─┘                                                          ⇅
 *                                                                          Subscriptions
 * ```
 *
 * An audience is those who get their messages in the same way: the program that holds the store, or the
 * clients of a server. A store has one `PubSub`, so a message from any of them reaches them all;
 * an audience is handed its subscribers of a topic at once, so that what they have in common is done
 * once for each message. A topic lives as long as somebody listens to it.
 */

import { GlobPattern } from "../encoding/glob.ts";

const NOTHING = new Uint8Array(0);

/** The three things that one can subscribe to. */
export type TopicKind = "channels" | "patterns" | "shards";

/** What a subscriber must have. */
export interface Subscriber {
  /** What it listens to; undefined unless there is something. Its audience's to set. */
  subscriptions: Subscriptions | undefined;
}

/** The subscribers of a topic in one audience. */
interface Group {
  /** The audience. */
  readonly of: unknown;
  readonly size: number;
  deliver(message: Message): void;
}

class AudienceGroup<S extends Subscriber> implements Group {
  /** In the order in which they came. */
  readonly subscribers: Set<S> = new Set();

  constructor(readonly of: Audience<S>) {}

  get size(): number {
    return this.subscribers.size;
  }

  deliver(message: Message): void {
    this.of.deliver(message, this.subscribers);
  }
}

/** A channel, a pattern or a shard channel that somebody listens to. */
export class Topic {
  readonly groups: Group[] = [];
  /** The pattern, compiled when it is first asked for. */
  #glob: GlobPattern | undefined;

  constructor(
    readonly kind: TopicKind,
    /** The name with a character for each byte: what it is found by. */
    readonly key: string,
    readonly name: Uint8Array,
  ) {}

  /** How many listen to it. */
  get size(): number {
    let size = 0;
    for (const group of this.groups) size += group.size;
    return size;
  }

  /** Whether this pattern matches the channel in `bytes[start, end)`. */
  matches(bytes: Uint8Array, start: number, end: number): boolean {
    this.#glob ??= new GlobPattern(this.name);
    return this.#glob.matches(bytes, start, end);
  }
}

/** What one subscriber listens to, each in the order in which it came; never all empty. */
export class Subscriptions implements Readonly<Record<TopicKind, ReadonlySet<Topic>>> {
  readonly channels: Set<Topic> = new Set();
  readonly patterns: Set<Topic> = new Set();
  readonly shards: Set<Topic> = new Set();

  /** How many there are of all kinds. */
  get size(): number {
    return this.channels.size + this.patterns.size + this.shards.size;
  }
}

/** A message under way to the subscribers of one topic: a register, filled anew for each. */
export class Message {
  topic!: Topic;
  /** The channel is `channel[channelStart, channelEnd)`. */
  channel: Uint8Array = NOTHING;
  channelStart = 0;
  channelEnd = 0;
  /** What is said is `bytes[start, end)`. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
}

/** The subscriptions of all audiences of a store. */
export class PubSub {
  readonly channels: Map<string, Topic> = new Map();
  readonly patterns: Map<string, Topic> = new Map();
  readonly shards: Map<string, Topic> = new Map();
  readonly #message = new Message();

  /** Whether nobody listens to channels or patterns. */
  get isIdle(): boolean {
    return this.channels.size === 0 && this.patterns.size === 0;
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
    channel: Uint8Array,
    channelStart: number,
    channelEnd: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    const topic = this.channels.get(key);
    if (topic === undefined && this.patterns.size === 0) return 0;
    this.#fill(channel, channelStart, channelEnd, bytes, start, end);
    let receivers = topic === undefined ? 0 : this.#send(topic);
    for (const pattern of this.patterns.values()) {
      if (pattern.matches(channel, channelStart, channelEnd)) receivers += this.#send(pattern);
    }
    return receivers;
  }

  /** Sends a message to those who listen to a shard channel; otherwise like {@linkcode publish}. */
  publishToShard(
    key: string,
    channel: Uint8Array,
    channelStart: number,
    channelEnd: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    const topic = this.shards.get(key);
    if (topic === undefined) return 0;
    this.#fill(channel, channelStart, channelEnd, bytes, start, end);
    return this.#send(topic);
  }

  #fill(
    channel: Uint8Array,
    channelStart: number,
    channelEnd: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const message = this.#message;
    message.channel = channel;
    message.channelStart = channelStart;
    message.channelEnd = channelEnd;
    message.bytes = bytes;
    message.start = start;
    message.end = end;
  }

  #send(topic: Topic): number {
    this.#message.topic = topic;
    let receivers = 0;
    const { groups } = topic;
    // Backwards, because a group goes with its last subscriber.
    for (let i = groups.length - 1; i >= 0; i--) {
      receivers += groups[i].size;
      groups[i].deliver(this.#message);
    }
    return receivers;
  }
}

/** Those who get their messages in the same way. */
export abstract class Audience<S extends Subscriber> {
  constructor(readonly pubsub: PubSub) {}

  /**
   * Brings a message to subscribers. Its bytes are good until this returns. Subscriptions of theirs may
   * end meanwhile; none may begin, and nothing be published, hence no user's code run.
   */
  abstract deliver(message: Message, subscribers: ReadonlySet<S>): void;

  /** A subscriber has begun to listen to something, or listens to nothing any more. */
  protected changed(_subscriber: S): void {}

  /** Subscribes to what `bytes[start, end)` names; nothing happens if it is already. O(1). */
  subscribe(
    subscriber: S,
    kind: TopicKind,
    key: string,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const topics = this.pubsub[kind];
    let topic = topics.get(key);
    if (topic === undefined) topics.set(key, topic = new Topic(kind, key, bytes.slice(start, end)));
    let group = this.#groupOf(topic);
    if (group === undefined) topic.groups.push(group = new AudienceGroup(this));
    group.subscribers.add(subscriber);
    if (subscriber.subscriptions === undefined) {
      subscriber.subscriptions = new Subscriptions();
      this.changed(subscriber);
    }
    subscriber.subscriptions[kind].add(topic);
  }

  /** Ends the subscription to the topic of that name, if there is one. O(1). */
  unsubscribe(subscriber: S, kind: TopicKind, key: string): void {
    const { subscriptions } = subscriber;
    const topic = this.pubsub[kind].get(key);
    if (topic === undefined || subscriptions === undefined) return;
    if (!subscriptions[kind].delete(topic)) return;
    this.#leave(subscriber, topic);
    if (subscriptions.size > 0) return;
    subscriber.subscriptions = undefined;
    this.changed(subscriber);
  }

  /** Ends all subscriptions of a subscriber, without a word to it. O(its subscriptions). */
  forget(subscriber: S): void {
    const { subscriptions } = subscriber;
    if (subscriptions === undefined) return;
    subscriber.subscriptions = undefined;
    for (const kind of ["channels", "patterns", "shards"] as const) {
      for (const topic of subscriptions[kind]) this.#leave(subscriber, topic);
    }
    this.changed(subscriber);
  }

  #groupOf(topic: Topic): AudienceGroup<S> | undefined {
    return topic.groups.find((group) => group.of === this) as AudienceGroup<S> | undefined;
  }

  #leave(subscriber: S, topic: Topic): void {
    const group = this.#groupOf(topic)!;
    group.subscribers.delete(subscriber);
    if (group.size > 0) return;
    topic.groups.splice(topic.groups.indexOf(group), 1);
    if (topic.groups.length === 0) this.pubsub[topic.kind].delete(topic.key);
  }
}
