import { assertEquals } from "@std/assert";
import { MurmurHash } from "../../../store/encoding/murmur_hash.ts";
import { Random, seeds } from "../../helpers/random.ts";

const M = 0xc6a4a7935bd1e995n;

/** The same hash on 64-bit integers. */
function model(bytes: Uint8Array, seed: number): bigint {
  const u64 = (n: bigint) => BigInt.asUintN(64, n);
  let h = u64(BigInt(seed >>> 0) ^ u64(BigInt(bytes.length) * M));
  const tail = bytes.length & ~7;
  const word = (from: number, to: number) =>
    bytes.subarray(from, to).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  for (let i = 0; i < tail; i += 8) {
    let k = u64(word(i, i + 8) * M);
    k ^= k >> 47n;
    h = u64((h ^ u64(k * M)) * M);
  }
  if (tail < bytes.length) h = u64((h ^ word(tail, bytes.length)) * M);
  h = u64((h ^ (h >> 47n)) * M);
  return h ^ (h >> 47n);
}

Deno.test("the halves are those of the 64-bit hash, at every length", () => {
  for (const start of seeds("murmur hash")) {
    const random = new Random(start);
    const hash = new MurmurHash();
    for (let round = 0; round < 1000; round++) {
      const bytes = random.bytes(random.int(70));
      const seed = random.uint32() | 0;
      hash.update(bytes, 0, bytes.length, seed);
      const got = (BigInt(hash.high >>> 0) << 32n) | BigInt(hash.low >>> 0);
      assertEquals(got, model(bytes, seed));
    }
  }
});
