import { assert, assertEquals } from "@std/assert";
import { canExpand, compressLzf, expandLzf } from "../../../store/encoding/lzf.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();

function expand(bytes: number[], length: number): string | undefined {
  const target = new Uint8Array(length + 2).fill(120);
  const sound = expandLzf(Uint8Array.from(bytes), 0, bytes.length, target, length);
  assertEquals(Array.from(target.subarray(length)), [120, 120], "bytes behind the string");
  return sound ? new TextDecoder().decode(target.subarray(0, length)) : undefined;
}

Deno.test("bytes as they are, short and long copies are expanded", () => {
  const [a, b, c] = encoder.encode("abc");
  assertEquals(expand([2, a, b, c], 3), "abc");
  assertEquals(expand([2, a, b, c, 1 << 5, 2], 6), "abcabc");
  // A copy of 9 + 11 bytes that runs into itself.
  assertEquals(expand([0, a, 7 << 5, 11, 0], 21), "a".repeat(21));
});

Deno.test("what is cut off, reaches before the start or has another length is refused", () => {
  assertEquals(expand([2, 97, 98], 3), undefined);
  assertEquals(expand([0, 97, 1 << 5], 4), undefined);
  assertEquals(expand([0, 97, 7 << 5], 10), undefined);
  assertEquals(expand([0, 97, 1 << 5, 1], 4), undefined);
  assertEquals(expand([0, 97], 2), undefined);
  assertEquals(expand([1, 97, 98], 1), undefined);
});

Deno.test("what cannot be as long is told", () => {
  assertEquals(canExpand(2, 2 ** 40), false);
  assertEquals(canExpand(3, 264), true);
});

Deno.test("what was compressed is expanded, and takes no more than it may", () => {
  for (const seed of seeds("lzf")) {
    const random = new Random(seed);
    for (let i = 0; i < 500; i++) {
      const length = 5 + Math.floor(random.float() ** 3 * 9000);
      const letters = random.int(1, 40);
      const source = new Uint8Array(length + 7);
      for (let j = 0; j < source.length; j++) {
        source[j] = random.chance(0.3) ? 65 : random.int(letters);
      }
      const target = new Uint8Array(length + 20).fill(99);
      const most = length - 4;
      const packed = compressLzf(source, 3, 3 + length, target, 5, most);
      assert(packed <= most);
      assert(target.subarray(5 + most).every((byte) => byte === 99));
      if (packed === 0) continue;
      const expanded = new Uint8Array(length);
      assert(expandLzf(target, 5, 5 + packed, expanded, length));
      assertEquals(expanded, source.slice(3, 3 + length));
    }
  }
});

Deno.test("compressing finds what repeats, and leaves alone what does not", () => {
  const target = new Uint8Array(20_000);
  assertEquals(compressLzf(new Uint8Array(10_000), 0, 10_000, target, 0, 9996) < 150, true);
  const noise = new Random(1).bytes(10_000);
  assertEquals(compressLzf(noise, 0, 10_000, target, 0, 9996), 0);
});
