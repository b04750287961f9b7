import { assertEquals } from "@std/assert";
import { humanBytes, percentage, ratio } from "../../../server/info/field.ts";

Deno.test("bytes for people", () => {
  const cases: [number, string][] = [
    [0, "0B"],
    [1023, "1023B"],
    [1024, "1.00K"],
    [916392, "894.91K"],
    [12181504, "11.62M"],
    [25276502016, "23.54G"],
    [2 ** 41, "2.00T"],
    [2 ** 52, "4.00P"],
    [2 ** 62, "4096.00P"],
  ];
  for (const [bytes, text] of cases) assertEquals(humanBytes(bytes), text);
});

Deno.test("shares and quotients of nothing are 0", () => {
  assertEquals([percentage(1, 3), percentage(1, 0)], ["33.33%", "0.00%"]);
  assertEquals([ratio(3, 2), ratio(3, 0)], ["1.50", "0.00"]);
});
