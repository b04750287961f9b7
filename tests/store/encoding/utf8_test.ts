/** Text to bytes and back, against the platform's own TextEncoder and TextDecoder. */
import { assertEquals } from "@std/assert";
import { asciiString, MAX_ASCII_STRING } from "../../../store/encoding/ascii_string.ts";
import { decode, encode, encodeInto, utf8Length } from "../../../store/encoding/utf8.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function checkText(text: string): void {
  const expected = encoder.encode(text);
  assertEquals(utf8Length(text), expected.length, JSON.stringify(text));
  assertEquals(encode(text), expected, JSON.stringify(text));
  const bytes = new Uint8Array(expected.length + 8).fill(0xaa);
  assertEquals(encodeInto(text, bytes, 5), expected.length + 5);
  assertEquals(bytes.subarray(5, expected.length + 5), expected);
  assertEquals([...bytes.subarray(0, 5), ...bytes.subarray(-3)], Array(8).fill(0xaa));
  assertEquals(decode(bytes, 5, expected.length + 5), decoder.decode(expected));
}

Deno.test("utf8: texts of every script and size", () => {
  const texts = [
    "",
    "a",
    "\0",
    "\x7f",
    "\x80",
    "ÿ",
    "߿",
    "ࠀ",
    "€",
    "日本語",
    "😀",
    "a😀b",
    "\uffff",
  ];
  for (const text of texts) {
    for (const times of [1, 2, 5, 16, 17, 56, 57, 1000]) checkText(text.repeat(times));
    checkText("x".repeat(40) + text);
    checkText(text + "x".repeat(40));
  }
});

Deno.test("utf8: a byte order mark comes back", () => {
  for (const text of ["\ufeff", "\ufeffabc", "a\ufeff", "\ufeff".repeat(100)]) {
    const bytes = encode(text);
    assertEquals(decode(bytes, 0, bytes.length), text);
  }
});

Deno.test("utf8: lone surrogates become U+FFFD, as TextEncoder has it", () => {
  const parts = ["\ud800", "\udbff", "\udc00", "\udfff", "a", "é", "😀", ""];
  for (const a of parts) {
    for (const b of parts) {
      for (const c of parts) {
        checkText(a + b + c);
        checkText("x".repeat(60) + a + b + c);
      }
    }
  }
});

Deno.test("utf8: malformed bytes decode as TextDecoder decodes them", () => {
  for (const seed of seeds("malformed utf8")) {
    const random = new Random(seed);
    for (let i = 0; i < 20_000; i++) {
      const bytes = random.bytes(random.int(0, 40));
      if (random.chance(0.5)) { for (let j = 0; j < bytes.length; j++) bytes[j]! &= 0x7f; }
      const start = random.int(0, bytes.length);
      const end = random.int(start, bytes.length);
      assertEquals(decode(bytes, start, end), decoder.decode(bytes.subarray(start, end)));
    }
  }
});

Deno.test("utf8: random texts", () => {
  const limits = [0x80, 0x800, 0x10000, 0x110000];
  for (const seed of seeds("utf8 texts")) {
    const random = new Random(seed);
    for (let i = 0; i < 10_000; i++) {
      const limit = random.pick(limits);
      let text = "";
      for (let n = random.int(0, 70); n > 0; n--) text += String.fromCodePoint(random.int(limit));
      checkText(text);
    }
  }
});

Deno.test("asciiString takes each length", () => {
  const letters = Array.from({ length: 40 }, (_, i) => String.fromCharCode(48 + i)).join("");
  const bytes = encode(letters);
  for (let length = 0; length <= MAX_ASCII_STRING; length++) {
    for (let start = 0; start + length <= 40; start++) {
      const expected = letters.slice(start, start + length);
      assertEquals(asciiString(bytes, start, start + length), expected);
      assertEquals(decode(bytes, start, start + length), expected);
    }
  }
});
