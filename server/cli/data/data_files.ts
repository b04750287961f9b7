/** What data files a path stands for: one RDB or AOF file, or all files of an append-only directory. */

import { readManifest } from "../../../store/persistence/aof/manifest.ts";
import { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import { directoryOf, joinPath } from "../../../store/persistence/file_system.ts";
import { CliError } from "../cli_error.ts";

/** The files behind a path, in the order in which they are loaded. */
export interface DataFiles {
  /** The manifest that names them, if there is one. */
  readonly manifest: string | undefined;
  readonly paths: readonly string[];
}

const MANIFEST = /\.manifest$/;
/** Redis's `appenddirname`, where it is looked for in a server's directory. */
const APPEND_DIRECTORY = "appendonlydir";

/**
 * The files that `path` stands for; whether they are there is not looked at.
 *
 * @throws {CliError} if there is nothing of the kind.
 * @throws {AofDamageError} if a manifest is damaged.
 * @throws {FileError}
 */
export function dataFilesOf(files: DenoFileSystem, path: string): DataFiles {
  const manifest = MANIFEST.test(path) ? path : isDirectory(path) ? findManifest(path) : undefined;
  if (manifest === undefined) return { manifest, paths: [path] };
  const read = readManifest(files, manifest);
  if (read === undefined) {
    throw new CliError(`cannot open ${manifest}: No such file or directory`, 2);
  }
  return {
    manifest,
    paths: read.files.map(({ name }) => joinPath(directoryOf(manifest), name)),
  };
}

/** The only manifest of a directory, or of the append-only directory in it. */
function findManifest(directory: string): string {
  for (const where of [directory, joinPath(directory, APPEND_DIRECTORY)]) {
    const names = new DenoFileSystem().list(where).filter((name) => {
      return MANIFEST.test(name) && !name.startsWith("temp-");
    });
    if (names.length > 1) {
      throw new CliError(
        `${where} has several manifests: name one of ${names.sort().join(", ")}`,
        2,
      );
    }
    if (names.length === 1) return joinPath(where, names[0]);
  }
  throw new CliError(`${directory} holds no append-only file: there is no manifest`, 2);
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // opening it tells what is wrong
  }
}
