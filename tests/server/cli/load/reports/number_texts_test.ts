/** Numbers and tables as text. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  compact,
  duration,
  grouped,
  percent,
  significant,
} from "../../../../../server/cli/load/reports/number_texts.ts";
import { markdownTable } from "../../../../../bench/measure/markdown_table.ts";

Deno.test("compact keeps three digits and picks the prefix", () => {
  assertEquals([0, 7, 999, 1000, 1234, 999_499, 999_500, 1_234_567].map((n) => compact(n)), [
    ...["0", "7.00", "999", "1.00k", "1.23k", "999k", "1.00M", "1.23M"],
  ]);
  assertEquals(compact(-4321), "-4.32k");
});

Deno.test("significant never uses the exponent form", () => {
  assertEquals(significant(0.012345, 3), "0.0123");
  assertEquals(significant(123456, 3), "123456");
  assertEquals(significant(1, 3), "1.00");
});

Deno.test("durations, shares and whole numbers", () => {
  assertEquals([12.34, 999.6, 1500, 2.5e6, 3e9].map(duration), [
    ...["12.3 ns", "1.00 µs", "1.50 µs", "2.50 ms", "3.00 s"],
  ]);
  assertEquals(percent(0.12345), "12.35");
  assertEquals(grouped(1234567.4), "1,234,567");
});

Deno.test("markdownTable pads its columns and escapes bars", () => {
  assertEquals(
    markdownTable(["name", "n"], [["a|b", "1"], ["ü", "1000"]]),
    "| name |    n |\n" +
      "| ---- | ---: |\n" +
      "| a\\|b |    1 |\n" +
      "| ü    | 1000 |\n",
  );
});

Deno.test("markdownTable refuses a row of another length", () => {
  assertThrows(() => markdownTable(["a", "b"], [["1"]]), RangeError, "1 cells under 2 headings");
});
