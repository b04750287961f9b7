/** The shortest history that still shows a difference, by leaving out what does not matter. */
import { isSame, type RandomPair } from "./pair.ts";
import type { RandomStep } from "./steps.ts";

/** How long it may take. */
const SHRINK_MS = 60_000;
/** What is shown at most. */
const MOST_STEPS = 200;

/** Fewer steps whose last one still differs; the given ones when that cannot be repeated. */
export async function shrink(all: readonly RandomStep[], pair: RandomPair): Promise<RandomStep[]> {
  const last = all[all.length - 1];
  const until = performance.now() + SHRINK_MS;
  const differs = async (before: readonly RandomStep[]): Promise<boolean> => {
    await pair.reset();
    const results = await pair.take([...before, last]);
    return results.length <= before.length || !isSame(last, results[before.length]);
  };
  // The shortest tail that shows it, by doubling.
  let before = all.slice(0, -1);
  for (let size = 16; size < before.length; size *= 2) {
    const tail = before.slice(-size);
    if (await differs(tail)) {
      before = tail;
      break;
    }
  }
  // Leave out ever smaller pieces.
  for (let size = before.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < before.length && performance.now() < until;) {
      const shorter = before.toSpliced(at, size);
      if (await differs(shorter)) before = shorter;
      else at += size;
    }
  }
  return [...before, last].slice(-MOST_STEPS);
}
