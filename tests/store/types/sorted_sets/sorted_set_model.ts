/** Sorted sets and plain arrays side by side, over random operations. */
import { assert, assertEquals } from "@std/assert";
import type { Engine } from "../../../../store/engine/engine.ts";
import { copyKey } from "../../../../store/types/key_operations.ts";
import type { Namespace } from "../../../../store/engine/namespace.ts";
import {
  Added,
  AddMode,
  memberScore,
  readSortedSet,
  sortedSetSize,
} from "../../../../store/types/sorted_sets/sorted_sets.ts";
import {
  addMembers,
  removeMembers,
  removeRange,
} from "../../../../store/types/sorted_sets/changes.ts";
import { memberRank, ranksByScore } from "../../../../store/types/sorted_sets/ranges.ts";
import { SortedSetWalk } from "../../../../store/types/sorted_sets/walk.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import type { Random } from "../../../helpers/random.ts";

export type Pair = readonly [member: string, score: number];

const KEYS = ["one", "two"];
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const walk = new SortedSetWalk();

/** Members and scores of the loaded key's set, in order; nothing without the key. */
export function contents(namespace: Namespace, reverse = false): Pair[] {
  if (!readSortedSet(namespace)) return [];
  return pairs(namespace, 0, sortedSetSize(namespace), reverse);
}

function pairs(namespace: Namespace, first: number, count: number, reverse: boolean): Pair[] {
  const found: Pair[] = [];
  walk.begin(namespace, first, count, reverse);
  while (walk.next()) {
    found.push([decoder.decode(walk.bytes.subarray(walk.start, walk.end)), walk.score]);
  }
  return found;
}

function inOrder([aName, aScore]: Pair, [bName, bScore]: Pair): number {
  return aScore - bScore || (aName < bName ? -1 : aName > bName ? 1 : 0);
}

/** Two sets under two keys, and what they should hold. */
export class SortedSetModel {
  readonly #namespace: Namespace;
  readonly #sets = new Map<string, Map<string, number>>(KEYS.map((key) => [key, new Map()]));

  constructor(engine: Engine, readonly random: Random, readonly members: number) {
    this.#namespace = engine.namespace("0");
  }

  /** One random operation, and a look at what it has done. */
  step(): void {
    const { random } = this;
    const key = random.pick(KEYS);
    this.#namespace.loadText(key);
    random.weighted<() => void>([
      [10, () => this.#add(key)],
      [3, () => this.#remove(key)],
      [1, () => this.#removeRange(key)],
      [0.3, () => this.#check(key)],
      [0.02, () => this.#copy(key)],
      [0.02, () => this.#delete(key)],
    ])();
    this.#look(key);
  }

  /** Checks everything and deletes it. */
  end(): void {
    for (const key of KEYS) {
      this.#check(key);
      this.#delete(key);
    }
  }

  #member(): string {
    const { random } = this;
    const number = random.int(this.members);
    return number % 7 === 0 ? String(number) : `m${number}`;
  }

  #score(): number {
    const { random } = this;
    return random.weighted([
      [5, random.int(-20, 20)],
      [2, random.int(-1000, 1000) / 8],
      [1, random.float() * 1e9],
      [0.1, random.pick([Infinity, -Infinity, 1e300, 5e-324, 1e17, 0.1])],
    ]);
  }

  #add(key: string): void {
    const { random } = this;
    const mode = random.weighted<number>([
      [8, 0],
      [1, AddMode.OnlyNew],
      [1, AddMode.OnlyKnown],
      [1, AddMode.Raise],
      [1, AddMode.Lower],
      [2, AddMode.Increment],
    ]);
    const count = mode === AddMode.Increment ? 1 : random.int(1, 4);
    const members = Array.from({ length: count }, () => this.#member());
    const scores = Float64Array.from({ length: count }, () => this.#score());
    const ranges = byteRanges(members.flatMap((member) => [member, ""]));
    const set = this.#sets.get(key)!;
    let added = 0;
    let rescored = 0;
    let outcome = 0;
    members.forEach((member, i) => {
      const old = set.get(member);
      let score = scores[i];
      if (old === undefined) {
        outcome = mode === AddMode.OnlyKnown ? Added.Refused : Added.New;
      } else if (mode === AddMode.OnlyNew) outcome = Added.Refused;
      else {
        if (mode === AddMode.Increment) score += old;
        if (Number.isNaN(score)) outcome = Added.NotANumber;
        else if (mode === AddMode.Raise && score <= old) outcome = Added.Refused;
        else if (mode === AddMode.Lower && score >= old) outcome = Added.Refused;
        else outcome = score === old ? Added.Same : Added.Rescored;
      }
      if (outcome === Added.New) added++;
      if (outcome === Added.Rescored) rescored++;
      if (outcome >= Added.Rescored && outcome <= Added.New) set.set(member, score);
    });
    const counts = addMembers(this.#namespace, ranges, 0, count, scores, mode);
    assertEquals([counts.added, counts.rescored, counts.outcome], [added, rescored, outcome]);
  }

  #remove(key: string): void {
    const members = Array.from({ length: this.random.int(1, 4) }, () => this.#member());
    const set = this.#sets.get(key)!;
    const expected = members.filter((member) => set.delete(member)).length;
    assertEquals(
      removeMembers(this.#namespace, byteRanges(members), 0, members.length),
      expected,
    );
  }

  #removeRange(key: string): void {
    const { random } = this;
    const sorted = this.#sorted(key);
    if (sorted.length === 0) return;
    const first = random.pick([0, random.int(sorted.length), sorted.length - 1]);
    const count = Math.min(random.int(0, 5), sorted.length - first);
    assert(readSortedSet(this.#namespace));
    removeRange(this.#namespace, first, count, "zremrangebyrank");
    for (const [member] of sorted.slice(first, first + count)) this.#sets.get(key)!.delete(member);
  }

  #copy(key: string): void {
    const other = KEYS.find((each) => each !== key)!;
    const namespace = this.#namespace;
    copyKey(namespace, namespace, encoder.encode(key), encoder.encode(other), true);
    const set = this.#sets.get(key)!;
    if (set.size > 0) this.#sets.set(other, new Map(set));
  }

  #delete(key: string): void {
    this.#namespace.loadText(key);
    assertEquals(this.#namespace.delete(), this.#sets.get(key)!.size > 0);
    this.#sets.get(key)!.clear();
  }

  #sorted(key: string): Pair[] {
    return [...this.#sets.get(key)!].sort(inOrder);
  }

  /** Size, and one member's score. */
  #look(key: string): void {
    const namespace = this.#namespace;
    const set = this.#sets.get(key)!;
    namespace.loadText(key);
    assertEquals(readSortedSet(namespace), set.size > 0);
    if (set.size === 0) return;
    assertEquals(sortedSetSize(namespace), set.size);
    const member = this.#member();
    const bytes = encoder.encode(member);
    assertEquals(memberScore(namespace, bytes, 0, bytes.length), set.get(member) ?? NaN);
  }

  /** Everything, and some ranges. */
  #check(key: string): void {
    const namespace = this.#namespace;
    namespace.loadText(key);
    const sorted = this.#sorted(key);
    assertEquals(contents(namespace), sorted);
    assertEquals(contents(namespace, true), sorted.toReversed());
    if (sorted.length === 0) return;
    const { random } = this;
    const place = random.int(sorted.length);
    const count = random.int(sorted.length - place);
    assertEquals(pairs(namespace, place, count, false), sorted.slice(place, place + count));
    const reversed = sorted.toReversed().slice(place, place + count);
    assertEquals(pairs(namespace, place, count, true), reversed);
    const bytes = encoder.encode(sorted[place][0]);
    assertEquals(memberRank(namespace, bytes, 0, bytes.length), place);
    const [min, max] = [this.#score(), this.#score()];
    const withoutMin = random.chance(0.5);
    const withoutMax = random.chance(0.5);
    const inside = sorted.filter(([, score]) =>
      (withoutMin ? score > min : score >= min) && (withoutMax ? score < max : score <= max)
    );
    const range = ranksByScore(namespace, { min, max, withoutMin, withoutMax });
    assertEquals(range.count, inside.length);
    if (inside.length > 0) assertEquals(sorted[range.first], inside[0]);
  }
}
