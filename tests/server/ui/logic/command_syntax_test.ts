import { assertEquals } from "@std/assert";
import { type ArgumentDoc, syntaxOf } from "../../../../server/ui/logic/command_syntax.ts";

const argument = (name: string, more: Partial<ArgumentDoc> = {}): ArgumentDoc => ({
  ...{ name, type: "string", flags: [], arguments: [] },
  ...more,
});
const token = (token: string): ArgumentDoc => argument(token, { type: "pure-token", token });

Deno.test("arguments are written as a manual writes them", () => {
  assertEquals(
    syntaxOf([
      argument("key"),
      argument("condition", {
        type: "oneof",
        flags: ["optional"],
        arguments: [token("NX"), token("XX")],
      }),
      argument("seconds", { token: "EX", flags: ["optional"] }),
      argument("more", { flags: ["multiple", "optional"] }),
    ]),
    "key [NX | XX] [EX seconds] [more [more ...]]",
  );
});

Deno.test("blocks, choices and tokens that stand before each value", () => {
  assertEquals(
    syntaxOf([
      argument("where", { type: "oneof", arguments: [token("LEFT"), token("RIGHT")] }),
      argument("data", {
        type: "block",
        flags: ["multiple"],
        arguments: [argument("field"), argument("value")],
      }),
      argument("pattern", { token: "GET", flags: ["optional", "multiple", "multiple_token"] }),
      argument("empty", { token: "" }),
    ]),
    '<LEFT | RIGHT> field value [field value ...] [GET pattern [GET pattern ...]] "" empty',
  );
});
