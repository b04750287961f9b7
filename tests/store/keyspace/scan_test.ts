import { assert, assertEquals } from "@std/assert";
import { scanStep, visitAll } from "../../../store/keyspace/scan.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { TableKeys } from "./table_keys.ts";

/** A whole walk; `between` runs before each step but the first. */
function walk(keys: TableKeys, between: () => void = () => {}): string[] {
  const visited: string[] = [];
  let cursor = 0;
  do {
    cursor = scanStep(keys.table, cursor, (address) => visited.push(keys.keyOf(address)));
    if (cursor !== 0) between();
  } while (cursor !== 0);
  return visited;
}

Deno.test("a walk of an unchanging table visits each key once", () => {
  for (const size of [0, 1, 30, 300, 700, 20_000]) {
    const keys = new TableKeys();
    const expected = Array.from({ length: size }, (_, i) => `key:${i}`).sort();
    for (const key of expected) keys.add(key);
    assertEquals(walk(keys).sort(), expected);
    const all: string[] = [];
    visitAll(keys.table, (address) => all.push(keys.keyOf(address)));
    assertEquals(all.sort(), expected);
  }
});

Deno.test("a merge does not hide the half that had not been visited", () => {
  // The walk stands amid the first segment when that merges with the second one.
  for (let steps = 1; steps < 64; steps += 7) {
    const keys = new TableKeys();
    const lasting = Array.from({ length: 100 }, (_, i) => `lasting:${i}`);
    for (const key of lasting) keys.add(key);
    for (let i = 0; i < 900; i++) keys.add(`passing:${i}`);
    assertEquals(keys.table.depth, 1);
    assertEquals(keys.table.spanOf(0), 1, "two segments");
    let step = 0;
    const visited = walk(keys, () => {
      if (++step !== steps) return;
      for (let i = 0; i < 900; i++) keys.remove(`passing:${i}`);
      assertEquals(keys.table.spanOf(0), 2, "one segment");
    });
    assertEquals(new Set(visited).isSupersetOf(new Set(lasting)), true, `after ${steps} steps`);
  }
});

Deno.test("a split does not hide the half that is new", () => {
  for (let steps = 1; steps < 64; steps += 7) {
    const keys = new TableKeys();
    const lasting = Array.from({ length: 400 }, (_, i) => `lasting:${i}`);
    for (const key of lasting) keys.add(key);
    let step = 0;
    const visited = walk(keys, () => {
      if (++step !== steps) return;
      for (let i = 0; i < 5000; i++) keys.add(`passing:${i}`);
      assert(keys.table.depth > 2);
    });
    assertEquals(new Set(visited).isSupersetOf(new Set(lasting)), true, `after ${steps} steps`);
  }
});

Deno.test("what is there throughout is visited, however the table grows and shrinks", () => {
  for (const seed of seeds("walks")) {
    const random = new Random(seed);
    const keys = new TableKeys(random.uint32() | 0);
    const lasting = Array.from({ length: 200 }, (_, i) => `lasting:${i}`);
    for (const key of lasting) keys.add(key);
    let passing = 0;
    const resize = (target: number) => {
      while (passing < target) keys.add(`passing:${passing++}`);
      while (passing > target) keys.remove(`passing:${--passing}`);
    };
    for (let round = 0; round < 60; round++) {
      resize(random.pick([0, 500, 1000, 4000]));
      const chance = random.pick([0.01, 0.05, 0.3]);
      const visited = walk(keys, () => {
        if (random.chance(chance)) resize(random.pick([0, 100, 600, 1300, 3000]));
      });
      const missed = lasting.filter((key) => !visited.includes(key));
      assertEquals(missed, [], `seed ${seed}, round ${round}`);
    }
  }
});

Deno.test("any number is a cursor", () => {
  const random = new Random(1);
  const keys = new TableKeys();
  for (let i = 0; i < 5000; i++) keys.add(`key:${i}`);
  for (let i = 0; i < 2000; i++) {
    const next = scanStep(keys.table, random.float() * 2 ** 48, () => {});
    assert(Number.isSafeInteger(next) && next >= 0 && next < 2 ** 48, String(next));
  }
});
