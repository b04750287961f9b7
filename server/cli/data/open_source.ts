/** Opens what the command line names as the source of keys. */

import { AofDamageError } from "../../../store/persistence/aof/damage.ts";
import { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import { FileError } from "../../../store/persistence/file_system.ts";
import { CliError } from "../cli_error.ts";
import type { CliProcess } from "../cli_command.ts";
import { connectTo, isServerUrl, parseServerUrl } from "../server_url.ts";
import { shownName } from "./contents_report.ts";
import { dataFilesOf } from "./data_files.ts";
import { DataLoad, lowerFirst } from "./data_load.ts";
import { type DatabaseSize, type KeySource, LoadedSource, ServerSource } from "./key_source.ts";

/** A source, with the database that was named with it, and an end. */
export interface OpenSource extends Disposable {
  readonly source: KeySource;
  readonly database: number | undefined;
}

/** Opens a server's URL, or files, which are loaded. Rejects with a {@linkcode CliError}. */
export async function openSource(name: string, process: CliProcess): Promise<OpenSource> {
  if (!isServerUrl(name)) {
    return { source: loadFiles(name, process), database: undefined, [Symbol.dispose]() {} };
  }
  const url = parseServerUrl(name);
  const client = await connectTo(url);
  return {
    source: new ServerSource(client, url),
    database: url.database,
    [Symbol.dispose]: () => client.close(),
  };
}

function loadFiles(path: string, process: CliProcess): LoadedSource {
  const system = new DenoFileSystem();
  const load = new DataLoad(system, (path, bytes, total) => {
    process.progress(`Reading ${path}: ${Math.floor((100 * bytes) / total)} %`);
  });
  try {
    const { paths, manifest } = dataFilesOf(system, path);
    load.load(paths, manifest !== undefined);
  } catch (error) {
    // Its exit code is that of `check`.
    if (error instanceof CliError) throw new CliError(error.message);
    const isOfFiles = error instanceof FileError || error instanceof AofDamageError;
    throw isOfFiles ? new CliError(lowerFirst(error.message)) : error;
  } finally {
    process.progress("");
  }
  const { damage, server, warnings } = load;
  if (damage !== undefined) {
    const { path, offset, reason } = damage;
    throw new CliError(
      `${path} is damaged at byte ${offset}: ${reason}. vortis check tells what can be done`,
    );
  }
  for (const warning of warnings) process.printError(`warning: ${warning}\n`);
  const source = new LoadedSource(server);
  for (const name of source.unnumbered) {
    process.printError(`warning: the namespace ${shownName(name)} is no database: left out\n`);
  }
  return source;
}

/** The databases to copy: all that have keys, or the chosen one. Rejects with a {@linkcode CliError}. */
export async function chosenDatabases(
  { source, database }: OpenSource,
  flag: string | undefined,
): Promise<ReadonlyMap<number, DatabaseSize>> {
  if (flag !== undefined && !/^\d{1,9}$/.test(flag)) {
    throw new CliError(`--db '${flag}': not a number of a database`);
  }
  const chosen = flag === undefined ? database : Number(flag);
  const all = await source.databases();
  if (chosen === undefined) return all;
  return new Map([[chosen, all.get(chosen) ?? { keys: 0, expiring: 0 }]]);
}
