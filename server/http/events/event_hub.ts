/**
 * All streams of events of a server: who reads which channels and which keys.
 *
 * Channels are those of PUBLISH, with one more audience. Events of keys come from the store's change
 * feed, whatever `notify-keyspace-events` says; while no stream wants them nothing listens there.
 */

import type { Change } from "../../../store/engine/change_feed.ts";
import { GlobPattern } from "../../../store/encoding/glob.ts";
import { Audience, type Message } from "../../../store/engine/pubsub.ts";
import { eachKeyEvent } from "../../events/key_events.ts";
import type { Server } from "../../server_state.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import { jsonEvent } from "./event_spellings.ts";
import { type EventSpelling, EventStream, type EventStreamOwner } from "./event_stream.ts";

/** Which events of keys a stream wants. */
export interface KeyInterest {
  readonly namespace: string;
  /** Patterns of keys; none: all keys. */
  readonly patterns: readonly string[];
  /** Names of events; none: all events. */
  readonly events: readonly string[];
}

/** What a stream is to bring. */
export interface EventRequest {
  readonly channels: readonly string[];
  readonly patterns: readonly string[];
  readonly keys: KeyInterest | undefined;
  readonly spelling: EventSpelling;
  readonly heartbeatMs: number;
  readonly address: string;
}

interface KeyFilter {
  readonly namespace: string;
  readonly patterns: readonly GlobPattern[];
  readonly events: ReadonlySet<string>;
}

const encoder = new TextEncoder();

/** The streams of one server. */
export class EventHub extends Audience<EventStream> implements EventStreamOwner {
  readonly #server: Server;
  readonly #streams = new Set<EventStream>();
  readonly #keyFilters = new Map<EventStream, KeyFilter>();
  #silence: (() => void) | undefined;

  /** `ending` closes all streams. */
  constructor(server: Server, ending: AbortSignal) {
    super(server.engine.pubsub);
    this.#server = server;
    ending.addEventListener("abort", () => this.close(), { once: true });
  }

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size;
  }

  /** Opens a stream, which has its first frame. */
  open({ channels, patterns, keys, spelling, heartbeatMs, address }: EventRequest): EventStream {
    const { config, clock } = this.#server;
    const limit = config.get("client-output-buffer-limit").pubsub;
    const stream = new EventStream({ spelling, owner: this, clock, limit, heartbeatMs, address });
    this.#streams.add(stream);
    for (const channel of channels) this.#subscribe(stream, "channels", channel);
    for (const pattern of patterns) this.#subscribe(stream, "patterns", pattern);
    if (keys !== undefined) {
      this.#keyFilters.set(stream, {
        namespace: keys.namespace,
        patterns: keys.patterns.map((pattern) => new GlobPattern(encoder.encode(pattern))),
        events: new Set(keys.events),
      });
      this.#silence ??= this.#server.engine.feed.listen((change) => this.#changed(change));
    }
    stream.send(spelling.begin(stream));
    return stream;
  }

  /** Closes all streams. */
  close(): void {
    for (const stream of [...this.#streams]) stream.close();
  }

  ended(stream: EventStream): void {
    this.forget(stream);
    this.#streams.delete(stream);
    this.#keyFilters.delete(stream);
    if (this.#keyFilters.size > 0) return;
    this.#silence?.();
    this.#silence = undefined;
  }

  overflowed({ address }: EventStream): void {
    const { stats, log } = this.#server;
    stats.outputBufferDisconnections++;
    log.warning(`Stream of events to ${address} closed for overcoming of output buffer limits.`);
  }

  override deliver(message: Message, subscribers: ReadonlySet<EventStream>): void {
    let spelling: EventSpelling | undefined;
    let frame = "";
    // One that overflows leaves; a Set is walked through all the same.
    for (const stream of subscribers) {
      if (stream.spelling !== spelling) {
        spelling = stream.spelling;
        frame = spelling.message(message);
      }
      stream.send(frame);
    }
  }

  #subscribe(stream: EventStream, kind: "channels" | "patterns", name: string): void {
    const bytes = encoder.encode(name);
    let key = "";
    for (const byte of bytes) key += String.fromCharCode(byte);
    this.subscribe(stream, kind, key, bytes, 0, bytes.length);
  }

  #changed(change: Change): void {
    if (change.command === "FLUSHDB") this.#sendOfAll(change.namespace, "flush");
    else if (change.command === "SWAPDB") {
      this.#sendOfAll(change.namespace, "swap");
      this.#sendOfAll(new TextDecoder().decode(change.args[0]), "swap");
    } else eachKeyEvent(change, (...event) => this.#send(...event));
  }

  #send(namespace: string, key: Uint8Array, event: string): void {
    let frame: string | undefined;
    for (const [stream, filter] of this.#keyFilters) {
      if (!wants(filter, namespace, event) || !matches(filter, key)) continue;
      stream.send(frame ??= jsonEvent("key", { namespace, event, key: jsonOfBytes(key) }));
    }
  }

  /** Something has happened to all keys of a namespace. */
  #sendOfAll(namespace: string, event: string): void {
    for (const [stream, filter] of this.#keyFilters) {
      if (wants(filter, namespace, event)) stream.send(jsonEvent(event, { namespace }));
    }
  }
}

function wants(filter: KeyFilter, namespace: string, event: string): boolean {
  return filter.namespace === namespace && (filter.events.size === 0 || filter.events.has(event));
}

function matches({ patterns }: KeyFilter, key: Uint8Array): boolean {
  return patterns.length === 0 || patterns.some((pattern) => pattern.matches(key, 0, key.length));
}
