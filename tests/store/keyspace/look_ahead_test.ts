/** Looking ahead changes nothing; that it reads the right places shows in what it finds. */
import { assert, assertEquals } from "@std/assert";
import { halfSipHash, halfSipHashOfBytes } from "../../../store/keyspace/half_sip_hash.ts";
import { LookAhead } from "../../../store/keyspace/look_ahead.ts";
import { type Namespace, NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { setString } from "../../../store/types/strings/strings.ts";
import { makeEngine } from "../../helpers/engine.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();

Deno.test("bytes have the hash of their words", () => {
  for (const seed of seeds("hash of bytes")) {
    const random = new Random(seed);
    for (let i = 0; i < 2000; i++) {
      const length = random.int(70);
      const bytes = random.bytes(length + 12);
      const start = random.int(9);
      const packed = new Uint8Array(72);
      packed.set(bytes.subarray(start, start + length));
      const words = new Int32Array(packed.buffer);
      const [seed0, seed1] = [random.uint32() | 0, random.uint32() | 0];
      assertEquals(
        halfSipHashOfBytes(bytes, start, start + length, seed0, seed1),
        halfSipHash(words, 0, length, seed0, seed1),
        `seed ${seed}, length ${length}`,
      );
    }
  }
});

function fill(namespace: Namespace, count: number): void {
  for (let i = 0; i < count; i++) {
    const value = encoder.encode(`value ${i}`);
    namespace.loadText(`key ${i}`);
    setString(namespace, value, 0, value.length, NO_EXPIRY);
  }
}

Deno.test("keys that exist are found ahead, others are not", () => {
  const namespace = makeEngine().namespace("0");
  const keys = 30_000;
  assert(!LookAhead.pays(namespace.table));
  fill(namespace, keys);
  const { table } = namespace;
  assert(LookAhead.pays(table));
  const ahead = new LookAhead();
  let present = 0;
  let absent = 0;
  for (let i = 0; i < keys;) {
    for (let k = 0; k < 100; k++, i++) {
      const key = encoder.encode(`(key ${i})`);
      ahead.add(table, key, 1, key.length - 1);
    }
    present += ahead.run(table);
    for (let k = 0; k < 100; k++) {
      const key = encoder.encode(`no key ${i + k}`);
      ahead.add(table, key, 0, key.length);
    }
    absent += ahead.run(table);
  }
  // A record whose home bucket is full stands in another one; a fingerprint has eight bits.
  assert(present > keys * 0.75, `${present}`);
  assert(absent < keys * 0.1, `${absent}`);
  assertEquals(ahead.run(table), 0, "nothing was added");
});

Deno.test("more keys than there is room for are left out", () => {
  const namespace = makeEngine().namespace("0");
  fill(namespace, 1);
  const ahead = new LookAhead();
  const key = encoder.encode("key 0");
  for (let i = 0; i < 10_000; i++) ahead.add(namespace.table, key, 0, key.length);
  const found = ahead.run(namespace.table);
  assert(found > 0 && found < 10_000);
});
