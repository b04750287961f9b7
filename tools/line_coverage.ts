/**
 * Line coverage by file from what `deno test --coverage` collected. A file that no test has loaded
 * counts with all its lines as missed; `deno coverage` alone would leave it out.
 */

/** How many of a file's lines of code were run. */
export interface FileCoverage {
  /** From the repository's root. */
  path: string;
  lines: number;
  covered: number;
  percent: number;
}

/**
 * Coverage of the files in the given folders (each ending with a slash), sorted by path.
 *
 * @param raw the folder that holds the collected data.
 * @throws {Error} when `deno coverage` fails.
 */
export async function coveredLines(
  root: URL,
  raw: string,
  folders: readonly string[],
): Promise<FileCoverage[]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--lcov", `--include=^${root.href}(${folders.join("|")})`, raw],
    cwd: root,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(decoder.decode(stderr));
  const found = new Map(parseLcov(decoder.decode(stdout), root).map((file) => [file.path, file]));
  for (const folder of folders) {
    for (const path of sources(root, folder)) {
      if (!found.has(path)) found.set(path, neverLoaded(path, root));
    }
  }
  return [...found.values()].filter(({ lines }) => lines > 0)
    .toSorted((a, b) => a.path < b.path ? -1 : 1);
}

/** The sum over some files. */
export function totalCoverage(files: readonly FileCoverage[]): Omit<FileCoverage, "path"> {
  let lines = 0;
  let covered = 0;
  for (const file of files) {
    lines += file.lines;
    covered += file.covered;
  }
  return { lines, covered, percent: percent(covered, lines) };
}

/** Records of an lcov report: `SF:` a file, `DA:line,count` a line, `end_of_record`. */
export function parseLcov(report: string, root: URL): FileCoverage[] {
  const files: FileCoverage[] = [];
  for (const record of report.split("end_of_record")) {
    const path = /^SF:(.*)$/m.exec(record)?.[1];
    if (path === undefined) continue;
    const counts = [...record.matchAll(/^DA:\d+,(\d+)/gm)].map((match) => Number(match[1]));
    const covered = counts.filter((count) => count > 0).length;
    files.push({
      path: path.replace(decodeURIComponent(root.pathname), ""),
      lines: counts.length,
      covered,
      percent: percent(covered, counts.length),
    });
  }
  return files;
}

function percent(covered: number, lines: number): number {
  return lines === 0 ? 100 : 100 * covered / lines;
}

function* sources(root: URL, folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(new URL(folder, root))) {
    if (entry.isDirectory) yield* sources(root, `${folder}${entry.name}/`);
    else if (entry.name.endsWith(".ts")) yield folder + entry.name;
  }
}

/** A file of types alone is never loaded and has no line of code. */
function neverLoaded(path: string, root: URL): FileCoverage {
  const source = Deno.readTextFileSync(new URL(path, root)).replace(/\/\*[\s\S]*?\*\//g, "");
  const runs = /^(export )?(default )?(async )?(abstract )?(function|class|const|let)\b/m.test(
    source,
  );
  const lines = runs ? source.split("\n").filter((line) => /\S/.test(line)).length : 0;
  return { path, lines, covered: 0, percent: percent(0, lines) };
}
