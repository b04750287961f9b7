/** A mistake of whoever typed the command line. */

/** Something wrong with flags, environment or files: `message` is one line for the standard error. */
export class CliError extends Error {
  override readonly name = "CliError";

  /** @param exitCode What the program ends with. */
  constructor(message: string, readonly exitCode: number = 1) {
    super(message);
  }
}
