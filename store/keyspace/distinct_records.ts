/**
 * Several random records, no two the same: for SRANDMEMBER and its relatives.
 *
 * Few of many are drawn one by one, and those that come up again are drawn again; a table of the
 * addresses seen, twice as large as their number, tells which. Where more than a third is wanted,
 * drawing would repeat itself too often: all records are passed instead, and each is taken with
 * the chance that is left (Knuth, selection sampling). Either way every choice is as likely as
 * any other.
 */

import { randomRecord } from "./random_record.ts";
import { RecordIterator } from "./record_iterator.ts";
import type { Table } from "./table.ts";

/** Up to one record in so many is drawn; more are selected in passing. */
const DRAWN_SHARE = 3;

const iterator = new RecordIterator();

/**
 * Calls `visit` with the addresses of `count` records, in no order; with all of them if there are no
 * more. `visit` must not change the table. O(count), and never more than O(records).
 */
export function distinctRecords(
  table: Table,
  count: number,
  visit: (address: number) => void,
): void {
  if (count * DRAWN_SHARE < table.size) draw(table, count, visit);
  else select(table, count, visit);
}

function draw(table: Table, count: number, visit: (address: number) => void): void {
  const capacity = 1 << (33 - Math.clz32(count));
  const seen = new Int32Array(capacity);
  for (let drawn = 0; drawn < count;) {
    const address = randomRecord(table);
    let slot = (Math.imul(address, 0x9e3779b1) >>> 1) & (capacity - 1);
    while (seen[slot] !== 0 && seen[slot] !== address) slot = (slot + 1) & (capacity - 1);
    if (seen[slot] === address) continue;
    seen[slot] = address;
    drawn++;
    visit(address);
  }
}

function select(table: Table, count: number, visit: (address: number) => void): void {
  let left = table.size;
  let wanted = Math.min(count, left);
  iterator.start(table);
  while (wanted > 0) {
    const address = iterator.next();
    if (Math.random() * left < wanted) {
      visit(address);
      wanted--;
    }
    left--;
  }
}
