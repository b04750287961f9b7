/**
 * `deno task docs` writes docs/commands.md; `deno task docs --check` writes nothing and ends with
 * code 1 when the page is not what the command table says.
 */
import { COMMAND_SPECS } from "../server/command_table.ts";
import { commandReference } from "./command_reference.ts";

const page = new URL("../docs/commands.md", import.meta.url);
const wanted = commandReference(COMMAND_SPECS);
const found = await Deno.readTextFile(page).catch(() => "");

if (Deno.args.includes("--check")) {
  if (found !== wanted) {
    console.error("docs/commands.md is stale: run `deno task docs`");
    Deno.exit(1);
  }
  console.log("docs/commands.md is up to date");
} else {
  await Deno.mkdir(new URL("./", page), { recursive: true });
  if (found !== wanted) await Deno.writeTextFile(page, wanted);
  console.log(`docs/commands.md: ${COMMAND_SPECS.length} commands`);
}
