import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

function logging(): TestServer {
  const server = new TestServer({ "slowlog-log-slower-than": "0" });
  server.slowLog.clear();
  return server;
}

/** The arguments that the log has, newest first, as lines. */
function logged(server: TestServer): string[] {
  const decoder = new TextDecoder();
  return server.slowLog.newest(-1).map(({ args }) => args.map((a) => decoder.decode(a)).join(" "));
}

Deno.test("SLOWLOG GET shows the newest first, with time and client", () => {
  const server = logging();
  const client = server.client();
  client.reply("CLIENT SETNAME me");
  client.reply("SET k v");
  client.reply("NOSUCH");
  client.reply("GET"); // refused, so not executed
  assertMatch(
    client.reply("SLOWLOG GET 1"),
    /^\*1 \*6 :1 :1000000000 :\d+ \*3 \$3 SET \$1 k \$1 v \$15 127\.0\.0\.1:50000 \$2 me$/,
  );
  client.expectReply("SLOWLOG LEN", ":3");
  client.expectReply("SLOWLOG GET 0", "*0");
  assertEquals(client.reply("SLOWLOG GET").slice(0, 2), "*5");
  assertEquals(client.reply("SLOWLOG GET -1").slice(0, 2), "*6");
  client.expectReply("SLOWLOG GET -2", "-ERR count should be greater than or equal to -1");
  client.expectReply("SLOWLOG RESET", "+OK");
  client.expectReply("SLOWLOG LEN", ":1"); // RESET itself
});

Deno.test("passwords are not kept, neither right nor wrong ones", () => {
  const server = logging();
  const { reply } = server.client();
  reply("AUTH secret");
  reply("AUTH default secret");
  reply("AUTH too secret many");
  reply("HELLO 3 AUTH default secret SETNAME auth");
  reply("HELLO 9 SETNAME auth AUTH default secret");
  reply("CONFIG SET timeout 1 RequirePass secret");
  reply("CONFIG SET maxmemory secret requirepass secret");
  assertEquals(logged(server), [
    "CONFIG SET maxmemory secret requirepass (redacted)",
    "CONFIG SET timeout 1 RequirePass (redacted)",
    "HELLO 9 SETNAME auth AUTH (redacted) (redacted)",
    "HELLO 3 AUTH (redacted) (redacted) SETNAME auth",
    "AUTH (redacted) (redacted) (redacted)",
    "AUTH (redacted) (redacted)",
    "AUTH (redacted)",
  ]);
});

Deno.test("long arguments and long lists are cut", () => {
  const server = logging();
  const { reply } = server.client();
  reply(`SET k ${"v".repeat(128)}`);
  reply(`SET k ${"v".repeat(129)}`);
  reply(`DEL ${Array.from({ length: 31 }, (_, i) => i).join(" ")}`);
  reply(`DEL ${Array.from({ length: 32 }, (_, i) => i).join(" ")}`);
  const entries = logged(server);
  assertEquals(entries[3], `SET k ${"v".repeat(128)}`);
  assertEquals(entries[2], `SET k ${"v".repeat(128)}... (1 more bytes)`);
  assert(entries[1].endsWith(" 29 30"));
  assert(entries[0].endsWith(" 29 ... (2 more arguments)"));
});

Deno.test("the length is limited, and a change of the limit is followed", () => {
  const server = new TestServer({ "slowlog-log-slower-than": "0", "slowlog-max-len": "3" });
  const { reply } = server.client();
  for (let i = 0; i < 5; i++) reply(`SET k ${i}`);
  assertEquals(logged(server), ["SET k 4", "SET k 3", "SET k 2"]);
  reply("CONFIG SET slowlog-max-len 1");
  assertEquals(logged(server), ["CONFIG SET slowlog-max-len 1"]);
  reply("CONFIG SET slowlog-max-len 0");
  assertEquals(server.slowLog.length, 0);
});

Deno.test("a negative threshold keeps nothing; EXEC's commands are kept, EXEC is not", () => {
  const server = logging();
  const { reply } = server.client();
  for (const request of ["MULTI", "SET k v", "EXEC"]) reply(request);
  assertEquals(logged(server), ["SET k v", "MULTI"]);
  reply("CONFIG SET slowlog-log-slower-than -1");
  const length = server.slowLog.length;
  reply("SET k v");
  assertEquals(server.slowLog.length, length);
});
