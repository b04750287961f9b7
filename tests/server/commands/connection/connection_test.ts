import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const WRONG_PASSWORD = "-WRONGPASS invalid username-password pair or user is disabled.";
const NOAUTH = "-NOAUTH Authentication required.";

Deno.test("PING and ECHO answer with the message's bytes", () => {
  const { expectReply } = new TestServer().client();
  expectReply("PING", "+PONG");
  expectReply(["PING", new Uint8Array([0, 255])], "$2 \\x00\\xff");
  expectReply("PING a b", "-ERR wrong number of arguments for 'ping' command");
  expectReply("ECHO hello", "$5 hello");
});

Deno.test("SELECT switches the keyspace, and only for its client", () => {
  const server = new TestServer({ databases: "4" });
  const { expectReply, session } = server.client();
  const other = server.client();
  expectReply("SELECT 3", "+OK");
  assertEquals([session.database, session.keyspace.name], [3, "3"]);
  expectReply("SET k v", "+OK");
  other.expectReply("GET k", "$-1");
  expectReply("SELECT 4", "-ERR DB index is out of range");
  expectReply("SELECT -1", "-ERR DB index is out of range");
  expectReply("GET k", "$1 v");
});

Deno.test("a password locks everything but what logs in or leaves", () => {
  const { expectReply, session } = new TestServer({ requirepass: "pass word" }).client();
  expectReply("GET k", NOAUTH);
  expectReply("PING", NOAUTH);
  expectReply("AUTH wrong", WRONG_PASSWORD);
  expectReply('AUTH "pass wordy"', WRONG_PASSWORD);
  expectReply('AUTH "pass wor"', WRONG_PASSWORD);
  expectReply('AUTH ""', WRONG_PASSWORD);
  expectReply('AUTH somebody "pass word"', WRONG_PASSWORD);
  assertEquals(session.authenticated, false);
  expectReply('AUTH "pass word"', "+OK");
  expectReply("GET k", "$-1");
  expectReply("AUTH wrong", WRONG_PASSWORD);
  expectReply("GET k", "$-1");
  expectReply("RESET", "+RESET");
  expectReply("GET k", NOAUTH);
  expectReply('AUTH default "pass word"', "+OK");
});

Deno.test("AUTH without a password to give", () => {
  const { expectReply } = new TestServer().client();
  expectReply(
    "AUTH x",
    "-ERR AUTH <password> called without any password configured for the default user. " +
      "Are you sure your configuration is correct?",
  );
  expectReply("AUTH default anything", "+OK");
  expectReply("AUTH somebody anything", WRONG_PASSWORD);
  expectReply("AUTH a b c", "-ERR syntax error");
});

Deno.test("HELLO chooses the protocol, logs in and names at once", () => {
  const { expectReply, session } = new TestServer({ requirepass: "secret" }).client();
  const described = (head: string, version: number) =>
    `${head} $6 server $5 redis $7 version $6 7.0.15 $5 proto :${version} $2 id :1 ` +
    "$4 mode $10 standalone $4 role $6 master $7 modules *0";
  expectReply(
    "HELLO 3",
    "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO " +
      "AUTH <user> <pass> option can be used to authenticate the client and select the RESP " +
      "protocol version at the same time",
  );
  assertEquals(session.reply.protocol, 2);
  expectReply("HELLO 3 AUTH default wrong", WRONG_PASSWORD);
  expectReply("HELLO 3 AUTH default secret SETNAME me", described("%7", 3));
  assertEquals([session.reply.protocol, session.name], [3, "me"]);
  expectReply("GET k", "_");
  expectReply("HELLO", described("%7", 3));
  expectReply("HELLO 2", described("*14", 2));
  expectReply("HELLO 4", "-NOPROTO unsupported protocol version");
  expectReply("HELLO x", "-ERR Protocol version is not an integer or out of range");
  expectReply("HELLO 3 AUTH default", "-ERR Syntax error in HELLO option 'AUTH'");
  assertEquals(session.reply.protocol, 2);
});

Deno.test("RESET brings everything back", () => {
  const { expectReply, session } = new TestServer().client(3);
  for (
    const request of ["SELECT 5", "CLIENT SETNAME me", "CLIENT NO-EVICT ON", "CLIENT NO-TOUCH ON"]
  ) expectReply(request, "+OK");
  expectReply("WATCH k", "+OK");
  expectReply("MULTI", "+OK");
  expectReply("RESET", "+RESET");
  assertEquals(
    [session.database, session.keyspace.name, session.name, session.reply.protocol],
    [0, "0", "", 2],
  );
  assertEquals([session.noEvict, session.noTouch], [true, false]);
  assertEquals([session.transaction, session.watch], [undefined, undefined]);
});

Deno.test("QUIT answers and takes no further request", () => {
  const { expectReply, session } = new TestServer().client();
  expectReply("QUIT now", "+OK");
  assertEquals(session.closing, true);
});
