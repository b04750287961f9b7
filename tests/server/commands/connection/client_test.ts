import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

/** The value of a field in a line of CLIENT LIST. */
function field(line: string, name: string): string | undefined {
  return new RegExp(`(?:^| )${name}=(\\S*)`).exec(line)?.[1];
}

Deno.test("CLIENT SETINFO shows in CLIENT INFO, and nothing does before", () => {
  const { expectReply, reply } = new TestServer().client();
  assertEquals(field(reply("CLIENT INFO"), "lib-name"), undefined);
  expectReply("CLIENT SETINFO lib-name ioredis(x_v1)", "+OK");
  expectReply("CLIENT SETINFO LIB-VER 6.0.0", "+OK");
  assertStringIncludes(reply("CLIENT INFO"), " resp=2 lib-name=ioredis(x_v1) lib-ver=6.0.0");
  expectReply("CLIENT SETINFO lib-nam x", "-ERR Unrecognized option 'lib-nam'");
  expectReply(
    'CLIENT SETINFO lib-ver "a b"',
    "-ERR lib-ver cannot contain spaces, newlines or special characters.",
  );
  expectReply('CLIENT SETINFO lib-ver ""', "+OK");
  assertEquals(field(reply("CLIENT INFO"), "lib-ver"), undefined);
});

Deno.test("CLIENT LIST has a line for each client, or for those asked for", () => {
  const server = new TestServer();
  const { reply, expectReply } = server.client();
  const other = server.client(3);
  other.expectReply("CLIENT SETNAME other", "+OK");
  server.advance(5000);
  other.expectReply("SELECT 2", "+OK");
  other.expectReply("MULTI", "+OK");
  other.expectReply("GET k", "+QUEUED");
  const lines = reply("CLIENT LIST").split("\\n");
  assertEquals(lines.length, 3); // the last line end ends the reply
  assertEquals(field(lines[1], "name"), "other");
  assertEquals(field(lines[1], "age"), "5");
  assertEquals(field(lines[1], "db"), "2");
  assertEquals(field(lines[1], "multi"), "1");
  assertEquals(field(lines[1], "flags"), "x");
  assertEquals(field(lines[1], "cmd"), "get");
  assertEquals(field(lines[1], "resp"), "3");
  assertEquals(field(reply("CLIENT LIST ID 2 9"), "id"), "2");
  expectReply("CLIENT LIST TYPE replica", "$0");
  expectReply("CLIENT LIST ID x", "-ERR Invalid client ID");
  expectReply("CLIENT LIST TYPE bogus", "-ERR Unknown client type 'bogus'");
});

Deno.test("CLIENT KILL closes those whom all filters mean", () => {
  const server = new TestServer();
  const { expectReply, session } = server.client();
  server.client();
  server.client();
  server.client();
  expectReply("CLIENT KILL ID 2 ADDR 127.0.0.1:1", ":0");
  expectReply("CLIENT KILL ID 2 ADDR 127.0.0.1:50001 USER default TYPE normal", ":1");
  assertEquals([...server.sessions.keys()], [1, 3, 4]);
  expectReply("CLIENT KILL 127.0.0.1:50002", "+OK");
  expectReply("CLIENT KILL 127.0.0.1:50002", "-ERR No such client");
  assertEquals([...server.sessions.keys()], [1, 4]);
  expectReply("CLIENT KILL TYPE normal", ":1");
  assertEquals([[...server.sessions.keys()], session.closing], [[1], false]);
  expectReply("CLIENT KILL SKIPME no LADDR 127.0.0.1:6379", ":1");
  assert(session.closing, "the one that asks leaves behind its reply");
  assertEquals([...server.sessions.keys()], [1]);
});

Deno.test("CLIENT NO-TOUCH leaves the time of last use alone, TOUCH does not", () => {
  const server = new TestServer();
  const quiet = server.client();
  const other = server.client();
  other.expectReply("SET k v", "+OK");
  quiet.expectReply("CLIENT NO-TOUCH ON", "+OK");
  server.advance(60_000);
  for (
    const request of ["GET k", "STRLEN k", "APPEND k w", "SET k v KEEPTTL", "EXPIRE k 1000"]
  ) quiet.reply(request);
  quiet.expectReply("MULTI", "+OK");
  quiet.expectReply("GET k", "+QUEUED");
  quiet.expectReply("GET k", "+QUEUED");
  quiet.expectReply("EXEC", "*2 $1 v $1 v");
  quiet.expectReply("OBJECT IDLETIME k", ":60");
  quiet.expectReply("TOUCH k", ":1");
  quiet.expectReply("OBJECT IDLETIME k", ":0");
  server.advance(10_000);
  quiet.expectReply("SET new v", "+OK");
  quiet.expectReply("OBJECT IDLETIME new", ":0");
  quiet.expectReply("OBJECT IDLETIME k", ":10");
  other.expectReply("GET k", "$1 v");
  quiet.expectReply("OBJECT IDLETIME k", ":0");
  quiet.expectReply("CLIENT NO-TOUCH OFF", "+OK");
  server.advance(10_000);
  quiet.expectReply("GET k", "$1 v");
  quiet.expectReply("OBJECT IDLETIME k", ":0");
  quiet.expectReply("CLIENT NO-TOUCH maybe", "-ERR syntax error");
});

Deno.test("CLIENT NO-TOUCH is over with the command even if that fails", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  expectReply("SET k v", "+OK");
  expectReply("CLIENT NO-TOUCH ON", "+OK");
  reply("INCR k");
  assertEquals(server.engine.notesUse, true);
});

Deno.test("CLIENT NO-EVICT, and the flags that a line shows", () => {
  const { expectReply, reply, session } = new TestServer().client();
  expectReply("CLIENT NO-EVICT ON", "+OK");
  expectReply("CLIENT NO-TOUCH ON", "+OK");
  assertEquals([session.noEvict, field(reply("CLIENT INFO"), "flags")], [true, "eT"]);
  expectReply("CLIENT NO-EVICT OFF", "+OK");
  expectReply("CLIENT NO-TOUCH OFF", "+OK");
  assertEquals(field(reply("CLIENT INFO"), "flags"), "N");
});

Deno.test("CLIENT HELP lists the subcommands", () => {
  const help = new TestServer().client().reply("CLIENT HELP");
  for (const name of ["ID", "KILL", "LIST", "NO-EVICT", "NO-TOUCH", "REPLY", "SETINFO"]) {
    assertStringIncludes(help, `+${name}`);
  }
});
