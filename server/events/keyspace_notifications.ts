/**
 * Keyspace notifications: what happens to keys, published as messages to those who subscribe.
 *
 *     __keyspace@<db>__:<key>    message: the event
 *     __keyevent@<db>__:<event>  message: the key
 *
 * They feed on the store's change feed; while the setting leaves them off nothing listens there and
 * they cost nothing.
 */

import type { Change } from "../../store/engine/change_feed.ts";
import type { Engine } from "../../store/engine/engine.ts";
import type { PubSub } from "../../store/engine/pubsub.ts";
import type { EventClass } from "../config/kinds/notification_classes.ts";
import { eachKeyEvent } from "./key_events.ts";

/** The classes of events whose names do not tell; the names of others begin with their type's. */
const CLASSES: Readonly<Record<string, EventClass>> = {
  expired: "x",
  evicted: "e",
  set: "$",
  setrange: "$",
  setbit: "$",
  append: "$",
  incrby: "$",
  incrbyfloat: "$",
  pfadd: "$",
  lpush: "l",
  rpush: "l",
  lpop: "l",
  rpop: "l",
  linsert: "l",
  lset: "l",
  lrem: "l",
  ltrim: "l",
  sortstore: "l",
  sadd: "s",
  srem: "s",
  spop: "s",
  sinterstore: "s",
  sunionstore: "s",
  sdiffstore: "s",
  geosearchstore: "z",
  georadiusstore: "z",
  georadius: "z",
};

/** The classes by the first letter of an event. */
const CLASSES_BY_LETTER: Readonly<Record<string, EventClass>> = { h: "h", x: "t", z: "z" };

const encoder = new TextEncoder();

/** Publishes the events of one server's keyspaces. */
export class KeyspaceNotifications {
  readonly #engine: Engine;
  readonly #pubsub: PubSub;
  #classes: ReadonlySet<string> = new Set();
  #silence: (() => void) | undefined;
  readonly #onKeyEvent = (namespace: string, key: Uint8Array, event: string): void =>
    this.#publish(namespace, key, event, classOf(event));

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#pubsub = engine.pubsub;
  }

  /** What is published: the value of `notify-keyspace-events`. */
  set classes(classes: ReadonlySet<string>) {
    this.#classes = classes;
    this.stop();
    if (!classes.has("K") && !classes.has("E")) return;
    const silence = this.#engine.feed.listen((change) => this.#changed(change));
    const engine = this.#engine;
    if (classes.has("n")) engine.onNewKey = (...key) => this.#publish(...key, "new", "n");
    if (classes.has("m")) engine.onKeyMiss = (...key) => this.#publish(...key, "keymiss", "m");
    this.#silence = () => {
      silence();
      engine.onNewKey = undefined;
      engine.onKeyMiss = undefined;
    };
  }

  /** Publishes nothing more. */
  stop(): void {
    this.#silence?.();
    this.#silence = undefined;
  }

  #changed(change: Change): void {
    if (!this.#pubsub.isIdle) eachKeyEvent(change, this.#onKeyEvent);
  }

  #publish(namespace: string, key: Uint8Array, event: string, ofClass: EventClass): void {
    const classes = this.#classes;
    if (!classes.has(ofClass) || this.#pubsub.isIdle) return;
    const name = encoder.encode(event);
    if (classes.has("K")) this.#send(encoder.encode(`__keyspace@${namespace}__:`), key, name);
    if (classes.has("E")) this.#send(encoder.encode(`__keyevent@${namespace}__:`), name, key);
  }

  #send(prefix: Uint8Array, rest: Uint8Array, message: Uint8Array): void {
    const channel = new Uint8Array(prefix.length + rest.length);
    channel.set(prefix);
    channel.set(rest, prefix.length);
    let key = "";
    for (const byte of channel) key += String.fromCharCode(byte);
    this.#pubsub.publish(key, channel, 0, channel.length, message, 0, message.length);
  }
}

/** The class of an event of the change feed. */
function classOf(event: string): EventClass {
  return CLASSES[event] ?? CLASSES_BY_LETTER[event[0]] ?? "g";
}
