/** What stops the loading of an AOF: where it is damaged, how, and what can be done. */

/** An AOF cannot be loaded; the message names file, place, reason and way out on one line. */
export class AofDamageError extends Error {
  /** The class's name, for printing. */
  override readonly name: string = "AofDamageError";

  constructor(
    /** The file. */
    readonly path: string,
    /** Where in the file, in bytes from its beginning. */
    readonly offset: number,
    /** What is wrong there. */
    readonly reason: string,
    /** What can be done. */
    readonly wayOut: string,
  ) {
    super(`Cannot load ${path}: damaged at byte ${offset}: ${reason}. ${wayOut}`);
  }
}
