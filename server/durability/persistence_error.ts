/** What stops a start: data that is there but cannot be loaded, or files that cannot be had. */

import { AofDamageError } from "../../store/persistence/aof/damage.ts";
import { FileError } from "../../store/persistence/file_system.ts";
import { RdbDamageError } from "../../store/persistence/rdb/damage_error.ts";

/** Why the data could not be loaded or its files not be used. */
export type PersistenceErrorCode =
  /** Another process uses the directory. */
  | "in-use"
  /** A file is damaged, or of a version from the future. */
  | "damaged"
  /** The disk, or what the user may take of it, is full. */
  | "disk-full"
  /** The system refused to read or write a file. */
  | "file-system"
  /** Something is under way that this has to wait for. */
  | "busy";

/**
 * A server or store cannot start from its files, or not keep them any more. `message` names the file, what
 * is wrong where in it, and the way out. If it is the start that has failed, nothing in the files has been
 * changed.
 */
export class PersistenceError extends Error {
  /** `"PersistenceError"`. */
  override readonly name = "PersistenceError";

  /** Makes the error. */
  constructor(
    /** Which kind of fault it is, for programs. */
    readonly code: PersistenceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Codes of the system for a disk that is full. */
const FULL: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

/** What went wrong with files, as the error that programs get; another error as it is. */
export function toPersistenceError(error: unknown): unknown {
  if (error instanceof FileError) {
    const code = FULL.has(error.code) ? "disk-full" : "file-system";
    return new PersistenceError(code, error.message, { cause: error });
  }
  if (error instanceof AofDamageError || error instanceof RdbDamageError) {
    return new PersistenceError("damaged", error.message, { cause: error });
  }
  return error;
}

/** What went wrong, as a log tells it. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
