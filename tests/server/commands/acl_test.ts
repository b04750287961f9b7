import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestServer } from "../../helpers/commands.ts";

const OPEN = "user default on nopass ~* &* +@all";
const HASH_OF_SECRET = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";

Deno.test("there is one user, who may do everything", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("ACL WHOAMI", "$7 default");
  expectReply("ACL USERS", "*1 $7 default");
  expectReply("ACL LIST", `*1 $${OPEN.length} ${OPEN}`);
  expectReply("ACL GETUSER alice", "$-1");
  expectReply("ACL DELUSER alice bob", ":0");
  expectReply("ACL DELUSER default", "-ERR The 'default' user cannot be removed");
  const other = "-ERR ACL users are not available: 'default' is the only one";
  expectReply("ACL SETUSER alice on >secret ~* +@all", other);
  expectReply("ACL SETUSER alice", other);
});

Deno.test("ACL GETUSER tells the hash of the password, in RESP3 as a map", () => {
  const server = new TestServer({ requirepass: "secret" });
  const { expectReply, reply } = server.client(3);
  reply("AUTH secret");
  expectReply(
    "ACL GETUSER default",
    `%6 $5 flags ~1 $2 on $9 passwords *1 $64 ${HASH_OF_SECRET} $8 commands $5 +@all ` +
      "$4 keys $2 ~* $8 channels $2 &* $9 selectors *0",
  );
});

Deno.test("users who may do less than everything are refused, and nothing changes", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  const refusal =
    "-ERR Users with fewer permissions than ~* &* +@all, or with selectors, are not " +
    "available";
  for (
    const rules of [
      ...["-get", "-@write", "-@scripting", "-client|list", "nocommands", "resetkeys", "reset"],
      ...["resetkeys ~a", "resetchannels &a", '"(+get ~a)"', "(+get ~a)", "reset on nopass +@all"],
    ]
  ) {
    expectReply(`ACL SETUSER default >secret ${rules}`, refusal);
  }
  expectReply("ACL LIST", `*1 $${OPEN.length} ${OPEN}`);
  assertMatch(reply("ACL SETUSER default >secret -nosuch"), /^-ERR Error in ACL SETUSER modifier/);
  expectReply("ACL LIST", `*1 $${OPEN.length} ${OPEN}`);
});

Deno.test("passwords change without a restart, several may hold at once", () => {
  const server = new TestServer({ requirepass: "old" });
  const admin = server.client();
  const client = server.client();
  admin.expectReply("AUTH old", "+OK");
  admin.expectReply("ACL SETUSER default >new", "+OK");
  client.expectReply("AUTH new", "+OK");
  client.expectReply("AUTH old", "+OK");
  admin.expectReply("ACL SETUSER default <old", "+OK");
  client.expectReply("AUTH old", "-WRONGPASS invalid username-password pair or user is disabled.");
  client.expectReply("PING", "+PONG");
  admin.expectReply("ACL SETUSER default off", "+OK");
  client.expectReply("AUTH new", "-WRONGPASS invalid username-password pair or user is disabled.");
  server.client().expectReply("PING", "-NOAUTH Authentication required.");
});

Deno.test("ACL LOG has failed logins, those that are alike as one", () => {
  const server = new TestServer({ requirepass: "secret" });
  const client = server.client();
  client.reply("AUTH wrong");
  server.advance(2000);
  client.reply("AUTH default wrong");
  client.reply("HELLO 3 AUTH alice secret");
  client.reply("AUTH secret");
  server.advance(500);
  const entry = (count: number, object: string, username: string) =>
    new RegExp(
      `\\*14 \\$5 count :${count} \\$6 reason \\$4 auth \\$7 context \\$8 toplevel ` +
        `\\$6 object \\$\\d ${object} \\$8 username \\$\\d ${username} ` +
        `\\$11 age-seconds \\$3 0.5 \\$11 client-info \\$\\d+ id=1 addr=127.0.0.1:50000 \\S.*`,
    );
  assertMatch(client.reply("ACL LOG 1"), entry(1, "HELLO", "alice"));
  assertMatch(client.reply("ACL LOG"), entry(2, "AUTH", "default"));
  client.expectReply("ACL LOG RESET", "+OK");
  client.expectReply("ACL LOG", "*0");
  assertEquals(server.aclLog.newest(10), []);
});

Deno.test("ACL GENPASS makes as many digits as the bits need, never the same", () => {
  const { reply } = new TestServer().client();
  const made = new Set<string>();
  for (const [bits, digits] of [["", 64], ["1", 1], ["5", 2], ["4096", 1024]] as const) {
    assertMatch(reply(`ACL GENPASS ${bits}`), new RegExp(`^\\$${digits} [0-9a-f]{${digits}}$`));
  }
  for (let i = 0; i < 100; i++) made.add(reply("ACL GENPASS"));
  assertEquals(made.size, 100);
});

Deno.test("ACL CAT lists subcommands by their full names", () => {
  const { reply } = new TestServer().client();
  const listed = reply("ACL CAT dangerous").split(" ");
  for (const name of ["flushall", "acl|setuser", "client|kill", "keys", "role"]) {
    assert(listed.includes(name), name);
  }
  assert(!listed.includes("get") && !listed.includes("client|id"));
});

Deno.test("ACL DRYRUN executes nothing", () => {
  const { expectReply } = new TestServer().client();
  expectReply("ACL DRYRUN default SET k v", "+OK");
  expectReply("EXISTS k", ":0");
  expectReply("ACL DRYRUN default SET k", "-ERR wrong number of arguments for 'set' command");
  expectReply("ACL DRYRUN alice SET k v", "-ERR User 'alice' not found");
});
