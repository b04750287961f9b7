import { assert, assertEquals } from "@std/assert";
import { CandidatePool } from "../../../store/eviction/candidate_pool.ts";
import { Random, seeds } from "../../helpers/random.ts";

const SIZE = 16;

for (const seed of seeds("candidate pool")) {
  Deno.test(`the pool keeps the best candidates in order, seed ${seed}`, () => {
    const random = new Random(seed);
    const pool = new CandidatePool<string>();
    let model: { owner: string; address: number; score: number }[] = [];
    for (let i = 0; i < 20_000; i++) {
      if (model.length > 0 && random.chance(0.2)) {
        pool.length--;
        model.pop();
        continue;
      }
      const owner = random.pick(["a", "b"]);
      const address = random.int(200);
      const score = random.int(100);
      const known = model.some((entry) => entry.owner === owner && entry.address === address);
      const full = model.length === SIZE;
      assertEquals(pool.wants(score), !full || score > model[0].score);
      if (!pool.wants(score)) continue;
      pool.offer(owner, address, address * 7, address + 1, score);
      if (!known) {
        model = [...model.slice(full ? 1 : 0), { owner, address, score }];
        model.sort((a, b) => a.score - b.score);
      }
      assertEquals(pool.length, model.length);
      const scores = [...pool.scores.subarray(0, pool.length)];
      assertEquals(scores, model.map((entry) => entry.score));
    }
    for (let i = 0; i < pool.length; i++) {
      assertEquals(pool.hashes[i], pool.addresses[i] * 7);
      assertEquals(pool.words[i], pool.addresses[i] + 1);
      assert(
        model.some(({ owner, address }) =>
          owner === pool.owners[i] && address === pool.addresses[i]
        ),
      );
    }
    pool.clear();
    assertEquals(pool.length, 0);
    assert(pool.owners.every((owner) => owner === undefined));
  });
}

Deno.test("a candidate that was used since it was sampled is ranked anew", () => {
  const pool = new CandidatePool<string>();
  for (let address = 1; address <= SIZE; address++) {
    pool.offer("a", address, 0, address, address * 10);
  }
  pool.offer("a", SIZE, 0, 99, 5);
  assertEquals(pool.length, SIZE);
  assertEquals([pool.addresses[0], pool.words[0], pool.scores[0]], [SIZE, 99, 5]);
  assertEquals(pool.scores[SIZE - 1], (SIZE - 1) * 10);
});
