/** What stops a start: data that is there but cannot be loaded, or files that cannot be had. */

/** Why the data could not be loaded or its files not be used. */
export type PersistenceErrorCode =
  /** Another process uses the directory. */
  | "in-use"
  /** A file is damaged, or of a version from the future. */
  | "damaged"
  /** The system refused to read or write a file. */
  | "file-system";

/**
 * A server or store cannot start from its files. `message` names the file, what is wrong where in it, and
 * the way out. Nothing in the files has been changed.
 */
export class PersistenceError extends Error {
  /** `"PersistenceError"`. */
  override readonly name = "PersistenceError";

  /** Makes the error. */
  constructor(
    /** Which kind of fault it is, for programs. */
    readonly code: PersistenceErrorCode,
    message: string,
  ) {
    super(message);
  }
}
