/**
 * The clients of a server as an audience of its store's channels; `store/engine/pubsub.ts` tells who listens
 * to what.
 *
 * A message is spelled once for each protocol that some subscriber speaks, and copied from there into
 * the subscribers' reply buffers; these leave at the end of the turn, however many messages there
 * were.
 *
 * The messages of PUBLISH to one topic are not even copied one by one: they wait until something
 * else happens, then each subscriber gets all of them in one piece. Something else is whatever could
 * show that they have waited: another topic's message, another command, a subscriber's request, the end of
 * the turn.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyWriter } from "../../resp/reply_writer.ts";
import {
  Audience,
  type Message,
  type PubSub,
  type Topic,
  type TopicKind,
} from "../../store/engine/pubsub.ts";
import type { Session } from "../clients/session.ts";

/** Messages wait until they are this long: then copying them together gains nothing more. */
const MAX_WAITING_BYTES = 64 * 1024;
/** A buffer that has grown larger for one message is not kept. */
const MAX_KEPT_BYTES = 2 * MAX_WAITING_BYTES;

/** The subscriptions of one server's clients, and the channels that they share with the program. */
export class ClientPubSub extends Audience<Session> {
  /** Called when a client has become a subscriber, or is one no longer. */
  onTypeChange: ((session: Session) => void) | undefined;
  /** The messages that wait, as RESP2 and RESP3 spell them. */
  readonly #resp2 = new ReplyWriter(2);
  readonly #resp3 = new ReplyWriter(3);
  /** Whom they wait for; undefined if there are none. */
  #receivers: ReadonlySet<Session> | undefined;
  /** Which protocols some of those speak. */
  #speaks2 = false;
  #speaks3 = false;
  /** Whether a message may wait: one that a command has published whose client gets none itself. */
  #mayWait = false;
  #isScheduled = false;
  readonly #endTurn = (): void => {
    this.#isScheduled = false;
    this.settle();
  };

  /** `schedule` has a function called at the end of the turn. */
  constructor(pubsub: PubSub, private readonly schedule: (endTurn: () => void) => void) {
    super(pubsub);
  }

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
    this.settle();
    this.subscribe(session, kind, args.binary(i), args.bytes, args.starts[i], args.ends[i]);
  }

  /** Sends the message in argument 2 to the channel in argument 1; returns how often. */
  publish(session: Session, args: Arguments): number {
    if (this.pubsub.isIdle) return 0;
    const { bytes, starts, ends } = args;
    const key = args.binary(1);
    this.#mayWait = session.subscriptions === undefined;
    const sent = this.pubsub.publish(key, bytes, starts[1], ends[1], bytes, starts[2], ends[2]);
    this.#mayWait = false;
    return sent;
  }

  /** Sends the message in argument 2 to the shard channel in argument 1; returns how often. */
  publishToShard(session: Session, args: Arguments): number {
    if (this.pubsub.shards.size === 0) return 0;
    const { bytes, starts, ends } = args;
    const key = args.binary(1);
    const { pubsub } = this;
    this.#mayWait = session.subscriptions === undefined;
    const sent = pubsub.publishToShard(key, bytes, starts[1], ends[1], bytes, starts[2], ends[2]);
    this.#mayWait = false;
    return sent;
  }

  override deliver(message: Message, subscribers: ReadonlySet<Session>): void {
    if (this.#receivers !== subscribers) {
      this.settle();
      this.#receivers = subscribers;
      this.#speaks2 = this.#speaks3 = false;
      for (const { reply } of subscribers) {
        if (reply.protocol === 3) this.#speaks3 = true;
        else this.#speaks2 = true;
      }
    }
    if (this.#speaks2) spell(message, this.#resp2);
    if (this.#speaks3) spell(message, this.#resp3);
    if (!this.#mayWait || this.#resp2.length + this.#resp3.length > MAX_WAITING_BYTES) {
      this.settle();
    } else if (!this.#isScheduled) {
      this.#isScheduled = true;
      this.schedule(this.#endTurn);
    }
  }

  /** Whether messages wait. */
  get areWaiting(): boolean {
    return this.#receivers !== undefined;
  }

  /** Copies the messages that wait, as each client's protocol spells them, to each. */
  settle(): void {
    const receivers = this.#receivers;
    if (receivers === undefined) return;
    this.#receivers = undefined;
    const in2 = this.#resp2.bytes.subarray(0, this.#resp2.length);
    const in3 = this.#resp3.bytes.subarray(0, this.#resp3.length);
    for (const session of receivers) {
      // One that has said goodbye is counted, but gets nothing more.
      if (session.closing) continue;
      const spelling = session.reply.protocol === 3 ? in3 : in2;
      const writer = session.peer.writer();
      const mark = writer.length;
      writer.reserve(spelling.length);
      writer.bytes.set(spelling, mark);
      writer.length = mark + spelling.length;
      session.keepPushed(mark);
    }
    empty(this.#resp2);
    empty(this.#resp3);
  }

  override unsubscribe(session: Session, kind: TopicKind, key: string): void {
    this.settle();
    super.unsubscribe(session, kind, key);
  }

  override forget(session: Session): void {
    this.settle();
    super.forget(session);
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

function empty(writer: ReplyWriter): void {
  writer.rewind(0);
  if (writer.bytes.length > MAX_KEPT_BYTES) writer.shrink();
}
