/**
 * `deno task docs` writes the pages that are made from tables of the program; `deno task docs --check`
 * writes nothing and ends with code 1 when a page is not what its table says.
 */
import { COMMAND_SPECS } from "../server/command_table.ts";
import { refused } from "../server/config/foreign/refused.ts";
import { withoutEffect } from "../server/config/foreign/without_effect.ts";
import { commandReference } from "./command_reference.ts";
import { redisConfReference } from "./redis_conf_reference.ts";

const PAGES: readonly (readonly [path: string, text: string])[] = [
  ["docs/commands.md", commandReference(COMMAND_SPECS)],
  ["docs/redis_conf.md", redisConfReference(withoutEffect(), refused())],
];

for (const [path, wanted] of PAGES) {
  const url = new URL(`../${path}`, import.meta.url);
  const found = await Deno.readTextFile(url).catch(() => "");
  if (Deno.args.includes("--check")) {
    if (found !== wanted) {
      console.error(`${path} is stale: run \`deno task docs\``);
      Deno.exit(1);
    }
    console.log(`${path} is up to date`);
  } else {
    if (found !== wanted) await Deno.writeTextFile(url, wanted);
    console.log(`${path}: ${wanted.split("\n").length} lines`);
  }
}
