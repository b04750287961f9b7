/**
 * The operations that the library benchmarks time, each as a batch in random key order.
 *
 * A batch is 10,000 operations: long enough that reading the clock does not count, short enough to
 * show a garbage collection as an outlier. Keys are taken in an order shuffled once, so that each
 * touches memory that is not in the processor's cache, and the position goes on from batch to
 * batch.
 */
import { Random } from "../../tests/helpers/random.ts";
import type { Contender, ContenderKind, Feature } from "../contenders/contender.ts";
import { FreshKeys, prebuiltKeys, valueTexts } from "./key_texts.ts";
import { permutation } from "./traces.ts";

/** Operations in one batch. */
export const BATCH = 10_000;

/** What a batch works on: `count` keys that the cache holds and as many that it does not. */
export interface OperationInputs {
  count: number;
  /** Keys 0 to 2 × count: the cache holds the first half, except where it evicts. */
  keys: readonly string[];
  fresh: FreshKeys;
  /** Numbers below `count`, shuffled. */
  order: Uint32Array;
  /** Numbers below 2 × count, shuffled. */
  orderOfAll: Uint32Array;
  /** 4,096 different values. */
  values: readonly string[];
}

/** One kind of operation. */
export interface Operation {
  /** Name in tables. */
  name: string;
  /** What the contender must be able to do. */
  needs: readonly Feature[];
  /**
   * Does `BATCH` operations from position `from` of the order on.
   *
   * @returns a number made from every result, so that none can be optimized away.
   */
  run(cache: Contender, inputs: OperationInputs, from: number): number;
}

const VALUES = 4096;

/** Builds the inputs for caches of `count` keys. The same for every run. */
export function operationInputs(count: number): OperationInputs {
  const random = new Random(20240717);
  return {
    count,
    keys: prebuiltKeys(0, 2 * count),
    fresh: new FreshKeys(0, 2 * count),
    order: permutation(count, random),
    orderOfAll: permutation(2 * count, random),
    values: valueTexts(VALUES),
  };
}

/** Makes a cache for an operation and fills it with the first half of the keys. */
export function filledCache(
  kind: ContenderKind,
  operation: Operation,
  inputs: OperationInputs,
): Contender {
  const evicts = operation.needs.includes("evicts");
  const expires = operation.needs.includes("expires");
  const cache = kind.create({ capacity: inputs.count, evicts, expires });
  for (let number = 0; number < inputs.count; number++) {
    const value = inputs.values[number % VALUES];
    if (expires) cache.setWithTtl(inputs.keys[number], value);
    else cache.set(inputs.keys[number], value);
  }
  return cache;
}

const set: Operation = {
  name: "set",
  needs: [],
  run: (cache, { keys, order, values }, from) => {
    for (let i = from; i < from + BATCH; i++) {
      cache.set(keys[order[i % order.length]], values[i % VALUES]);
    }
    return from;
  },
};

const getHit: Operation = {
  name: "get hit",
  needs: [],
  run: (cache, { keys, order }, from) => {
    let sum = 0;
    for (let i = from; i < from + BATCH; i++) {
      sum += cache.get(keys[order[i % order.length]])!.length;
    }
    return sum;
  },
};

const getMiss: Operation = {
  name: "get miss",
  needs: [],
  run: (cache, { keys, order, count }, from) => {
    let misses = 0;
    for (let i = from; i < from + BATCH; i++) {
      if (cache.get(keys[count + order[i % order.length]]) === undefined) misses++;
    }
    if (misses !== BATCH) throw new Error(`${BATCH - misses} keys were there that were never set`);
    return misses;
  },
};

const setWithTtl: Operation = {
  name: "set with TTL",
  needs: ["expires"],
  run: (cache, { keys, order, values }, from) => {
    for (let i = from; i < from + BATCH; i++) {
      cache.setWithTtl(keys[order[i % order.length]], values[i % VALUES]);
    }
    return from;
  },
};

/**
 * Sets keys out of twice as many as fit, in a fixed order over and over: by the time a key comes
 * up again, as many others as the cache holds were set since, so each set is of a key that is not
 * there (always under exact LRU and FIFO, nearly always under sampled LRU).
 */
const evictingSet: Operation = {
  name: "evicting set",
  needs: ["evicts"],
  run: (cache, { keys, orderOfAll, values }, from) => {
    for (let i = from; i < from + BATCH; i++) {
      cache.set(keys[orderOfAll[i % orderOfAll.length]], values[i % VALUES]);
    }
    return from;
  },
};

const setFreshKey: Operation = {
  name: "set, fresh key",
  needs: [],
  run: (cache, { fresh, order, values }, from) => {
    for (let i = from; i < from + BATCH; i++) {
      cache.set(fresh.key(order[i % order.length]), values[i % VALUES]);
    }
    return from;
  },
};

const getFreshKey: Operation = {
  name: "get hit, fresh key",
  needs: [],
  run: (cache, { fresh, order }, from) => {
    let sum = 0;
    for (let i = from; i < from + BATCH; i++) {
      sum += cache.get(fresh.key(order[i % order.length]))!.length;
    }
    return sum;
  },
};

const evictingSetFreshKey: Operation = {
  name: "evicting set, fresh key",
  needs: ["evicts"],
  run: (cache, { fresh, orderOfAll, values }, from) => {
    for (let i = from; i < from + BATCH; i++) {
      cache.set(fresh.key(orderOfAll[i % orderOfAll.length]), values[i % VALUES]);
    }
    return from;
  },
};

/** All operations in the order of the tables. */
export const OPERATIONS: readonly Operation[] = [
  set,
  getHit,
  getMiss,
  setWithTtl,
  evictingSet,
  setFreshKey,
  getFreshKey,
  evictingSetFreshKey,
];

/** Making `BATCH` fresh keys and nothing else: what to take off from the fresh-key rows. */
export function makeFreshKeys({ fresh, order }: OperationInputs, from: number): number {
  let sum = 0;
  for (let i = from; i < from + BATCH; i++) sum += fresh.key(order[i % order.length]).length;
  return sum;
}
