/**
 * One namespace: a keyspace of its own.
 *
 * This is the only place that looks keys up, inserts and removes them, and the only one that knows
 * table, expiry and eviction together. The types in `types/` build on it.
 *
 * To make no objects, an operation goes in steps on the namespace's registers: `load` takes a key
 * into the probe; `find` looks it up and, on a hit, points `words`, `bytes` and `at` at its
 * record; the value's bytes are then `bytes[valueStart(), valueEnd())` until the next operation.
 *
 * ```ts ignore
 * namespace.load(bytes, start, end);
 * if (namespace.read() !== 0) reply.bulk(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
 * ```
 */

import { DueRecords } from "../keyspace/due_records.ts";
import { KeyProbe } from "../keyspace/key_probe.ts";
import {
  EXPIRES,
  expiryOf,
  isLargeKind,
  Kind,
  layoutOf,
  recordBytes,
  SNAPSHOT,
  writeExpiry,
} from "../keyspace/record.ts";
import { scanStep, walkStep } from "../keyspace/scan.ts";
import { Arena, blockBytes } from "../memory/arena.ts";
import { copyBytes } from "../memory/copy.ts";
import * as report from "./change_reports.ts";
import type { Engine } from "./engine.ts";
import type { RemovalReason } from "./events.ts";
import { HANDLE_BYTES, type LargeValue } from "./large_values.ts";
import { ObservedSpace } from "./observed_space.ts";
import type { NamespaceCounters } from "./stats.ts";
import { ReleasedBuffers } from "./reclaimer.ts";

/** For `put`: the key shall never expire. */
export const NO_EXPIRY = 0;
/** For `put`: the key keeps the expire time that it has, if any. */
export const KEEP_EXPIRY = -1;

const encoder = new TextEncoder();

/** A keyspace; see the file's head for how it is used. */
export class Namespace extends ObservedSpace {
  readonly counters: NamespaceCounters = { hits: 0, misses: 0, expired: 0, evicted: 0 };

  readonly #due = new DueRecords();
  /** For a second key, such as one removed while an operation is under way on another. */
  readonly #otherProbe: KeyProbe;

  constructor(engine: Engine, name: string) {
    super(engine, name);
    this.#otherProbe = new KeyProbe(engine.seed0, engine.seed1);
  }

  /** Number of keys, those included whose time has come but that are not removed yet. */
  get size(): number {
    return this.table.size;
  }

  /** Takes the key of the next operation from `bytes[start, end)`. */
  load(bytes: Uint8Array, start: number, end: number): void {
    this.probe.load(bytes, start, end);
  }

  /** Takes the key of the next operation from a string. */
  loadText(key: string): void {
    this.probe.loadText(key);
  }

  /**
   * Looks the loaded key up without counting or noting it: the record's address, and the
   * registers point at it, or 0. A key whose time has come is removed and not found.
   */
  find(): number {
    const address = this.table.find(this.probe);
    if (address === 0) return 0;
    this.open(address);
    if (((this.words[this.at] ^ this.mark) & (EXPIRES | SNAPSHOT)) === 0) return address;
    return this.#findSpecial(address);
  }

  /** The open record may be due, or one that a snapshot does not have yet. */
  #findSpecial(address: number): number {
    const { words, at, engine } = this;
    const isDue = (words[at] & EXPIRES) !== 0 && engine.dueTime() > expiryOf(words, at);
    if (isDue || !engine.onlyReads) this.#keep(address);
    if (!isDue) return address;
    this.#removeFound(this.probe, address);
    this.#gone(this.probe, "expired");
    return 0;
  }

  /** Hands the open record to the snapshot under way, unless it has it. */
  #keep(address: number): void {
    if (((this.words[this.at] ^ this.mark) & SNAPSHOT) === 0) return;
    this.engine.keeper?.keep(this.table, address);
  }

  /** Looks the loaded key up for a read: counts a hit or a miss and notes the use. */
  read(): number {
    const address = this.find();
    if (address === 0) {
      this.counters.misses++;
      this.engine.onKeyMiss?.(this.name, this.probe.bytes());
      return 0;
    }
    this.counters.hits++;
    this.touch();
    return address;
  }

  /** Looks the loaded key up for a change: notes the use. */
  modify(): number {
    const address = this.find();
    if (address !== 0) this.touch();
    return address;
  }

  /** Notes a use of the open record. */
  touch(): void {
    const { engine } = this;
    if (!engine.notesUse) return;
    const at = this.at + 1;
    this.words[at] = engine.evictor.policy.used(this.words[at], engine.useTime());
  }

  /**
   * Stores a value under the loaded key, in place of what was there. The registers then point
   * at the record.
   *
   * @param expiryMs Expire time in ms since the epoch, {@linkcode NO_EXPIRY} or
   *   {@linkcode KEEP_EXPIRY}.
   */
  put(kind: number, source: Uint8Array, start: number, end: number, expiryMs: number): void {
    this.reserve(kind, end - start, expiryMs);
    copyBytes(this.bytes, this.valueStart(), source, start, end);
    this.changed();
  }

  /**
   * Like {@linkcode Namespace.put}, but leaves the value's bytes to the caller, who writes them to
   * `bytes` from `valueStart()` on and then calls {@linkcode Namespace.changed}.
   */
  reserve(kind: number, length: number, expiryMs: number): void {
    let address = this.find();
    if (this.engine.limited) {
      const keptMs = address !== 0 && expiryMs === KEEP_EXPIRY ? this.expiry() : expiryMs;
      address = this.#makeRoom(address, length, expiryMs);
      if (address === 0) expiryMs = keptMs; // the key itself was evicted
    }
    if (address === 0) this.#create(kind, length, expiryMs);
    else {
      this.#letGo(this.probe);
      this.#replace(address, kind, length, expiryMs);
    }
  }

  /** Stores a large collection under the loaded key, in place of what was there. */
  putLarge(kind: number, value: LargeValue, expiryMs: number): void {
    this.reserve(kind, HANDLE_BYTES, expiryMs);
    this.writeHandle(this.engine.largeValues.add(value, this));
  }

  /** Makes a large collection of the open record's value, a packed one of the loaded key. */
  enlarge(kind: number, value: LargeValue): void {
    this.resize(kind, HANDLE_BYTES);
    this.writeHandle(this.engine.largeValues.add(value, this));
  }

  /** The large collection that is the open record's value; its kind says that it is one. */
  largeValue(): LargeValue {
    return this.engine.largeValues.get(this.handle());
  }

  /** The open record, that of the probe's key, loses its value. */
  #letGo(probe: KeyProbe): void {
    const kind = this.kind();
    if (!isLargeKind(kind)) return;
    this.engine.reclaimer.add(this.engine.largeValues.remove(this.handle()));
    if (kind === Kind.Stream && this.awaited.size !== 0) this.awaited.signal(probe);
  }

  /**
   * Gives the open record's value, that of the loaded key, another length and kind. The bytes up
   * to the shorter of both lengths stay, those behind are undefined. The registers follow. The
   * caller calls {@linkcode Namespace.changed} when it has written its bytes.
   */
  resize(kind: number, length: number): void {
    if (this.resizeInPlace(kind, length)) return;
    let address = this.table.find(this.probe);
    if (this.engine.limited) {
      // A record under change is not to be evicted for its own sake: keep it, make room, put back.
      const kept = this.bytes.slice(this.valueStart(), this.valueEnd());
      const expiryMs = this.expiry();
      const word = this.accessWord;
      address = this.#makeRoom(address, length, KEEP_EXPIRY);
      if (address === 0) {
        this.#create(kind, length, expiryMs);
        this.accessWord = word;
        const count = Math.min(kept.length, length);
        copyBytes(this.bytes, this.valueStart(), kept, 0, count);
        return;
      }
    }
    this.relayout(address, kind, length, (this.words[this.at] & EXPIRES) !== 0);
  }

  /** Sets the expire time of the loaded key, whose record is open; 0 takes it away. May tell nobody. */
  setExpiry(expiryMs: number, reports = true): void {
    let address = this.table.find(this.probe);
    const had = (this.words[this.at] & EXPIRES) !== 0;
    if (had) this.wheel.remove(address);
    if (had !== (expiryMs !== NO_EXPIRY)) {
      const kind = this.kind();
      const unlinked = had ? address : 0;
      address = this.relayout(address, kind, this.valueLength(), expiryMs !== NO_EXPIRY, unlinked);
    }
    if (expiryMs !== NO_EXPIRY) {
      writeExpiry(this.words, this.at, expiryMs);
      this.wheel.add(address);
    }
    if (reports) this.engine.changes++;
    if (reports && this.observed) {
      if (expiryMs === NO_EXPIRY) this.effect("persist", "PERSIST", []);
      else this.effect("expire", "PEXPIREAT", [encoder.encode(String(expiryMs))]);
    }
  }

  /** Removes the loaded key; false if there was none. */
  delete(): boolean {
    const address = this.find();
    if (address === 0) return false;
    this.#removeFound(this.probe, address);
    this.engine.changes++;
    if (this.observed) this.effect("del", "DEL", report.NO_ARGUMENTS);
    return true;
  }

  /**
   * Removes the loaded key, whose collection has just lost its last element. That has been counted and
   * reported, and whoever does it again removes the key with it: only listeners are told of the key.
   */
  deleteEmptied(): void {
    this.discard();
    if (this.engine.feed.listened) report.emptied(this);
  }

  /** Removes the loaded key, which is there, and tells nobody: something takes its place at once. */
  discard(): void {
    this.#removeFound(this.probe, this.table.find(this.probe));
  }

  /**
   * Moves the loaded key, which is there, with its value and expire time to `key` of `target`: this
   * or another namespace of the engine, which must not have that key. Its registers then point
   * at the record. Limits do not matter: the number of keys stays.
   */
  moveTo(target: Namespace, key: Uint8Array): void {
    const other = target.#otherProbe;
    other.load(key, 0, key.length);
    this.moveRecord(this.probe, this.table.find(this.probe), target, other);
    if (isLargeKind(target.kind())) {
      this.engine.largeValues.assign(target.handle(), target, key.slice());
    }
    this.engine.changes++;
    if (this.observed) this.watches.touch(this.probe);
    if (target.observed) target.watches.touch(other);
    if (this.awaited.size !== 0) this.awaited.signal(this.probe);
    if (target.awaited.size !== 0) target.awaited.signal(other);
    this.engine.onNewKey?.(target.name, key.slice());
    if (this.engine.feed.active) report.move(this, target, this.probe, key.slice());
  }

  /** Removes a record to keep a limit; for the evictor. */
  evict(address: number): void {
    this.#removeAddress(address, "evicted");
  }

  /** The same for a record that the table has just located. */
  evictLocated(address: number, hash: number): void {
    this.#removeLocated(address, hash, "evicted");
  }

  /**
   * Removes at most `limit` records whose time has come or, if the wheel is busy, does a bounded piece
   * of its work. Returns how many; `wheel.busy` tells whether to go on.
   */
  removeDue(limit: number): number {
    const nowMs = this.engine.clock.now();
    let removed = 0;
    while (removed < limit) {
      const count = this.#due.gather(this.table, this.wheel, nowMs, limit - removed);
      if (count === 0) break;
      const { addresses, hashes } = this.#due;
      for (let i = 0; i < count; i++) {
        this.table.locate(hashes[i], addresses[i]);
        this.#removeLocated(addresses[i], hashes[i], "expired");
      }
      removed += count;
    }
    return removed;
  }

  /**
   * One step of a scan: calls `visit` for each live key of a small part of the keyspace, with the
   * registers at its record, and returns the next cursor, 0 at the end. Begin with 0. `visitDue` is
   * called for keys whose time has come.
   */
  scan(cursor: number, visit: () => void, visitDue?: () => void): number {
    return scanStep(this.table, cursor, this.#visitor(visit, visitDue));
  }

  /**
   * One step of an iteration, like {@linkcode Namespace.scan} but for some hundred keys, and none
   * is visited twice. The cursors are of another kind: do not mix them.
   */
  walk(cursor: number, visit: () => void): number {
    return walkStep(this.table, cursor, this.#visitor(visit));
  }

  /** Removes all keys at once; `isPart`: all namespaces are cleared. O(chunks), whatever the keys. */
  clear(isPart = false): void {
    if (this.watches.size > 0) this.watches.touchWhere((key) => this.#has(key));
    if (this.awaited.size > 0) this.awaited.signalWhere((key) => this.#has(key));
    this.engine.evictor.forget();
    this.engine.changes += this.table.size;
    this.engine.keys -= this.table.size;
    const { keeper, reclaimer } = this.engine;
    const values = this.engine.largeValues.removeOf(this);
    const nowMs = this.engine.clock.now();
    if (keeper?.wants(this.table)) {
      keeper.takeOver(this.table, values);
      this.arena.leaveMeter();
      this.abandonAll(new Arena(this.engine.meter), nowMs);
    } else {
      for (const value of values.values()) reclaimer.add(value);
      reclaimer.add(new ReleasedBuffers(this.removeAll(nowMs)));
    }
    if (this.engine.feed.active) report.flush(this, isPart);
    if (!isPart) this.engine.feed.keyListener?.allKeysGone();
  }

  /** Exchanges contents with another namespace of the same engine; watches stay. */
  swapWith(other: Namespace): void {
    for (const [mine, theirs] of [[this, other], [other, this]] as const) {
      mine.watches.touchWhere((key) => mine.#has(key) || theirs.#has(key));
      mine.awaited.signalWhere((key) => mine.#isStored(key) || theirs.#isStored(key));
    }
    this.engine.changes++;
    this.exchange(other);
    this.engine.largeValues.exchange(this, other);
    if (this.engine.feed.active) report.swap(this, other);
  }

  /** Opens a record and calls `visit` if its time has not come, otherwise `visitDue`. */
  #visitor(visit: () => void, visitDue?: () => void): (address: number) => void {
    const nowMs = this.engine.dueTime();
    return (address) => {
      this.open(address);
      if ((this.words[this.at] & EXPIRES) === 0 || nowMs <= expiryOf(this.words, this.at)) visit();
      else visitDue?.();
    };
  }

  /** Whether there is such a key, its time come or not. Loads it. */
  #isStored(key: Uint8Array): boolean {
    this.load(key, 0, key.length);
    return this.table.find(this.probe) !== 0;
  }

  /** Whether there is such a key; one whose time has come is removed and is not. Loads it. */
  #has(key: Uint8Array): boolean {
    this.load(key, 0, key.length);
    return this.find() !== 0;
  }

  /** Applies the limits before a write; returns the record's address, which may be 0 now. */
  #makeRoom(address: number, length: number, expiryMs: number): number {
    if (this.engine.hasRoom(address === 0)) return address;
    const isNew = address === 0;
    const keeps = !isNew && expiryMs === KEEP_EXPIRY && (this.words[this.at] & EXPIRES) !== 0;
    const layout = layoutOf(this.probe.length, length, expiryMs > 0 || keeps);
    const needed = blockBytes(recordBytes(layout, this.probe.length, length));
    const bytes = isNew ? needed : needed - this.recordBytes();
    if (!isNew && bytes <= 0) return address;
    if (!this.engine.makeRoom(bytes, isNew) || isNew) return address;
    const found = this.table.find(this.probe);
    if (found !== 0) this.open(found);
    return found;
  }

  /** Gives the loaded key's record at `address` a new kind, length and expire time. */
  #replace(address: number, kind: number, length: number, expiryMs: number): void {
    const had = (this.words[this.at] & EXPIRES) !== 0;
    const expires = expiryMs > 0 || (expiryMs === KEEP_EXPIRY && had);
    const unlink = had && expiryMs !== KEEP_EXPIRY;
    if (unlink) this.wheel.remove(address);
    const place = this.relayout(address, kind, length, expires, unlink ? address : 0);
    if (expiryMs > 0) {
      writeExpiry(this.words, this.at, expiryMs);
      this.wheel.add(place);
    }
    this.touch();
  }

  #removeAddress(address: number, reason: RemovalReason): void {
    const probe = this.#otherProbe;
    this.open(address);
    this.#keep(address);
    probe.loadWords(this.words, this.keyStart() >>> 2, this.keyEnd() - this.keyStart());
    this.table.find(probe);
    this.#removeFound(probe, address);
    this.#gone(probe, reason);
  }

  /** The same for a record found last; its key is read only if anybody wants to know. */
  #removeLocated(address: number, hash: number, reason: RemovalReason): void {
    this.open(address);
    this.#keep(address);
    if (this.observed || this.engine.removals.active || isLargeKind(this.kind())) {
      return this.#removeAddress(address, reason);
    }
    this.#otherProbe.loadHash(hash);
    this.removeRecord(this.#otherProbe, address);
    this.engine.keys--;
    this.counters[reason]++;
  }

  /** The probe's key has just gone for a reason other than a request. */
  #gone(probe: KeyProbe, reason: RemovalReason): void {
    this.counters[reason]++;
    if (this.observed) {
      this.watches.touch(probe, reason);
      if (this.engine.feed.active) report.effect(this, probe, reason, "DEL", report.NO_ARGUMENTS);
    }
    const { removals } = this.engine;
    if (removals.active) removals.emit(this.name, probe.bytes(), reason);
  }

  #create(kind: number, length: number, expiryMs: number): void {
    const { engine } = this;
    const word = engine.tracksAccess ? engine.evictor.policy.created(engine.useTime()) : 0;
    this.createRecord(this.probe, kind, length, expiryMs, word);
    engine.keys++;
    engine.onNewKey?.(this.name, this.probe.bytes());
    if (this.awaited.size !== 0) this.awaited.signal(this.probe);
  }

  #removeFound(probe: KeyProbe, address: number): void {
    this.open(address);
    this.#letGo(probe);
    this.removeRecord(probe, address);
    this.engine.keys--;
  }
}
