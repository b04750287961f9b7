import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Logger, type LogLevel, logToFile } from "../../server/log.ts";

const LEVELS: readonly LogLevel[] = ["debug", "verbose", "notice", "warning"];

function logged(level: LogLevel): string[] {
  const lines: string[] = [];
  const log = new Logger({ level, write: (line) => lines.push(line), now: () => 0, pid: 7 });
  for (const each of LEVELS) log[each](`a ${each}`);
  return lines.map((line) => line.slice(line.indexOf(".000 ") + 5));
}

Deno.test("Logger: a line has process, time, mark and text, as Redis's has", () => {
  const lines: string[] = [];
  const now = new Date(2026, 10, 3, 4, 5, 6, 78).getTime();
  const log = new Logger({ write: (line) => lines.push(line), now: () => now, pid: 1234 });
  log.notice("Ready to accept connections");
  assertEquals(lines, ["1234:M 03 Nov 2026 04:05:06.078 * Ready to accept connections\n"]);
});

Deno.test("Logger: writes the lines from its level on", () => {
  assertEquals(logged("debug"), [". a debug\n", "- a verbose\n", "* a notice\n", "# a warning\n"]);
  assertEquals(logged("notice"), ["* a notice\n", "# a warning\n"]);
  assertEquals(logged("warning"), ["# a warning\n"]);
});

Deno.test("Logger: the level can change while it runs", () => {
  const lines: string[] = [];
  const log = new Logger({ level: "warning", write: (line) => lines.push(line) });
  assertEquals(log.isEnabled("debug"), false);
  log.notice("no");
  log.level = "debug";
  assertEquals(log.isEnabled("debug"), true);
  log.debug("yes");
  assertEquals(lines.length, 1);
});

Deno.test("Logger: a text with line ends stays one line", () => {
  const lines: string[] = [];
  new Logger({ write: (line) => lines.push(line) }).warning("name\r\n1:M forged");
  assertEquals(lines.length, 1);
  assertMatch(lines[0], /^\d+:M .* # name\\r\\n1:M forged\n$/);
});

Deno.test("logToFile: appends, and goes on when the file was moved away", () => {
  const directory = Deno.makeTempDirSync();
  try {
    const path = `${directory}/log`;
    Deno.writeTextFileSync(path, "before\n");
    const write = logToFile(path);
    write("one\n");
    assertEquals(Deno.readTextFileSync(path), "before\none\n");
    Deno.renameSync(path, `${path}.1`);
    write("two\n");
    assertEquals(Deno.readTextFileSync(path), "two\n");
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("logToFile: says at once when the file cannot be opened", () => {
  assertThrows(() => logToFile("/nonexistent/log"), Deno.errors.NotFound);
});
