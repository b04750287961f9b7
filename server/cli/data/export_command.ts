/** `vortis export`: an RDB file of the keys of a running server, by SCAN and DUMP. */

import { FileError } from "../../../store/persistence/file_system.ts";
import { describeSystemError } from "../../errors/system_error.ts";
import { CliError } from "../cli_error.ts";
import type { CliProcess } from "../cli_command.ts";
import { DEFAULT_URL, isServerUrl } from "../server_url.ts";
import { readToolFlags } from "../tool_flags.ts";
import { counted } from "./contents_report.ts";
import { CopyProgress } from "./copy_progress.ts";
import { lowerFirst } from "./data_load.ts";
import { chosenDatabases, openSource } from "./open_source.ts";
import { RdbExportFile } from "./rdb_export_file.ts";

const HELP = `Usage: vortis export <file> [--from <url>] [--db <number>] [--yes]

Writes the keys of a running server to an RDB file, which Redis and Vortis load.
They are read one after the other: what clients change meanwhile is written as it
was or as it is. A snapshot of one moment is what SAVE and BGSAVE make; it also
has the namespaces with names, which no client of Redis can read.

  --from <url>   The server, redis://[user:password@]host[:port][/db]
                 [${DEFAULT_URL}]
  --db <number>  Write that database alone
  --yes          Replace a file that is there without asking
  -h, --help     Show this text
`;

/** Writes an RDB file; resolves with the exit code. */
export async function runExport(args: readonly string[], process: CliProcess): Promise<number> {
  const flags = readToolFlags(args, {
    switches: ["yes"],
    values: ["from", "db"],
    words: ["the file"],
  });
  if (flags.is("help")) {
    process.print(HELP);
    return 0;
  }
  const [path] = flags.words;
  const from = flags.value("from") ?? DEFAULT_URL;
  if (!isServerUrl(from)) throw new CliError(`--from '${from}': a server is named by redis://…`);
  if (!flags.is("yes") && isThere(path) && !process.confirm(`${path} is there: replace it?`)) {
    throw new CliError(`${path} is there already (--yes replaces it)`);
  }
  using opened = await openSource(from, process);
  const databases = await chosenDatabases(opened, flags.value("db"));
  const total = [...databases.values()].reduce((sum, { keys }) => sum + keys, 0);
  const progress = new CopyProgress(process, "Written", total);
  try {
    using file = new RdbExportFile(path);
    for (const [database, size] of databases) {
      if (size.keys === 0) continue;
      file.select(database, size);
      for await (const batch of opened.source.keys(database)) {
        for (const key of batch) file.add(key);
        progress.advance(batch.length, batch.reduce((sum, { payload }) => sum + payload.length, 0));
      }
    }
    const bytes = file.finish();
    progress.end();
    const seconds = progress.seconds.toFixed(1);
    process.print(
      `${path}: ${counted(progress.keys, "key")}, ${counted(bytes, "byte")}, in ${seconds} s\n`,
    );
    return 0;
  } catch (error) {
    throw explain(error, path);
  } finally {
    progress.end();
  }
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false; // making the file tells what is wrong
  }
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof FileError) return new CliError(lowerFirst(error.message));
  if (!(error instanceof Error)) return error;
  if (/^Cannot receive reply/.test(error.message)) {
    return new CliError("the server closed the connection");
  }
  // What the system says of the file.
  return "code" in error
    ? new CliError(`cannot write ${path}: ${describeSystemError(error)}`)
    : error;
}
