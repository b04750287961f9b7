import { assertEquals } from "@std/assert";
import { parseTimeToLive, timeToLiveText } from "../../../../server/ui/logic/time_to_live.ts";

Deno.test("time spans are read as people write them", () => {
  const spans = ["90", " 90S ", "1h 30m", "250ms", "2d", "1.5h", "1d2h3m4s5ms"];
  assertEquals(spans.map(parseTimeToLive), [
    ...[90_000, 90_000, 5_400_000, 250, 172_800_000, 5_400_000, 93_784_005],
  ]);
});

Deno.test("what is no time span above 0 is none", () => {
  for (const text of ["", "0", "-5", "soon", "5 x", "1.5", "0s", "h", "9".repeat(20)]) {
    assertEquals(parseTimeToLive(text), undefined, text);
  }
});

Deno.test("a time span is written so that it is read as the same", () => {
  assertEquals(timeToLiveText(93_784_005), "1d 2h 3m 4s 5ms");
  for (const ms of [1, 999, 60_000, 86_399_999]) {
    assertEquals(parseTimeToLive(timeToLiveText(ms)), ms);
  }
});
