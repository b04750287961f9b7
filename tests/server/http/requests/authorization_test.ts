import { assertEquals } from "@std/assert";
import { equalsInConstantTime } from "../../../../server/http/requests/authorization.ts";

Deno.test("passwords are equal when all their bytes are", () => {
  const encoder = new TextEncoder();
  const words = [
    "",
    "a",
    "b",
    "ab",
    "ba",
    "aa",
    "aaa",
    "abab",
    "pässword",
    "passwort",
    "\0",
    "\0\0",
  ];
  for (const expected of words) {
    for (const given of words) {
      const bytes = encoder.encode(`<<${given}>>`);
      assertEquals(
        equalsInConstantTime(bytes, 2, bytes.length - 2, encoder.encode(expected)),
        given === expected,
        `${JSON.stringify(given)} for ${JSON.stringify(expected)}`,
      );
    }
  }
});
