import { assertEquals } from "@std/assert";
import { quoteArgument, splitArguments } from "../../../server/config/split_arguments.ts";

Deno.test("splitArguments: words are separated by any white space", () => {
  assertEquals(splitArguments("  port\t 6379  "), ["port", "6379"]);
  assertEquals(splitArguments(""), []);
  assertEquals(splitArguments("   "), []);
});

Deno.test("splitArguments: double quotes know escapes, single quotes know their own", () => {
  assertEquals(splitArguments(String.raw`a "b c" ""`), ["a", "b c", ""]);
  assertEquals(splitArguments(String.raw`"\n\r\t\b\a\\\"\x41\q"`), ['\n\r\t\b\x07\\"Aq']);
  assertEquals(splitArguments(String.raw`'it\'s \n'`), [String.raw`it's \n`]);
  assertEquals(splitArguments(String.raw`"\xc3\xa9" é`), ["é", "é"]);
  assertEquals(splitArguments(String.raw`"\xzz"`), ["xzz"]);
  assertEquals(splitArguments(`fo"o b"`), ["foo b"]);
});

Deno.test("splitArguments: quotes that do not balance, and bytes that are not UTF-8", () => {
  for (const line of [`"a`, `'a`, `"a"b`, `'a'b`, `"a\\`, String.raw`"\xff"`]) {
    assertEquals(splitArguments(line), undefined, line);
  }
});

Deno.test("quoteArgument: what it writes is read back", () => {
  for (const text of ["", "plain", `q"\\ '`, "\n\r\t\b\x07\x00\x7f", "héllo€😀"]) {
    assertEquals(splitArguments(`x ${quoteArgument(text)}`), ["x", text]);
  }
  assertEquals(quoteArgument('a"b\\c é\n'), String.raw`"a\"b\\c \xc3\xa9\n"`);
});
