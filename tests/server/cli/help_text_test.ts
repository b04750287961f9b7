import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { CliCommand } from "../../../server/cli/cli_command.ts";
import { programHelp, serveHelp } from "../../../server/cli/help_text.ts";
import { SETTING_NAMES } from "../../../server/config/settings.ts";

const COMMANDS: readonly CliCommand[] = ["serve", "bench"].map((name) => ({
  name,
  summary: `Run ${name}`,
  load: () => Promise.reject(new Error("not run here")),
}));

Deno.test("help: fits in 80 columns, without white space at line ends", () => {
  for (const line of (programHelp(COMMANDS) + serveHelp()).split("\n")) {
    assert(line.length <= 80, line);
    assertEquals(line, line.trimEnd());
  }
});

Deno.test("help: lists every setting and every command once", () => {
  const lines = serveHelp().split("\n");
  for (const name of SETTING_NAMES) {
    const flag = lines.filter((line) =>
      line.startsWith(`  --${name} `) || line.startsWith(`  --${name},`)
    );
    assertEquals(flag.length, 1, name);
  }
  for (const { name, summary } of COMMANDS) {
    assertStringIncludes(programHelp(COMMANDS), `  ${name.padEnd(28)}  ${summary}\n`);
  }
});

Deno.test("help: descriptions are aligned and show the default", () => {
  const help = serveHelp();
  assertMatch(help, /^ {2}--port <integer> {14}TCP port .* \[6379\]$/m);
  assertMatch(help, /^ {2}--bind, --host <address \.\.\.> {2}Addresses/m);
  assertMatch(help, /^ {2}--client-query-buffer-limit <bytes>\n {32}Bytes/m);
});
