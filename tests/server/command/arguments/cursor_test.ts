import { assertEquals, assertThrows } from "@std/assert";
import { Arguments } from "../../../../resp/arguments.ts";
import { cursorArg } from "../../../../server/command/arguments/cursor.ts";
import { ReplyError } from "../../../../server/errors/reply_errors.ts";

const cursor = (text: string) => cursorArg(Arguments.from(["SCAN", text]), 1);

Deno.test("a cursor is read exactly in its low 48 bits", () => {
  const cursors: [text: string, value: number][] = [
    ["0", 0],
    ["", 0],
    ["281474976710655", 2 ** 48 - 1],
    ["281474976710656", 0],
    ["281474976710657", 1],
    ["18446744073709551615", 2 ** 48 - 1],
    ["018446744073709551615", 2 ** 48 - 1],
    ["-1", 2 ** 48 - 1],
    ["-18446744073709551615", 1],
    ["+140737488355327", 2 ** 47 - 1],
    ["17\0 18", 17],
  ];
  for (const [text, value] of cursors) assertEquals(cursor(text), value, text);
});

Deno.test("what strtoul would not take whole is no cursor", () => {
  const refused = [" 0", "0 ", "\n0", "1a", "-", "+", "+-1", "1.0", "18446744073709551616"];
  for (const text of [...refused, "9".repeat(40), "-\x00", "18446744073709551615x"]) {
    assertThrows(() => cursor(text), ReplyError, "ERR invalid cursor", text);
  }
});
