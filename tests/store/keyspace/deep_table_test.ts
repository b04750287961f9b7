/**
 * Tables as deep as those of hundreds of millions of keys, where most bits of a hash are used up by
 * the directory: with a few thousand keys whose hashes the test chooses.
 */
import { assert, assertEquals } from "@std/assert";
import { KeyProbe } from "../../../store/keyspace/key_probe.ts";
import { keyWordOf, recordBytes, writeHeader } from "../../../store/keyspace/record.ts";
import { scanStep } from "../../../store/keyspace/scan.ts";
import { ADDRESSES, BUCKET_SHIFT, META, OVERFLOW_MASK } from "../../../store/keyspace/table.ts";
import { segmentAddress, segmentBuckets, Table } from "../../../store/keyspace/table.ts";
import { Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../../store/memory/arena.ts";
import { FIXED_SEED, Random } from "../../helpers/random.ts";

class ChosenHashes extends Table {
  readonly hashes = new Map<number, number>();

  override hashOf(address: number): number {
    return this.hashes.get(address)!;
  }
}

const KEY_BYTES = 4;

function fill(freeBits: number, count: number) {
  const random = new Random(FIXED_SEED);
  const arena = new Arena();
  const table = new ChosenHashes(arena, 0, 0);
  const probe = new KeyProbe(0, 0);
  const hashOfKey = new Map<string, number>();
  const load = (key: string) => {
    probe.loadText(key);
    probe.hash = hashOfKey.get(key)!;
  };
  const keys = Array.from({ length: count }, (_, i) => String(1000 + i));
  for (const key of keys) {
    hashOfKey.set(key, 0x5a5a5a5a & ~((1 << freeBits) - 1) | random.int(1 << freeBits));
    load(key);
    const address = arena.allocate(recordBytes(0, KEY_BYTES, 0));
    const words = arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    writeHeader(words, at, 1, 0, KEY_BYTES, 0);
    probe.store(words, keyWordOf(words, at));
    table.hashes.set(address, probe.hash);
    table.insert(probe, address);
  }
  return { arena, table, probe, keys, load };
}

Deno.test("a deep table finds, walks and forgets its keys", () => {
  // 2000 keys among 2^12 hashes: some segments hold nearly all they can at a depth of 22.
  const { table, probe, keys, load } = fill(12, 2000);
  assert(table.depth >= 21, `depth ${table.depth}`);
  for (const key of keys) {
    load(key);
    assert(table.find(probe) !== 0, key);
  }
  const visited = new Set<number>();
  // From the first entry of the segments that hold the keys: there are millions before them.
  let cursor = (0x5a5a5000 >>> 6) * 0x10000;
  while (visited.size < keys.length && cursor !== 0) {
    cursor = scanStep(table, cursor, (address) => visited.add(address));
  }
  assertEquals(visited.size, keys.length);
  for (const key of keys) {
    load(key);
    assert(table.find(probe) !== 0, key);
    table.removeFound(probe);
  }
  assertEquals(table.size, 0);
});

Deno.test("the buckets of a deep segment share its keys evenly", () => {
  const { arena, table } = fill(14, 8000);
  let full = 0;
  let overflowing = 0;
  for (let i = 0; i < table.directory.length; i += table.spanOf(i)) {
    const reference = table.directory[i];
    const words = arena.words[reference >>> CHUNK_SHIFT];
    const base = (segmentAddress(reference) & OFFSET_MASK) << 1;
    for (let bucket = 0; bucket < segmentBuckets(reference); bucket++) {
      const at = base + (bucket << BUCKET_SHIFT);
      if (words[at + ADDRESSES] === 0) continue;
      full++;
      if ((words[at + META] & OVERFLOW_MASK) !== 0) overflowing++;
    }
  }
  // As in a shallow one: fewer than one lookup in five sees a second bucket.
  assert(overflowing < full / 4, `${overflowing} of ${full} buckets overflow`);
});
