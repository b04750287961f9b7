/**
 * The directory of a large list: where its nodes are, in order, and how many elements each one has.
 *
 * ```
 *          first                     first + size
 *  ┌───────┬───────┬───────┬───────┬───────┬───────┐
 *  │  free │ slot  │ slot  │  …    │ free  │ free  │  a slot: eight words, 32 bytes, of which five
 *  └───────┴───────┴───────┴───────┴───────┴───────┘  are used: see the names below
 *  ╰───────── 64 slots: one sum of their elements ─────────╯
 * ```
 *
 * One typed array for thousands of elements, with room at both ends: nodes come and go there in O(1), and
 * a list used as a queue slides through it and is put back in the middle once in a while. A node in the
 * middle moves the slots of the shorter side, a copy of memory. An index is found by passing over whole
 * sums, then over slots: for 10 million elements in nodes of 8 KB some 150 of each.
 */

/** A slot's address of the node's block in the arena. */
export const ADDRESS = 0;
/** Bytes of the block. */
export const CAPACITY = 1;
/** Where the entries begin and end in the block, in bytes. */
export const START = 2;
export const END = 3;
/** How many entries there are. */
export const COUNT = 4;

/** Words of a slot, as a shift. */
export const SLOT_SHIFT = 3;

/** Slots of one sum, as a shift. */
const SUM_SHIFT = 6;
const SUM_SLOTS = 1 << SUM_SHIFT;
const MIN_SLOTS = 8;

/** The nodes of one list; `words[(slot << SLOT_SHIFT) + FIELD]` is a field of a node. */
export class NodeDirectory {
  words: Int32Array = new Int32Array(MIN_SLOTS << SLOT_SHIFT);
  /** Slot of the first node; those of the others follow. */
  first: number = MIN_SLOTS >> 1;
  /** Number of nodes. */
  size = 0;
  /** Elements of all nodes. */
  elements = 0;
  /** For `find`: how many elements of the node found come before the one asked for. */
  offset = 0;

  #sums = new Int32Array(1);

  /** Slot of the last node. */
  get last(): number {
    return this.first + this.size - 1;
  }

  /** The node at `slot` has `by` elements more. */
  count(slot: number, by: number): void {
    this.words[(slot << SLOT_SHIFT) + COUNT] += by;
    this.#sums[slot >> SUM_SHIFT] += by;
    this.elements += by;
  }

  /** Makes an empty node before the first; returns its slot. Amortised O(1). */
  addFirst(): number {
    if (this.first === 0) this.#recentre();
    this.first--;
    this.size++;
    this.#clear(this.first);
    return this.first;
  }

  /** Makes an empty node behind the last; returns its slot. Amortised O(1). */
  addLast(): number {
    if (this.first + this.size === this.#slots) this.#recentre();
    const slot = this.first + this.size++;
    this.#clear(slot);
    return slot;
  }

  /**
   * Makes an empty node that comes before the one at `slot`, which may be the slot behind the last;
   * returns its slot. Slots of others change. O(nodes on the shorter side).
   */
  insert(slot: number): number {
    const before = slot - this.first;
    if (before === 0) return this.addFirst();
    if (before === this.size) return this.addLast();
    const { words } = this;
    if (before < this.size >> 1 && this.first > 0) {
      const from = this.first << SLOT_SHIFT;
      words.copyWithin(from - (1 << SLOT_SHIFT), from, slot << SLOT_SHIFT);
      this.first--;
      this.size++;
      this.#clear(slot - 1);
      this.#sum(this.first, slot);
      return slot - 1;
    }
    if (this.first + this.size === this.#slots) {
      this.#recentre();
      return this.insert(this.first + before);
    }
    const end = (this.first + this.size) << SLOT_SHIFT;
    words.copyWithin((slot + 1) << SLOT_SHIFT, slot << SLOT_SHIFT, end);
    this.size++;
    this.#clear(slot);
    this.#sum(slot, this.first + this.size);
    return slot;
  }

  /** Takes out `count` nodes from `slot` on, which are empty. O(nodes on the shorter side). */
  remove(slot: number, count: number): void {
    const before = slot - this.first;
    const behind = this.size - before - count;
    const { words } = this;
    this.size -= count;
    if (before < behind) {
      const from = this.first << SLOT_SHIFT;
      words.copyWithin((this.first + count) << SLOT_SHIFT, from, slot << SLOT_SHIFT);
      const old = this.first;
      this.first += count;
      if (before > 0) this.#sum(old, slot + count);
    } else if (behind > 0) {
      const from = (slot + count) << SLOT_SHIFT;
      words.copyWithin(slot << SLOT_SHIFT, from, from + (behind << SLOT_SHIFT));
      this.#sum(slot, slot + behind + count);
    }
  }

  /** Takes out all nodes without elements, wherever they are. O(nodes). */
  removeEmpty(): void {
    const { words } = this;
    const last = this.first + this.size;
    let to = this.first;
    for (let slot = this.first; slot < last; slot++) {
      const from = slot << SLOT_SHIFT;
      if (words[from + COUNT] === 0) continue;
      if (to !== slot) words.copyWithin(to << SLOT_SHIFT, from, from + (1 << SLOT_SHIFT));
      to++;
    }
    this.size = to - this.first;
    this.#sum(this.first, last);
  }

  /**
   * Slot of the node that has element `index`, which must be there; `offset` then says which of its
   * elements that is.
   */
  find(index: number): number {
    const { words } = this;
    if (index >= this.elements / 2) return this.#findBackwards(index);
    let slot = this.first;
    let rest = index;
    let sum = slot >> SUM_SHIFT;
    for (; rest >= this.#sums[sum]; sum++) {
      rest -= this.#sums[sum];
      slot = (sum + 1) << SUM_SHIFT;
    }
    let at = (slot << SLOT_SHIFT) + COUNT;
    for (; rest >= words[at]; at += 1 << SLOT_SHIFT) rest -= words[at];
    this.offset = rest;
    return at >> SLOT_SHIFT;
  }

  #findBackwards(index: number): number {
    const { words } = this;
    let slot = this.last;
    // Elements from the one asked for, which is counted, to the end of the nodes not passed yet.
    let rest = this.elements - index;
    let sum = slot >> SUM_SHIFT;
    for (; rest > this.#sums[sum]; sum--) {
      rest -= this.#sums[sum];
      slot = (sum << SUM_SHIFT) - 1;
    }
    let at = (slot << SLOT_SHIFT) + COUNT;
    for (; rest > words[at]; at -= 1 << SLOT_SHIFT) rest -= words[at];
    this.offset = words[at] - rest;
    return at >> SLOT_SHIFT;
  }

  get #slots(): number {
    return this.words.length >> SLOT_SHIFT;
  }

  #clear(slot: number): void {
    this.words.fill(0, slot << SLOT_SHIFT, (slot + 1) << SLOT_SHIFT);
  }

  /** Puts the nodes in the middle, of a larger array if they fill more than half of this one. */
  #recentre(): void {
    const slots = this.size * 2 > this.#slots
      ? this.#slots * 2
      : Math.max(MIN_SLOTS, this.size * 8 < this.#slots ? this.#slots >> 1 : this.#slots);
    const first = (slots - this.size) >> 1;
    const from = this.first << SLOT_SHIFT;
    const end = (this.first + this.size) << SLOT_SHIFT;
    if (slots === this.#slots) this.words.copyWithin(first << SLOT_SHIFT, from, end);
    else {
      const words = new Int32Array(slots << SLOT_SHIFT);
      words.set(this.words.subarray(from, end), first << SLOT_SHIFT);
      this.words = words;
      this.#sums = new Int32Array(Math.ceil(slots / SUM_SLOTS));
    }
    this.first = first;
    this.#sums.fill(0);
    this.#sum(first, first + this.size);
  }

  /** Adds up anew the sums of the slots from `start` to `end`. */
  #sum(start: number, end: number): void {
    const { words } = this;
    const last = this.first + this.size;
    for (let sum = start >> SUM_SHIFT; sum << SUM_SHIFT < end; sum++) {
      const from = Math.max(this.first, sum << SUM_SHIFT);
      const to = Math.min(last, (sum + 1) << SUM_SHIFT);
      let total = 0;
      for (let slot = from; slot < to; slot++) total += words[(slot << SLOT_SHIFT) + COUNT];
      this.#sums[sum] = total;
    }
  }
}
