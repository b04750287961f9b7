/**
 * One namespace: a keyspace of its own, with its arena, table and timing wheel.
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

import type { Engine } from "./engine.ts";
import { TimingWheel } from "./expiry/timing_wheel.ts";
import { KeyProbe } from "./keyspace/key_probe.ts";
import {
  EXPIRES,
  expiryOf,
  headerBytes,
  keyLengthOf,
  keyWordOf,
  KIND_MASK,
  layoutOf,
  recordBytes,
  valueByteOf,
  valueLengthOf,
  WIDE,
  writeExpiry,
  writeHeader,
} from "./keyspace/record.ts";
import { scanStep } from "./keyspace/scan.ts";
import { Table } from "./keyspace/table.ts";
import type { Change } from "./change_feed.ts";
import { KeyWatches } from "./key_watches.ts";
import { Arena, blockBytes, CHUNK_SHIFT, OFFSET_MASK } from "./memory/arena.ts";
import { copyBytes } from "./memory/copy.ts";

/** For `put`: the key shall never expire. */
export const NO_EXPIRY = 0;
/** For `put`: the key keeps the expire time that it has, if any. */
export const KEEP_EXPIRY = -1;

/** Counts since the namespace was made or its statistics were reset. */
export interface NamespaceCounters {
  hits: number;
  misses: number;
  /** Keys removed because their time had come. */
  expired: number;
  /** Keys removed to keep a limit. */
  evicted: number;
}

/** Why a key went although nobody removed it. */
export type RemovalReason = "expired" | "evicted";

const LAYOUT_MASK = WIDE | EXPIRES;
const encoder = new TextEncoder();

/** A keyspace; see the file's head for how it is used. */
export class Namespace {
  arena: Arena;
  table: Table;
  wheel: TimingWheel;
  /** The key of the operation under way. */
  readonly probe: KeyProbe;
  readonly watches: KeyWatches = new KeyWatches();
  readonly counters: NamespaceCounters = { hits: 0, misses: 0, expired: 0, evicted: 0 };
  /** Called with each key that expires or is evicted, right after it went. */
  onRemoval: ((key: Uint8Array, reason: RemovalReason) => void) | undefined;

  /** The chunk of the record found last, as words and as bytes, and the index of its word 0. */
  words: Int32Array = new Int32Array(0);
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  /** For removals while an operation is under way: leaves its probe alone. */
  readonly #removalProbe: KeyProbe;

  constructor(readonly engine: Engine, readonly name: string) {
    this.probe = new KeyProbe(engine.seed0, engine.seed1);
    this.#removalProbe = new KeyProbe(engine.seed0, engine.seed1);
    this.arena = new Arena(engine.meter);
    this.table = new Table(this.arena, engine.seed0, engine.seed1);
    this.wheel = new TimingWheel(this.arena, engine.clock.now());
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
    if ((this.words[this.at] & EXPIRES) !== 0 && this.#isDue()) {
      this.#remove(this.probe, address);
      this.#gone("expired");
      return 0;
    }
    return address;
  }

  /** Looks the loaded key up for a read: counts a hit or a miss and notes the use. */
  read(): number {
    const address = this.find();
    if (address === 0) {
      this.counters.misses++;
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

  /** Points the registers at the record of a live address. */
  open(address: number): void {
    const chunk = address >>> CHUNK_SHIFT;
    this.words = this.arena.words[chunk];
    this.bytes = this.arena.bytes[chunk];
    this.at = (address & OFFSET_MASK) << 1;
  }

  /** Notes a use of the open record. */
  touch(): void {
    const { engine } = this;
    if (!engine.tracksAccess) return;
    const at = this.at + 1;
    this.words[at] = engine.evictor.policy.used(this.words[at], engine.clock.now());
  }

  /** Kind of the open record's value. */
  kind(): number {
    return this.words[this.at] & KIND_MASK;
  }

  valueLength(): number {
    return valueLengthOf(this.words, this.at);
  }

  /** Where the open record's value begins in `bytes`. */
  valueStart(): number {
    return valueByteOf(this.words, this.at);
  }

  valueEnd(): number {
    return valueByteOf(this.words, this.at) + valueLengthOf(this.words, this.at);
  }

  /** The open record's expire time in ms since the epoch, 0 if it has none. */
  expiry(): number {
    return (this.words[this.at] & EXPIRES) === 0 ? NO_EXPIRY : expiryOf(this.words, this.at);
  }

  /** The open record's access word; its meaning is the eviction policy's. */
  get accessWord(): number {
    return this.words[this.at + 1];
  }

  set accessWord(word: number) {
    this.words[this.at + 1] = word;
  }

  /** A copy of the open record's key. */
  keyBytes(): Uint8Array {
    const start = keyWordOf(this.words, this.at) << 2;
    return this.bytes.slice(start, start + keyLengthOf(this.words, this.at));
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
    else this.#replace(address, kind, length, expiryMs);
  }

  /**
   * Gives the open record's value, that of the loaded key, another length and kind. The bytes up
   * to the shorter of both lengths stay, those behind are undefined. The registers follow. The
   * caller calls {@linkcode Namespace.changed} when it has written its bytes.
   */
  resize(kind: number, length: number): void {
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
    this.#relayout(address, kind, length, (this.words[this.at] & EXPIRES) !== 0);
  }

  /** Sets the expire time of the loaded key, whose record is open; 0 takes it away. */
  setExpiry(expiryMs: number): void {
    const address = this.table.find(this.probe);
    const had = (this.words[this.at] & EXPIRES) !== 0;
    if (had) this.wheel.remove(address);
    if (had !== (expiryMs !== NO_EXPIRY)) {
      const kind = this.kind();
      const unlinked = had ? address : 0;
      this.#relayout(address, kind, this.valueLength(), expiryMs !== NO_EXPIRY, unlinked);
    }
    if (expiryMs !== NO_EXPIRY) {
      writeExpiry(this.words, this.at, expiryMs);
      this.wheel.add(this.address());
    }
    if (this.#observed()) {
      if (this.watches.size !== 0) this.watches.touch(this.probe);
      if (expiryMs === NO_EXPIRY) this.#report("PERSIST", [this.probe.bytes()]);
      else this.#report("PEXPIREAT", [this.probe.bytes(), encoder.encode(String(expiryMs))]);
    }
  }

  /** Removes the loaded key; false if there was none. */
  delete(): boolean {
    const address = this.find();
    if (address === 0) return false;
    this.#remove(this.probe, address);
    if (this.#observed()) {
      this.watches.touch(this.probe);
      this.#report("DEL", [this.probe.bytes()]);
    }
    return true;
  }

  /** The loaded key's value, in the open record, has changed: watches and the feed are told. */
  changed(): void {
    if (!this.#observed()) return;
    this.watches.touch(this.probe);
    if (!this.engine.feed.active) return;
    const value = this.bytes.slice(this.valueStart(), this.valueEnd());
    const args = [this.probe.bytes(), value];
    const expiryMs = this.expiry();
    if (expiryMs !== NO_EXPIRY) {
      args.push(encoder.encode("PXAT"), encoder.encode(String(expiryMs)));
    }
    this.#report("SET", args);
  }

  /** Writes `source[start, end)` into the open record's value, `offset` bytes from its start. */
  writeValue(offset: number, source: Uint8Array, start: number, end: number): void {
    copyBytes(this.bytes, this.valueStart() + offset, source, start, end);
  }

  /** Address of the open record. */
  address(): number {
    return this.table.find(this.probe);
  }

  /** Removes a record to keep a limit; for the evictor. */
  evict(address: number): void {
    this.#removeAddress(address, "evicted");
  }

  /**
   * Removes records whose time has come, at most `limit` of them or, when the wheel is busy, a
   * bounded piece of its work. Returns how many; check `wheel.busy` for whether to go on.
   */
  removeDue(limit: number): number {
    const nowMs = this.engine.clock.now();
    let removed = 0;
    while (removed < limit) {
      const address = this.wheel.due(nowMs);
      if (address === 0) break;
      this.#removeAddress(address, "expired");
      removed++;
    }
    return removed;
  }

  /**
   * One step of a scan: calls `visit` for each live key of a small part of the keyspace, with the
   * registers at its record, and returns the next cursor, 0 at the end. Begin with 0.
   */
  scan(cursor: number, visit: () => void): number {
    const nowMs = this.engine.clock.now();
    return scanStep(this.table, cursor, (address) => {
      this.open(address);
      if ((this.words[this.at] & EXPIRES) === 0 || nowMs <= expiryOf(this.words, this.at)) visit();
    });
  }

  /** Removes all keys at once. O(chunks), however many keys there are. */
  clear(): void {
    if (this.watches.size > 0) {
      this.watches.touchWhere((key) => {
        this.load(key, 0, key.length);
        return this.table.find(this.probe) !== 0;
      });
    }
    this.engine.evictor.forget();
    this.engine.keys -= this.table.size;
    this.arena.clear();
    this.table = new Table(this.arena, this.engine.seed0, this.engine.seed1);
    this.wheel = new TimingWheel(this.arena, this.engine.clock.now());
    this.words = new Int32Array(0);
    this.bytes = new Uint8Array(0);
    if (this.engine.feed.active) this.#report("FLUSHDB", []);
  }

  /** Exchanges contents with another namespace of the same engine; watches stay. */
  swapWith(other: Namespace): void {
    for (const [mine, theirs] of [[this, other], [other, this]] as const) {
      mine.watches.touchWhere((key) => {
        for (const side of [mine, theirs]) {
          side.load(key, 0, key.length);
          if (side.table.find(side.probe) !== 0) return true;
        }
        return false;
      });
    }
    [this.arena, other.arena] = [other.arena, this.arena];
    [this.table, other.table] = [other.table, this.table];
    [this.wheel, other.wheel] = [other.wheel, this.wheel];
    if (this.engine.feed.active) this.#report("SWAPDB", [encoder.encode(other.name)]);
  }

  #isDue(): boolean {
    return this.engine.clock.now() > expiryOf(this.words, this.at);
  }

  #observed(): boolean {
    return this.watches.size !== 0 || this.engine.feed.active;
  }

  #report(command: string, args: readonly Uint8Array[]): void {
    if (!this.engine.feed.active) return;
    const change: Change = { namespace: this.name, command, args };
    this.engine.feed.emit(change);
  }

  /** Applies the limits before a write; returns the record's address, which may be 0 now. */
  #makeRoom(address: number, length: number, expiryMs: number): number {
    let bytes: number;
    if (address === 0) {
      const layout = layoutOf(this.probe.length, length, expiryMs > 0);
      bytes = blockBytes(recordBytes(layout, this.probe.length, length));
    } else {
      const keeps = expiryMs === KEEP_EXPIRY && (this.words[this.at] & EXPIRES) !== 0;
      const layout = layoutOf(this.probe.length, length, expiryMs > 0 || keeps);
      bytes = blockBytes(recordBytes(layout, this.probe.length, length)) - this.#blockBytes();
      if (bytes <= 0) return address;
    }
    if (!this.engine.makeRoom(bytes, address === 0)) return address;
    const found = this.table.find(this.probe);
    if (found !== 0) this.open(found);
    return found;
  }

  /** Makes a record for the loaded key, which is not in the table. */
  #create(kind: number, length: number, expiryMs: number): void {
    const { probe, engine } = this;
    const layout = layoutOf(probe.length, length, expiryMs > 0);
    const address = this.arena.allocate(recordBytes(layout, probe.length, length));
    this.open(address);
    writeHeader(this.words, this.at, kind, layout, probe.length, length);
    this.words[this.at + 1] = engine.tracksAccess
      ? engine.evictor.policy.created(engine.clock.now())
      : 0;
    probe.store(this.words, keyWordOf(this.words, this.at));
    if (expiryMs > 0) {
      writeExpiry(this.words, this.at, expiryMs);
      this.wheel.add(address);
    }
    this.table.insert(probe, address);
    engine.keys++;
  }

  /** Gives the loaded key's record at `address` a new kind, length and expire time. */
  #replace(address: number, kind: number, length: number, expiryMs: number): void {
    const had = (this.words[this.at] & EXPIRES) !== 0;
    const expires = expiryMs > 0 || (expiryMs === KEEP_EXPIRY && had);
    const unlink = had && expiryMs !== KEEP_EXPIRY;
    if (unlink) this.wheel.remove(address);
    this.#relayout(address, kind, length, expires, unlink ? address : 0);
    if (expiryMs > 0) {
      writeExpiry(this.words, this.at, expiryMs);
      this.wheel.add(this.table.find(this.probe));
    }
    this.touch();
  }

  /**
   * Gives the record at `address`, found last, another value length or layout, in its place or
   * in a new block; key, access word and the value's bytes go along, and the expire time if it is
   * kept. `unlinked` says that the record is out of the timing wheel already (its address) or not (0).
   */
  #relayout(
    address: number,
    kind: number,
    length: number,
    expires: boolean,
    unlinked = 0,
  ): void {
    const { words, at, bytes } = this;
    const keyLength = keyLengthOf(words, at);
    const oldLayout = words[at] & LAYOUT_MASK;
    const layout = layoutOf(keyLength, length, expires);
    const size = recordBytes(layout, keyLength, length);
    const oldSize = recordBytes(oldLayout, keyLength, valueLengthOf(words, at));
    if (layout === oldLayout && blockBytes(size) === blockBytes(oldSize)) {
      writeHeader(words, at, kind, layout, keyLength, length);
      return;
    }
    const target = this.arena.allocate(size);
    this.open(target);
    writeHeader(this.words, this.at, kind, layout, keyLength, length);
    this.words[this.at + 1] = words[at + 1];
    if ((oldLayout & layout & EXPIRES) !== 0 && unlinked === 0) {
      const from = at + (headerBytes(oldLayout) >>> 2) - 4;
      const to = this.at + (headerBytes(layout) >>> 2) - 4;
      for (let i = 0; i < 4; i++) this.words[to + i] = words[from + i];
      this.wheel.moved(address, target);
    }
    const start = keyWordOf(words, at) << 2;
    const kept = keyLength + Math.min(length, valueLengthOf(words, at));
    if (bytes === this.bytes) {
      bytes.copyWithin(keyWordOf(this.words, this.at) << 2, start, start + kept);
    } else {
      copyBytes(this.bytes, keyWordOf(this.words, this.at) << 2, bytes, start, start + kept);
    }
    this.table.replaceFound(target);
    this.arena.free(address, oldSize);
  }

  /** Bytes of the open record's block. */
  #blockBytes(): number {
    const { words, at } = this;
    const layout = words[at] & LAYOUT_MASK;
    return blockBytes(recordBytes(layout, keyLengthOf(words, at), valueLengthOf(words, at)));
  }

  /** Bytes that the open record takes in the arena. */
  recordBytes(): number {
    return this.#blockBytes();
  }

  #removeAddress(address: number, reason: RemovalReason): void {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    const probe = this.#removalProbe;
    probe.loadWords(words, keyWordOf(words, at), keyLengthOf(words, at));
    this.table.find(probe);
    this.#remove(probe, address);
    this.counters[reason]++;
    if (this.#observed()) {
      this.watches.touch(probe);
      this.#report("DEL", [probe.bytes()]);
    }
    this.onRemoval?.(probe.bytes(), reason);
  }

  /** The loaded key has just gone for a reason other than a request. */
  #gone(reason: RemovalReason): void {
    this.counters[reason]++;
    if (this.#observed()) {
      this.watches.touch(this.probe);
      this.#report("DEL", [this.probe.bytes()]);
    }
    this.onRemoval?.(this.probe.bytes(), reason);
  }

  /** Takes the record that `probe` has just found out of table, wheel and arena. */
  #remove(probe: KeyProbe, address: number): void {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    const layout = words[at] & LAYOUT_MASK;
    const size = recordBytes(layout, keyLengthOf(words, at), valueLengthOf(words, at));
    if ((layout & EXPIRES) !== 0) this.wheel.remove(address);
    this.table.removeFound(probe);
    this.arena.free(address, size);
    this.engine.keys--;
  }
}
