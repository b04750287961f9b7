/** The generator is the base of every random test: the same seed must give the same numbers. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { FIXED_SEED, Random, seeds } from "./random.ts";

Deno.test("Random repeats its sequence from the same seed", () => {
  const one = new Random(7);
  const other = new Random(7);
  for (let i = 0; i < 1000; i++) assertEquals(one.uint32(), other.uint32());
  assertNotEquals(new Random(7).bytes(16), new Random(8).bytes(16));
});

Deno.test("Random.int covers its whole range and nothing else", () => {
  const random = new Random(1);
  const seen = new Set<number>();
  for (let i = 0; i < 1000; i++) seen.add(random.int(-2, 2));
  assertEquals([...seen].sort((a, b) => a - b), [-2, -1, 0, 1, 2]);
  for (let i = 0; i < 1000; i++) assert(random.int(3) < 3);
});

Deno.test("Random.weighted follows the weights", () => {
  const random = new Random(1);
  let rare = 0;
  for (let i = 0; i < 10_000; i++) {
    if (random.weighted([[9, "common"], [1, "rare"]] as const) === "rare") rare++;
  }
  assert(rare > 800 && rare < 1200, `${rare} of 10000`);
});

Deno.test("seeds are the fixed one and one more", () => {
  const [fixed, fresh] = seeds("seeds");
  assertEquals(fixed, FIXED_SEED);
  assert(Number.isInteger(fresh));
});
