/**
 * The clients of a server as an audience of its store's channels; `store/pubsub.ts` tells who listens
 * to what.
 *
 * A message is spelled once for each protocol that some subscriber speaks, and copied from there into
 * the subscribers' reply buffers; these leave at the end of the turn, however many messages there
 * were.
 */

import type { Arguments } from "../resp/arguments.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import { Audience, type Message, type Topic, type TopicKind } from "../store/pubsub.ts";
import type { Session } from "./session.ts";

const NOTHING = new Uint8Array(0);

/** The subscriptions of one server's clients, and the channels that they share with the program. */
export class ClientPubSub extends Audience<Session> {
  /** Called when a client has become a subscriber, or is one no longer. */
  onTypeChange: ((session: Session) => void) | undefined;
  /** The message under way as RESP2 and RESP3 spell it; empty until somebody needs it. */
  readonly #resp2 = new ReplyWriter(2);
  readonly #resp3 = new ReplyWriter(3);

  /** What is listened to, by any audience: names with a character for each byte. */
  get channels(): ReadonlyMap<string, Topic> {
    return this.pubsub.channels;
  }

  get patterns(): ReadonlyMap<string, Topic> {
    return this.pubsub.patterns;
  }

  get shards(): ReadonlyMap<string, Topic> {
    return this.pubsub.shards;
  }

  /** Subscribes a client to what argument `i` names; nothing happens if it is already. O(1). */
  subscribeTo(session: Session, kind: TopicKind, args: Arguments, i: number): void {
    this.subscribe(session, kind, args.binary(i), args.bytes, args.starts[i], args.ends[i]);
  }

  /** Sends the message in argument 2 to the channel in argument 1; returns how often. */
  publish(args: Arguments): number {
    if (this.pubsub.isIdle) return 0;
    const { bytes, starts, ends } = args;
    const key = args.binary(1);
    return this.pubsub.publish(key, bytes, starts[1], ends[1], bytes, starts[2], ends[2]);
  }

  /** Sends the message in argument 2 to the shard channel in argument 1; returns how often. */
  publishToShard(args: Arguments): number {
    if (this.pubsub.shards.size === 0) return 0;
    const { bytes, starts, ends } = args;
    const key = args.binary(1);
    return this.pubsub.publishToShard(key, bytes, starts[1], ends[1], bytes, starts[2], ends[2]);
  }

  /** Copies the message, as each client's protocol spells it, to each. */
  override deliver(message: Message, subscribers: ReadonlySet<Session>): void {
    let from: ReplyWriter | undefined;
    let spelling = NOTHING;
    for (const session of subscribers) {
      // One that has said goodbye is counted, but gets nothing more.
      if (session.closing) continue;
      const spelled = session.reply.protocol === 3 ? this.#resp3 : this.#resp2;
      if (spelled.length === 0) spell(message, spelled);
      if (from !== spelled) {
        from = spelled;
        spelling = spelled.bytes.subarray(0, spelled.length);
      }
      const writer = session.peer.writer();
      const mark = writer.length;
      writer.reserve(spelling.length);
      writer.bytes.set(spelling, mark);
      writer.length = mark + spelling.length;
      session.keepPushed(mark);
    }
    this.#resp2.shrink();
    this.#resp3.shrink();
  }

  protected override changed(session: Session): void {
    this.onTypeChange?.(session);
  }
}

function spell(message: Message, writer: ReplyWriter): void {
  const { kind, name } = message.topic;
  writer.push(kind === "patterns" ? 4 : 3);
  if (kind === "channels") writer.bulkText("message");
  else if (kind === "shards") writer.bulkText("smessage");
  else {
    writer.bulkText("pmessage");
    writer.bulk(name, 0, name.length);
  }
  writer.bulk(message.channel, message.channelStart, message.channelEnd);
  writer.bulk(message.bytes, message.start, message.end);
}
