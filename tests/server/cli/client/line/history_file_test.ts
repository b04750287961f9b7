/** The history file, and what must not be in it. */
import { assertEquals } from "@std/assert";
import { splitLines, splitWords } from "../../../../../server/cli/client/command_line_words.ts";
import {
  HistoryFile,
  historySettings,
} from "../../../../../server/cli/client/line/history_file.ts";
import { isSecretLine } from "../../../../../server/cli/client/secret_lines.ts";

Deno.test("history file: named by the environment, in the home directory otherwise", () => {
  const settings = (environment: Record<string, string>) =>
    historySettings((name) => environment[name]);
  assertEquals(settings({ HOME: "/h" }), { path: "/h/.vortis_cli_history", limit: 1000 });
  assertEquals(settings({ HOME: "/h", VORTIS_CLI_HISTFILE: "/f" }).path, "/f");
  assertEquals(settings({ HOME: "/h", VORTIS_CLI_HISTFILE: "" }).path, undefined);
  assertEquals(settings({ HOME: "/h", VORTIS_CLI_HISTSIZE: "5" }).limit, 5);
  assertEquals(settings({ HOME: "/h", VORTIS_CLI_HISTSIZE: "0" }).path, undefined);
  assertEquals(settings({}).path, undefined);
});

Deno.test("history file: appended to, cut when long, for its owner alone", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis-history-" });
  try {
    const path = `${dir}/history`;
    const file = new HistoryFile({ path, limit: 3 });
    assertEquals(file.read(), []);
    for (let i = 0; i < 7; i++) file.append(`GET ${i}`);
    file.append("two\nlines");
    if (Deno.build.os !== "windows") assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    assertEquals(file.read(), ["GET 4", "GET 5", "GET 6"]);
    assertEquals(Deno.readTextFileSync(path), "GET 4\nGET 5\nGET 6\n");
    assertEquals([...Deno.readDirSync(dir)].length, 1);
    const nowhere = new HistoryFile({ path: `${dir}/no/file`, limit: 3 });
    nowhere.append("lost");
    assertEquals(nowhere.read(), []);
    const none = new HistoryFile({ path: undefined, limit: 3 });
    none.append("lost");
    assertEquals(none.read(), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("history: passwords are not kept", () => {
  for (
    const line of [
      ...["AUTH secret", "auth user secret", "2 AUTH x", "HELLO 3 AUTH user secret"],
      ...["CONFIG SET requirepass x", "config set maxmemory 5 requirepass x", "ACL SETUSER me >x"],
      ...["MIGRATE h 1 k 0 5 AUTH x", "CONFIG SET tls-key-file-pass x", 'AUTH "not closed'],
      ...["sentinel set m auth-pass x", '"auth" x'],
    ]
  ) assertEquals(isSecretLine(line), true, line);
  for (
    const line of [
      ...[
        "GET auth",
        "SET password x",
        "HELLO 3",
        "CONFIG SET maxmemory 1",
        "CONFIG GET requirepass",
      ],
      ...["ACL WHOAMI", "AUTHOR", 'GET "not closed', ""],
    ]
  ) assertEquals(isSecretLine(line), false, line);
});

Deno.test("lines: cut at line ends outside of quotes, words by redis-cli's quoting", () => {
  assertEquals(splitLines('SET a "x\ny"\nGET a\n\n'), ['SET a "x\ny"', "GET a"]);
  assertEquals(splitLines('SET a "x\nGET a'), ['SET a "x', "GET a"]);
  assertEquals(splitLines('SET a "\\"\n"\nPING'), ['SET a "\\"\n"', "PING"]);
  const text = (line: string) => splitWords(line)?.map((word) => new TextDecoder().decode(word));
  assertEquals(text(`SET 'a b' "c\\td" e`), ["SET", "a b", "c\td", "e"]);
  assertEquals(text('"a'), undefined);
  assertEquals(text('"a"b'), undefined);
  assertEquals(splitWords('"\\xff"'), [Uint8Array.of(255)]);
});
