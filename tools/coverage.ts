/**
 * `deno task coverage`: runs the tests with coverage and holds store/, resp/, server/ and adapters/ to a share
 * of covered lines. Servers that tests start as child processes count too.
 *
 * Options: `--threshold 90` (percent, for each folder), `--redis` (the tests that need redis-server
 * as well), `--keep` (do not run the tests again, read what the last run left).
 */
import { parseArgs } from "@std/cli/parse-args";
import { coveredLines, type FileCoverage, totalCoverage } from "./line_coverage.ts";

const ROOT = new URL("../", import.meta.url);
const RAW = new URL("coverage/raw/", ROOT).pathname;
const FOLDERS = ["store/", "resp/", "server/", "adapters/"];
/**
 * What no test outside a browser runs: the pages, save what has tests of its own, and the script made of them. All of it is
 * run by `deno task test:browser`, which uses every view; coverage of a minified script would say little.
 */
const IN_BROWSERS =
  /^server\/ui\/(?!logic\/|api\.ts|state\/(key_scan|route)\.ts)|^server\/http\/files\/ui_bundle\.ts$/;
/** Files shown, the least covered first. */
const SHOWN = 15;

const flags = parseArgs(Deno.args, { string: ["threshold"], boolean: ["redis", "keep"] });
const threshold = Number(flags["threshold"] ?? 90);

let testsCode = 0;
if (!flags["keep"]) {
  await Deno.remove(RAW, { recursive: true }).catch(() => {});
  const ignored = flags["redis"]
    ? ["--ignore=tests/browser"]
    : ["--ignore=tests/differential,tests/browser,tests/clients/redis_tools_test.ts"];
  const status = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", "--no-check", `--coverage=${RAW}`, "--coverage-raw-data-only"],
      ...[...ignored, "tests/"],
    ],
    cwd: ROOT,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  testsCode = status.code;
}

const files = (await coveredLines(ROOT, RAW, FOLDERS)).filter(({ path }) =>
  !IN_BROWSERS.test(path)
);
let failed = false;
for (const folder of FOLDERS) {
  const total = totalCoverage(files.filter(({ path }) => path.startsWith(folder)));
  const enough = total.percent >= threshold;
  failed ||= !enough;
  console.log(`${folder.padEnd(9)} ${show(total)}${enough ? "" : `  below ${threshold} %`}`);
}
const worst = files.filter(({ percent }) => percent < threshold)
  .toSorted((a, b) => (b.lines - b.covered) - (a.lines - a.covered));
for (const file of worst.slice(0, SHOWN)) console.log(`  ${show(file)}  ${file.path}`);
if (failed || testsCode !== 0) Deno.exit(1);

function show({ covered, lines, percent }: Omit<FileCoverage, "path">): string {
  return `${percent.toFixed(1).padStart(5)} % of ${lines} lines (${lines - covered} missed)`;
}
