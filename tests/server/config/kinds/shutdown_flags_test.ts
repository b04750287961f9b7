import { assertEquals, assertThrows } from "@std/assert";
import { InvalidValue } from "../../../../server/config/config_error.ts";
import { shutdownFlags } from "../../../../server/config/kinds/shutdown_flags.ts";

Deno.test("shutdownFlags: words in any order and case, shown in Redis's order", () => {
  const cases: [string, string][] = [
    ["default", "default"],
    ["FORCE NoSave", "nosave force"],
    ["default save", "save"],
    ["now now", "now"],
  ];
  for (const [text, shown] of cases) assertEquals(shutdownFlags.parse(text).text, shown);
  assertEquals([...shutdownFlags.parse("force save").value], ["save", "force"]);
});

Deno.test("shutdownFlags: unknown and contradicting words", () => {
  for (const text of ["", "save x", "save  now"]) {
    assertThrows(
      () => shutdownFlags.parse(text),
      InvalidValue,
      "argument(s) must be one of the following: default, save, nosave, now, force",
    );
  }
  assertThrows(
    () => shutdownFlags.parse("save nosave"),
    InvalidValue,
    "shutdown options SAVE and NOSAVE can't be used simultaneously",
  );
});
