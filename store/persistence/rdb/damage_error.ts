/** What is wrong with an RDB file, and where. */

/** An RDB file cannot be loaded: it is damaged, or holds what Vortis does not know. */
export class RdbDamageError extends Error {
  /** The class's name, for printing. */
  override readonly name: string = "RdbDamageError";

  constructor(
    /** The file. */
    readonly path: string,
    /** Bytes before the damage, as near as it can be told: those of the part that could not be read. */
    readonly offset: number,
    /** What is wrong, a part of a sentence: `it ends in the middle of a value`. */
    readonly reason: string,
  ) {
    super(`Cannot load ${path}: at byte ${offset}, ${reason}`);
  }
}
