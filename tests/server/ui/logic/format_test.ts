import { assertEquals, assertMatch } from "@std/assert";
import * as format from "../../../../server/ui/logic/format.ts";

Deno.test("counts and bytes take the unit that suits them", () => {
  const counts = [0, 7, 950, 999.96, 12_345, 10_000_000, -1500];
  assertEquals(counts.map(format.formatCount), [
    ...["0", "7", "950", "1 k", "12.3 k", "10 M", "-1.5 k"],
  ]);
  assertEquals([0, 512, 1024, 1536, 1_048_570, 5e12].map(format.formatBytes), [
    ...["0 B", "512 B", "1 KiB", "1.5 KiB", "1 MiB", "4.55 TiB"],
  ]);
  assertEquals(format.formatInteger(10_000_000), "10,000,000");
});

Deno.test("durations are told in their two largest units", () => {
  assertEquals([0, 45.9, 200, 7500, 1_047_600].map(format.formatSeconds), [
    ...["0s", "45s", "3m 20s", "2h 5m", "12d 3h"],
  ]);
  assertEquals([-5, 400, 9940, 59_000].map(format.formatTtl), ["0s", "0.4s", "9.9s", "59s"]);
  assertEquals([0.8, 12, 3400, 1.2e6].map(format.formatMicroseconds), [
    ...["0.8 µs", "12 µs", "3.4 ms", "1.2 s"],
  ]);
});

Deno.test("shares, moments and numbers of things", () => {
  assertEquals(format.formatPercent(0.9731), "97.3 %");
  assertMatch(format.formatTime(Date.UTC(2031, 4, 4, 12)), /^2031-05-0[345] \d\d:\d\d:00$/);
  assertMatch(format.formatTimeOfDay(Date.UTC(2031, 4, 4, 12, 0, 7, 4)), /^\d\d:\d\d:07\.004$/);
  assertEquals([0, 1, 2000].map((count) => format.formatThings(count, "key")), [
    ...["no keys", "1 key", "2,000 keys"],
  ]);
  assertEquals(format.formatThings(2, "entry", "entries"), "2 entries");
});
