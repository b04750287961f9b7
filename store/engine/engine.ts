/**
 * The engine: all keyspaces of one store, and what they share.
 *
 * Clock, limits, eviction policy and change feed are common to all namespaces; records, table
 * and timing wheel are each namespace's own. The library's `Store` and the server both stand
 * on this class.
 */

import type { Clock } from "../clock.ts";
import { OutOfMemoryError } from "../errors.ts";
import { ACCESS_UNIT_MS } from "../eviction/access_clock.ts";
import { Evictor } from "../eviction/evictor.ts";
import type { LfuTuning } from "../eviction/lfu.ts";
import type { EvictionPolicy } from "../eviction/policy.ts";
import { evicts } from "../eviction/policies.ts";
import { TimingWheel } from "../expiry/timing_wheel.ts";
import { KeyProbe } from "../keyspace/key_probe.ts";
import { SNAPSHOT } from "../keyspace/record.ts";
import type { Table } from "../keyspace/table.ts";
import { Arena, type MemoryMeter } from "../memory/arena.ts";
import { ReadyKeys } from "./awaited_keys.ts";
import { ChangeFeed } from "./change_feed.ts";
import { RemovalFeed } from "./events.ts";
import { ElementExpiry } from "./element_expiry.ts";
import { LargeValues } from "./large_values.ts";
import { Namespace } from "./namespace.ts";
import { defaultPackingLimits, type PackingLimits } from "./packing_limits.ts";
import { PubSub } from "./pubsub.ts";
import { Reclaimer, ReleasedBuffers } from "./reclaimer.ts";
import { MarkSweep, type StateKeeper } from "./state_keeper.ts";

/** Elements of removed collections that are freed for each look at the memory in use. */
const RECLAIMED_AT_ONCE = 1024;

/** What an engine is made with; the library's and the server's options are turned into this. */
export interface EngineOptions {
  readonly clock: Clock;
  readonly policy: EvictionPolicy;
  readonly lfuTuning: LfuTuning;
  /** Records looked at for each eviction. */
  readonly evictionSamples: number;
  /** Most keys in all namespaces together; 0: no limit. */
  readonly maxKeys: number;
  /** Most bytes for records and tables together; 0: no limit. */
  readonly maxMemory: number;
  /**
   * Whether a write that cannot be made to fit throws. A server refuses such commands before
   * it runs them, as Redis does, and lets the one under way finish.
   */
  readonly strictMemory: boolean;
  /** Whether reads and writes note their time even if no policy asks (OBJECT IDLETIME). */
  readonly trackAccess: boolean;
}

/** All namespaces of a store. */
export class Engine {
  readonly clock: Clock;
  readonly evictor: Evictor;
  readonly lfuTuning: LfuTuning;
  readonly meter: MemoryMeter = { usedBytes: 0 };
  /** Told of every change, if anybody listens. */
  readonly feed: ChangeFeed = new ChangeFeed();
  /** Told of every key that expires or is evicted, if anybody listens. */
  readonly removals: RemovalFeed = new RemovalFeed();
  /** Called when a key has come into being, or was looked for in vain; `key` is the listener's. */
  onNewKey: ((namespace: string, key: Uint8Array) => void) | undefined;
  onKeyMiss: ((namespace: string, key: Uint8Array) => void) | undefined;
  /** Channels, which belong to no namespace. */
  readonly pubsub: PubSub = new PubSub();
  /** Keys that somebody waits for and that have come into being. */
  readonly readyKeys: ReadyKeys = new ReadyKeys();
  /** Where the elements of large collections live, those of all namespaces. */
  elements: Arena = new Arena(this.meter);
  readonly largeValues: LargeValues = new LargeValues();
  readonly reclaimer: Reclaimer = new Reclaimer();
  /** When elements fall due, those of all collections; what they are is told by `elementExpiry`. */
  elementWheel: TimingWheel;
  readonly elementExpiry: ElementExpiry = new ElementExpiry(this);
  /** The probe of all collections' elements: one operation at a time uses it. */
  readonly elementProbe: KeyProbe;
  /** Up to which sizes collections are packed. */
  readonly packing: PackingLimits = defaultPackingLimits();
  /** Namespaces by name, in the order in which they were first used. */
  readonly namespaces: Map<string, Namespace> = new Map();
  /** Seeds of all tables' hashes. */
  readonly seed0: number;
  readonly seed1: number;

  /** Whether writes must look at the limits. */
  limited = false;
  /** Whether accesses are noted in the records. */
  tracksAccess = false;
  /** As `tracksAccess`; whoever wants reads to leave no trace clears it for their time. */
  notesUse = false;
  /**
   * Whether a log is being replayed, which tells itself what has gone when: nothing is due then, and
   * deadlines in the past are as good as others.
   */
  replays = false;
  /** Keys in all namespaces. */
  keys = 0;
  /** The snapshot under way. */
  keeper: StateKeeper | undefined;
  /**
   * Whether what is under way only reads, so that records which the snapshot does not have yet need not be
   * handed to it. For whoever executes commands, while there is a snapshot.
   */
  onlyReads = false;
  /** What records written now have as their SNAPSHOT bit. */
  #mark = 0;
  /**
   * Changes so far: one for each key or element that an operation has set or removed, none for what has
   * expired or was evicted. Whoever wants to know how many there were since then compares.
   */
  changes = 0;
  /** Uses noted so far, as a time; see {@linkcode Engine.useTime}. */
  #uses = 0;
  #countsUses = false;
  /** Most bytes that one value may have, up to `MAX_VALUE_BYTES` of `record.ts`. */
  maxValueBytes: number = 512 * 1024 * 1024;

  readonly #list: Namespace[] = [];
  readonly #strictMemory: boolean;
  #trackAccess: boolean;
  #maxKeys: number;
  #maxMemory: number;

  constructor(options: EngineOptions) {
    this.clock = options.clock;
    this.lfuTuning = options.lfuTuning;
    this.evictor = new Evictor(options.policy, options.evictionSamples);
    this.#strictMemory = options.strictMemory;
    this.#trackAccess = options.trackAccess;
    this.#maxKeys = options.maxKeys;
    this.#maxMemory = options.maxMemory;
    const seeds = crypto.getRandomValues(new Int32Array(2));
    this.seed0 = seeds[0];
    this.seed1 = seeds[1];
    this.elementProbe = new KeyProbe(this.seed0, this.seed1);
    this.elementWheel = new TimingWheel(this.elements, this.clock.now());
    this.#configure();
  }

  /** The namespace of that name; it is made when it is first asked for. */
  namespace(name: string): Namespace {
    let namespace = this.namespaces.get(name);
    if (namespace === undefined) {
      namespace = new Namespace(this, name);
      namespace.mark = this.#mark;
      this.namespaces.set(name, namespace);
      this.#list.push(namespace);
    }
    return namespace;
  }

  /**
   * The time of a use, from which policies make access words, in ms.
   *
   * If the words serve nothing but the order of uses, it is a count of the uses: that is exact where
   * a clock has ties, and costs a fraction of reading one.
   */
  useTime(): number {
    return this.#countsUses ? this.#uses += ACCESS_UNIT_MS : this.clock.now();
  }

  /** The time by which what expires is due, in ms since the epoch: now, or before all times. */
  dueTime(): number {
    return this.replays ? -1 : this.clock.now();
  }

  /** Whether access words that are times tell when a key was used last. */
  get hasAccessTimes(): boolean {
    return this.tracksAccess && !this.#countsUses;
  }

  /** Whether uses are noted even if no policy asks; see {@linkcode EngineOptions.trackAccess}. */
  set trackAccess(always: boolean) {
    this.#trackAccess = always;
    this.#configure();
  }

  get maxKeys(): number {
    return this.#maxKeys;
  }

  set maxKeys(count: number) {
    this.#maxKeys = count;
    this.#configure();
  }

  get maxMemory(): number {
    return this.#maxMemory;
  }

  set maxMemory(bytes: number) {
    this.#maxMemory = bytes;
    this.#configure();
  }

  get policy(): EvictionPolicy {
    return this.evictor.policy;
  }

  set policy(policy: EvictionPolicy) {
    this.evictor.setPolicy(policy);
    this.#configure();
  }

  /** Bytes of all records, tables and directories. */
  get usedBytes(): number {
    return this.meter.usedBytes;
  }

  /** Evicts until the memory in use is within `maxMemory`; false if that cannot be reached. */
  enforceMemory(): boolean {
    if (this.#maxMemory === 0) return true;
    while (this.meter.usedBytes > this.#maxMemory) {
      if (!this.#evictOne()) return false;
    }
    return true;
  }

  /** Whether a write has room however long it is; with `newKey`, one that makes a key. */
  hasRoom(newKey: boolean): boolean {
    if (this.#maxMemory !== 0) return false;
    return !newKey || this.keys < this.#maxKeys;
  }

  /**
   * Makes room for a write that takes `bytes` more and, if `newKey`, one key more. Returns whether
   * records were removed, so that the caller looks its key up again.
   *
   * With `noeviction`, `maxKeys` may be passed: no data is lost for it.
   * @throws {OutOfMemoryError} if the limit is strict and cannot be kept.
   */
  makeRoom(bytes: number, newKey: boolean): boolean {
    let evicted = false;
    if (newKey && this.#maxKeys !== 0) {
      while (this.keys >= this.#maxKeys && this.#evictOne()) evicted = true;
    }
    if (this.#maxMemory !== 0) {
      // What can never fit is refused before anything is evicted for it.
      if (bytes > this.#maxMemory && this.#strictMemory) throw this.#outOfMemory(bytes);
      while (this.meter.usedBytes + bytes > this.#maxMemory) {
        if (this.#evictOne()) evicted = true;
        else if (this.#strictMemory) throw this.#outOfMemory(bytes);
        else break;
      }
    }
    return evicted;
  }

  /** Exchanges the contents of two namespaces. O(1). */
  swap(first: string, second: string): void {
    const a = this.namespace(first);
    const b = this.namespace(second);
    if (a === b) return;
    a.swapWith(b);
    this.evictor.forget();
  }

  /** Begins a snapshot of the data as they are now; see `state_keeper.ts`. @throws if there is one. */
  beginSnapshot(keeper: StateKeeper): number {
    if (this.keeper !== undefined) throw new Error("Cannot begin a snapshot: one is under way");
    // Records that an unfinished one has left behind would pass for saved.
    this.reclaimer.finishChores();
    this.keeper = keeper;
    this.#mark ^= SNAPSHOT;
    for (const namespace of this.#list) namespace.mark = this.#mark;
    return this.#mark;
  }

  /** Ends the snapshot under way, which has all records if it is `complete`. */
  endSnapshot(complete: boolean): void {
    this.keeper = undefined;
    this.onlyReads = false;
    if (complete) return;
    const isAlive = (table: Table) => this.#list.some((namespace) => namespace.table === table);
    const tables = this.#list.map(({ table }) => table);
    this.reclaimer.addChore(new MarkSweep(tables, isAlive, this.#mark));
  }

  /** Removes all keys of all namespaces; the log has it as done from one of them, which does not matter. */
  clear(from: Namespace | undefined = this.#list[0]): void {
    if (this.keeper === undefined) this.#clearAtOnce();
    else this.#clearAside(this.keeper);
    this.feed.keyListener?.allKeysGone();
    if (from !== undefined) this.feed.log?.command(from.name, "FLUSHALL", 0);
  }

  #clearAtOnce(): void {
    const buffers = this.elements.clear();
    this.elementWheel = new TimingWheel(this.elements, this.clock.now());
    this.largeValues.clear();
    this.reclaimer.forgetElements();
    this.reclaimer.add(new ReleasedBuffers(buffers));
    for (const namespace of this.#list) namespace.clear(true);
  }

  /** Leaves what the snapshot under way still wants to it. */
  #clearAside(keeper: StateKeeper): void {
    for (const namespace of this.#list) namespace.clear(true);
    keeper.takeOverElements(this.elements);
    this.elements.leaveMeter();
    this.elements = new Arena(this.meter);
    this.elementWheel = new TimingWheel(this.elements, this.clock.now());
    this.reclaimer.forgetElements();
  }

  #outOfMemory(bytes: number): OutOfMemoryError {
    return new OutOfMemoryError(
      `Cannot store ${bytes} more bytes: ${this.meter.usedBytes} of maxMemory ` +
        `${this.#maxMemory} are in use and nothing can be evicted for it`,
    );
  }

  #evictOne(): boolean {
    // What has been removed and not been freed yet comes first.
    if (this.reclaimer.size > 0) {
      this.reclaimer.step(RECLAIMED_AT_ONCE);
      return true;
    }
    return this.evictor.evictOne(this.#list, this.useTime());
  }

  #configure(): void {
    this.limited = this.#maxKeys !== 0 || this.#maxMemory !== 0;
    this.tracksAccess = this.#trackAccess || evicts(this.policy);
    this.notesUse = this.tracksAccess;
    this.#countsUses = !this.#trackAccess && !this.policy.countsFrequency;
  }
}
