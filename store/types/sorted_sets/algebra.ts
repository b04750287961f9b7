/**
 * Unions, intersections and differences of sorted sets and sets, whose members count as having the
 * score 1.
 *
 * The sets that go in are read where they are; a result is a large sorted set of its own, to be walked
 * and freed, or stored under a key, which may be one of those that went in.
 */

import type { ByteRanges } from "../../byte_ranges.ts";
import { PackedValue } from "../../encoding/listpack.ts";
import type { Engine } from "../../engine/engine.ts";
import { WrongTypeError } from "../../errors.ts";
import { Kind } from "../../keyspace/record.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { isSetKind } from "../sets/sets.ts";
import { MemberIterator, SetReader } from "../sets/reader.ts";
import { isSortedSetKind, memberScore, sortedSetBytes, sortedSetSize } from "./sorted_sets.ts";
import { LargeSortedSet } from "./large_sorted_set.ts";
import type { SortedSetPlace } from "./packed_sorted_set.ts";
import { SortedSetWalk } from "./walk.ts";

/** What is done to several sorted sets. */
export type SortedSetOperation = "union" | "intersection" | "difference";

/** How the scores of a member in several sets make one. */
export type Aggregate = "sum" | "min" | "max";

const WRONG_TYPE = new WrongTypeError();
const NO_BYTES = new Uint8Array(0);
const SCORE_IN_SET = 1;

const walk = new SortedSetWalk();
const members = new MemberIterator();
const value = new PackedValue();

/** One of the sets that go in: a sorted set, a set, or nothing. Good until the next change. */
export class AlgebraSource implements SortedSetPlace {
  weight = 1;
  bytes: Uint8Array = NO_BYTES;
  #kind = 0;
  #start = 0;
  #large: LargeValue | undefined;
  #set: SetReader | undefined;
  /** Bytes that it takes. */
  totalBytes = 0;

  /** Takes what is under the loaded key, for a read. @throws {WrongTypeError} */
  open(namespace: Namespace): this {
    if (namespace.read() === 0) return this;
    this.#kind = namespace.kind();
    if (isSetKind(this.#kind)) {
      this.#set = new SetReader().open(namespace);
      this.totalBytes = this.#set.table?.totalBytes ?? namespace.valueLength();
    } else if (isSortedSetKind(this.#kind)) {
      this.totalBytes = sortedSetBytes(namespace);
      this.bytes = namespace.bytes;
      this.#start = namespace.valueStart();
      if (this.#kind === Kind.SortedSet) this.#large = namespace.largeValue();
    } else throw WRONG_TYPE;
    return this;
  }

  kind(): number {
    return this.#kind;
  }

  valueStart(): number {
    return this.#start;
  }

  largeValue(): LargeValue {
    return this.#large!;
  }

  /** Number of members. */
  get size(): number {
    if (this.#kind === 0) return 0;
    return this.#set?.size ?? sortedSetSize(this);
  }

  /** The score of a member, NaN if there is none. */
  score(bytes: Uint8Array, start: number, end: number): number {
    if (this.#kind === 0) return NaN;
    if (this.#set === undefined) return memberScore(this, bytes, start, end);
    return this.#set.has(bytes, start, end) ? SCORE_IN_SET : NaN;
  }

  /** Calls `visit` for each member; true ends it. */
  visit(
    visit: (bytes: Uint8Array, start: number, end: number, score: number) => boolean | void,
  ): void {
    if (this.#kind === 0) return;
    if (this.#set !== undefined) {
      members.start(this.#set);
      while (members.next(value)) {
        if (visit(value.bytes, value.start, value.end, SCORE_IN_SET) === true) return;
      }
      return;
    }
    walk.begin(this, 0, this.size, false);
    while (walk.next()) {
      if (visit(walk.bytes, walk.start, walk.end, walk.score) === true) return;
    }
  }
}

/**
 * What is under keys `first` … `end - 1` of `keys`. Counts as a read of each key.
 * @throws {WrongTypeError} if one of them is neither a sorted set nor a set.
 */
export function openSources(
  namespace: Namespace,
  keys: ByteRanges,
  first: number,
  end: number,
): AlgebraSource[] {
  const sources: AlgebraSource[] = [];
  for (let i = first; i < end; i++) {
    namespace.load(keys.bytes, keys.starts[i], keys.ends[i]);
    sources.push(new AlgebraSource().open(namespace));
  }
  return sources;
}

/**
 * The result of an operation; the caller stores or frees it. A difference has the scores of the first set,
 * for which weights do not count.
 */
export function combine(
  engine: Engine,
  operation: SortedSetOperation,
  sources: readonly AlgebraSource[],
  aggregate: Aggregate,
): LargeSortedSet {
  const result = new LargeSortedSet(engine);
  try {
    if (operation === "union") unite(bySize(sources), aggregate, result);
    else if (operation === "intersection") {
      visitIntersection(bySize(sources), aggregate, (bytes, start, end, score) => {
        result.add(bytes, start, end, score);
      });
    } else {
      const [first, ...others] = sources;
      first.visit((bytes, start, end, score) => {
        for (const other of others) if (!Number.isNaN(other.score(bytes, start, end))) return;
        result.add(bytes, start, end, score);
      });
    }
  } catch (error) {
    engine.reclaimer.add(result);
    throw error;
  }
  return result;
}

/** How many members an intersection has, at most `limit`. O(smallest set · sets). */
export function countCommon(sources: readonly AlgebraSource[], limit: number): number {
  let count = 0;
  visitIntersection(bySize(sources), "sum", () => ++count >= limit);
  return count;
}

/** The smallest set first: also the order in which scores are added up. */
function bySize(sources: readonly AlgebraSource[]): AlgebraSource[] {
  return sources.toSorted((a, b) => a.size - b.size);
}

function unite(
  sources: readonly AlgebraSource[],
  aggregate: Aggregate,
  result: LargeSortedSet,
): void {
  for (const source of sources) {
    source.visit((bytes, start, end, score) => {
      const weighted = orZero(source.weight * score);
      const address = result.find(bytes, start, end);
      result.gather(
        address,
        address === 0 ? weighted : joined(result.openScore(), weighted, aggregate),
      );
    });
  }
  result.indexAll();
}

/** The smallest set is passed, and each of its members looked for in the others. */
function visitIntersection(
  [smallest, ...others]: readonly AlgebraSource[],
  aggregate: Aggregate,
  visit: (bytes: Uint8Array, start: number, end: number, score: number) => boolean | void,
): void {
  smallest.visit((bytes, start, end, score) => {
    let total = orZero(smallest.weight * score);
    for (const other of others) {
      const found = other.score(bytes, start, end);
      if (Number.isNaN(found)) return;
      total = joined(total, found * other.weight, aggregate);
    }
    return visit(bytes, start, end, total);
  });
}

function joined(total: number, score: number, aggregate: Aggregate): number {
  if (aggregate === "sum") return orZero(total + score);
  if (aggregate === "min") return score < total ? score : total;
  return score > total ? score : total;
}

/** Infinity and −Infinity make 0 together, and so does infinity with the weight 0. */
function orZero(score: number): number {
  return Number.isNaN(score) ? 0 : score;
}
