/** Sizes with units: what CONFIG SET maxmemory of redis-server 7.0.15 took, what C's printf shows. */
import { assertEquals } from "@std/assert";
import {
  formatByteSize,
  parseByteSize,
  parseByteSize64,
} from "../../../store/encoding/byte_size.ts";

Deno.test("parseByteSize takes every unit in any case", () => {
  const sizes: [string, number][] = [
    ["0", 0],
    ["1", 1],
    ["007", 7],
    ["100b", 100],
    ["1k", 1000],
    ["1K", 1000],
    ["1kb", 1024],
    ["1Kb", 1024],
    ["3m", 3_000_000],
    ["3mb", 3_145_728],
    ["256mb", 268_435_456],
    ["2g", 2_000_000_000],
    ["1GB", 1_073_741_824],
    ["", 0],
    ["b", 0],
    ["mb", 0],
  ];
  for (const [text, bytes] of sizes) assertEquals(parseByteSize(text), bytes, text);
});

Deno.test("parseByteSize refuses what is no size", () => {
  const texts = ["-1", "+1", " 1", "1 ", "1 mb", "1.5gb", "1t", "1tb", "1kib", "1xb", "k1", "1e3"];
  for (const text of [...texts, "0x10", "1kbb", "1\n", "\n", "1\0", "٣", "1".repeat(128)]) {
    assertEquals(parseByteSize(text), undefined, JSON.stringify(text));
  }
});

Deno.test("parseByteSize saturates its digits and wraps its product, as Redis does", () => {
  assertEquals(parseByteSize64("18446744073709551615"), 18446744073709551615n);
  assertEquals(parseByteSize64("18446744073709551616"), 18446744073709551615n);
  assertEquals(parseByteSize64("18446744073709551617mb"), 18446744073708503040n);
  assertEquals(parseByteSize64("20000000000gb"), 3028092406290448384n);
  assertEquals(parseByteSize64("9".repeat(127)), 18446744073709551615n);
  assertEquals(parseByteSize("18446744073709551615"), 2 ** 64);
});

Deno.test("formatByteSize shows two decimals, half to even", () => {
  const sizes: [number, string][] = [
    [0, "0B"],
    [1023, "1023B"],
    [1024, "1.00K"],
    [1152, "1.12K"],
    [1408, "1.38K"],
    [1_059_062, "1.01M"],
    [1_048_575, "1024.00K"],
    [1_048_576, "1.00M"],
    [1_073_741_823, "1024.00M"],
    [1_073_741_824, "1.00G"],
    [2 ** 40, "1.00T"],
    [2 ** 50, "1.00P"],
    [2 ** 50 - 1, "1024.00T"],
    [Number.MAX_SAFE_INTEGER, "8.00P"],
    [123_456_789_012, "114.98G"],
  ];
  for (const [bytes, text] of sizes) assertEquals(formatByteSize(bytes), text);
});
