/**
 * A random record: for RANDOMKEY and whoever else wants any key.
 *
 * A slot of the table is drawn until one is taken, so every record has the same chance. The
 * directory names a segment as often as its depth is below the deepest; it is drawn only through
 * the first of these entries, or keys of wide segments would come up more often. (Where there are
 * several segments all have the same number of buckets.)
 *
 * In a table that has lost nearly all its records, drawing may go on for long. After some misses the
 * records that follow a random place are gathered instead and one of them is drawn, which favours
 * those behind a gap.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { sampleRecords } from "./scan.ts";
import {
  ADDRESSES,
  BUCKET_SHIFT,
  segmentAddress,
  segmentBuckets,
  SLOTS,
  type Table,
} from "./table.ts";

/** Enough to fail less than once in 700 draws with one slot in twenty taken. */
const DRAWS = 128;
/** How many neighbours are gathered in a sparse table. */
const NEIGHBOURS = 16;
/** Buckets of the largest segment. */
const MAX_BUCKETS = 64;

const neighbours = new Int32Array(NEIGHBOURS);

/** The address of a random record, 0 if there is none. O(1) unless the table is nearly empty. */
export function randomRecord(table: Table): number {
  if (table.size === 0) return 0;
  const { directory, arena } = table;
  for (let draw = 0; draw < DRAWS; draw++) {
    const index = randomBelow(directory.length);
    const reference = directory[index];
    const words = arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    const place = randomBelow(segmentBuckets(reference) * SLOTS);
    const bucket = (place / SLOTS) | 0;
    const slot = place - bucket * SLOTS;
    const address = words[base + (bucket << BUCKET_SHIFT) + ADDRESSES + slot];
    if (address === 0) continue;
    // Asked last: it reads another cache line of the segment.
    if ((index & (table.spanOf(index) - 1)) === 0) return address;
  }
  const everyBucket = (directory.length + 1) * MAX_BUCKETS;
  const start = randomBelow(0x100000000) | 0;
  const found = sampleRecords(table, start, neighbours, NEIGHBOURS, everyBucket);
  return neighbours[randomBelow(found)];
}

function randomBelow(limit: number): number {
  return (Math.random() * limit) >>> 0;
}
