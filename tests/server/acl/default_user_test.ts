import { assertEquals, assertThrows } from "@std/assert";
import { DefaultUser, UserLineError } from "../../../server/acl/default_user.ts";
import { User } from "../../../server/acl/user.ts";
import { CommandRegistry } from "../../../server/command/registry.ts";
import { ruleNames } from "../../../server/command/rule_names.ts";
import { COMMAND_SPECS } from "../../../server/command_table.ts";
import { Config } from "../../../server/config/config.ts";
import { loadConfigFile } from "../../../server/config/config_file.ts";
import { rewriteConfigFile } from "../../../server/config/config_rewrite.ts";

const NAMES = ruleNames(new CommandRegistry(COMMAND_SPECS));
const HASH_OF_A = "#ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
const HASH_OF_B = "#3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d";

/** The user of a configuration that consists of these settings, in this order; "" begins another source. */
function userOf(...settings: string[]): DefaultUser {
  const config = new Config();
  config.beginSource();
  for (const setting of settings) {
    const [name, ...words] = setting.split(" ");
    if (name === "") config.beginSource();
    else config.initialise(name, words.join(" "), `conf:1: '${name}'`);
  }
  return new DefaultUser(config, NAMES);
}

const described = (...settings: string[]): string => userOf(...settings).current.describe();

Deno.test("a user line is what CONFIG REWRITE of Redis writes, and counts before requirepass", () => {
  assertEquals(
    described("user default on nopass ~* &* +@all"),
    "on nopass sanitize-payload ~* &* +@all",
  );
  assertEquals(
    described(`user default on sanitize-payload ${HASH_OF_A} ~* &* +@all`, "requirepass b"),
    `on sanitize-payload ${HASH_OF_A} ~* &* +@all`,
  );
  assertEquals(
    described("requirepass b", "user default ON >a AllKeys allchannels allcommands +get"),
    `on sanitize-payload ${HASH_OF_A} ~* &* +@all`,
  );
  assertEquals(
    described("user default allkeys allchannels +@all"),
    "off sanitize-payload ~* &* +@all",
  );
});

Deno.test("the last user line counts, and a password that a later source names", () => {
  const line = "user default on >a ~* &* +@all";
  assertEquals(
    described("user default on nopass ~* &* +@all", line),
    `on sanitize-payload ${HASH_OF_A} ~* &* +@all`,
  );
  assertEquals(
    described(line, "", "requirepass b"),
    `on sanitize-payload ${HASH_OF_B} ~* &* +@all`,
  );
  assertEquals(
    described("requirepass b", "", line),
    `on sanitize-payload ${HASH_OF_A} ~* &* +@all`,
  );
  assertEquals(
    described(line, "", "requirepass b", "", "timeout 1"),
    `on sanitize-payload ${HASH_OF_B} ~* &* +@all`,
  );
});

Deno.test("other users, fewer permissions and wrong rules stop the start, without telling passwords", () => {
  const cases: [string, string][] = [
    ["ada on nopass ~* &* +@all", "there are no users but 'default'; remove the line"],
    [
      "default on nopass ~app:* &* +@all",
      "Users with fewer permissions than ~* &* +@all, or with selectors, are not available",
    ],
    [
      "default on nopass ~* &* +@all (+get ~x)",
      "Users with fewer permissions than ~* &* +@all, or with selectors, are not available",
    ],
    ["default on nopass ~* &* +@all bogus", "'bogus': Syntax error"],
    ["default +nosuch", "'+nosuch': Unknown command or category name in ACL"],
    ["default (+get", "Unmatched parenthesis in acl selector starting at '(+get'."],
    [
      "default <secret",
      "The password you are trying to remove from the user does not exist",
    ],
  ];
  for (const [rules, reason] of cases) {
    const error = assertThrows(() => userOf(`user ${rules}`), UserLineError);
    assertEquals(error.message, `conf:1: 'user': ${reason}`);
  }
});

Deno.test("a file needs the line when requirepass does not say the same", () => {
  assertEquals(userOf().isImplied, true);
  assertEquals(userOf("requirepass a").isImplied, true);
  assertEquals(userOf("requirepass a", "user default on >b ~* &* +@all").isImplied, false);
  const user = userOf();
  assertEquals(user.line, "user default on nopass ~* &* +@all");
  user.current = user.current.withPassword("a");
  assertEquals([user.isImplied, user.line], [false, `user default on ${HASH_OF_A} ~* &* +@all`]);
});

Deno.test("a rewritten file gives the same user again, whatever has changed it", () => {
  const path = Deno.makeTempFileSync();
  const starts = ["", "requirepass a\n", "requirepass a\nuser default on >b allkeys &* +@all\n"];
  const changes: ((user: DefaultUser, config: Config) => void)[] = [
    () => {},
    (_, config) => config.set([["requirepass", "new"]]),
    (_, config) => config.set([["requirepass", ""]]),
    (user) => user.current = user.current.withPassword("other"),
    (user) => user.current = new User({ ...user.current.traits, isOn: false }),
  ];
  try {
    for (const start of starts) {
      for (const change of changes) {
        Deno.writeTextFileSync(path, start);
        const [config, user] = load(path);
        change(user, config);
        rewriteConfigFile(config, user);
        const [again, sameUser] = load(path);
        assertEquals(traitsOf(sameUser), traitsOf(user), start);
        assertEquals(again.get("requirepass"), config.get("requirepass"));
      }
    }
  } finally {
    Deno.removeSync(path);
  }
});

function load(path: string): [Config, DefaultUser] {
  const config = new Config();
  loadConfigFile(config, path);
  return [config, new DefaultUser(config, NAMES)];
}

/** All but a flag that `reset` leaves behind, with which each line of a file begins, as in Redis. */
function traitsOf({ current }: DefaultUser): unknown {
  const { payloadCheck: _, ...traits } = current.traits;
  return traits;
}
