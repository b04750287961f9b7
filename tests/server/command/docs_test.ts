import { assertEquals } from "@std/assert";
import { defineCommand } from "../../../server/command/define.ts";
import { keyAt } from "../../../server/command/keys/key_specs.ts";
import { CommandRegistry } from "../../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../../server/command_table.ts";
import { runForBytes } from "./run_command.ts";

const sample = defineCommand({
  name: "sample",
  arity: -2,
  since: "1.2.3",
  group: "string",
  flags: ["write"],
  keys: [keyAt(1, ["RW"])],
  deprecated: { since: "6.2.0", replacedBy: "`SET`" },
  system: true,
  summary: "Shows every field",
  complexity: "O(1)",
  syntax: "key [NX | XX] [EX seconds]",
  history: { "2.0.0": "Something changed" },
  run: () => {},
});

const container = defineCommand({
  name: "holder",
  arity: -2,
  since: "1.0.0",
  group: "server",
  flags: [],
  summary: "Holds a subcommand",
  complexity: "O(1)",
  syntax: "",
  subcommands: [{
    name: "part",
    arity: 2,
    since: "1.0.0",
    group: "server",
    flags: [],
    summary: "Does something",
    complexity: "O(1)",
    syntax: "",
    run: () => {},
  }],
});

const commands = new CommandRegistry([
  ...COMMAND_SPECS.filter((spec) => spec.name === "command"),
  sample,
  container,
]);

function reply(protocol: 2 | 3, ...names: string[]): string {
  const text = runForBytes(commands, ["COMMAND", "DOCS", ...names], protocol);
  return text.replaceAll("\r\n", " ");
}

Deno.test("COMMAND DOCS has Redis's fields in Redis's order", () => {
  const expected = "%1 $6 sample %9 $7 summary $17 Shows every field $5 since $5 1.2.3 " +
    "$5 group $6 string $10 complexity $4 O(1) $9 doc_flags ~2 +deprecated +syscmd " +
    "$16 deprecated_since $5 6.2.0 $11 replaced_by $5 `SET` " +
    "$7 history ~1 *2 $5 2.0.0 $17 Something changed " +
    "$9 arguments *3 %3 $4 name $3 key $4 type $3 key $14 key_spec_index :0 " +
    "%4 $4 name $5 nx_xx $4 type $5 oneof $5 flags ~1 +optional " +
    "$9 arguments *2 %3 $4 name $2 nx $4 type $10 pure-token $5 token $2 NX " +
    "%3 $4 name $2 xx $4 type $10 pure-token $5 token $2 XX " +
    "%4 $4 name $7 seconds $4 type $7 integer $5 token $2 EX $5 flags ~1 +optional ";
  assertEquals(reply(3, "sample"), expected);
  const inRESP2 = expected.replace(/%(\d+)/g, (_, pairs) => `*${2 * Number(pairs)}`)
    .replaceAll("~", "*");
  assertEquals(reply(2, "sample"), inRESP2);
});

Deno.test("COMMAND DOCS nests subcommands under their full names", () => {
  assertEquals(
    reply(3, "holder"),
    "%1 $6 holder %5 $7 summary $18 Holds a subcommand $5 since $5 1.0.0 $5 group $6 server " +
      "$10 complexity $4 O(1) $11 subcommands %1 $11 holder|part %4 $7 summary " +
      "$14 Does something $5 since $5 1.0.0 $5 group $6 server $10 complexity $4 O(1) ",
  );
});

Deno.test("COMMAND DOCS leaves unknown names out and repeats repeated ones", () => {
  assertEquals(reply(3, "nosuch"), "%0 ");
  assertEquals(reply(2, "nosuch", "holder|none"), "*0 ");
  assertEquals(reply(3, "holder|part", "HOLDER|PART", "x").startsWith("%2 $11 holder|part"), true);
  assertEquals(reply(3).startsWith("%3 $7 command "), true);
});
