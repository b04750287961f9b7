/**
 * Blocked clients: those whose command waits until a key holds something for it.
 *
 * What a family with a blocking command does:
 *
 * ```ts ignore
 * function bzpopmin(context: CommandContext): void {
 *   const { args, reply, session, server } = context;
 *   const timeoutMs = blockingTimeoutArg(args, args.count - 1); // reads seconds; 0: for ever
 *   for (let i = 1; i < args.count - 1; i++) {
 *     loadKey(context, i);
 *     if (replyFirst(context)) return;                  // something is there: no need to wait
 *   }
 *   if (context.neverWaits) reply.nullArray();          // inside MULTI, and over HTTP
 *   else server.blocking.wait(session, args, 1, args.count - 1, timeoutMs, new Wait(…));
 * }
 * ```
 *
 * The handler writes no reply then. The session executes nothing more until the {@linkcode Wait} has
 * answered, which happens in one of five ways:
 *
 * - a key becomes ready and `serve` answers,
 * - `lost` answers, if there is one: the key holds no value of the type any more,
 * - the time is over: the reply is a null array,
 * - CLIENT UNBLOCK: the same, or an error,
 * - the client leaves: there is no reply.
 *
 * **Ready** is a key when the store says so: `Namespace` signals keys that are made, renamed, moved or
 * swapped in, and streams that go. A type in which something new may come to a key that is there (XADD)
 * calls `namespace.signalReady()`. A signal only takes note; clients are served when the
 * command that gave it has ended, after EXEC the whole transaction: what is gone by then was never
 * there. Serving may make further keys ready (BLMOVE), which are served in turn.
 *
 * **Order**: keys in the order in which they became ready, clients of a key in the order in which they
 * came. As in Redis, clients that wait for a type that the key does not have go to the end of its row
 * when they are passed over, streams excepted.
 *
 * `serve` runs outside of any command: `keyspace` has the key loaded and open, which holds a value of
 * the type. It writes exactly one reply and returns true, or writes nothing and returns false, which
 * leaves the client waiting. What it throws becomes the reply. Arguments that it needs must have been
 * copied: those of the request are gone.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { CachedClock } from "../../store/clock.ts";
import type { Engine } from "../../store/engine/engine.ts";
import { StoreError } from "../../store/errors.ts";
import type { AwaitedKey } from "../../store/engine/awaited_keys.ts";
import type { Namespace } from "../../store/engine/namespace.ts";
import { valueTypeOf } from "../../store/types/value_types.ts";
import { type Deadlined, DeadlineQueue } from "./deadline_queue.ts";
import { UNBLOCKED } from "../errors/client_errors.ts";
import { ReplyError, replyErrorOf } from "../errors/reply_errors.ts";
import type { Session } from "./session.ts";
import type { ServerStats } from "../diagnostics/stats.ts";

/** What a blocked client waits for; see the file's head. */
export interface Wait {
  /** Name of the type that a key must hold: "list", "zset" or "stream". */
  readonly type: string;
  /** Client-side caches are not told that it takes something from the key: what came has been told. */
  readonly takesUntold?: boolean;
  /** What it takes is no change of its own for INFO and the rules of `save`, which have counted what came. */
  readonly takesUncounted?: boolean;
  /** Answers from a key that is loaded and open in `keyspace`, if it can. */
  serve(keyspace: Namespace, key: Uint8Array, reply: ReplyWriter): boolean;
  /** Answers because the key is gone or of another type, if that ends the wait. */
  lost?(reply: ReplyWriter): boolean;
}

/** One blocked client. */
export class Waiter implements Deadlined {
  heapIndex = -1;
  readonly keys: AwaitedKey[] = [];
  /** Is told how many microseconds the answer took, unless the client gets none or its time is over. */
  onAnswered: ((microseconds: number) => void) | undefined;

  constructor(
    readonly session: Session,
    readonly wait: Wait,
    /** When it is over, in ms since the epoch; `Infinity` for never. */
    readonly deadlineMs: number,
    /** When the answer began, by `performance.now()`, if all of the waiting is its time. */
    readonly heldSince?: number,
  ) {}

  get order(): number {
    return this.session.id;
  }
}

/** Is told for whom commands are executed outside of requests. */
export interface ServeObserver {
  /** A client is going to be served: what happens until `served` is its doing; `untold` is not told. */
  serving(session: Session, untold: Uint8Array | undefined): void;
  served(): void;
}

/** What a client waits for that {@linkcode BlockedClients.hold} holds: no key, and no time. */
const NO_KEY: Wait = { type: "", serve: () => false };

/** The blocked clients of one server. */
export class BlockedClients {
  /** How many clients wait. */
  size = 0;
  observer: ServeObserver | undefined;
  readonly #engine: Engine;
  readonly #clock: CachedClock;
  readonly #stats: ServerStats;
  /** Who waits for a key, in the order in which they are served. */
  readonly #rows = new Map<AwaitedKey, Set<Waiter>>();
  readonly #deadlines: DeadlineQueue<Waiter>;
  /** How many of the clients wait with a `lost`. */
  #losable = 0;
  #serving = false;

  /** Without a timer (`timed` is false) only {@linkcode BlockedClients.removeDue} ends waits. */
  constructor(engine: Engine, clock: CachedClock, stats: ServerStats, timed = true) {
    this.#engine = engine;
    this.#clock = clock;
    this.#stats = stats;
    this.#deadlines = new DeadlineQueue(() => {
      clock.refresh();
      this.removeDue();
    }, timed);
    // Commands serve as soon as they have ended; this is for what happens outside of any: a key
    // that expires, a program that uses the same store.
    engine.readyKeys.onReady = () => queueMicrotask(() => this.serveReady());
  }

  /** How many clients wait for a limited time. */
  get timedSize(): number {
    return this.#deadlines.size;
  }

  /**
   * Lets a session, which executes a command outside of MULTI, wait for keys of the database that it
   * has selected: arguments `first` to `end` − 1.
   *
   * @param timeoutMs How long at most, in ms; 0: for ever.
   */
  wait(
    session: Session,
    args: Arguments,
    first: number,
    end: number,
    timeoutMs: number,
    wait: Wait,
  ): void {
    const nowMs = this.#clock.now();
    const waiter = new Waiter(session, wait, timeoutMs === 0 ? Infinity : nowMs + timeoutMs);
    const { keyspace } = session;
    for (let i = first; i < end; i++) {
      keyspace.load(args.bytes, args.starts[i], args.ends[i]);
      const key = keyspace.awaited.acquire(keyspace);
      let row = this.#rows.get(key);
      if (row === undefined) this.#rows.set(key, row = new Set());
      if (row.has(waiter)) keyspace.awaited.release(keyspace);
      else {
        row.add(waiter);
        waiter.keys.push(key);
      }
    }
    session.waiter = waiter;
    session.paused = true;
    this.size++;
    if (wait.lost !== undefined) this.#losable++;
    if (waiter.deadlineMs !== Infinity) this.#deadlines.add(waiter, nowMs);
  }

  /** Lets a session wait until {@linkcode BlockedClients.settle}, and for nothing else. */
  hold(session: Session): Waiter {
    const waiter = new Waiter(session, NO_KEY, Infinity, performance.now());
    session.waiter = waiter;
    session.paused = true;
    this.size++;
    return waiter;
  }

  /** Answers a session that is held, unless it has left. What `write` throws becomes the reply. */
  settle(waiter: Waiter, write: (reply: ReplyWriter) => boolean): void {
    if (waiter.session.waiter === waiter) this.#answer(waiter, write);
  }

  /** Serves the clients that wait for keys that have become ready. */
  serveReady(): void {
    const { readyKeys } = this.#engine;
    if (this.#serving) return;
    this.#serving = true;
    try {
      while (readyKeys.size > 0) {
        for (const key of readyKeys.take()) {
          key.ready = false;
          const row = this.#rows.get(key);
          if (row !== undefined) this.#serveKey(key, row);
        }
      }
    } finally {
      this.#serving = false;
    }
  }

  /**
   * Ends the wait of a session: with a null array, as if the time were over, or with an error.
   * @returns false if it does not wait, or for something that cannot be left.
   */
  unblock(session: Session, withError: boolean): boolean {
    const { waiter } = session;
    if (waiter === undefined || waiter.wait === NO_KEY) return false;
    // As in Redis, who has waited in vain is not in the statistics.
    if (!withError) waiter.onAnswered = undefined;
    this.#answer(waiter, (reply) => {
      if (withError) throw UNBLOCKED;
      reply.nullArray();
      return true;
    });
    return true;
  }

  /** Ends the waits whose time is over. */
  removeDue(): void {
    const nowMs = this.#clock.now();
    for (;;) {
      const waiter = this.#deadlines.due(nowMs);
      if (waiter === undefined) break;
      this.unblock(waiter.session, false);
    }
    this.#deadlines.rearm(nowMs);
  }

  /** A client has left: if it waits, nothing of that stays behind. */
  forget(session: Session): void {
    if (session.waiter !== undefined) this.#release(session.waiter);
  }

  /** The server ends: no timer stays behind. */
  stop(): void {
    this.#deadlines.stop();
    this.#engine.readyKeys.onReady = undefined;
  }

  #serveKey({ namespace, key }: AwaitedKey, row: Set<Waiter>): void {
    const type = typeOf(namespace, key);
    if (this.#losable > 0) {
      for (const waiter of row) {
        const { wait } = waiter;
        if (wait.type !== type && wait.lost) this.#answer(waiter, (reply) => wait.lost!(reply));
      }
    }
    if (type === undefined) return;
    // Clients that are passed over go to the end: a Set keeps the order in which it is added to.
    const rotates = type !== "stream";
    const passed = rotates ? row : new Set(row);
    for (let left = passed.size; left > 0; left--) {
      const [waiter] = passed;
      if (waiter === undefined) return;
      if (!waiter.session.peer.isOpen) this.#release(waiter);
      else if (typeOf(namespace, key) !== type) return;
      else if (waiter.wait.type === type) {
        const { wait } = waiter;
        this.observer?.serving(waiter.session, wait.takesUntold ? key : undefined);
        const { changes } = this.#engine;
        this.#answer(waiter, (reply) => wait.serve(namespace, key, reply));
        if (wait.takesUncounted) this.#engine.changes = changes;
        this.observer?.served();
      }
      if (passed.delete(waiter) && rotates) row.add(waiter);
    }
  }

  /** Lets `write` answer a client; if it does, the client goes on with its next request. */
  #answer(waiter: Waiter, write: (reply: ReplyWriter) => boolean): boolean {
    const { session } = waiter;
    const reply = session.peer.writer();
    const mark = reply.length;
    const start = waiter.heldSince ?? performance.now();
    const { log } = this.#engine.feed;
    log?.begin();
    try {
      if (!write(reply)) return false;
    } catch (error) {
      reply.rewind(mark);
      const known = error instanceof StoreError ? replyErrorOf(error) : error;
      if (!(known instanceof ReplyError)) throw error;
      if (known.isBinary) reply.errorBinary(known.message);
      else reply.error(known.message);
      this.#stats.countError(known.message);
      if (session.lastCommand !== undefined) session.lastCommand.failedCalls++;
    } finally {
      log?.end();
    }
    waiter.onAnswered?.((performance.now() - start) * 1000);
    session.withholdReply(mark);
    this.#release(waiter);
    session.paused = false;
    session.peer.resume();
    return true;
  }

  #release(waiter: Waiter): void {
    waiter.session.waiter = undefined;
    this.size--;
    if (waiter.wait.lost !== undefined) this.#losable--;
    this.#deadlines.remove(waiter);
    for (const awaited of waiter.keys) {
      const { namespace, key } = awaited;
      const row = this.#rows.get(awaited)!;
      row.delete(waiter);
      if (row.size === 0) this.#rows.delete(awaited);
      namespace.load(key, 0, key.length);
      namespace.awaited.release(namespace);
    }
  }
}

/** Name of the type of a key's value, which is then loaded and open; undefined without the key. */
function typeOf(namespace: Namespace, key: Uint8Array): string | undefined {
  namespace.load(key, 0, key.length);
  return namespace.find() === 0 ? undefined : valueTypeOf(namespace.kind()).name;
}
