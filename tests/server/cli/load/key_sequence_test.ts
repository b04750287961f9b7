import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  distributionText,
  keySequence,
  parseDistribution,
} from "../../../../server/cli/load/key_sequence.ts";
import { Random, seeds } from "../../../helpers/random.ts";

for (const seed of seeds("key sequence")) {
  Deno.test(`keys: uniform ones come equally often, Zipf's by their rank (seed ${seed})`, () => {
    const draws = 100_000;
    const counts = (text: string) => {
      const sequence = keySequence(parseDistribution(text)!, 10, new Random(seed));
      const counts = new Array<number>(10).fill(0);
      for (let i = 0; i < draws; i++) counts[sequence.next()]++;
      return counts.map((count) => count / draws);
    };
    for (const share of counts("uniform")) assertAlmostEquals(share, 0.1, 0.01);
    const total = Array.from({ length: 10 }, (_, rank) => 1 / (rank + 1)).reduce((a, b) => a + b);
    for (const [key, share] of counts("zipf:1").entries()) {
      assertAlmostEquals(share, 1 / (key + 1) / total, 0.01);
    }
  });
}

Deno.test("keys: sequential ones begin again behind the last", () => {
  const sequence = keySequence({ kind: "sequential" }, 3, new Random(1));
  assertEquals(Array.from({ length: 7 }, () => sequence.next()), [0, 1, 2, 0, 1, 2, 0]);
});

Deno.test("keys: a wide range stays in it", () => {
  for (const text of ["uniform", "zipf:0.5"]) {
    const sequence = keySequence(parseDistribution(text)!, 2 ** 32, new Random(1));
    for (let i = 0; i < 1000; i++) {
      const key = sequence.next();
      assert(Number.isInteger(key) && key >= 0 && key < 2 ** 32, `${text}: ${key}`);
    }
  }
});

Deno.test("keys: the names of distributions", () => {
  assertEquals(parseDistribution("zipf"), { kind: "zipf", exponent: 0.99 });
  assertEquals(parseDistribution("zipf:.5"), { kind: "zipf", exponent: 0.5 });
  for (const text of ["uniform", "sequential", "zipf:1.2"]) {
    assertEquals(distributionText(parseDistribution(text)!), text);
  }
  for (const wrong of ["", "Uniform", "zipf:", "zipf:0", "zipf:x", "zipf:-1", "zipf:1e3"]) {
    assertEquals(parseDistribution(wrong), undefined, wrong);
  }
});
