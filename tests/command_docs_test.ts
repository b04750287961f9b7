/** `docs/commands.md` must be what the command table says, and every command must be tested. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMAND_SPECS } from "../server/command_table.ts";
import { commandReference } from "../tools/command_reference.ts";
import { latin1 } from "./helpers/command_line.ts";
import { ROOT } from "./helpers/source_tree.ts";
import { parseTranscript } from "./helpers/transcript.ts";

Deno.test("docs/commands.md is up to date (deno task docs writes it)", async () => {
  const page = await Deno.readTextFile(new URL("docs/commands.md", ROOT));
  assert(page === commandReference(COMMAND_SPECS), "docs/commands.md is stale: deno task docs");
});

Deno.test("the reference shows syntax, summary and subcommands", () => {
  const page = commandReference([{
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
  }]);
  assertStringIncludes(page, "## Server\n\n### CONFIG\n\nHolds the commands about settings.");
  assertStringIncludes(page, "- `CONFIG GET parameter [parameter ...]`: Reads settings.");
});

Deno.test("every command stands in a transcript", async () => {
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
      ? spec.subcommands.map((sub) => `${spec.name} ${sub.name}`)
      : [spec.name]
  );
  assertEquals(names.filter((name) => !used.has(name)), []);
});
