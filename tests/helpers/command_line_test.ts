/** Quoting decides which bytes a transcript sends, so it is held to redis-cli's rules. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  encodeCommand,
  escapeBytes,
  formatCommand,
  latin1,
  splitArguments,
} from "./command_line.ts";

const split = (line: string) => splitArguments(line).map(latin1);

Deno.test("splitArguments follows redis-cli's quoting", () => {
  assertEquals(split("  SET  key\tvalue "), ["SET", "key", "value"]);
  assertEquals(split(`SET k "a b\\r\\n\\x00\\xff\\"\\\\"`), ["SET", "k", 'a b\r\n\0\xff"\\']);
  assertEquals(split(`SET k ''`), ["SET", "k", ""]);
  assertEquals(split(`SET k 'it\\'s \\n'`), ["SET", "k", "it's \\n"]);
  assertEquals(split(`SET k héllo`), ["SET", "k", "h\xc3\xa9llo"]);
  assertEquals(split(`SET k 😀x`), ["SET", "k", "\xf0\x9f\x98\x80x"]);
  assertThrows(() => split(`SET k "open`), SyntaxError, "Unbalanced");
  assertThrows(() => split(`SET k "a"b`), SyntaxError, "closing quote");
});

Deno.test("a formatted command splits into the same arguments", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const args = ["SET", "", "a b", "back\\slash", 'quo"te', "it's", bytes.slice(0, 60), -5];
  const [, ...rest] = splitArguments("x " + formatCommand(args));
  assertEquals(encodeCommand(rest), encodeCommand(args));
});

Deno.test("encodeCommand writes an array of bulk strings", () => {
  assertEquals(
    escapeBytes(encodeCommand(["SET", "k", new Uint8Array([0, 255]), 12])),
    "*4\\r\\n$3\\r\\nSET\\r\\n$1\\r\\nk\\r\\n$2\\r\\n\\x00\\xff\\r\\n$2\\r\\n12\\r\\n",
  );
});
