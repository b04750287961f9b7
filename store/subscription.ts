/**
 * Subscriptions of the program that holds a store: messages as an async iterable.
 *
 * The program holds a {@linkcode Subscription}, the store a mailbox (`mailbox.ts`). A subscription ends
 * when it is closed, its loop is left, its signal aborts, the store is disposed of, or the program
 * has forgotten it and it is collected: the mailbox is closed then, and nothing stays behind.
 */

import type { ValueFormat } from "./codec.ts";
import { binaryName } from "./encoding/binary_string.ts";
import { parseByteSize } from "./encoding/byte_size.ts";
import { decode, encode } from "./encoding/utf8.ts";
import { StoreError } from "./errors.ts";
import type { Key } from "./key.ts";
import { type Letter, Mailbox, type OverflowPolicy, type ProgramAudience } from "./mailbox.ts";
import { show } from "./show_value.ts";

export type { OverflowPolicy };

/**
 * How to subscribe.
 *
 * @example
 * ```ts
 * import { Store, type SubscribeOptions } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const latest: SubscribeOptions = { maxBufferedBytes: "64kb", overflow: "drop-oldest" };
 * using prices = store.subscribe("prices", latest);
 * for (let i = 0; i < 10_000; i++) store.publish("prices", String(i));
 * assertEquals(prices.buffered + prices.dropped, 10_000);
 * ```
 */
export interface SubscribeOptions {
  /** Ends the subscription when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Most bytes of messages that wait to be taken, each counted with its channel's name and 256 bytes; a
   * number, or a text such as `"1mb"`. Default 8 MiB.
   */
  readonly maxBufferedBytes?: number | string | undefined;
  /**
   * What becomes of a message for which there is no room: it ends the subscription, whose iteration
   * then throws `BUFFER_FULL` (`"close"`, the default), it is dropped itself (`"drop-newest"`), or
   * older ones are dropped for it (`"drop-oldest"`).
   */
  readonly overflow?: OverflowPolicy | undefined;
}

/**
 * A message that was published to a channel.
 *
 * @typeParam V What the store's values are.
 *
 * @example
 * ```ts
 * import { type ChannelMessage, json, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ codec: json<{ level: string }>() });
 * using log = store.subscribePattern("log:*");
 * store.publish("log:db", { level: "warn" });
 * const message: ChannelMessage<{ level: string }> = (await log.next()).value!;
 * assertEquals([message.channel, message.pattern], ["log:db", "log:*"]);
 * assertEquals(message.value, { level: "warn" });
 * assertEquals(message.text, '{"level":"warn"}');
 * ```
 */
export class ChannelMessage<V = string> {
  readonly #letter: Letter;
  readonly #format: ValueFormat<V>;

  /** @internal */
  constructor(letter: Letter, format: ValueFormat<V>) {
    this.#letter = letter;
    this.#format = format;
  }

  /** The channel; bytes that are not UTF-8 become U+FFFD. */
  get channel(): string {
    return textOf(this.#letter.channel);
  }

  /** The channel as bytes: a copy. */
  get channelBytes(): Uint8Array {
    return this.#letter.channel.slice();
  }

  /** The pattern that the channel matches, `undefined` if the subscription is to the channel itself. */
  get pattern(): string | undefined {
    const { kind, name } = this.#letter.topic;
    return kind === "patterns" ? textOf(name) : undefined;
  }

  /**
   * What was said, decoded by the store's codec, anew each time. Clients of a server may publish anything:
   * this throws what the codec throws at bytes that it cannot read.
   */
  get value(): V {
    return this.#format.fromBytes(this.bytes);
  }

  /** What was said as text; bytes that are not UTF-8 become U+FFFD. */
  get text(): string {
    return textOf(this.#letter.bytes);
  }

  /** What was said as bytes: a copy. */
  get bytes(): Uint8Array {
    return this.#letter.bytes.slice();
  }
}

const DEFAULT_BUFFERED_BYTES = 8 * 1024 * 1024;
const OVERFLOW_POLICIES: readonly unknown[] = ["close", "drop-newest", "drop-oldest"];
const DONE: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/** Closes the mailboxes of subscriptions that the program has forgotten. */
const forgotten = new FinalizationRegistry<Mailbox>((mailbox) => mailbox.close());

/**
 * Messages of the channels that were subscribed to, from then on, in the order in which they came: made by
 * `store.subscribe` and `store.subscribePattern`.
 *
 * It is an async iterable, to be gone through once. A message waits until it is asked for, in a buffer of
 * bounded size; see {@linkcode SubscribeOptions}. Leaving the loop ends the subscription, as do
 * `close()`, `using`, the signal, and the end of the store: the iteration then ends, and messages that
 * were waiting are dropped.
 *
 * @typeParam V What the store's values are.
 *
 * @example
 * ```ts
 * import { Store, type Subscription } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const jobs: Subscription = store.subscribe("jobs");
 * for (const name of ["a", "b", "stop", "c"]) store.publish("jobs", name);
 *
 * const done: string[] = [];
 * for await (const { value } of jobs) {
 *   if (value === "stop") break;
 *   done.push(value);
 * }
 * assertEquals(done, ["a", "b"]);
 * assertEquals(store.publish("jobs", "d"), 0);
 * ```
 */
export class Subscription<V = string>
  implements AsyncIterableIterator<ChannelMessage<V>, undefined> {
  readonly #mailbox: Mailbox;
  readonly #format: ValueFormat<V>;

  /** @internal */
  constructor(
    audience: ProgramAudience,
    kind: "channels" | "patterns",
    names: readonly Key[],
    options: SubscribeOptions,
    format: ValueFormat<V>,
  ) {
    const { signal, overflow = "close" } = options;
    const maxBytes = bufferedBytes(options.maxBufferedBytes);
    if (!OVERFLOW_POLICIES.includes(overflow)) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot subscribe with overflow ${show(overflow)}`);
    }
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new StoreError("INVALID_ARGUMENT", `Cannot subscribe with signal ${show(signal)}`);
    }
    for (const name of names) checkName(name, "subscribe to");
    this.#format = format;
    const mailbox = new Mailbox(audience, maxBytes, overflow);
    this.#mailbox = mailbox;
    if (signal?.aborted || names.length === 0) {
      mailbox.close();
      return;
    }
    for (const name of names) {
      const bytes = nameBytes(name);
      audience.subscribe(mailbox, kind, binaryName(name), bytes, 0, bytes.length);
    }
    closeOnAbort(mailbox, signal);
    forgotten.register(this, mailbox, this);
  }

  /** Whether it has ended. */
  get closed(): boolean {
    return this.#mailbox.closed;
  }

  /** Messages that wait to be taken. */
  get buffered(): number {
    return this.#mailbox.size;
  }

  /** Messages that were dropped because the buffer was full. */
  get dropped(): number {
    return this.#mailbox.dropped;
  }

  /**
   * The next message, when there is one; done when the subscription has ended.
   *
   * @throws {StoreError} `BUFFER_FULL`, once, if the buffer was full and that ended the subscription.
   */
  next(): Promise<IteratorResult<ChannelMessage<V>, undefined>> {
    const mailbox = this.#mailbox;
    const letter = mailbox.take();
    if (letter !== undefined) return Promise.resolve(this.#result(letter));
    const { failure } = mailbox;
    if (failure !== undefined) {
      mailbox.failure = undefined;
      return Promise.reject(failure);
    }
    if (mailbox.closed) return Promise.resolve(DONE);
    return new Promise((resolve) => {
      mailbox.wait((letter) => resolve(letter === undefined ? DONE : this.#result(letter)));
    });
  }

  /** Ends the subscription; what a loop calls that is left. */
  return(): Promise<IteratorResult<ChannelMessage<V>, undefined>> {
    this.close();
    return Promise.resolve(DONE);
  }

  /** Ends the subscription: the iteration is done, what was waiting is dropped. */
  close(): void {
    forgotten.unregister(this);
    this.#mailbox.close();
  }

  /** Itself: there is one way through the messages. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The same as {@linkcode Subscription.close}. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The same as {@linkcode Subscription.close}. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #result(letter: Letter): IteratorResult<ChannelMessage<V>, undefined> {
    return { done: false, value: new ChannelMessage(letter, this.#format) };
  }
}

/** The signal must not hold the subscription, hence this is not done in its constructor. */
function closeOnAbort(mailbox: Mailbox, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const close = () => mailbox.close();
  mailbox.onClosed = () => signal.removeEventListener("abort", close);
  signal.addEventListener("abort", close);
}

/**
 * Checks a channel's name; `action` is what one wants with it.
 * @throws {StoreError} `INVALID_ARGUMENT` for what is none.
 */
export function checkName(name: Key, action: string): void {
  if (typeof name === "string" || name instanceof Uint8Array) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot ${action} ${show(name)}: it is no channel`);
}

/** A channel's name as bytes. */
export function nameBytes(name: Key): Uint8Array {
  return typeof name === "string" ? encode(name) : name;
}

function bufferedBytes(size: number | string = DEFAULT_BUFFERED_BYTES): number {
  const bytes = typeof size === "string" ? parseByteSize(size) : size;
  if (Number.isSafeInteger(bytes) && bytes! >= 0) return bytes!;
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot subscribe with maxBufferedBytes ${show(size)}: it must be a number of bytes`,
  );
}

function textOf(bytes: Uint8Array): string {
  return decode(bytes, 0, bytes.length);
}
