/**
 * Load on the library in this process: random calls on a store and on namespaces of it, each result
 * checked against plain maps, on a clock that the load moves. Rounds without a limit know every
 * result exactly; rounds with one know that a key has its last value or has been evicted. After each
 * round the store is cleared and must have given back every byte.
 */
import { ManualClock, Store, type StoreNamespace, type StoreOptions } from "../../mod.ts";
import { Random } from "../../tests/helpers/random.ts";

/** How to load the library. */
export interface LibraryLoadOptions {
  seconds: number;
  seed: number;
}

const OPERATIONS_PER_ROUND = 100_000;
const NAMESPACES = ["first", "second", "third"];
const KEYS = 3000;

/** What a namespace should hold. */
type Model = Map<string, { value: string; deadline: number }>;

interface Round {
  random: Random;
  clock: ManualClock;
  spaces: { space: StoreNamespace<string>; model: Model }[];
  /** Whether a key may be missing that nobody deleted. */
  evicts: boolean;
}

/**
 * Runs rounds until the time is over, at least one of each kind.
 *
 * @returns a line that says what was done.
 * @throws {Error} at the first wrong result, with the seed.
 */
export function stressLibrary({ seconds, seed }: LibraryLoadOptions): string {
  const until = performance.now() + seconds * 1000;
  const limits: StoreOptions[] = [
    {},
    { maxKeys: 2000, eviction: "allkeys-lru" },
    { maxMemory: 400_000, eviction: "allkeys-lfu" },
    { maxKeys: 1000, eviction: "allkeys-random" },
    { maxKeys: 3000, eviction: "fifo" },
    { maxMemory: "1mb", eviction: "volatile-ttl" },
  ];
  let rounds = 0;
  try {
    for (; rounds < limits.length || performance.now() < until; rounds++) {
      runRound(limits[rounds % limits.length]!, new Random(seed + rounds));
    }
  } catch (error) {
    throw new Error(
      `seed ${seed}, round ${rounds}: ${error instanceof Error ? error.stack : error}`,
    );
  }
  return `library: ${
    rounds * OPERATIONS_PER_ROUND
  } calls in ${rounds} rounds, every result right, ` +
    "every byte given back";
}

function runRound(limit: StoreOptions, random: Random): void {
  const clock = new ManualClock();
  using store = new Store({ ...limit, clock, activeExpiry: false });
  const { maxKeys = Infinity, eviction } = limit;
  const spaces = NAMESPACES.map((name) => ({
    space: store.namespace(name),
    model: new Map() as Model,
  }));
  const empty = store.stats().bytes;
  const round: Round = { random, clock, spaces, evicts: eviction !== undefined };
  for (let i = 0; i < OPERATIONS_PER_ROUND; i++) {
    try {
      operate(round);
    } catch (error) {
      // With keys that no policy may evict, a full store refuses the write and changes nothing.
      const refused = eviction === "volatile-ttl" &&
        (error as { code?: string }).code === "OUT_OF_MEMORY";
      if (!refused) throw error;
    }
    if (store.stats().keys > maxKeys) throw new Error(`${store.stats().keys} keys`);
    if (i % 1000 === 999) {
      clock.advance(random.int(400));
      if (random.chance(0.3)) store.activeExpireCycle();
    }
  }
  for (const { space, model } of spaces) {
    for (const key of model.keys()) checkRead(round, space, model, key);
    for (const key of space.keys()) {
      if (!alive(round, model, key)) throw new Error(`${key} should not be there`);
    }
  }
  store.clearAll();
  if (store.stats().keys !== 0) throw new Error("keys are left after clearAll");
  const left = store.stats().bytes;
  if (left > empty) throw new Error(`${left - empty} bytes are left after clearAll`);
}

function alive({ clock }: Round, model: Model, key: string): boolean {
  const entry = model.get(key);
  return entry !== undefined && entry.deadline >= clock.now();
}

/** The value that a key must have; with eviction a missing one counts as right and is noted. */
function checkRead(round: Round, space: StoreNamespace<string>, model: Model, key: string): void {
  const wanted = alive(round, model, key) ? model.get(key)!.value : undefined;
  const got = space.get(key);
  if (got === wanted) return;
  if (got === undefined && round.evicts) model.delete(key);
  else throw new Error(`${key}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
}

function operate(round: Round): void {
  const { random, clock, spaces } = round;
  const { space, model } = random.pick(spaces);
  const key = `key:${random.int(KEYS)}`;
  // What eviction took is told apart from what is wrong before the call that would trip over it.
  if (round.evicts && !space.has(key)) model.delete(key);
  const there = alive(round, model, key);
  const old = there ? model.get(key)! : { value: "", deadline: Infinity };
  const expect = (got: unknown, wanted: unknown, call: string): void => {
    if (got !== wanted) {
      throw new Error(
        `${call} ${key}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`,
      );
    }
  };
  random.weighted<() => void>([
    [30, () => checkRead(round, space, model, key)],
    [25, () => {
      const value = random.text(random.chance(0.02) ? random.int(1000, 9000) : random.int(0, 80));
      expect(space.set(key, value), true, "set");
      model.set(key, { value, deadline: Infinity });
    }],
    [10, () => {
      const value = random.text(random.int(0, 40));
      const px = random.int(1, 3000);
      expect(space.set(key, value, { px }), true, "set px");
      model.set(key, { value, deadline: clock.now() + px });
    }],
    [4, () => {
      expect(space.set(key, "only new", { nx: true }), !there, "set nx");
      if (!there) model.set(key, { value: "only new", deadline: Infinity });
    }],
    [4, () => {
      expect(space.getSet(key, "swapped"), there ? old.value : undefined, "getSet");
      model.set(key, { value: "swapped", deadline: Infinity });
    }],
    [8, () => {
      expect(space.delete(key), there ? 1 : 0, "delete");
      model.delete(key);
    }],
    [5, () => {
      const value = random.text(random.int(1, 30));
      const whole = old.value + value;
      expect(space.append(key, value), whole.length, "append");
      model.set(key, { value: whole, deadline: old.deadline });
    }],
    [4, () => {
      const ms = random.int(1, 3000);
      expect(space.pexpire(key, ms), there, "pexpire");
      if (there) model.set(key, { value: old.value, deadline: clock.now() + ms });
    }],
    [3, () => {
      expect(space.persist(key), there && old.deadline !== Infinity, "persist");
      if (there) model.set(key, { value: old.value, deadline: Infinity });
    }],
    [4, () => expect(space.has(key), there, "has")],
  ])();
}
