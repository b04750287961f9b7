/**
 * The program as an audience of its store's channels: each of its subscriptions has a mailbox, where
 * messages wait until the program asks for them, within a limit in bytes.
 *
 * A message is copied once, whatever the number of mailboxes that it goes to. Nothing of the user's
 * runs while it is delivered: whoever waits for it is woken in a microtask.
 *
 * A mailbox knows nothing of the `Subscription` that the program holds, so one that the program has
 * forgotten can be collected, and its mailbox closed then.
 */

import { StoreError } from "./errors.ts";
import {
  Audience,
  type Message,
  type Subscriber,
  type Subscriptions,
  type Topic,
} from "./engine/pubsub.ts";

/** What a message in a mailbox takes besides its bytes. */
const OVERHEAD_BYTES = 256;
/** The dead front of a queue is cut off when it is this long and the larger part. */
const COMPACTED = 1024;

/**
 * What becomes of a message for which a subscription has no room: the subscription ends, the message is
 * dropped, or older ones are.
 *
 * @example
 * ```ts
 * import { type OverflowPolicy, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const overflow: OverflowPolicy = "drop-newest";
 * using slow = store.subscribe("c", { overflow, maxBufferedBytes: 300 });
 * for (const message of ["1", "2"]) store.publish("c", message);
 * assertEquals([slow.buffered, slow.dropped], [1, 1]);
 * ```
 */
export type OverflowPolicy = "close" | "drop-newest" | "drop-oldest";

/** A message as a mailbox has it. Its bytes are shared. */
export interface Letter {
  readonly topic: Topic;
  readonly channel: Uint8Array;
  readonly bytes: Uint8Array;
}

/** How somebody who waits for a letter is told: of one, or of the end. */
export type Wake = (letter: Letter | undefined) => void;

/** Messages of one subscription that nobody has asked for yet. */
export class Mailbox implements Subscriber {
  subscriptions: Subscriptions | undefined;
  /** Messages for which there was no room. */
  dropped = 0;
  /** What closed it, if it was not the program; taken by who learns of it. */
  failure: StoreError | undefined;
  closed = false;
  /** Called once, when it is closed. */
  onClosed: (() => void) | undefined;
  #letters: (Letter | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  #waiting: Wake[] = [];

  constructor(
    private readonly audience: ProgramAudience,
    private readonly maxBytes: number,
    private readonly overflow: OverflowPolicy,
  ) {}

  /** Messages that wait. */
  get size(): number {
    return this.#letters.length - this.#first;
  }

  /** The oldest letter; undefined if there is none. O(1). */
  take(): Letter | undefined {
    if (this.size === 0) return undefined;
    const letter = this.#letters[this.#first]!;
    this.#letters[this.#first++] = undefined;
    this.#bytes -= bytesOf(letter);
    if (this.#first === this.#letters.length) {
      this.#letters = [];
      this.#first = 0;
    } else if (this.#first >= COMPACTED && this.#first * 2 > this.#letters.length) {
      this.#letters.splice(0, this.#first);
      this.#first = 0;
    }
    return letter;
  }

  /** Calls `wake` with the next letter that comes to the empty, open mailbox, or at its end. */
  wait(wake: Wake): void {
    this.#waiting.push(wake);
  }

  /** Puts a letter in, or does what is to be done when there is no room. */
  put(letter: Letter): void {
    if (this.closed) return;
    const wake = this.#waiting.shift();
    if (wake !== undefined) {
      wake(letter);
      return;
    }
    const bytes = bytesOf(letter);
    if (this.overflow === "drop-oldest") {
      while (this.size > 0 && this.#bytes + bytes > this.maxBytes) {
        this.take();
        this.dropped++;
      }
    }
    if (this.#bytes + bytes > this.maxBytes) {
      this.dropped++;
      if (this.overflow === "close") this.#fail();
      return;
    }
    this.#letters.push(letter);
    this.#bytes += bytes;
  }

  /** Ends its subscriptions and throws away what it has; nothing happens if it is closed. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.audience.forget(this);
    this.onClosed?.();
    this.onClosed = undefined;
    this.#letters = [];
    this.#first = this.#bytes = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake(undefined);
  }

  #fail(): void {
    this.dropped += this.size;
    this.failure = new StoreError(
      "BUFFER_FULL",
      `Cannot keep another message: the subscription's buffer of ${this.maxBytes} bytes is full`,
    );
    this.close();
  }
}

function bytesOf({ channel, bytes }: Letter): number {
  return channel.length + bytes.length + OVERHEAD_BYTES;
}

/** The subscriptions of the program that holds a store. */
export class ProgramAudience extends Audience<Mailbox> {
  readonly #open = new Set<Mailbox>();

  override deliver(message: Message, subscribers: ReadonlySet<Mailbox>): void {
    const { topic, channel, channelStart, channelEnd, bytes, start, end } = message;
    const letter: Letter = {
      topic,
      channel: topic.kind === "channels" ? topic.name : channel.slice(channelStart, channelEnd),
      bytes: bytes.slice(start, end),
    };
    for (const mailbox of subscribers) mailbox.put(letter);
  }

  /** Closes all mailboxes. */
  closeAll(): void {
    for (const mailbox of this.#open) mailbox.close();
  }

  protected override changed(mailbox: Mailbox): void {
    if (mailbox.subscriptions === undefined) this.#open.delete(mailbox);
    else this.#open.add(mailbox);
  }
}
