import { assertEquals } from "@std/assert";
import {
  bytesOf,
  equalBytes,
  escapeBytes,
  hexRows,
  lineOf,
  percentDecode,
  percentEncode,
  plainTextOf,
  textOf,
  unescapeText,
} from "../../../../server/ui/logic/byte_text.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

Deno.test("text is plain unless something in it cannot be seen", () => {
  assertEquals(plainTextOf(bytesOf("grüße\n\tzwei")), "grüße\n\tzwei");
  for (const hidden of ["a\0", "a\rb", "\x1b[31m", "\u202eabc", "a\u200bb", "\ufeffa", "\x7f"]) {
    assertEquals(plainTextOf(bytesOf(hidden)), undefined, escape(hidden));
  }
  assertEquals(textOf(bytes(0xff)), undefined);
  assertEquals(plainTextOf(bytes(0xff)), undefined);
});

Deno.test("what is not plain is escaped, and only that", () => {
  assertEquals(escapeBytes(bytes(0xff, 0, 0x41)), "\\xff\\x00A");
  assertEquals(escapeBytes(bytesOf("a\\b\n\r\té")), "a\\\\b\\n\\r\\té");
  assertEquals(escapeBytes(bytesOf("\u202ea")), "\\xe2\\x80\\xaea");
});

Deno.test("escaped bytes come back as they were", () => {
  for (const seed of seeds("byte_text")) {
    const random = new Random(seed);
    for (let i = 0; i < 500; i++) {
      const length = random.int(40);
      const values = random.bytes(length).map((byte) => random.chance(0.5) ? byte : byte & 0x7f);
      assertEquals(unescapeText(escapeBytes(values)), values);
      assertEquals(percentDecode(percentEncode(values)), values);
    }
  }
});

Deno.test("an escape that is none is refused", () => {
  for (const text of ["\\", "a\\q", "\\x1", "\\xzz"]) assertEquals(unescapeText(text), undefined);
  assertEquals(unescapeText("\\0\\\\"), bytes(0, 0x5c));
});

Deno.test("a line has no ends of lines, and is cut between characters", () => {
  assertEquals(lineOf(bytesOf("one\ntwo")), "one\\ntwo");
  assertEquals(lineOf(bytesOf("aaé"), 3), "aa…");
  assertEquals(lineOf(bytesOf("abcdef"), 3), "abc…");
  assertEquals(lineOf(bytes(0x80, 0x80, 0x80, 0x80, 0x80), 2), "\\x80\\x80…");
});

Deno.test("bytes are compared, and written in hexadecimal", () => {
  assertEquals(equalBytes(bytes(1, 2), bytes(1, 2)), true);
  assertEquals(equalBytes(bytes(1, 2), bytes(1, 3)), false);
  assertEquals(equalBytes(bytes(1), bytes(1, 2)), false);
  const rows = hexRows(Uint8Array.from({ length: 17 }, (_, i) => i + 0x3c));
  assertEquals(rows.length, 2);
  assertEquals(rows[0].text, "<=>?@ABCDEFGHIJK");
  assertEquals(rows[1], { offset: "00000010", hex: "4c", text: "L" });
});

Deno.test("an address may hold text that was not encoded", () => {
  assertEquals(percentDecode("a%zzé%"), bytesOf("a%zzé%"));
  assertEquals(percentEncode(bytesOf("a/b c")), "a%2Fb%20c");
});
