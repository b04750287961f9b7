import { assert, assertEquals } from "@std/assert";
import { CandidatePool } from "../../../store/eviction/candidate_pool.ts";
import { Random, seeds } from "../../helpers/random.ts";

const SIZE = 16;

interface Entry {
  owner: string;
  address: number;
  word: number;
  score: number;
}

for (const seed of seeds("candidate pool")) {
  Deno.test(`the pool keeps the best candidates, seed ${seed}`, () => {
    const random = new Random(seed);
    const pool = new CandidatePool<string>();
    let model: Entry[] = [];
    for (let i = 0; i < 20_000; i++) {
      model.sort((a, b) => a.score - b.score);
      const best = pool.best();
      assertEquals(best < 0 ? undefined : pool.scores[best], model.at(-1)?.score);
      if (model.length > 0 && random.chance(0.2)) {
        const { owners, addresses } = pool;
        model = model.filter(({ owner, address }) =>
          owner !== owners[best] || address !== addresses[best]
        );
        pool.remove(best);
      } else {
        // Scores all differ, or which one of several goes would be anybody's choice.
        const score = i % 2 === 0 ? i : -i + random.float();
        const owner = random.pick(["a", "b"]);
        const address = random.int(40);
        const full = model.length === SIZE;
        assertEquals(pool.wants(score), !full || score > model[0].score);
        if (!pool.wants(score)) continue;
        pool.offer(owner, address, address * 7, i, score);
        const known = model.find((entry) => entry.owner === owner && entry.address === address);
        if (known !== undefined) Object.assign(known, { word: i, score });
        else model = [...model.slice(full ? 1 : 0), { owner, address, word: i, score }];
      }
      assertEquals(pool.length, model.length);
    }
    for (let i = 0; i < pool.length; i++) {
      assertEquals(pool.headers[i], pool.addresses[i] * 7);
      assert(
        model.some(({ owner, address, word, score }) =>
          owner === pool.owners[i] && address === pool.addresses[i] && word === pool.words[i] &&
          score === pool.scores[i]
        ),
      );
    }
    pool.clear();
    assertEquals([pool.length, pool.best()], [0, -1]);
    assert(pool.owners.every((owner) => owner === undefined));
  });
}

Deno.test("a candidate that was used since it was sampled is ranked anew", () => {
  const pool = new CandidatePool<string>();
  for (let address = 1; address < SIZE; address++) {
    pool.offer("a", address, 0, address, address * 10);
  }
  pool.offer("a", SIZE - 1, 0, 99, 5);
  assertEquals(pool.length, SIZE - 1);
  assertEquals(pool.addresses[pool.best()], SIZE - 2);
});
