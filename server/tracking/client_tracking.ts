/**
 * Client-side caching: the server remembers what clients have read and tells them when it changes.
 *
 * ```
 * a reading command ──► TrackedKeys: key → clients ─┐
 *                                                   ├─ a key changes ──► `invalidate` to each client
 * CLIENT TRACKING … BCAST PREFIX p ──► Broadcasts ──┘    (in RESP2 through the client of REDIRECT)
 * ```
 *
 * Keys are known by name alone: databases do not matter. The store tells of every key that changes,
 * expires or is evicted through the change feed's key listener, which is set only while some
 * connected client has tracked: otherwise nothing of this costs anything.
 *
 * **Order.** A message about what somebody else did leaves at once. What the client that executes a
 * request would get meanwhile, by its own writes or as the target of another's redirection, waits until
 * the request's reply is complete: in the middle of it a message would be taken for a part of it.
 * Broadcasts wait until all requests at hand are done.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyWriter } from "../../resp/reply_writer.ts";
import type { KeyListener } from "../../store/engine/change_feed.ts";
import type { RemovalReason } from "../../store/engine/events.ts";
import type { Engine } from "../../store/engine/engine.ts";
import type { KeyProbe } from "../../store/keyspace/key_probe.ts";
import type { ServeObserver } from "../clients/blocking.ts";
import type { Command } from "../command/command.ts";
import { MOVABLE_KEYS, READONLY } from "../command/flags.ts";
import { KeyPositions } from "../command/keys/key_positions.ts";
import { findKeys } from "../command/keys/find_keys.ts";
import type { Session } from "../clients/session.ts";
import { Broadcasts } from "./broadcasts.ts";
import { TrackedKeys } from "./tracked_keys.ts";
import { switchedOff, type TrackingOptions } from "./tracker.ts";

/** The channel of messages for subscribers in RESP2. */
const CHANNEL = "__redis__:invalidate";
/** Keys that are dropped at once from a table that is over its limit; more at each further attempt. */
const DROPPED_AT_ONCE = 100;

/** A message that waits for the end of the request under way. */
interface Pending {
  readonly tracked: Session;
  /** The value of the message, in RESP. */
  readonly value: Uint8Array;
}

/** The caches of one server's clients. */
export class ClientTracking implements KeyListener, ServeObserver {
  /** Whether some connected client tracks or has tracked. */
  active = false;
  /** Clients that track now. */
  clients = 0;
  /** `tracking-table-max-keys`; 0: no limit. */
  maxKeys = 0;
  /** Called when `active` has changed. */
  onActive: (() => void) | undefined;
  /** The client whose request is being executed. */
  current: Session | undefined;

  readonly #engine: Engine;
  readonly #sessions: ReadonlyMap<number, Session>;
  readonly #schedule: (work: () => void) => void;
  readonly #broadcasts = new Broadcasts();
  /** Clients that track or have tracked. */
  readonly #trackers = new Set<Session>();
  /** Made when it is first needed. */
  #keys: TrackedKeys | undefined;
  /** Whether `current` is in the middle of a reply. */
  #executing = false;
  #pending: Pending[] = [];
  /** Whose request serves another client, and the key of which nothing is told meanwhile. */
  #pusher: Session | undefined;
  #untold: Uint8Array | undefined;
  #broadcastIsScheduled = false;
  #failedLimits = 0;
  /** The value of the message under way. */
  readonly #value = new ReplyWriter();
  readonly #found = new KeyPositions();
  readonly #isConnected = (id: number): boolean => this.#sessions.has(id);
  readonly #broadcast = (): void => this.broadcast();

  /** `schedule` calls its argument when all requests at hand are done. */
  constructor(
    engine: Engine,
    sessions: ReadonlyMap<number, Session>,
    schedule: (work: () => void) => void,
  ) {
    this.#engine = engine;
    this.#sessions = sessions;
    this.#schedule = schedule;
  }

  /** Keys in the table, and readers of all of them together. */
  get totalKeys(): number {
    return this.#keys?.size ?? 0;
  }

  get totalItems(): number {
    return this.#keys?.items ?? 0;
  }

  /** Prefixes that are broadcast. */
  get totalPrefixes(): number {
    return this.#broadcasts.size;
  }

  /** CLIENT TRACKING ON with options that go together and with what was set before. */
  enable(session: Session, options: TrackingOptions): void {
    const before = session.tracker;
    if (!before?.isOn) this.clients++;
    let prefixes: readonly string[] = [];
    if (options.broadcasts) {
      const added = options.prefixes.length === 0 ? [""] : options.prefixes;
      for (const prefix of added) this.#broadcasts.follow(prefix, session);
      prefixes = [...new Set([...before?.prefixes ?? [], ...added])].sort();
    }
    session.tracker = {
      ...options,
      prefixes,
      isOn: true,
      cachingGiven: before?.cachingGiven ?? false,
      redirectIsBroken: false,
    };
    this.#trackers.add(session);
    this.#setActive(true);
  }

  /** CLIENT TRACKING OFF. What the client has read is known still, should it track again. */
  disable(session: Session): void {
    const { tracker } = session;
    if (!tracker?.isOn) return;
    for (const prefix of tracker.prefixes) this.#broadcasts.unfollow(prefix, session);
    session.tracker = switchedOff();
    this.clients--;
  }

  /** A client has left. */
  forget(session: Session): void {
    if (session.tracker === undefined) return;
    this.disable(session);
    this.#trackers.delete(session);
    if (this.current === session) this.current = undefined;
    if (this.#trackers.size > 0) return;
    // Nobody is left for whom it could be of use.
    this.#keys = undefined;
    this.#setActive(false);
  }

  /** A request of a client begins, whose replies `end` will have completed. */
  begin(session: Session): void {
    this.current = session;
    this.#executing = true;
  }

  /** The reply of that request is complete: now it is the turn of its own messages. */
  end(): void {
    this.#executing = false;
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    for (const { tracked, value } of pending) this.#send(tracked, value, value.length);
  }

  serving(session: Session, untold: Uint8Array | undefined): void {
    if (!this.active) return;
    this.#pusher = this.current;
    this.#untold = untold;
    this.begin(session);
  }

  served(): void {
    if (!this.active) return;
    this.end();
    this.current = this.#pusher;
    this.#untold = undefined;
  }

  /** A command of a client has been executed: the client may have what it has read in its cache. */
  remember({ id, tracker }: Session, command: Command, args: Arguments): void {
    if ((command.flags & READONLY) === 0 || !tracker?.isOn || tracker.broadcasts) return;
    const { cachingGiven } = tracker;
    if ((tracker.optIn && !cachingGiven) || (tracker.optOut && cachingGiven)) return;
    const { seed0, seed1 } = this.#engine;
    const keys = this.#keys ??= new TrackedKeys(seed0, seed1);
    const { bytes, starts, ends, count } = args;
    if ((command.flags & MOVABLE_KEYS) === 0) {
      const { firstKey, lastKey, keyStep } = command;
      if (firstKey === 0) return;
      const last = lastKey < 0 ? count + lastKey : Math.min(lastKey, count - 1);
      for (let i = firstKey; i <= last; i += keyStep) {
        keys.remember(bytes, starts[i], ends[i], id, this.#isConnected);
      }
    } else if (findKeys(command, args, 0, this.#found)) {
      for (let k = 0; k < this.#found.count; k++) {
        const i = this.#found.position(k);
        keys.remember(bytes, starts[i], ends[i], id, this.#isConnected);
      }
    }
  }

  keyChanged(probe: KeyProbe, removal: RemovalReason | undefined): void {
    if (this.#untold !== undefined && isSame(probe.bytes(), this.#untold)) return;
    if (this.#broadcasts.size > 0) {
      const changer = removal === undefined ? this.current : undefined;
      if (this.#broadcasts.add(probe, changer)) this.#scheduleBroadcast();
    }
    if (this.#keys !== undefined && this.#keys.size > 0 && this.#keys.take(probe)) {
      // What expires under a client's own command is a change of its own, as in Redis; what is
      // evicted for it is not: it cannot know.
      this.#invalidateTaken(this.#keys, probe, removal === "evicted" ? undefined : this.current);
    }
  }

  allKeysGone(): void {
    for (const session of this.#trackers) {
      if (!session.tracker?.isOn) continue;
      const value = this.#value;
      value.rewind(0);
      value.protocol = session.reply.protocol;
      value.null();
      this.#tell(session);
    }
    this.#keys?.clear();
  }

  /** Drops keys until the table is within its limit, but only so many in one call. */
  limit(): void {
    const keys = this.#keys;
    if (keys === undefined || this.maxKeys === 0) return;
    let effort = DROPPED_AT_ONCE * (this.#failedLimits + 1);
    while (keys.size > this.maxKeys) {
      if (effort-- === 0) {
        this.#failedLimits++;
        return;
      }
      this.#invalidateTaken(keys, keys.takeAny(), undefined);
    }
    this.#failedLimits = 0;
  }

  /** Sends the broadcasts that have collected. */
  broadcast(): void {
    this.#broadcastIsScheduled = false;
    const value = this.#value;
    let spelled: readonly string[] | undefined;
    this.#broadcasts.drain(
      (session) => session.tracker?.noLoop === true,
      (session, keys) => {
        // Nearly all clients of a prefix get the same list.
        if (keys !== spelled) this.#spell(keys);
        spelled = keys;
        this.#send(session, value.bytes, value.length);
      },
    );
    value.shrink();
  }

  /** Makes a list of keys, binary strings, the value of the message under way. */
  #spell(keys: readonly string[]): void {
    const value = this.#value;
    let key = new Uint8Array(64);
    value.rewind(0);
    value.array(keys.length);
    for (const name of keys) {
      if (name.length > key.length) key = new Uint8Array(2 * name.length);
      for (let i = 0; i < name.length; i++) key[i] = name.charCodeAt(i);
      value.bulk(key, 0, name.length);
    }
  }

  #scheduleBroadcast(): void {
    if (this.#broadcastIsScheduled) return;
    this.#broadcastIsScheduled = true;
    this.#schedule(this.#broadcast);
  }

  /** Tells those who have read the key that the table has just let go; `changer` has changed it. */
  #invalidateTaken(keys: TrackedKeys, probe: KeyProbe, changer: Session | undefined): void {
    let isSpelled = false;
    for (let i = 0; i < keys.takenCount; i++) {
      const session = this.#sessions.get(keys.taken[i]);
      const tracker = session?.tracker;
      if (session === undefined || !tracker?.isOn || tracker.broadcasts) continue;
      if (tracker.noLoop && session === changer) continue;
      if (!isSpelled) {
        const key = probe.bytes();
        this.#value.rewind(0);
        this.#value.array(1);
        this.#value.bulk(key, 0, key.length);
        isSpelled = true;
      }
      this.#tell(session);
    }
    this.#value.shrink();
  }

  /** Sends the message under way to a client now or, in the middle of a reply to it, later. */
  #tell(tracked: Session): void {
    const { bytes, length } = this.#value;
    const { current } = this;
    const isOwn = tracked === current || tracked.tracker?.redirect === current?.id;
    if (isOwn && this.#executing) this.#pending.push({ tracked, value: bytes.slice(0, length) });
    else this.#send(tracked, bytes, length);
  }

  /** Writes a message for a client that tracks: its value is the first `length` of `bytes`. */
  #send(tracked: Session, bytes: Uint8Array, length: number): void {
    const { tracker } = tracked;
    if (tracker === undefined || !tracker.isOn) return;
    const { redirect } = tracker;
    const receiver = redirect === 0 ? tracked : this.#sessions.get(redirect);
    if (receiver === undefined) {
      tracker.redirectIsBroken = true;
      if (tracked.reply.protocol === 3 && !tracked.closing) {
        this.#write(tracked, (writer) => {
          writer.push(2);
          writer.bulkText("tracking-redir-broken");
          writer.integer(redirect);
        });
      }
    } else if (receiver.closing) {
      // One that has said goodbye gets nothing more.
    } else if (receiver.reply.protocol === 3) {
      this.#write(receiver, (writer) => {
        writer.push(2);
        writer.bulkText("invalidate");
        writer.raw(bytes, 0, length);
      });
    } else if (redirect !== 0 && receiver.subscriptions !== undefined) {
      this.#write(receiver, (writer) => {
        writer.array(3);
        writer.bulkText("message");
        writer.bulkText(CHANNEL);
        writer.raw(bytes, 0, length);
      });
    }
  }

  /** Writes a push, which CLIENT REPLY does not withhold. */
  #write(receiver: Session, spell: (writer: ReplyWriter) => void): void {
    const writer = receiver.peer.writer();
    const mark = writer.length;
    spell(writer);
    receiver.keepPushed(mark);
  }

  #setActive(active: boolean): void {
    if (this.active === active) return;
    this.active = active;
    this.#engine.feed.keyListener = active ? this : undefined;
    this.onActive?.();
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
