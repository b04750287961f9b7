/**
 * `vortis check`: what data files hold, and where they break.
 *
 * Everything is loaded as at a start, into memory, so what it calls sound does load. Nothing is changed,
 * unless `--fix` is given and the answer is yes: then the end of the last file of commands is cut off, from
 * the first thing that is damaged.
 */

import { AofDamageError } from "../../../store/persistence/aof/damage.ts";
import { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import {
  directoryOf,
  FileError,
  joinPath,
  nameOf,
} from "../../../store/persistence/file_system.ts";
import { LOCK_FILE } from "../../durability/directory_lock.ts";
import { CliError } from "../cli_error.ts";
import type { CliProcess } from "../cli_command.ts";
import { readToolFlags } from "../tool_flags.ts";
import { contentLines, counted, fileLines } from "./contents_report.ts";
import { dataFilesOf } from "./data_files.ts";
import { type Damage, DataLoad, lowerFirst } from "./data_load.ts";

/** Exit codes. */
const SOUND = 0;
const DAMAGED = 1;
const UNREADABLE = 2;

const MOST_WARNINGS = 10;

const HELP = `Usage: vortis check <file or directory> [--fix] [--yes]

Tells what an RDB file, an AOF file or an append-only directory (or its manifest)
holds, and where it breaks. It is loaded into memory for that.

  --fix         Offer to cut off what is damaged, if it is the end of the last
                file of commands; nothing else is ever changed
  --yes         Do so without asking
  -h, --help    Show this text

Exit codes: 0 sound, 1 damaged, 2 cannot be read
`;

/** Checks data files; resolves with the exit code. */
export function runCheck(args: readonly string[], process: CliProcess): Promise<number> {
  return Promise.try(() => check(args, process));
}

function check(args: readonly string[], process: CliProcess): number {
  const flags = readToolFlags(args, {
    switches: ["fix", "yes"],
    values: [],
    words: ["the file or directory"],
    mistakeCode: UNREADABLE,
  });
  if (flags.is("help")) {
    process.print(HELP);
    return SOUND;
  }
  const [path] = flags.words;
  const system = new DenoFileSystem();
  const load = new DataLoad(system, (path, bytes, total) => {
    process.progress(`${path}: ${Math.floor((100 * bytes) / total)} %`);
  });
  let paths: readonly string[] = [];
  try {
    const found = dataFilesOf(system, path);
    paths = found.paths;
    if (found.manifest !== undefined) {
      process.print(`${found.manifest}: ${counted(paths.length, "file")}\n`);
    }
    load.load(paths, found.manifest !== undefined);
  } catch (error) {
    if (error instanceof FileError) throw new CliError(lowerFirst(error.message), UNREADABLE);
    if (!(error instanceof AofDamageError)) throw error;
    load.damage = { ...error, wholeBytes: undefined, bytes: 0, path: error.path };
  } finally {
    process.progress("");
  }
  const { server, files, warnings, damage } = load;
  const lines = [
    ...fileLines(files),
    ...contentLines(server.engine, server.clock.now()),
    ...warnings.slice(0, MOST_WARNINGS).map((warning) => `warning: ${warning}`),
  ];
  if (warnings.length > MOST_WARNINGS) {
    lines.push(`warning: ${warnings.length - MOST_WARNINGS} more`);
  }
  process.print(lines.map((line) => `${line}\n`).join(""));
  if (damage === undefined) {
    process.print("sound\n");
    return SOUND;
  }
  process.print(`damaged: ${damage.path} at byte ${damage.offset}: ${damage.reason}\n`);
  return mend(damage, paths, { fix: flags.is("fix"), yes: flags.is("yes") }, process, system);
}

/** Cuts off what is damaged, if that may be and is wanted. */
function mend(
  { path, wholeBytes, bytes }: Damage,
  paths: readonly string[],
  { fix, yes }: { fix: boolean; yes: boolean },
  process: CliProcess,
  system: DenoFileSystem,
): number {
  if (wholeBytes === undefined || path !== paths.at(-1)) {
    if (fix) process.print("cannot be fixed by cutting off its end: restore a backup\n");
    return DAMAGED;
  }
  const cut = `the last ${bytes - wholeBytes} of ${counted(bytes, "byte")}`;
  if (!fix) {
    process.print(`vortis check --fix can cut off ${cut}\n`);
    return DAMAGED;
  }
  if (!yes && !process.confirm(`Cut off ${cut} of ${path}?`)) {
    process.print("nothing has been changed\n");
    return DAMAGED;
  }
  try {
    cutOff(system, path, bytes, wholeBytes);
  } catch (error) {
    if (error instanceof FileError) throw new CliError(lowerFirst(error.message), UNREADABLE);
    throw error;
  }
  process.print(`fixed: ${nameOf(path)} has ${counted(wholeBytes, "byte")} now\n`);
  return SOUND;
}

/** @throws {CliError} if a server uses the file, or has written to it meanwhile. */
function cutOff(system: DenoFileSystem, path: string, bytes: number, length: number): void {
  // The lock is that of the directory in which the server has its append-only directory.
  const above = joinPath(directoryOf(path), "..");
  const locks = [directoryOf(path), above].map((directory) => joinPath(directory, LOCK_FILE))
    .filter((lock) => system.size(lock) !== undefined);
  const held = locks.map((lock) => system.lock(lock));
  try {
    if (held.includes(undefined)) {
      throw new CliError(`a server uses ${path}: stop it first`, UNREADABLE);
    }
    const file = system.append(path);
    try {
      if (file.length !== bytes) {
        throw new CliError(`${path} has changed meanwhile: a server writes to it`, UNREADABLE);
      }
      file.truncate(length);
      file.syncDataSync();
    } finally {
      file.close();
    }
  } finally {
    for (const lock of held) lock?.release();
  }
}
