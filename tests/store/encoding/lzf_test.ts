import { assertEquals } from "@std/assert";
import { canExpand, expandLzf } from "../../../store/encoding/lzf.ts";

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
