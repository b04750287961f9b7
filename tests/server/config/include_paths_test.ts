import { assertEquals, assertThrows } from "@std/assert";
import { Config } from "../../../server/config/config.ts";
import { ConfigFileError, loadConfigFile } from "../../../server/config/config_file.ts";
import { includedPaths } from "../../../server/config/include_paths.ts";

/** Runs `body` in a directory that holds the given files. */
function withFiles(files: Record<string, string>, body: (directory: string) => void): void {
  const directory = Deno.makeTempDirSync();
  try {
    for (const [path, content] of Object.entries(files)) {
      Deno.mkdirSync(`${directory}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${directory}/${path}`, content);
    }
    body(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("includedPaths: patterns in any part of a path, by name, without hidden files", () => {
  const names = ["conf.d/b.conf", "conf.d/a.conf", "conf.d/.c.conf", "conf.d/d.txt", "more/a.conf"];
  withFiles(Object.fromEntries(names.map((name) => [name, ""])), (directory) => {
    const found = (pattern: string) =>
      includedPaths(`${directory}/${pattern}`).map((path) => path.slice(directory.length + 1));
    assertEquals(found("conf.d/*.conf"), ["conf.d/a.conf", "conf.d/b.conf"]);
    assertEquals(found("conf.d/.*"), ["conf.d/.c.conf"]);
    assertEquals(found("conf.d/[bd].*"), ["conf.d/b.conf", "conf.d/d.txt"]);
    assertEquals(found("*/a.conf"), ["conf.d/a.conf", "more/a.conf"]);
    assertEquals(found("*/d.txt"), ["conf.d/d.txt"]);
    assertEquals(found("mo?e//?.conf"), ["more/a.conf"]);
    for (const nothing of ["none/*", "conf.d/*.cnf", "more/a.conf/*"]) {
      assertEquals(found(nothing), []);
    }
    // A path without wildcards is there or is somebody else's to report.
    assertEquals(found("none.conf"), ["none.conf"]);
  });
});

Deno.test("include: all files of a directory, each in its turn", () => {
  const files = { "b.conf": "timeout 2", "a.conf": "timeout 1\nhz 1", "c.txt": "timeout 3" };
  withFiles({ ...files, "bad/x.conf": "timeout soon" }, (directory) => {
    const load = (content: string): Config => {
      Deno.writeTextFileSync(`${directory}/main`, content);
      const config = new Config();
      loadConfigFile(config, `${directory}/main`);
      return config;
    };
    const config = load(`timeout 0\ninclude ${directory}/*.conf\ninclude ${directory}/none/*\n`);
    assertEquals([config.get("timeout"), config.get("hz")], [2, 1]);
    assertEquals([...config.includedNames], ["timeout", "hz"]);
    const error = assertThrows(() => load(`include ${directory}/bad/*`), ConfigFileError);
    assertEquals(
      error.message,
      `${directory}/bad/x.conf:1: 'timeout': argument couldn't be parsed into an integer`,
    );
    assertThrows(() => load(`include ${directory}/ma*`), ConfigFileError, "includes itself");
  });
});
