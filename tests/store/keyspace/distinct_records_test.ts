import { assertEquals, assertLess } from "@std/assert";
import { distinctRecords } from "../../../store/keyspace/distinct_records.ts";
import { RecordIterator } from "../../../store/keyspace/record_iterator.ts";
import { TableKeys } from "./table_keys.ts";

Deno.test("an iterator meets every record once, and can begin again at any time", () => {
  const iterator = new RecordIterator();
  for (const size of [0, 1, 5, 50, 700, 3000]) {
    const keys = new TableKeys();
    const addresses = new Set<number>();
    for (let i = 0; i < size; i++) addresses.add(keys.add(`key:${i}`));
    iterator.start(keys.table);
    if (size > 0) iterator.next();
    iterator.start(keys.table);
    const met: number[] = [];
    for (let address = iterator.next(); address !== 0; address = iterator.next()) met.push(address);
    assertEquals(met.length, size);
    assertEquals(new Set(met), addresses);
    assertEquals(iterator.next(), 0);
  }
});

Deno.test("distinct records are as many as wanted, never the same, each as likely as any other", () => {
  for (const size of [1, 2, 30, 2000]) {
    const keys = new TableKeys();
    for (let i = 0; i < size; i++) keys.add(`key:${i}`);
    for (const share of [0, 0.05, 0.3, 0.34, 0.9, 1, 2]) {
      const count = Math.ceil(size * share);
      const met = new Map<number, number>();
      const rounds = Math.ceil(20_000 / Math.max(count, 1));
      for (let round = 0; round < rounds; round++) {
        const drawn = new Set<number>();
        distinctRecords(keys.table, count, (address) => drawn.add(address));
        assertEquals(drawn.size, Math.min(count, size));
        for (const address of drawn) met.set(address, (met.get(address) ?? 0) + 1);
      }
      if (count === 0 || count >= size) continue;
      // Chi-square against equal chances; six standard deviations.
      const expected = rounds * count / size;
      let sum = (size - met.size) * expected;
      for (const times of met.values()) sum += (times - expected) ** 2 / expected;
      const degrees = size - 1;
      assertLess(sum, degrees + 6 * Math.sqrt(2 * degrees) + 10, `${count} of ${size}`);
    }
  }
});
