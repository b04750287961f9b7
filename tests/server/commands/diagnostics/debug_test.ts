import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { isLocalClient } from "../../../../server/clients/local_client.ts";
import { TestServer } from "../../../helpers/commands.ts";

const NOT_ALLOWED = /^-ERR DEBUG command not allowed\. If the enable-debug-command option is set/;

Deno.test("DEBUG is closed by default, open to all or to clients of this machine", () => {
  assertMatch(new TestServer().client().reply("DEBUG SLEEP 0"), NOT_ALLOWED);
  assertMatch(new TestServer().client().reply("DEBUG nosuch"), NOT_ALLOWED);
  for (const allowed of ["yes", "local"]) {
    const server = new TestServer({ "enable-debug-command": allowed });
    server.client().expectReply("DEBUG SLEEP 0", "+OK");
  }
  const local = (address: string, isUnixSocket = false) => isLocalClient({ address, isUnixSocket });
  assert(local("127.0.0.1:5") && local("127.8.9.1:5") && local("[::1]:5") && local("/s:0", true));
  assertEquals([local("10.0.0.1:5"), local("[2001:db8::1]:5")], [false, false]);
});

Deno.test("DEBUG SLEEP really waits, and the clock goes on", () => {
  const { expectReply } = new TestServer({ "enable-debug-command": "yes" }).client();
  const start = performance.now();
  expectReply("DEBUG SLEEP 0.02", "+OK");
  const elapsed = performance.now() - start;
  assert(elapsed >= 19, `${elapsed} ms`);
});

Deno.test("DEBUG SET-ACTIVE-EXPIRE stops and starts the sweeper", () => {
  const server = new TestServer({ "enable-debug-command": "yes" });
  const { expectReply } = server.client();
  try {
    expectReply("DEBUG SET-ACTIVE-EXPIRE 1", "+OK");
    assertEquals(server.sweeper.running, true);
    expectReply("DEBUG SET-ACTIVE-EXPIRE 0", "+OK");
    assertEquals(server.sweeper.running, false);
  } finally {
    server.sweeper.stop();
  }
});

Deno.test("DEBUG OBJECT, LOG, ERROR and HELP", () => {
  const server = new TestServer({ "enable-debug-command": "yes" });
  const { reply, expectReply } = server.client();
  reply("SET k 300");
  server.advance(3000);
  assertMatch(
    reply("DEBUG OBJECT k"),
    /^\+Value at:0x[0-9a-f]+ refcount:2147483647 encoding:int serializedlength:3 lru:\d+ lru_seconds_idle:3$/,
  );
  expectReply("DEBUG OBJECT missing", "-ERR no such key");
  expectReply("DEBUG ERROR MINE", "-MINE");
  expectReply('DEBUG LOG "look here"', "+OK");
  assertStringIncludes(server.logged.at(-1)!, "# DEBUG LOG: look here");
  assertStringIncludes(reply("DEBUG HELP"), "+POPULATE count [prefix] [size]");
  expectReply(
    "DEBUG nosuch",
    "-ERR unknown subcommand or wrong number of arguments for 'nosuch'. Try DEBUG HELP.",
  );
});

Deno.test("DEBUG POPULATE keeps what is there", () => {
  const { reply, expectReply } = new TestServer({ "enable-debug-command": "yes" }).client();
  reply("SET p:1 mine");
  expectReply("DEBUG POPULATE 3 p 9", "+OK");
  expectReply("MGET p:0 p:1 p:2", "*3 $9 value:0\\x00\\x00 $4 mine $9 value:2\\x00\\x00");
  expectReply("DBSIZE", ":3");
});

Deno.test("DEBUG PROTOCOL has a sample of each type, spelled as the protocol does", () => {
  const server = new TestServer({ "enable-debug-command": "yes" });
  const [resp2, resp3] = [server.client(2), server.client(3)];
  const push = ">2 $16 server-cpu-usage :42 $40 Some real reply following the push reply";
  const attribute = "$39 Some real reply following the attribute";
  const samples: [type: string, resp2: string, resp3: string][] = [
    ["string", "$11 Hello World", "$11 Hello World"],
    ["integer", ":12345", ":12345"],
    ["double", "$5 3.141", ",3.141"],
    ["null", "$-1", "_"],
    ["array", "*3 :0 :1 :2", "*3 :0 :1 :2"],
    ["set", "*3 :0 :1 :2", "~3 :0 :1 :2"],
    ["map", "*6 :0 :0 :1 :1 :2 :0", "%3 :0 #f :1 #t :2 #f"],
    ["attrib", attribute, `|1 $14 key-popularity *2 $7 key:123 :90 ${attribute}`],
    ["push", "-ERR RESP2 is not supported by this command", push],
    ["verbatim", "$25 This is a verbatim\\nstring", "=29 txt:This is a verbatim\\nstring"],
    ["true", ":1", "#t"],
    ["False", ":0", "#f"],
    [
      "bignum",
      "$37 1234567999999999999999999999999999999",
      "(1234567999999999999999999999999999999",
    ],
  ];
  for (const [type, inResp2, inResp3] of samples) {
    resp2.expectReply(`DEBUG PROTOCOL ${type}`, inResp2);
    resp3.expectReply(`DEBUG PROTOCOL ${type}`, inResp3);
  }
  assertMatch(resp2.reply("DEBUG PROTOCOL toString"), /^-ERR Wrong protocol type name\./);
});
