/**
 * Which records are due: a hierarchical timing wheel over record addresses.
 *
 * Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987). Time is cut into ticks of
 * 32 ms. Level 0 has a slot for each of the next 256 ticks, level 1 for each of the next 256 spans of
 * 256 ticks, and so on; five levels reach past a thousand years. When level 0 has gone round,
 * the next slot of level 1 is spread over it. A slot is a doubly linked list whose links
 * stand in the records themselves, so an expire time costs a record its 16 bytes and nothing
 * else, setting one or taking it away is O(1), and a cycle costs what is due, not what there is.
 *
 * The first record of a slot has, instead of a previous record, the slot's own number, marked
 * by a chunk number that no address has.
 */

import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { expiryOf, expiryWordOf } from "../keyspace/record.ts";

const TICK_MS = 32;
const SLOT_BITS = 8;
const SLOTS_PER_LEVEL = 1 << SLOT_BITS;
const SLOT_MASK = SLOTS_PER_LEVEL - 1;
const LEVELS = 5;
/** A link with this chunk number is a slot number: chunk 2047 is never allocated. */
const SLOT_MARK = 2047 << CHUNK_SHIFT;

/** From the expire time's word to the links. */
const NEXT = 2;
const PREV = 3;

/** How many records one call of {@linkcode TimingWheel.due} spreads at most. */
const SPREAD_AT_ONCE = 64;

/** A wheel without records: most collections' wheels stay like this. */
const NO_HEADS = new Int32Array(0);

/** Records in the order in which they fall due, to within a tick. */
export class TimingWheel {
  /** Records that have an expire time. */
  size = 0;
  /** Whether {@linkcode TimingWheel.due} stopped before it was through: call it again. */
  busy = false;

  /** First record of each slot, 0 for none; slot = level × 256 + place. */
  #heads: Int32Array = NO_HEADS;
  /** The tick whose slot is the next to be emptied. */
  #tick: number;
  /** Slot and record where {@linkcode TimingWheel.sample} goes on. */
  #handSlot = 0;
  #hand = 0;

  /** `nowMs`: where time begins, in ms since the epoch. */
  constructor(readonly arena: Arena, nowMs: number) {
    this.#tick = Math.floor(nowMs / TICK_MS);
  }

  /** Enters a record; its expire time is written already. */
  add(address: number): void {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    if (this.size++ === 0 && this.#heads.length === 0) {
      this.#heads = new Int32Array(LEVELS * SLOTS_PER_LEVEL);
    }
    this.#push(this.#slotOf(expiryOf(words, at)), address, words, expiryWordOf(words, at));
  }

  /** Takes a record out; its expire time may be written anew afterwards. */
  remove(address: number): void {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const link = expiryWordOf(words, (address & OFFSET_MASK) << 1);
    this.#unlink(address, words, link);
    this.size--;
  }

  /** A record with its links has been copied from `from` to `to`: its neighbours are told. */
  moved(from: number, to: number): void {
    const words = this.arena.words[to >>> CHUNK_SHIFT];
    const link = expiryWordOf(words, (to & OFFSET_MASK) << 1);
    const next = words[link + NEXT];
    if (next !== 0) this.#setPrev(next, to);
    this.#setNext(words[link + PREV], to);
    if (this.#hand === from) this.#hand = to;
  }

  /**
   * The address of a record whose time has come at `nowMs`, or 0. The record stays in the wheel:
   * the caller removes it, then asks again. It answers 0 with `busy` set when it has done a
   * bounded piece of work and there is more. Amortised O(1) for each record that falls due.
   */
  due(nowMs: number): number {
    const nowTick = Math.floor(nowMs / TICK_MS);
    this.busy = false;
    let allowance = SPREAD_AT_ONCE;
    while (this.#tick < nowTick) {
      if (this.size === 0) {
        this.#tick = nowTick;
        return 0;
      }
      if ((this.#tick & SLOT_MASK) === 0) {
        allowance = this.#spread(allowance);
        if (allowance === 0) {
          this.busy = true;
          return 0;
        }
      }
      const first = this.#heads[this.#tick & SLOT_MASK];
      if (first !== 0) return first;
      this.#tick = Math.min(this.#nextTick(), nowTick);
    }
    return 0;
  }

  /**
   * Like {@linkcode TimingWheel.due}, for up to `count` records of one slot: writes their addresses
   * to `into` and returns how many.
   */
  dueTogether(nowMs: number, into: Int32Array, count: number): number {
    let address = this.due(nowMs);
    let found = 0;
    for (; address !== 0 && found < count; address = this.#nextOf(address)) into[found++] = address;
    return found;
  }

  /**
   * Writes the addresses of up to `count` records with an expire time to `into` and returns how
   * many; each call goes on where the last one ended. O(count + empty slots passed).
   */
  sample(into: Int32Array, count: number): number {
    if (this.size === 0) return 0;
    let found = 0;
    for (let passed = 0; passed <= this.#heads.length && found < count;) {
      if (this.#hand === 0) {
        this.#handSlot = (this.#handSlot + 1) % this.#heads.length;
        this.#hand = this.#heads[this.#handSlot];
        passed++;
        continue;
      }
      into[found++] = this.#hand;
      this.#hand = this.#nextOf(this.#hand);
    }
    return found;
  }

  /**
   * Writes the addresses of records that fall due first to `into`: up to `count` from the next
   * slots of each level, for a record may have come nearer since it was put into its level.
   * Returns how many. O(count + slots passed).
   */
  soonest(into: Int32Array, count: number): number {
    if (this.size === 0) return 0;
    let tick = this.#tick;
    let found = 0;
    for (let level = 0; level < LEVELS; level++) {
      const limit = Math.min(found + count, into.length);
      for (let place = 0; place < SLOTS_PER_LEVEL && found < limit; place++) {
        let address = this.#heads[(level << SLOT_BITS) | ((tick + place) & SLOT_MASK)];
        for (; address !== 0 && found < limit; address = this.#nextOf(address)) {
          into[found++] = address;
        }
      }
      tick = Math.floor(tick / SLOTS_PER_LEVEL);
    }
    return found;
  }

  /** Forgets all records. */
  clear(): void {
    this.#heads = NO_HEADS;
    this.#hand = 0;
    this.size = 0;
  }

  #slotOf(expiryMs: number): number {
    let tick = Math.max(Math.floor(expiryMs / TICK_MS), this.#tick);
    let now = this.#tick;
    for (let level = 0; level < LEVELS; level++) {
      const span = Math.floor(tick / SLOTS_PER_LEVEL);
      // Ticks have more than 32 bits, and `%` on such numbers is a call out of the compiled code.
      if (tick - now < SLOTS_PER_LEVEL) {
        return (level << SLOT_BITS) | (tick - span * SLOTS_PER_LEVEL);
      }
      tick = span;
      now = Math.floor(now / SLOTS_PER_LEVEL);
    }
    // Past the last level: waits in its furthest slot and is spread again from there.
    return ((LEVELS - 1) << SLOT_BITS) | ((now + SLOT_MASK) % SLOTS_PER_LEVEL);
  }

  /**
   * At the start of a round of level 0: spreads the slots of the levels above that begin now,
   * the highest first. Returns what is left of the allowance; 0 means it is not through.
   */
  #spread(allowance: number): number {
    let top = 0;
    for (let tick = this.#tick; top < LEVELS - 1 && tick % SLOTS_PER_LEVEL === 0; top++) {
      tick = Math.floor(tick / SLOTS_PER_LEVEL);
    }
    for (let level = top; level > 0; level--) {
      const place = Math.floor(this.#tick / SLOTS_PER_LEVEL ** level) % SLOTS_PER_LEVEL;
      const slot = (level << SLOT_BITS) | place;
      for (;;) {
        const address = this.#heads[slot];
        if (address === 0) break;
        if (--allowance === 0) return 0;
        const words = this.arena.words[address >>> CHUNK_SHIFT];
        const at = (address & OFFSET_MASK) << 1;
        const link = expiryWordOf(words, at);
        this.#unlink(address, words, link);
        this.#push(this.#slotOf(expiryOf(words, at)), address, words, link);
      }
    }
    return allowance;
  }

  /**
   * The next tick at which there is something to do, seen from an empty slot: the start of the
   * first occupied slot of whatever level. O(slots of a level), however far away it is.
   */
  #nextTick(): number {
    let best = Infinity;
    let width = 1; // of a slot of the level, in ticks
    let now = this.#tick; // in such slots
    for (let level = 0; level < LEVELS; level++) {
      if (best <= (now + 1) * width) break; // no slot of this level begins before that
      const place = now & SLOT_MASK;
      for (let ahead = 1; ahead < SLOTS_PER_LEVEL; ahead++) {
        if (this.#heads[(level << SLOT_BITS) | ((place + ahead) & SLOT_MASK)] === 0) continue;
        best = Math.min(best, (now + ahead) * width);
        break;
      }
      now = Math.floor(now / SLOTS_PER_LEVEL);
      width *= SLOTS_PER_LEVEL;
    }
    return best;
  }

  #push(slot: number, address: number, words: Int32Array, link: number): void {
    const first = this.#heads[slot];
    words[link + NEXT] = first;
    words[link + PREV] = SLOT_MARK | slot;
    if (first !== 0) this.#setPrev(first, address);
    this.#heads[slot] = address;
  }

  #unlink(address: number, words: Int32Array, link: number): void {
    const next = words[link + NEXT];
    const prev = words[link + PREV];
    if (next !== 0) this.#setPrev(next, prev);
    this.#setNext(prev, next);
    if (this.#hand === address) this.#hand = next;
  }

  #nextOf(address: number): number {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    return words[expiryWordOf(words, (address & OFFSET_MASK) << 1) + NEXT];
  }

  #setPrev(address: number, prev: number): void {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    words[expiryWordOf(words, (address & OFFSET_MASK) << 1) + PREV] = prev;
  }

  /** Sets the next record of `prev`, which is a record or a slot. */
  #setNext(prev: number, next: number): void {
    if (prev >>> CHUNK_SHIFT === SLOT_MARK >>> CHUNK_SHIFT) {
      this.#heads[prev & OFFSET_MASK] = next;
      return;
    }
    const words = this.arena.words[prev >>> CHUNK_SHIFT];
    words[expiryWordOf(words, (prev & OFFSET_MASK) << 1) + NEXT] = next;
  }
}
