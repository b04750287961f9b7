/** `vortis cli` as a process of its own, with the permissions of `deno task start`. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { runChildForText } from "../../../helpers/programs/child_run.ts";
import { withServer } from "../../../helpers/servers/live_server.ts";
import { START_PERMISSIONS } from "../../../helpers/servers/vortis_server.ts";

const MAIN = new URL("../../../../main.ts", import.meta.url).pathname;

async function program(words: readonly string[], input: string) {
  const args = [
    ...["run", "--quiet", "--no-check", "--no-prompt", ...START_PERMISSIONS],
    ...[MAIN, "cli", ...words],
  ];
  const run = await runChildForText(Deno.execPath(), args, input, { REDISCLI_AUTH: "secret" });
  return { code: run.code, printed: run.stdout, errors: run.stderr };
}

Deno.test("client program: commands from arguments and a pipe, help, mistakes", () =>
  withServer({ requirepass: "secret" }, async (port) => {
    const at = ["-p", String(port)];
    const [piped, given, mistake, help] = await Promise.all([
      program(at, "SET a 1\nINCR a\nGET none\n"),
      program([...at, "-x", "ECHO"], "from the input"),
      program([...at, "--jsn"], ""),
      program(["--help"], ""),
    ]);
    assertEquals(piped, { code: 0, printed: "OK\n2\n\n", errors: "" });
    assertEquals(given, { code: 0, printed: "from the input\n", errors: "" });
    assertEquals([mistake.code, mistake.printed], [1, ""]);
    assertEquals(
      mistake.errors,
      "vortis: unknown option '--jsn' (did you mean '--json'?)\n",
    );
    assertStringIncludes(help.printed, "Usage: vortis cli");
  }));
