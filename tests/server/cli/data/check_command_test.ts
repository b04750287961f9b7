/** `vortis check`: what files hold, each way in which they may break, and the one that can be fixed. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { shownName } from "../../../../server/cli/data/contents_report.ts";
import { DenoFileSystem } from "../../../../store/persistence/deno_file_system.ts";
import { Snapshot } from "../../../../store/persistence/snapshot.ts";
import { AOF_NAME, LoggedServer } from "../../../helpers/servers/logged_server.ts";
import { runInProcess } from "../../../helpers/programs/program_run.ts";
import { MemorySink } from "../../../helpers/data/saved_data.ts";
import { TestServer } from "../../../helpers/commands.ts";

/** A directory that goes when the test ends. */
async function withDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "vortis-check-" });
  try {
    await test(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Makes an append-only directory; returns the path of its last file. */
async function makeAof(directory: string): Promise<string> {
  const logged = new LoggedServer(new DenoFileSystem(), {}, directory);
  logged.start();
  logged.run("SET k v", "RPUSH l a b", "SADD s 1 2");
  await logged.rewrite();
  logged.run("SET later v PXAT 4000000000000", "MULTI", "INCR n", "INCR m", "EXEC");
  logged.run("SELECT 3", "HSET h f v", "HSET i f v");
  logged.aof.stop();
  const names = new DenoFileSystem().list(directory).filter((name) => name.includes(".incr."));
  return `${directory}/${names.sort().at(-1)}`;
}

Deno.test("check: tells what a sound directory holds", async () => {
  await withDirectory(async (directory) => {
    const last = await makeAof(directory);
    const { code, printed, errors } = await runInProcess(["check", directory]);
    assertEquals([code, errors], [0, ""], printed);
    const lines = printed.trimEnd().split("\n");
    assertEquals(lines[0], `${directory}/${AOF_NAME}.manifest: 2 files`);
    assertMatch(
      lines[1],
      /^ {2}appendonly\.aof\.\d\.base\.rdb: \d+ bytes, RDB version 10 by Redis 7\.0\.15 at .*Z, 3 keys$/,
    );
    assertMatch(
      lines[2],
      /^ {2}appendonly\.aof\.\d\.incr\.aof: \d+ bytes, \d+ commands \(.*HSET 2.*\)$/,
    );
    assertEquals(lines.slice(3), [
      "database 0: 6 keys (1 list, 1 set, 4 strings), 1 with an expiry",
      "database 3: 2 keys (2 hashes), none expires",
      "sound",
    ]);
    for (const path of [`${directory}/${AOF_NAME}.manifest`, last]) {
      assertEquals((await runInProcess(["check", path])).code, 0, path);
    }
  });
});

Deno.test("check: finds the append-only directory of a server's directory", async () => {
  await withDirectory(async (directory) => {
    await makeAof(`${directory}/appendonlydir`);
    assertEquals((await runInProcess(["check", directory])).code, 0);
  });
});

Deno.test("check --fix: an end that is cut anywhere is cut off where it is whole", async () => {
  await withDirectory(async (directory) => {
    const path = await makeAof(directory);
    const whole = Deno.readFileSync(path);
    const ends = new Set<number>();
    for (let length = 0; length < whole.length; length++) {
      Deno.writeFileSync(path, whole.subarray(0, length));
      const found = await runInProcess(["check", directory]);
      assertEquals(Deno.statSync(path).size, length);
      const fixed = await runInProcess(["check", directory, "--fix", "--yes"]);
      assertEquals(fixed.code, 0, fixed.printed);
      const { size } = Deno.statSync(path);
      assertEquals(found.code, size === length ? 0 : 1, `${length} ${found.printed}`);
      ends.add(size);
      assertEquals((await runInProcess(["check", directory])).code, 0);
    }
    // A SELECT, a SET, a group, and a group of a SELECT and an HSET: there are no other ends.
    assertEquals(ends.size <= 6 && ends.size >= 4, true, [...ends].join());
  });
});

Deno.test("check --fix: asks before it cuts, and cuts nothing without a yes", async () => {
  await withDirectory(async (directory) => {
    const path = await makeAof(directory);
    const { size } = Deno.statSync(path);
    Deno.writeTextFileSync(path, "*2\r\n$3\r\nGE", { append: true });
    const found = await runInProcess(["check", directory]);
    assertEquals([found.code, found.questions], [1, []]);
    assertStringIncludes(
      found.printed,
      `damaged: ${path} at byte ${size}: the file ends in the midst of a command`,
    );
    assertStringIncludes(
      found.printed,
      `vortis check --fix can cut off the last 10 of ${size + 10} bytes\n`,
    );
    const refused = await runInProcess(["check", directory, "--fix"], false);
    assertEquals([refused.code, Deno.statSync(path).size], [1, size + 10]);
    assertEquals(refused.questions, [`Cut off the last 10 of ${size + 10} bytes of ${path}?`]);
    assertStringIncludes(refused.printed, "nothing has been changed");
    const allowed = await runInProcess(["check", directory, "--fix"], true);
    assertEquals([allowed.code, Deno.statSync(path).size], [0, size]);
  });
});

Deno.test("check --fix: damage in the midst goes with all behind it", async () => {
  await withDirectory(async (directory) => {
    const path = await makeAof(directory);
    const bytes = Deno.readFileSync(path);
    const at = new TextDecoder().decode(bytes).indexOf("MULTI") - "*1\r\n$5\r\n".length;
    bytes[at] = 0x78;
    Deno.writeFileSync(path, bytes);
    const found = await runInProcess(["check", directory]);
    assertStringIncludes(
      found.printed,
      `damaged: ${path} at byte ${at}: expected '*' or '#', found 'x'`,
    );
    assertEquals((await runInProcess(["check", directory, "--fix", "--yes"])).code, 0);
    assertEquals(Deno.statSync(path).size, at);
  });
});

Deno.test("check --fix: not while a server uses the directory", async () => {
  await withDirectory(async (directory) => {
    const path = await makeAof(`${directory}/appendonlydir`);
    Deno.writeTextFileSync(path, "*1", { append: true });
    const lock = new DenoFileSystem().lock(`${directory}/.vortis.lock`);
    const { code, errors } = await runInProcess(["check", directory, "--fix", "--yes"]);
    lock!.release();
    assertEquals([code, errors], [2, `vortis: a server uses ${path}: stop it first\n`]);
    assertEquals((await runInProcess(["check", directory, "--fix", "--yes"])).code, 0);
  });
});

Deno.test("check: what cannot be fixed is not offered to be", async () => {
  await withDirectory(async (directory) => {
    const path = await makeAof(directory);
    const base = [...Deno.readDirSync(directory)].find(({ name }) => name.includes(".base."))!.name;
    const bytes = Deno.readFileSync(`${directory}/${base}`);
    const flipped = bytes.slice();
    flipped[bytes.length - 1] ^= 1;
    const cannot = "cannot be fixed by cutting off its end: restore a backup\n";
    for (const damaged of [flipped, bytes.subarray(0, bytes.length - 10)]) {
      Deno.writeFileSync(`${directory}/${base}`, damaged);
      const { code, printed } = await runInProcess(["check", directory, "--fix", "--yes"]);
      assertEquals(code, 1);
      assertStringIncludes(printed, `damaged: ${directory}/${base} at byte `);
      assertStringIncludes(printed, cannot);
      assertEquals(Deno.readFileSync(`${directory}/${base}`), damaged);
    }
    Deno.writeFileSync(`${directory}/${base}`, bytes);
    Deno.removeSync(path);
    const { code, printed } = await runInProcess(["check", directory, "--fix", "--yes"]);
    assertEquals(code, 1);
    assertStringIncludes(printed, "the manifest names it, but there is no such file");
    Deno.writeTextFileSync(`${directory}/${AOF_NAME}.manifest`, "what is this\n");
    const manifest = await runInProcess(["check", directory, "--fix", "--yes"]);
    assertEquals(manifest.code, 1);
    assertStringIncludes(manifest.printed, `.manifest at byte 0: no line of a manifest`);
  });
});

Deno.test("check: an RDB file, sound and with any byte flipped", async () => {
  const server = new TestServer();
  const client = server.client();
  client.reply("SET k v EX 100");
  client.reply("ZADD z 1 a");
  const sink = new MemorySink();
  new Snapshot(server.engine, sink).finishNow();
  const { bytes } = sink;
  await withDirectory(async (directory) => {
    const path = `${directory}/dump.rdb`;
    Deno.writeFileSync(path, bytes);
    const { code, printed } = await runInProcess(["check", path]);
    assertEquals(code, 0);
    assertMatch(printed, /^ {2}dump\.rdb: \d+ bytes, RDB version 10 .*, 2 keys\n/);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] ^= 0x10;
      Deno.writeFileSync(path, flipped);
      const run = await runInProcess(["check", path, "--fix", "--yes"]);
      // Without its first letters it is no RDB file at all.
      assertEquals(run.code, at < 5 ? 2 : 1, `byte ${at}: ${run.printed}${run.errors}`);
      assertEquals(Deno.readFileSync(path), flipped);
    }
  });
});

Deno.test("check: what cannot be read, and mistakes, end with code 2", async () => {
  await withDirectory(async (directory) => {
    Deno.writeTextFileSync(`${directory}/text`, "some text");
    const cases: [string[], string][] = [
      [["/nonexistent"], "cannot open /nonexistent: No such file or directory"],
      [[directory], `${directory} holds no append-only file: there is no manifest`],
      [
        [`${directory}/text`, "--fix", "--yes"],
        `${directory}/text is neither an RDB nor an AOF file`,
      ],
      [[], "the file or directory is missing; see --help"],
      [["a", "b"], "unexpected argument 'b'"],
      [["a", "--fixx"], "unknown flag '--fixx' (did you mean '--fix'?)"],
    ];
    for (const [args, message] of cases) {
      const { code, errors } = await runInProcess(["check", ...args]);
      assertEquals([code, errors], [2, `vortis: ${message}\n`]);
    }
    const { code, printed } = await runInProcess(["check", "--help"]);
    assertEquals(code, 0);
    assertStringIncludes(printed, "Usage: vortis check <file or directory> [--fix] [--yes]");
  });
});

Deno.test("a namespace's name is quoted unless it is a plain word", () => {
  const names = ["app", "user:1", "a b", "", "\x1b[31m\n"];
  assertEquals(names.map(shownName), ["app", "user:1", '"a b"', '""', '"\\u001b[31m\\n"']);
});
