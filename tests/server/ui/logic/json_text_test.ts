import { assertEquals } from "@std/assert";
import { indentJson } from "../../../../server/ui/logic/json_text.ts";

Deno.test("JSON is laid out without a change to its values", () => {
  assertEquals(
    indentJson('{"b":[1,12345678901234567890, 2.50],"a":{"x":"a{,}\\"[" ,"e":[],"o":{}}}'),
    `{
  "b": [
    1,
    12345678901234567890,
    2.50
  ],
  "a": {
    "x": "a{,}\\"[",
    "e": [],
    "o": {}
  }
}`,
  );
  assertEquals(indentJson(' [ "[" ] '), '[\n  "["\n]');
  assertEquals(indentJson("[true,null]"), "[\n  true,\n  null\n]");
});

Deno.test("what is no object or array stays as it is", () => {
  for (const text of ["", "12", '"text"', "{broken", "[1,]"]) {
    assertEquals(indentJson(text), undefined);
  }
});
