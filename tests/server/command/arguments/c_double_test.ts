import { assertEquals } from "@std/assert";
import { readCDouble } from "../../../../server/command/arguments/c_double.ts";

Deno.test("numbers are read as C reads them, and nothing may be left over", () => {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  for (
    const [text, expected] of [
      ["12", 12],
      ["-0.5", -0.5],
      ["+7", 7],
      [".5", 0.5],
      ["5.", 5],
      ["1e3", 1000],
      ["0x1F", 31],
      ["", 0],
      ["\0abc", 0],
      ["3\0abc", 3],
      [" 4", 4],
      ["\t\n\v\f\r 4", 4],
      ["inf", Infinity],
      ["-Infinity", -Infinity],
      ["1e308", 1e308],
      ["2.2250738585072014e-308", 2 ** -1022],
      [" ", NaN],
      ["4 ", NaN],
      ["abc", NaN],
      ["1,5", NaN],
      ["nan", NaN],
      ["1e400", NaN],
      ["-1e400", NaN],
      ["1e-400", NaN],
      ["1e-320", NaN],
      ["\u00a01", NaN],
    ] as const
  ) {
    const framed = bytes(`9${text}9`);
    assertEquals(readCDouble(framed, 1, framed.length - 1), expected, JSON.stringify(text));
  }
});
