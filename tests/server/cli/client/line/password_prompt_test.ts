/** The question for a password. */
import { assertEquals, assertRejects } from "@std/assert";
import { CliError } from "../../../../../server/cli/cli_error.ts";
import { askPassword } from "../../../../../server/cli/client/line/password_prompt.ts";
import { FakeStreams } from "../../../../helpers/programs/fake_streams.ts";

Deno.test("password: stars on a terminal, nothing in a pipe", async () => {
  const terminal = new FakeStreams({ terminal: true });
  terminal.feed("sécx");
  terminal.feed("\x7fret\x1b[200~ 1\x1b[201~\r");
  assertEquals(await askPassword(terminal), "sécret 1");
  assertEquals(terminal.screen.lines, ["Please input password: ********", ""]);
  assertEquals(terminal.isRaw, false);
  const pipe = FakeStreams.pipe("from a pipe\nmore");
  assertEquals([await askPassword(pipe), pipe.output], ["from a pipe", ""]);
  assertEquals(await askPassword(FakeStreams.pipe("no line end")), "no line end");
});

Deno.test("password: Ctrl-C gives it up", async () => {
  const terminal = new FakeStreams({ terminal: true });
  terminal.feed("\x7fse\x03");
  const error = await assertRejects(() => askPassword(terminal), CliError);
  assertEquals((error as CliError).exitCode, 130);
  assertEquals(terminal.isRaw, false);
});
