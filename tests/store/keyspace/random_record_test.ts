import { assertEquals, assertLess } from "@std/assert";
import { randomRecord } from "../../../store/keyspace/random_record.ts";
import type { Table } from "../../../store/keyspace/table.ts";
import { TableKeys } from "./table_keys.ts";

/** Chi-square of `draws` random records against equal chances. */
function chiSquare(table: Table, draws: number): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const address = randomRecord(table);
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  const expected = draws / table.size;
  let sum = (table.size - counts.size) * expected;
  for (const count of counts.values()) sum += (count - expected) ** 2 / expected;
  return sum;
}

Deno.test("every record has the same chance, in tables of any size and shape", () => {
  // 700 keys: one segment; 3000: segments of different depths, some twice as wide as others.
  for (const size of [1, 2, 7, 40, 700, 3000]) {
    const keys = new TableKeys();
    for (let i = 0; i < size; i++) keys.add(`key:${i}`);
    const degrees = size - 1;
    // Six standard deviations: fails by chance once in a hundred million runs.
    const limit = degrees + 6 * Math.sqrt(2 * degrees) + 1;
    assertLess(chiSquare(keys.table, size * 30), limit, `${size} keys`);
  }
});

Deno.test("a table that was emptied still gives what is left, and an empty one nothing", () => {
  const keys = new TableKeys();
  assertEquals(randomRecord(keys.table), 0);
  const kept = new Set<number>();
  for (let i = 0; i < 50_000; i++) {
    const address = keys.add(`key:${i}`);
    if (i % 10_000 === 0) kept.add(address);
  }
  for (let i = 0; i < 50_000; i++) if (i % 10_000 !== 0) keys.remove(`key:${i}`);
  const drawn = new Set<number>();
  for (let i = 0; i < 500; i++) drawn.add(randomRecord(keys.table));
  assertEquals(drawn, kept);
  for (let i = 0; i < 50_000; i += 10_000) keys.remove(`key:${i}`);
  assertEquals(randomRecord(keys.table), 0);
});
