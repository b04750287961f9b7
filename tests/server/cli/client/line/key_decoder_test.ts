/** Keys out of a terminal's bytes. */
import { assertEquals } from "@std/assert";
import { KeyDecoder } from "../../../../../server/cli/client/line/key_decoder.ts";

const encoder = new TextEncoder();

/** Keys by name; text in quotes. */
function names(decoder: KeyDecoder, bytes: Uint8Array): string[] {
  return decoder.decode(bytes).map(({ name, text }) =>
    name === "text" ? `'${text}'` : name === "paste" ? `<${text}>` : name
  );
}

const CASES: readonly (readonly [input: string, keys: readonly string[]])[] = [
  ["get k\r", ["'get k'", "enter"]],
  ["\x01\x05\x0b\x15\x17\x0c\x12\x03\x04", [..."aekuwlrcd"].map((letter) => `ctrl-${letter}`)],
  ["\t\x7f\b\n", ["tab", "backspace", "backspace", "enter"]],
  ["\x1b[A\x1b[B\x1bOC\x1bOD", ["up", "down", "right", "left"]],
  ["\x1b[1;5C\x1b[1;3D\x1b[3~\x1b[Z", ["ctrl-right", "alt-left", "delete", "shift-tab"]],
  ["\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[5~", ["home", "end", "home", "end", "page-up"]],
  ["\x1bb\x1bD\x1b\x7f", ["alt-b", "alt-d", "alt-backspace"]],
  ["\x1b[99~x\x1b[1;5Qy", ["unknown", "'x'", "unknown", "'y'"]],
  ["a\x1b[200~SET k\r\n\x03v\n\x1b[201~b", ["'a'", "<SET k\n\x03v\n>", "'b'"]],
];

Deno.test("keys: whole and byte by byte", () => {
  for (const [input, keys] of CASES) {
    const bytes = encoder.encode(input);
    assertEquals(names(new KeyDecoder(), bytes), keys);
    const decoder = new KeyDecoder();
    const pieces = Array.from(bytes, (byte) => names(decoder, Uint8Array.of(byte))).flat();
    const joined = keys.flatMap((key) => /^'.*'$/.test(key) ? [...key.slice(1, -1)] : [key]);
    assertEquals(pieces.map((key) => key.replace(/^'(.*)'$/, "$1")), joined);
  }
});

Deno.test("keys: UTF-8 cut anywhere, and Escape alone", () => {
  const decoder = new KeyDecoder();
  const bytes = encoder.encode("é你😀");
  const text = Array.from(bytes, (byte) => decoder.decode(Uint8Array.of(byte))).flat();
  assertEquals(text.map((key) => key.text), ["é", "你", "😀"]);
  assertEquals(decoder.decode(Uint8Array.of(0x1b)), []);
  assertEquals(decoder.flush(), [{ name: "escape", text: "" }]);
  assertEquals(decoder.flush(), []);
  assertEquals(names(decoder, encoder.encode("\x1b\x1b[A")), ["escape", "up"]);
});
