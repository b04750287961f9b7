import { assertEquals } from "@std/assert";
import { isGlob, searchPattern } from "../../../../server/ui/logic/key_pattern.ts";

Deno.test("text is looked for anywhere, a pattern as it is, nothing finds all", () => {
  assertEquals(["", "user", "user:*", "a?c", "[ab]", "a\\*"].map(searchPattern), [
    ...["*", "*user*", "user:*", "a?c", "[ab]", "a\\*"],
  ]);
  assertEquals(["user:1", "user:*"].map(isGlob), [false, true]);
});
