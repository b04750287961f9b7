import { assertMatch } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const NOT_ALLOWED = /^-ERR MODULE command not allowed\. If the enable-module-command option is set/;

Deno.test("there are no modules, and none can be loaded or unloaded", () => {
  const { expectReply, reply } = new TestServer().client();
  expectReply("MODULE LIST", "*0");
  for (const request of ["LOAD /m.so", "LOADEX /m.so CONFIG a b ARGS c", "UNLOAD m"]) {
    assertMatch(reply(`MODULE ${request}`), NOT_ALLOWED);
  }
  expectReply("MODULE LOAD", "-ERR wrong number of arguments for 'module|load' command");
});

Deno.test("protected commands are refused before they are queued", () => {
  const { expectReply, reply } = new TestServer().client();
  const aborted = "-EXECABORT Transaction discarded because of previous errors.";
  for (const request of ["MODULE LOAD /m.so", "DEBUG SLEEP 0"]) {
    expectReply("MULTI", "+OK");
    assertMatch(reply(request), /^-ERR (MODULE|DEBUG) command not allowed\./);
    expectReply("EXEC", aborted);
  }
});

Deno.test("protected commands are refused before anybody is asked for a password", () => {
  const { expectReply, reply } = new TestServer({ requirepass: "secret" }).client();
  assertMatch(reply("MODULE UNLOAD m"), NOT_ALLOWED);
  assertMatch(reply("DEBUG SLEEP 0"), /^-ERR DEBUG command not allowed\./);
  expectReply("MODULE LIST", "-NOAUTH Authentication required.");
});
