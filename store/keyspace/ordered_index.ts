/**
 * An ordered index with ranks: the members of a large sorted set in the order of their scores.
 *
 * A B+ tree whose nodes are blocks of an arena (see `ordered_node.ts`); an inner node knows how many
 * entries are below each child, so the rank of an entry, the entry of a rank and the number of entries in
 * any range each cost one way down: O(log n), with three to five nodes at any size that fits. There is
 * no object per node. The members are records that belong to somebody else; their addresses must
 * not change, and a member must still be readable while it is taken out.
 *
 * Entries that come in ascending or descending order fill the leaves completely. A node that has lost
 * three quarters of its entries is merged with a neighbour, if both fit into one with room to spare.
 */

import type { Arena } from "../memory/arena.ts";
import {
  CHILDREN,
  COUNT,
  COUNTS,
  doubleAt,
  doublesOf,
  INNER_CAPACITY,
  INNER_MEMBERS,
  LEAF_CAPACITY,
  LEAF_MEMBERS,
  NEXT,
  NODE_BYTES,
  PREVIOUS,
  SCORES,
  slotBehind,
  slotOfMember,
  slotOfScore,
  wordAt,
  wordsOf,
} from "./ordered_node.ts";
import {
  closeInner,
  closeLeaf,
  copyChildren,
  copyEntries,
  entriesBelow,
  openInner,
  openLeaf,
} from "./ordered_node_edits.ts";

/** Below a quarter a node looks for a neighbour to merge with; together at most three quarters. */
const LEAF_MINIMUM = LEAF_CAPACITY >>> 2;
const LEAF_MERGED = LEAF_MINIMUM * 3;
const INNER_MINIMUM = INNER_CAPACITY >>> 2;
const INNER_MERGED = INNER_MINIMUM * 3;

/**
 * The way down of the operation under way: the inner node of each level, 1 being above the leaves, and
 * which of its children was taken. Indexes share it: no operation is interrupted by another.
 */
const pathNodes = new Int32Array(32);
const pathSlots = new Int32Array(32);

/** Entries of scores and members, in order. */
export class OrderedIndex {
  /** Number of entries. */
  size = 0;
  /** Bytes of all nodes. */
  bytes = 0;
  /** Where the last {@linkcode OrderedIndex.seek} has gone: a leaf's address and a slot of it. */
  leaf = 0;
  slot = 0;

  #root: number;
  /** Levels of inner nodes above the leaves. */
  #height = 0;

  constructor(readonly arena: Arena) {
    this.#root = this.#newNode();
  }

  /** Enters a member, which must not be there yet. O(log n). */
  insert(score: number, member: number): void {
    const leaf = this.#descend(score, member);
    this.#count(1);
    this.#insertAt(
      leaf,
      slotBehind(this.arena, leaf, LEAF_MEMBERS, 0, score, member),
      score,
      member,
    );
  }

  /** Takes out a member, which must be there with that score. O(log n). */
  remove(score: number, member: number): void {
    const leaf = this.#descend(score, member);
    this.#removeFrom(leaf, slotBehind(this.arena, leaf, LEAF_MEMBERS, 0, score, member) - 1);
  }

  /** Takes out the entry of a rank below `size` and returns its member. O(log n). */
  removeAt(rank: number): number {
    this.seek(rank);
    const { leaf, slot } = this;
    const member = wordsOf(this.arena, leaf)[wordAt(leaf) + LEAF_MEMBERS + slot];
    this.#removeFrom(leaf, slot);
    return member;
  }

  /** Gives a member, which must be there with the score `from`, another score. O(log n). */
  move(from: number, member: number, to: number): void {
    const { arena } = this;
    const leaf = this.#descend(from, member);
    const slot = slotBehind(arena, leaf, LEAF_MEMBERS, 0, from, member) - 1;
    const scores = doublesOf(arena, leaf);
    const at = doubleAt(leaf) + SCORES + slot;
    const last = wordsOf(arena, leaf)[wordAt(leaf) + COUNT] - 1;
    // Where it stays between its neighbours, nothing else changes.
    if (
      (to >= from || (slot > 0 && scores[at - 1] < to)) &&
      (to <= from || (slot < last && scores[at + 1] > to))
    ) {
      scores[at] = to;
      if (slot === 0) this.#setSeparator(1, to, member);
      return;
    }
    this.#removeFrom(leaf, slot);
    this.insert(to, member);
  }

  /** How many entries are before a member, which must be there with that score. O(log n). */
  rank(score: number, member: number): number {
    const leaf = this.#descend(score, member);
    return this.#before() + slotBehind(this.arena, leaf, LEAF_MEMBERS, 0, score, member) - 1;
  }

  /** How many entries have a score below `score`, or not above it if `orEqual`. O(log n). */
  countBelow(score: number, orEqual: boolean): number {
    const { arena } = this;
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      node = this.#enter(level, node, slotOfScore(arena, node, 1, score, orEqual) - 1);
    }
    return this.#before() + slotOfScore(arena, node, 0, score, orEqual);
  }

  /**
   * How many members are before `bytes[start, end)`, or not behind it if `orEqual`. Means
   * something only where all scores are equal. O(log n).
   */
  countBelowMember(bytes: Uint8Array, start: number, end: number, orEqual: boolean): number {
    const { arena } = this;
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      const slot = slotOfMember(arena, node, INNER_MEMBERS, 1, bytes, start, end, orEqual) - 1;
      node = this.#enter(level, node, slot);
    }
    return this.#before() +
      slotOfMember(arena, node, LEAF_MEMBERS, 0, bytes, start, end, orEqual);
  }

  /** Sets `leaf` and `slot` to the entry of a rank below `size`. O(log n). */
  seek(rank: number): void {
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      const words = wordsOf(this.arena, node);
      const counts = wordAt(node) + COUNTS;
      let slot = 0;
      while (rank >= words[counts + slot]) rank -= words[counts + slot++];
      node = this.#enter(level, node, slot);
    }
    this.leaf = node;
    this.slot = rank;
  }

  /** Frees about `limit` entries' nodes; true when nothing is left. The index is of no more use. */
  free(limit: number): boolean {
    const { arena } = this;
    for (let freed = 0; freed < limit && this.#root !== 0; freed += LEAF_CAPACITY) {
      let node = this.#root;
      for (let level = this.#height; level > 0; level--) {
        pathNodes[level] = node;
        const words = wordsOf(arena, node);
        const at = wordAt(node);
        node = words[at + CHILDREN + words[at + COUNT] - 1];
      }
      this.#freeNode(node);
      let level = 1;
      for (; level <= this.#height; level++) {
        if (--wordsOf(arena, pathNodes[level])[wordAt(pathNodes[level]) + COUNT] > 0) break;
        this.#freeNode(pathNodes[level]);
      }
      if (level > this.#height) this.#root = 0;
    }
    return this.#root === 0;
  }

  /** Goes down to the leaf where an entry is or belongs, and notes the way. */
  #descend(score: number, member: number): number {
    const { arena } = this;
    let node = this.#root;
    for (let level = this.#height; level > 0; level--) {
      node = this.#enter(level, node, slotBehind(arena, node, INNER_MEMBERS, 1, score, member) - 1);
    }
    return node;
  }

  #enter(level: number, node: number, slot: number): number {
    pathNodes[level] = node;
    pathSlots[level] = slot;
    return wordsOf(this.arena, node)[wordAt(node) + CHILDREN + slot];
  }

  /** How many entries are before the leaf that was come to. */
  #before(): number {
    let before = 0;
    for (let level = this.#height; level > 0; level--) {
      const words = wordsOf(this.arena, pathNodes[level]);
      const counts = wordAt(pathNodes[level]) + COUNTS;
      for (let slot = pathSlots[level] - 1; slot >= 0; slot--) before += words[counts + slot];
    }
    return before;
  }

  /** The leaf that was come to has `change` entries more. */
  #count(change: number): void {
    this.size += change;
    for (let level = this.#height; level > 0; level--) {
      const node = pathNodes[level];
      wordsOf(this.arena, node)[wordAt(node) + COUNTS + pathSlots[level]] += change;
    }
  }

  #insertAt(leaf: number, slot: number, score: number, member: number): void {
    const { arena } = this;
    const count = wordsOf(arena, leaf)[wordAt(leaf) + COUNT];
    if (count < LEAF_CAPACITY) {
      openLeaf(arena, leaf, slot, score, member);
      return;
    }
    let cut = count >>> 1;
    if (slot === count && wordsOf(arena, leaf)[wordAt(leaf) + NEXT] === 0) cut = count;
    else if (slot === 0 && wordsOf(arena, leaf)[wordAt(leaf) + PREVIOUS] === 0) cut = 0;
    const right = this.#splitLeaf(leaf, cut);
    if (slot > cut || cut === count) openLeaf(arena, right, slot - cut, score, member);
    else openLeaf(arena, leaf, slot, score, member);
    this.#insertChild(
      1,
      doublesOf(arena, right)[doubleAt(right) + SCORES],
      wordsOf(arena, right)[wordAt(right) + LEAF_MEMBERS],
      right,
      wordsOf(arena, leaf)[wordAt(leaf) + COUNT],
      wordsOf(arena, right)[wordAt(right) + COUNT],
    );
  }

  /** Moves the entries from `cut` on to a new leaf behind this one. */
  #splitLeaf(leaf: number, cut: number): number {
    const { arena } = this;
    const right = this.#newNode();
    const words = wordsOf(arena, leaf);
    const at = wordAt(leaf);
    const rightWords = wordsOf(arena, right);
    const rightAt = wordAt(right);
    const next = words[at + NEXT];
    rightWords[rightAt + PREVIOUS] = leaf;
    rightWords[rightAt + NEXT] = next;
    words[at + NEXT] = right;
    if (next !== 0) wordsOf(arena, next)[wordAt(next) + PREVIOUS] = right;
    const count = words[at + COUNT];
    copyEntries(arena, leaf, cut, right, 0, count - cut, LEAF_MEMBERS);
    words[at + COUNT] = cut;
    rightWords[rightAt + COUNT] = count - cut;
    return right;
  }

  /**
   * Enters a new node behind the one of `level` - 1 on the path, of which it is the right part. The
   * two now have so many entries.
   */
  #insertChild(
    level: number,
    score: number,
    member: number,
    child: number,
    leftCount: number,
    rightCount: number,
  ): void {
    const { arena } = this;
    if (level > this.#height) return this.#growRoot(score, member, child, leftCount, rightCount);
    const node = pathNodes[level];
    const slot = pathSlots[level];
    const words = wordsOf(arena, node);
    const at = wordAt(node);
    words[at + COUNTS + slot] = leftCount;
    const count = words[at + COUNT];
    if (count < INNER_CAPACITY) {
      openInner(arena, node, slot + 1, score, member, child, rightCount);
      return;
    }
    const cut = slot + 1 === count && this.#isLast(level) ? count : count >>> 1;
    const right = this.#newNode();
    copyEntries(arena, node, cut, right, 0, count - cut, INNER_MEMBERS);
    const rightWords = wordsOf(arena, right);
    const rightAt = wordAt(right);
    copyChildren(arena, node, cut, right, 0, count - cut);
    words[at + COUNT] = cut;
    rightWords[rightAt + COUNT] = count - cut;
    if (slot + 1 > cut || cut === count) {
      openInner(arena, right, slot + 1 - cut, score, member, child, rightCount);
    } else openInner(arena, node, slot + 1, score, member, child, rightCount);
    this.#insertChild(
      level + 1,
      doublesOf(arena, right)[doubleAt(right) + SCORES],
      rightWords[rightAt + INNER_MEMBERS],
      right,
      entriesBelow(arena, node),
      entriesBelow(arena, right),
    );
  }

  #growRoot(
    score: number,
    member: number,
    child: number,
    leftCount: number,
    rightCount: number,
  ): void {
    const { arena } = this;
    const left = this.#root;
    const root = this.#newNode();
    openInner(arena, root, 0, 0, 0, left, leftCount);
    openInner(arena, root, 1, score, member, child, rightCount);
    this.#root = root;
    this.#height++;
  }

  /** Whether the path leads along the right edge from `level` upwards. */
  #isLast(level: number): boolean {
    for (let above = level + 1; above <= this.#height; above++) {
      const node = pathNodes[above];
      const last = wordsOf(this.arena, node)[wordAt(node) + COUNT] - 1;
      if (pathSlots[above] !== last) return false;
    }
    return true;
  }

  /** Takes an entry out of the leaf that was come to. */
  #removeFrom(leaf: number, slot: number): void {
    const { arena } = this;
    this.#count(-1);
    const left = closeLeaf(arena, leaf, slot);
    if (this.#height === 0) return;
    if (left === 0) {
      this.#unlinkLeaf(leaf);
      this.#removeChild(1);
      return;
    }
    if (slot === 0) this.#setSeparatorTo(leaf, LEAF_MEMBERS, 1);
    if (left < LEAF_MINIMUM) this.#mergeLeaf(leaf);
  }

  /** The first entry below the path's node of `level` - 1 is another one now. */
  #setSeparator(level: number, score: number, member: number): void {
    for (; level <= this.#height; level++) {
      const slot = pathSlots[level];
      if (slot === 0) continue;
      const node = pathNodes[level];
      doublesOf(this.arena, node)[doubleAt(node) + SCORES + slot] = score;
      wordsOf(this.arena, node)[wordAt(node) + INNER_MEMBERS + slot] = member;
      return;
    }
  }

  #setSeparatorTo(node: number, members: number, level: number): void {
    const score = doublesOf(this.arena, node)[doubleAt(node) + SCORES];
    this.#setSeparator(level, score, wordsOf(this.arena, node)[wordAt(node) + members]);
  }

  #unlinkLeaf(leaf: number): void {
    const { arena } = this;
    const words = wordsOf(arena, leaf);
    const previous = words[wordAt(leaf) + PREVIOUS];
    const next = words[wordAt(leaf) + NEXT];
    if (previous !== 0) wordsOf(arena, previous)[wordAt(previous) + NEXT] = next;
    if (next !== 0) wordsOf(arena, next)[wordAt(next) + PREVIOUS] = previous;
    this.#freeNode(leaf);
  }

  /** Takes the path's child of a level's node, which has been freed, out of it. */
  #removeChild(level: number): void {
    const node = pathNodes[level];
    const slot = pathSlots[level];
    const left = closeInner(this.arena, node, slot);
    if (left === 0) {
      this.#freeNode(node);
      if (level < this.#height) return this.#removeChild(level + 1);
      this.#root = this.#newNode();
      this.#height = 0;
      return;
    }
    if (level === this.#height) {
      if (left === 1) {
        this.#root = wordsOf(this.arena, node)[wordAt(node) + CHILDREN];
        this.#height--;
        this.#freeNode(node);
      }
      return;
    }
    if (slot === 0) this.#setSeparatorTo(node, INNER_MEMBERS, level + 1);
    if (left < INNER_MINIMUM) this.#mergeInner(level);
  }

  #mergeLeaf(leaf: number): void {
    const parent = pathNodes[1];
    const slot = pathSlots[1];
    const words = wordsOf(this.arena, parent);
    const counts = wordAt(parent) + COUNTS;
    const children = wordAt(parent) + CHILDREN;
    const last = words[wordAt(parent) + COUNT] - 1;
    const own = words[counts + slot];
    let left = leaf;
    let leftSlot = slot;
    if (slot === last || own + words[counts + slot + 1] > LEAF_MERGED) {
      if (slot === 0 || own + words[counts + slot - 1] > LEAF_MERGED) return;
      leftSlot--;
      left = words[children + leftSlot];
    }
    const right = words[children + leftSlot + 1];
    const leftCount = words[counts + leftSlot];
    const rightCount = words[counts + leftSlot + 1];
    copyEntries(this.arena, right, 0, left, leftCount, rightCount, LEAF_MEMBERS);
    wordsOf(this.arena, left)[wordAt(left) + COUNT] = leftCount + rightCount;
    words[counts + leftSlot] = leftCount + rightCount;
    this.#unlinkLeaf(right);
    pathSlots[1] = leftSlot + 1;
    this.#removeChild(1);
  }

  #mergeInner(level: number): void {
    const { arena } = this;
    const parent = pathNodes[level + 1];
    const slot = pathSlots[level + 1];
    const words = wordsOf(arena, parent);
    const at = wordAt(parent);
    const children = at + CHILDREN;
    const last = words[at + COUNT] - 1;
    const own = this.#childCount(words[children + slot]);
    let leftSlot = slot;
    if (slot === last || own + this.#childCount(words[children + slot + 1]) > INNER_MERGED) {
      if (slot === 0 || own + this.#childCount(words[children + slot - 1]) > INNER_MERGED) return;
      leftSlot--;
    }
    const left = words[children + leftSlot];
    const right = words[children + leftSlot + 1];
    const leftCount = this.#childCount(left);
    const rightCount = this.#childCount(right);
    const leftWords = wordsOf(arena, left);
    const leftAt = wordAt(left);
    copyEntries(arena, right, 0, left, leftCount, rightCount, INNER_MEMBERS);
    copyChildren(arena, right, 0, left, leftCount, rightCount);
    // The right node's own first entry may be stale; its parent's is not.
    doublesOf(arena, left)[doubleAt(left) + SCORES + leftCount] =
      doublesOf(arena, parent)[doubleAt(parent) + SCORES + leftSlot + 1];
    leftWords[leftAt + INNER_MEMBERS + leftCount] = words[at + INNER_MEMBERS + leftSlot + 1];
    leftWords[leftAt + COUNT] = leftCount + rightCount;
    words[at + COUNTS + leftSlot] += words[at + COUNTS + leftSlot + 1];
    this.#freeNode(right);
    pathSlots[level + 1] = leftSlot + 1;
    this.#removeChild(level + 1);
  }

  #childCount(node: number): number {
    return wordsOf(this.arena, node)[wordAt(node) + COUNT];
  }

  #newNode(): number {
    const node = this.arena.allocate(NODE_BYTES);
    const words = wordsOf(this.arena, node);
    const at = wordAt(node);
    words[at + COUNT] = 0;
    words[at + PREVIOUS] = 0;
    words[at + NEXT] = 0;
    this.bytes += NODE_BYTES;
    return node;
  }

  #freeNode(node: number): void {
    this.arena.free(node, NODE_BYTES);
    this.bytes -= NODE_BYTES;
  }
}
