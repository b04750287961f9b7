import { assertEquals } from "@std/assert";
import { formatMemorySize, MAX_MEMORY_SIZE } from "../../../../server/config/kinds/memory_size.ts";
import { parseByteSize64 } from "../../../../store/encoding/byte_size.ts";

Deno.test("formatMemorySize: the largest unit that divides", () => {
  assertEquals(formatMemorySize(0n), "0");
  assertEquals(formatMemorySize(1500n), "1500");
  assertEquals(formatMemorySize(2048n), "2kb");
  assertEquals(formatMemorySize(64n << 20n), "64mb");
  assertEquals(formatMemorySize(3n << 30n), "3gb");
});

Deno.test("formatMemorySize: what it writes is read back", () => {
  for (let bit = 0n; bit < 64n; bit++) {
    for (const bytes of [1n << bit, 3n << bit, (1n << bit) + 1n]) {
      if (bytes > MAX_MEMORY_SIZE) continue;
      assertEquals(parseByteSize64(formatMemorySize(bytes)), bytes);
    }
  }
});
