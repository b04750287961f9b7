import { assertEquals } from "@std/assert";
import { DefaultUser } from "../../../server/acl/default_user.ts";
import { User } from "../../../server/acl/user.ts";
import { CommandRegistry } from "../../../server/command/registry.ts";
import { ruleNames } from "../../../server/command/rule_names.ts";
import { COMMAND_SPECS } from "../../../server/command_table.ts";
import { Config } from "../../../server/config/config.ts";

const SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

function accepts(user: User, password: string): boolean {
  const bytes = new TextEncoder().encode(password);
  return user.accepts(bytes, 0, bytes.length);
}

Deno.test("a user without a password takes any, and nobody need log in", () => {
  const user = User.OPEN.withPassword("");
  assertEquals([user.isOpen, accepts(user, ""), accepts(user, "x")], [true, true, true]);
  assertEquals(user.describe(), "on nopass ~* &* +@all");
});

Deno.test("a password is kept as its hash", () => {
  const user = User.OPEN.withPassword("secret");
  assertEquals([user.isOpen, accepts(user, "secret")], [false, true]);
  assertEquals([accepts(user, ""), accepts(user, "Secret"), accepts(user, SECRET)], [
    false,
    false,
    false,
  ]);
  assertEquals(user.describe(), `on #${SECRET} ~* &* +@all`);
});

Deno.test("one of several passwords is enough, and none for a user that is off", () => {
  const [a, b] = [User.OPEN.withPassword("a"), User.OPEN.withPassword("b")];
  const passwordHashes = [...a.traits.passwordHashes, ...b.traits.passwordHashes];
  const both = new User({ ...a.traits, passwordHashes });
  assertEquals([accepts(both, "a"), accepts(both, "b"), accepts(both, "c")], [true, true, false]);
  const off = new User({ ...both.traits, isOn: false });
  assertEquals([accepts(off, "a"), off.flags], [false, ["off"]]);
  const neither = new User({ isOn: false, takesAnyPassword: true, passwordHashes: [] });
  assertEquals([neither.isOpen, accepts(neither, "a")], [false, false]);
});

Deno.test("the user default follows requirepass", () => {
  const config = new Config({ requirepass: "secret" });
  const user = new DefaultUser(config, ruleNames(new CommandRegistry(COMMAND_SPECS)));
  assertEquals(user.current.describe(), `on #${SECRET} ~* &* +@all`);
  config.set([["requirepass", ""]]);
  assertEquals(user.current.isOpen, true);
  config.set([["requirepass", "secret"]]);
  assertEquals(accepts(user.current, "secret"), true);
});
