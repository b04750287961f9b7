/** The table of keys and their readers against a plain model. */
import { assert, assertEquals } from "@std/assert";
import { TrackedKeys } from "../../../server/tracking/tracked_keys.ts";
import { KeyProbe } from "../../../store/keyspace/key_probe.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();

function remember(keys: TrackedKeys, key: string, id: number, isConnected = (_: number) => true) {
  const bytes = encoder.encode(`<${key}>`);
  keys.remember(bytes, 1, bytes.length - 1, id, isConnected);
}

function probeOf(key: string): KeyProbe {
  const probe = new KeyProbe(1, 2);
  probe.loadText(key);
  return probe;
}

function taken(keys: TrackedKeys): number[] {
  return [...keys.taken.subarray(0, keys.takenCount)];
}

for (const seed of seeds("tracked keys")) {
  Deno.test(`tracked keys are those of the model, seed ${seed}`, () => {
    const random = new Random(seed);
    const keys = new TrackedKeys(1, 2);
    const model = new Map<string, Set<number>>();
    const names = Array.from({ length: 300 }, (_, i) => random.text(random.int(0, 40)) + i);
    names.push("x".repeat(70_000));
    // Ids of six bytes, in no order.
    const idOf = (n: number) => n % 3 === 0 ? n : n * 0x1234567 + 0x100000000 * (n % 5);
    for (let step = 0; step < 30_000; step++) {
      const name = random.pick(names);
      if (random.chance(0.9)) {
        const id = idOf(random.int(200));
        remember(keys, name, id);
        const ids = model.get(name);
        if (ids === undefined) model.set(name, new Set([id]));
        else ids.add(id);
      } else if (random.chance(0.95)) {
        const ids = model.get(name);
        assertEquals(keys.take(probeOf(name)), ids !== undefined);
        if (ids !== undefined) assertEquals(taken(keys), [...ids].sort((a, b) => a - b));
        model.delete(name);
      } else if (keys.size > 0) {
        const name = new TextDecoder().decode(keys.takeAny().bytes());
        assertEquals(taken(keys), [...model.get(name)!].sort((a, b) => a - b));
        model.delete(name);
      }
      assertEquals(keys.size, model.size);
    }
    const items = [...model.values()].reduce((sum, ids) => sum + ids.size, 0);
    assertEquals(keys.items, items);
    while (keys.size > 0) keys.takeAny();
    assertEquals([keys.items, keys.usedBytes], [0, keys.table.segmentBytes]);
    remember(keys, "a", 1);
    keys.clear();
    assertEquals([keys.size, keys.items, keys.take(probeOf("a"))], [0, 0, false]);
    remember(keys, "a", 7);
    assert(keys.take(probeOf("a")));
    assertEquals(taken(keys), [7]);
  });
}

Deno.test("a key that very many clients read keeps the ids of those who are there", () => {
  const keys = new TrackedKeys(1, 2);
  // A hundred thousand clients come, read and leave; at most ten are there at once.
  for (let id = 1; id <= 100_000; id++) remember(keys, "hot", id, (other) => other > id - 10);
  assert(keys.items <= 32, `${keys.items} ids`);
  assert(keys.take(probeOf("hot")));
  assertEquals(taken(keys).slice(-10), Array.from({ length: 10 }, (_, i) => 99_991 + i));
});

Deno.test("a tracked key takes its name, an id, and little more", () => {
  const keys = new TrackedKeys(1, 2);
  for (let i = 0; i < 200_000; i++) remember(keys, `key:${100_000 + i}`, 5);
  assertEquals(keys.size, 200_000);
  // 10 bytes of name, 6 of id, 8 of header, and a slot of the table.
  assert(keys.usedBytes / 200_000 < 40, `${keys.usedBytes / 200_000} bytes a key`);
});
