import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../../server/cli/command_table.ts";
import { runProgram } from "../../../server/cli/run.ts";
import type { CliProcess } from "../../../server/cli/cli_command.ts";

/** Runs the program in a process of the test's own making. */
async function run(args: readonly string[], variables: Record<string, string> = {}) {
  const output = { code: -1, printed: "", errors: "" };
  const process: CliProcess = {
    environment: (name) => variables[name],
    print: (text) => output.printed += text,
    printError: (text) => output.errors += text,
    confirm: () => false,
    progress: () => {},
    columns: () => undefined,
    hasColors: false,
    onStopRequest: () => {},
  };
  output.code = await runProgram(args, process);
  return output;
}

Deno.test("program: --help and --version go to the standard output, with code 0", async () => {
  const usages: [string[], string][] = [
    [["--help"], "Usage: vortis [command] "],
    [["--port", "1", "-h"], "Usage: vortis [command] "],
    [["serve", "--help"], "Usage: vortis serve "],
  ];
  for (const [args, usage] of usages) {
    const { code, printed, errors } = await run(args);
    assertEquals([code, errors], [0, ""]);
    assertStringIncludes(printed, usage);
  }
  const { code, printed } = await run(["--version"]);
  assertEquals(code, 0);
  assertMatch(printed, /^vortis \d+\.\d+\.\d+ \(compatible with Redis 7\.0\.15\)\n$/);
});

Deno.test("program: a mistake is one line on the standard error, with code 1", async () => {
  const cases: [string[], Record<string, string>, string][] = [
    [["--prot", "1"], {}, "unknown flag '--prot' (did you mean '--port'?)"],
    [["serve", "--port", "x"], {}, "--port 'x': argument couldn't be parsed into an integer"],
    [["sevre"], {}, "unknown command 'sevre' (did you mean 'serve'?)"],
    [["my.conf"], {}, "unknown command 'my.conf' (a configuration file is given by --config)"],
    [[], { VORTIS_HZ: "x" }, "VORTIS_HZ 'x': argument couldn't be parsed into an integer"],
    [
      ["--logfile", "/nonexistent/log"],
      {},
      "cannot open log file '/nonexistent/log': No such file or directory",
    ],
    [
      ["--config", "/nonexistent"],
      {},
      "cannot read configuration file '/nonexistent': No such file or directory",
    ],
  ];
  for (const [args, variables, message] of cases) {
    assertEquals(await run(args, variables), {
      code: 1,
      printed: "",
      errors: `vortis: ${message}\n`,
    });
  }
});

Deno.test("program: a password is not shown in the message about it", async () => {
  const { errors } = await run(["--requirepass", "secret", "--requirepas", "secret"]);
  assertEquals(errors.includes("secret"), false);
});

Deno.test("program: each command has a name, a summary, and can be loaded", async () => {
  assertEquals(COMMANDS[0].name, "serve");
  assertEquals(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length);
  for (const command of COMMANDS) {
    assertMatch(command.summary, /^[A-Z].*[^.]$/);
    assertEquals(typeof await command.load(), "function");
  }
});
