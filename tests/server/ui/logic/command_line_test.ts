import { assertEquals } from "@std/assert";
import { textOf } from "../../../../server/ui/logic/byte_text.ts";
import { splitLine } from "../../../../server/ui/logic/command_line.ts";

const split = (line: string) =>
  splitLine(line).args.map(({ bytes }) => textOf(bytes) ?? [...bytes]);

Deno.test("blanks separate, quotes join", () => {
  assertEquals(split("  SET  key\tvalue "), ["SET", "key", "value"]);
  assertEquals(split('SET "a b" \'c d\' ""'), ["SET", "a b", "c d", ""]);
  assertEquals(split("SET naïve 🦕"), ["SET", "naïve", "🦕"]);
  assertEquals(split(""), []);
});

Deno.test("double quotes know escapes, single quotes only their own", () => {
  assertEquals(split('"\\n\\x41\\"\\\\\\q"'), ['\nA"\\q']);
  assertEquals(split('"\\xff\\xfe"'), [[0xff, 0xfe]]);
  assertEquals(split("'it\\'s \\n'"), ["it's \\n"]);
  assertEquals(split('"\\🦕"'), ["🦕"]);
});

Deno.test("a fault is told, and what stands before it is kept", () => {
  for (const line of ['GET "open', "GET 'open", 'GET "open\\']) {
    const { args, error } = splitLine(line);
    assertEquals([args.length, error], [1, "A quote is not closed"]);
  }
  assertEquals(splitLine('GET "a"b').error, "A closing quote must be followed by a blank");
});

Deno.test("arguments know where they stand", () => {
  const [first, second] = splitLine('GET "a b"').args;
  assertEquals([first.start, first.end, second.start, second.end], [0, 3, 4, 9]);
});
