/** COMMAND COUNT, LIST, HELP; INFO, DOCS and GETKEYS have tests in `tests/server/command`. */

import { assert, assertEquals } from "@std/assert";
import { CommandRegistry } from "../../../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../../../server/command_table.ts";
import { redisSpecs } from "../../command/redis_facts.ts";
import { runCommand, runForBytes } from "../../command/run_command.ts";

const commands = new CommandRegistry([
  ...COMMAND_SPECS.filter((spec) => spec.name === "command"),
  ...redisSpecs().filter((spec) => spec.name !== "command"),
]);

function run(...request: string[]): unknown {
  const reply = runCommand(commands, ["COMMAND", ...request], 3);
  return reply instanceof Error ? reply.message : reply;
}

Deno.test("COMMAND COUNT counts commands, not subcommands", () => {
  assertEquals(run("COUNT"), 240);
  assertEquals(run("COUNT", "x"), "ERR wrong number of arguments for 'command|count' command");
});

Deno.test("COMMAND LIST names commands and subcommands", () => {
  const names = run("LIST") as string[];
  assertEquals(names.length, 366);
  assertEquals(new Set(names).size, 366);
  assert(names.includes("get") && names.includes("client|kill"));
  assert(runForBytes(commands, ["command", "list"], 3).startsWith("*366\r\n"));
});

Deno.test("COMMAND LIST FILTERBY", () => {
  assertEquals(run("LIST", "filterby", "pattern", "Client|k*"), ["client|kill"]);
  assertEquals(run("LIST", "FILTERBY", "PATTERN", "get"), ["get"]);
  assertEquals(run("LIST", "FILTERBY", "PATTERN", "nosuch"), []);
  const transaction = ["discard", "exec", "multi", "unwatch", "watch"];
  assertEquals((run("LIST", "FILTERBY", "ACLCAT", "TRANSaction") as string[]).sort(), transaction);
  assertEquals(run("LIST", "FILTERBY", "ACLCAT", "nosuch"), []);
  assertEquals(run("LIST", "FILTERBY", "MODULE", "nosuch"), []);
});

Deno.test("COMMAND LIST takes nothing else", () => {
  for (
    const request of ["x", "FILTERBY", "FILTERBY ACLCAT", "FILTERBY x y", "FILTERBY PATTERN a b"]
  ) {
    assertEquals(run("LIST", ...request.split(" ")), "ERR syntax error", request);
  }
});

Deno.test("COMMAND HELP has a headline and two lines for each subcommand", () => {
  const lines = run("HELP") as string[];
  assertEquals(
    lines[0],
    "COMMAND <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
  );
  assertEquals(lines.length, 15);
  assert(lines.includes("INFO [command-name [command-name ...]]"));
  assertEquals(lines.at(-2), "HELP");
  assert(lines.slice(1).every((line, i) => line.startsWith("    ") === (i % 2 === 1)));
  assert(runForBytes(commands, ["command", "help"]).startsWith("*15\r\n+COMMAND <"));
});

Deno.test("COMMAND GETKEYS needs a command and an argument", () => {
  assertEquals(
    run("GETKEYS", "get"),
    "ERR wrong number of arguments for 'command|getkeys' command",
  );
});
