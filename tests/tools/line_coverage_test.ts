/** The coverage gate must count what was missed, files that no test loads among them. */
import { assertEquals } from "@std/assert";
import { coveredLines, parseLcov, totalCoverage } from "../../tools/line_coverage.ts";

Deno.test("parseLcov counts lines and hits by file", () => {
  const report = [
    ...["SF:/repo/store/a.ts", "FN:1,a", "DA:1,5", "DA:2,0", "DA:3,1", "DA:9,1", "end_of_record"],
    ...["SF:/repo/store/b.ts", "DA:1,0", "end_of_record", ""],
  ].join("\n");
  const files = parseLcov(report, new URL("file:///repo/"));
  assertEquals(files, [
    { path: "store/a.ts", lines: 4, covered: 3, percent: 75 },
    { path: "store/b.ts", lines: 1, covered: 0, percent: 0 },
  ]);
  assertEquals(totalCoverage(files), { lines: 5, covered: 3, percent: 60 });
});

Deno.test("a file that nothing loads counts as missed, one of types does not count", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/store/deep`, { recursive: true });
    await Deno.writeTextFile(`${root}/store/used.ts`, "export const one = 1;\n");
    await Deno.writeTextFile(`${root}/store/deep/unused.ts`, "export const two = 2;\n\nrun();\n");
    await Deno.writeTextFile(`${root}/store/types.ts`, "export interface Three {}\n");
    await Deno.writeTextFile(
      `${root}/a_test.ts`,
      `import { one } from "./store/used.ts"; Deno.test("one", () => { one; });`,
    );
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", "--coverage=raw", "--coverage-raw-data-only"],
      cwd: root,
      stdout: "null",
      stderr: "null",
    }).output();
    assertEquals(code, 0);
    const files = await coveredLines(new URL(`file://${root}/`), `${root}/raw`, ["store/"]);
    assertEquals(files.map(({ path, percent }) => [path, percent]), [
      ["store/deep/unused.ts", 0],
      ["store/used.ts", 100],
    ]);
    assertEquals(files[0]?.lines, 2);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
