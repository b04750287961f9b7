import { assertEquals } from "@std/assert";
import { formatMemorySize, parseMemorySize } from "../../../server/config/memory_size.ts";

Deno.test("parseMemorySize: units of 1000 and of 1024, in any case", () => {
  const sizes: [string, bigint][] = [
    ["0", 0n],
    ["5", 5n],
    ["5b", 5n],
    ["5k", 5000n],
    ["5KB", 5120n],
    ["5m", 5_000_000n],
    ["5Mb", 5n << 20n],
    ["5g", 5_000_000_000n],
    ["5gB", 5n << 30n],
    ["007", 7n],
    // As in Redis, missing digits are a zero and what is too large is the largest.
    ["", 0n],
    ["k", 0n],
    ["18446744073709551615", 2n ** 64n - 1n],
    ["18446744073709551616", 2n ** 64n - 1n],
  ];
  for (const [text, bytes] of sizes) assertEquals(parseMemorySize(text), bytes, text);
});

Deno.test("parseMemorySize: what is not a size", () => {
  for (const text of ["-1", "1.5gb", "1 mb", " 5", "5 ", "5%", "10zb", "abc", "0x10"]) {
    assertEquals(parseMemorySize(text), undefined, text);
  }
});

Deno.test("formatMemorySize: the largest unit that divides", () => {
  assertEquals(formatMemorySize(0n), "0");
  assertEquals(formatMemorySize(1500n), "1500");
  assertEquals(formatMemorySize(2048n), "2kb");
  assertEquals(formatMemorySize(64n << 20n), "64mb");
  assertEquals(formatMemorySize(3n << 30n), "3gb");
});
