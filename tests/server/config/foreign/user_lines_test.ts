import { assertEquals } from "@std/assert";
import { refusalOfUser } from "../../../../server/config/foreign/user_lines.ts";

/** SHA-256 of "foo". */
const HASH_OF_FOO = "#2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

function refusal(rules: string, password = ""): Promise<string | undefined> {
  return refusalOfUser(rules.split(" "), password);
}

Deno.test("user lines: the default user as CONFIG REWRITE of Redis writes it is what holds anyway", async () => {
  for (
    const [rules, password] of [
      ["default on nopass ~* &* +@all", ""],
      ["default on nopass sanitize-payload ~* &* +@all", ""],
      ["default ON NoPass AllKeys AllChannels AllCommands", ""],
      [`default on ${HASH_OF_FOO} ~* &* +@all`, "foo"],
      ["default on >foo ~* &* +@all", "foo"],
    ]
  ) assertEquals(await refusal(rules, password), undefined, rules);
});

Deno.test("user lines: other users, fewer rights and other passwords are refused", async () => {
  const others = [
    ...["ada on nopass ~* &* +@all", "default", "default off nopass ~* &* +@all"],
    ...["default on nopass ~app:* &* +@all", "default on nopass ~* +@all"],
    ...["default on nopass ~* &* +@all -flushall", "default on nopass ~* &* +@read"],
    ...["default on nopass ~* &* +@all (+get ~x)", "default on nopass %R~* &* +@all"],
  ];
  for (const rules of others) {
    assertEquals(
      await refusal(rules),
      "there are no ACL users but 'default' with all rights; remove it, and use 'requirepass'",
      rules,
    );
  }
  const passwords: [string, string][] = [
    ["default on nopass ~* &* +@all", "foo"],
    [`default on ${HASH_OF_FOO} ~* &* +@all`, "bar"],
    [`default on ${HASH_OF_FOO} ~* &* +@all`, ""],
    ["default on >foo >bar ~* &* +@all", "foo"],
    ["default on ~* &* +@all", ""],
  ];
  for (const [rules, password] of passwords) {
    assertEquals(
      await refusal(rules, password),
      "its password is not that of 'requirepass', which alone counts; remove the line",
      rules,
    );
  }
});
