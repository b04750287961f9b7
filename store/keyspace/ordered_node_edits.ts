/**
 * Editing one node of an ordered index: making room for an entry, closing the gap of one, copying them
 * from node to node. What that means for other nodes is `ordered_index.ts`'s business.
 */

import type { Arena } from "../memory/arena.ts";
import {
  CHILDREN,
  COUNT,
  COUNTS,
  doubleAt,
  doublesOf,
  INNER_MEMBERS,
  LEAF_MEMBERS,
  SCORES,
  wordAt,
  wordsOf,
} from "./ordered_node.ts";

/** Writes an entry at a slot of a leaf that has room; those from there on move up. */
export function openLeaf(
  arena: Arena,
  leaf: number,
  slot: number,
  score: number,
  member: number,
): void {
  const words = wordsOf(arena, leaf);
  const scores = doublesOf(arena, leaf);
  const at = wordAt(leaf);
  const count = words[at + COUNT]++;
  const first = doubleAt(leaf) + SCORES;
  const members = at + LEAF_MEMBERS;
  if (slot < count) {
    scores.copyWithin(first + slot + 1, first + slot, first + count);
    words.copyWithin(members + slot + 1, members + slot, members + count);
  }
  scores[first + slot] = score;
  words[members + slot] = member;
}

/** Takes the entry at a slot out of a leaf; returns how many are left. */
export function closeLeaf(arena: Arena, leaf: number, slot: number): number {
  const words = wordsOf(arena, leaf);
  const at = wordAt(leaf);
  const left = --words[at + COUNT];
  if (slot < left) {
    const first = doubleAt(leaf) + SCORES + slot;
    const end = doubleAt(leaf) + SCORES + left + 1;
    doublesOf(arena, leaf).copyWithin(first, first + 1, end);
    const member = at + LEAF_MEMBERS + slot;
    words.copyWithin(member, member + 1, at + LEAF_MEMBERS + left + 1);
  }
  return left;
}

/** Writes a child at a slot of an inner node that has room; those from there on move up. */
export function openInner(
  arena: Arena,
  node: number,
  slot: number,
  score: number,
  member: number,
  child: number,
  below: number,
): void {
  const words = wordsOf(arena, node);
  const scores = doublesOf(arena, node);
  const at = wordAt(node);
  const count = words[at + COUNT]++;
  const first = doubleAt(node) + SCORES;
  scores.copyWithin(first + slot + 1, first + slot, first + count);
  shiftUp(words, at + INNER_MEMBERS, slot, count);
  shiftUp(words, at + CHILDREN, slot, count);
  shiftUp(words, at + COUNTS, slot, count);
  scores[first + slot] = score;
  words[at + INNER_MEMBERS + slot] = member;
  words[at + CHILDREN + slot] = child;
  words[at + COUNTS + slot] = below;
}

/** Takes the child at a slot out of an inner node; returns how many are left. */
export function closeInner(arena: Arena, node: number, slot: number): number {
  const words = wordsOf(arena, node);
  const at = wordAt(node);
  const left = --words[at + COUNT];
  const first = doubleAt(node) + SCORES;
  doublesOf(arena, node).copyWithin(first + slot, first + slot + 1, first + left + 1);
  shiftDown(words, at + INNER_MEMBERS, slot, left);
  shiftDown(words, at + CHILDREN, slot, left);
  shiftDown(words, at + COUNTS, slot, left);
  return left;
}

/**
 * Copies `count` scores and members from a slot of one node to a slot of another. `members` is where
 * the members begin in both.
 */
export function copyEntries(
  arena: Arena,
  from: number,
  fromSlot: number,
  to: number,
  toSlot: number,
  count: number,
  members: number,
): void {
  const fromScores = doublesOf(arena, from);
  const toScores = doublesOf(arena, to);
  const fromScore = doubleAt(from) + SCORES + fromSlot;
  const toScore = doubleAt(to) + SCORES + toSlot;
  for (let i = 0; i < count; i++) toScores[toScore + i] = fromScores[fromScore + i];
  copyWords(arena, from, members + fromSlot, to, members + toSlot, count);
}

/** Copies `count` children with their counts from a slot of one inner node to a slot of another. */
export function copyChildren(
  arena: Arena,
  from: number,
  fromSlot: number,
  to: number,
  toSlot: number,
  count: number,
): void {
  copyWords(arena, from, CHILDREN + fromSlot, to, CHILDREN + toSlot, count);
  copyWords(arena, from, COUNTS + fromSlot, to, COUNTS + toSlot, count);
}

/** How many entries there are below an inner node. */
export function entriesBelow(arena: Arena, node: number): number {
  const words = wordsOf(arena, node);
  const at = wordAt(node);
  let sum = 0;
  for (let slot = words[at + COUNT] - 1; slot >= 0; slot--) sum += words[at + COUNTS + slot];
  return sum;
}

function copyWords(
  arena: Arena,
  from: number,
  fromWord: number,
  to: number,
  toWord: number,
  count: number,
): void {
  const source = wordsOf(arena, from);
  const target = wordsOf(arena, to);
  const start = wordAt(from) + fromWord;
  const at = wordAt(to) + toWord;
  for (let i = 0; i < count; i++) target[at + i] = source[start + i];
}

function shiftUp(words: Int32Array, part: number, slot: number, count: number): void {
  words.copyWithin(part + slot + 1, part + slot, part + count);
}

function shiftDown(words: Int32Array, part: number, slot: number, left: number): void {
  words.copyWithin(part + slot, part + slot + 1, part + left + 1);
}
