import { assertEquals } from "@std/assert";
import { bytesOf } from "../../../../server/ui/logic/byte_text.ts";
import { draftBytes, draftOf, switchNotation } from "../../../../server/ui/logic/draft.ts";

Deno.test("text is edited as it is, other bytes escaped", () => {
  assertEquals(draftOf(bytesOf("a\\b")), { text: "a\\b", isEscaped: false });
  assertEquals(draftOf(Uint8Array.of(0xff, 0x0a)), { text: "\\xff\\n", isEscaped: true });
});

Deno.test("a draft gives its bytes, unless an escape is none", () => {
  assertEquals(draftBytes({ text: "\\x41", isEscaped: true }), bytesOf("A"));
  assertEquals(draftBytes({ text: "\\x41", isEscaped: false }), bytesOf("\\x41"));
  assertEquals(draftBytes({ text: "\\", isEscaped: true }), undefined);
});

Deno.test("the notation is switched without changing the bytes, or not at all", () => {
  const text = { text: "one\ntwo\\", isEscaped: false };
  const escaped = switchNotation(text);
  assertEquals(escaped, { text: "one\\ntwo\\\\", isEscaped: true });
  assertEquals(switchNotation(escaped), text);
  const binary = { text: "\\xff", isEscaped: true };
  assertEquals(switchNotation(binary), binary);
  const broken = { text: "\\", isEscaped: true };
  assertEquals(switchNotation(broken), broken);
});
