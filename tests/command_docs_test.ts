/** `docs/commands.md` must be what the command table says, and every command must be tested. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMAND_SPECS } from "../server/command_table.ts";
import { commandReference } from "../tools/command_reference.ts";
import { latin1 } from "./helpers/command_line.ts";
import { ROOT } from "./helpers/source_tree.ts";
import { parseTranscript } from "./helpers/transcripts/transcript.ts";

Deno.test("docs/commands.md is up to date (deno task docs writes it)", async () => {
  const page = await Deno.readTextFile(new URL("docs/commands.md", ROOT));
  assert(page === commandReference(COMMAND_SPECS), "docs/commands.md is stale: deno task docs");
});

Deno.test("the reference has a table per group, counts and what is missing", () => {
  const page = commandReference([
    {
      name: "config",
      arity: -2,
      since: "2.0.0",
      group: "server",
      flags: [],
      summary: "Holds the commands about settings",
      complexity: "Depends on the subcommand",
      syntax: "",
      subcommands: [{
        name: "get",
        arity: -3,
        since: "2.0.0",
        group: "server",
        flags: ["admin"],
        summary: "Reads settings",
        complexity: "O(N)",
        syntax: "parameter [parameter ...]",
        run: () => {},
      }],
    },
    {
      name: "getset",
      arity: 3,
      since: "1.0.0",
      group: "string",
      flags: ["write"],
      deprecated: { since: "6.2.0", replacedBy: "`SET`" },
      summary: "Stores a string",
      complexity: "O(1)",
      syntax: "key [A | B]",
      run: () => {},
    },
  ], [
    { name: "getset", group: "string" },
    { name: "zadd", group: "sorted-set" },
    { name: "config", group: "server" },
    { name: "config|set", group: "server" },
    { name: "append", group: "string" },
  ]);
  assertStringIncludes(page, "\n2 commands and 1 subcommands; 2 of Redis 7.0's 4 commands are");
  assertStringIncludes(page, "\n| `CONFIG` |  | Depends on the subcommand | 2.0.0 | Holds the ");
  assertStringIncludes(
    page,
    "\n| `CONFIG GET` | `parameter [parameter ...]` | O(N) | 2.0.0 | Reads settings |\n",
  );
  assertStringIncludes(
    page,
    "\n| `GETSET` | `key [A \\| B]` | O(1) | 1.0.0 | Stores a string; since 6.2.0 rather `SET` |\n",
  );
  assert(page.indexOf("\n## Strings\n") < page.indexOf("\n## Server\n"));
  assertStringIncludes(
    page,
    "\n## Not there yet\n\n- Strings (1): `APPEND`\n- Sorted sets (1): `ZADD`\n",
  );
});

Deno.test("every command that redis-server 7.0 has stands in a transcript", async () => {
  const folder = new URL("tests/differential/transcripts/", ROOT);
  const used = new Set<string>();
  for await (const entry of Deno.readDir(folder)) {
    for (const step of parseTranscript(await Deno.readTextFile(new URL(entry.name, folder)))) {
      if (step.kind !== "command" && step.kind !== "end") continue;
      const text = step.kind === "end"
        ? latin1(step.bytes).match(/[A-Za-z]{3,}/g)?.join(" ") ?? ""
        : step.args.map(latin1).join(" ");
      const [name, sub] = text.toLowerCase().split(" ");
      used.add(name!).add(`${name} ${sub}`);
    }
  }
  const names = COMMAND_SPECS.flatMap((spec) =>
    spec.subcommands?.length
      ? spec.subcommands.filter(isOf70).map((sub) => `${spec.name} ${sub.name}`)
      : [spec].filter(isOf70).map(({ name }) => name)
  );
  assertEquals(names.filter((name) => !used.has(name)), []);
});

function isOf70({ since }: { since: string }): boolean {
  const [major, minor] = since.split(".").map(Number);
  return major < 7 || (major === 7 && minor === 0);
}
