/** Servers as the command line names them. */
import { assertEquals, assertThrows } from "@std/assert";
import { CliError } from "../../../server/cli/cli_error.ts";
import { isServerUrl, parseServerUrl } from "../../../server/cli/server_url.ts";

Deno.test("server URL: every part may be left out but the host", () => {
  const cases: [string, (string | number | undefined)[]][] = [
    ["redis://host", ["host", 6379, undefined, undefined, undefined]],
    ["redis://127.0.0.1:7000/3", ["127.0.0.1", 7000, undefined, undefined, 3]],
    ["redis://[::1]:7000/", ["::1", 7000, undefined, undefined, undefined]],
    ["redis://user:pass@host/0", ["host", 6379, "user", "pass", 0]],
    ["redis://:p%40ss%3Aword@host", ["host", 6379, undefined, "p@ss:word", undefined]],
  ];
  for (const [text, parts] of cases) {
    const { hostname, port, username, password, database } = parseServerUrl(text);
    assertEquals([hostname, port, username, password, database], parts, text);
  }
  assertEquals(parseServerUrl("redis://u:secret@[::1]:7/2").name, "[::1]:7");
});

Deno.test("server URL: mistakes do not show the password", () => {
  const wrong = [
    "host",
    "redis://",
    "rediss://:secret@h",
    "http://:secret@h",
    "redis://:secret%zz@h",
    "redis://:secret@h:0",
    "redis://:secret@h/0?secret",
    "redis://:secret@h/0#x",
  ];
  for (const text of [...wrong, "redis://:secret@h/x", "redis://:secret@h/-1"]) {
    const { message } = assertThrows(() => parseServerUrl(text), CliError);
    assertEquals(message.includes("secret"), false, message);
  }
});

Deno.test("server URL: told from a file by its scheme", () => {
  for (const url of ["redis://h", "rediss://h", "http://h"]) assertEquals(isServerUrl(url), true);
  for (const file of ["dump.rdb", "./redis", "/a://b", "redis"]) {
    assertEquals(isServerUrl(file), false);
  }
});
