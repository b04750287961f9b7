/**
 * One client's stream of server-sent events: frames in, bytes out, and an end when the client is too slow.
 *
 *     send → collected for this turn of the loop → queue → socket
 *            └──────────── unread bytes ────────┘
 *
 * Nothing waits for a reader: whoever leaves more unread than `client-output-buffer-limit pubsub` allows
 * is closed, as a subscriber over RESP is.
 */

import type { Clock } from "../../../store/clock.ts";
import type { Message, Subscriber, Subscriptions } from "../../../store/engine/pubsub.ts";
import { OutputGuard, type OutputLimit } from "../../network/output_limit.ts";

/** How events are spelled on a stream. */
export interface EventSpelling {
  /** The first frame. */
  begin(stream: EventStream): string;
  /** A message of a channel. */
  message(message: Message): string;
}

/** What a stream tells whoever made it. */
export interface EventStreamOwner {
  /** It has ended, for whatever reason: nothing can be sent any more. Called once. */
  ended(stream: EventStream): void;
  /** It was closed because its client did not read. */
  overflowed(stream: EventStream): void;
}

/** What a stream is made of. */
export interface EventStreamOptions {
  readonly spelling: EventSpelling;
  readonly owner: EventStreamOwner;
  readonly clock: Clock;
  readonly limit: OutputLimit;
  /** A comment is sent so often, in ms: the client sees that the connection lives, and the server. */
  readonly heartbeatMs: number;
  /** The client: "127.0.0.1:50312". */
  readonly address: string;
}

/** A comment: clients skip it. */
const HEARTBEAT = ":\n\n";
/** The queue's own mark; what counts is the guard. */
const QUEUE_BYTES = 64 * 1024;

const encoder = new TextEncoder();

/** A stream of events that somebody reads. */
export class EventStream implements Subscriber {
  subscriptions: Subscriptions | undefined;
  /** What the client reads. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly spelling: EventSpelling;
  readonly address: string;
  readonly #owner: EventStreamOwner;
  readonly #clock: Clock;
  readonly #guard = new OutputGuard();
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** Frames of this turn, and about how many bytes they are. */
  #frames: string[] = [];
  #frameBytes = 0;
  #isOpen = true;

  constructor({ spelling, owner, clock, limit, heartbeatMs, address }: EventStreamOptions) {
    this.spelling = spelling;
    this.address = address;
    this.#owner = owner;
    this.#clock = clock;
    this.#guard.limit = limit;
    this.body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => this.#end(),
    }, new ByteLengthQueuingStrategy({ highWaterMark: QUEUE_BYTES }));
    this.#heartbeat = setInterval(() => this.send(HEARTBEAT), heartbeatMs);
  }

  /** Bytes that the client has not taken yet. */
  get unreadBytes(): number {
    const queued = this.#isOpen ? QUEUE_BYTES - (this.#controller.desiredSize ?? 0) : 0;
    return this.#frameBytes + queued;
  }

  /** Sends a frame at the end of this turn of the loop. */
  send(frame: string): void {
    if (!this.#isOpen) return;
    this.#frames.push(frame);
    this.#frameBytes += frame.length;
    if (this.#guard.isExceeded(this.unreadBytes, this.#clock)) {
      this.#end();
      this.#controller.error(new Error("the client reads too slowly"));
      this.#owner.overflowed(this);
    } else if (this.#frames.length === 1) queueMicrotask(() => this.#flush());
  }

  /** Ends the stream in order: what was sent is still read. */
  close(): void {
    if (!this.#isOpen) return;
    this.#flush();
    this.#end();
    this.#controller.close();
  }

  #flush(): void {
    if (!this.#isOpen || this.#frames.length === 0) return;
    this.#controller.enqueue(encoder.encode(this.#frames.join("")));
    this.#frames = [];
    this.#frameBytes = 0;
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#frames = [];
    this.#frameBytes = 0;
    clearInterval(this.#heartbeat);
    this.#owner.ended(this);
  }
}
