/** The lines that were entered, and the way through them with the arrow keys. */

/** Lines kept. */
const MOST = 200;
/** Lines that may hold a password are not kept. */
const SECRET = /^\s*(auth|hello|acl|migrate)\b|\b(requirepass|masterauth)\b/i;

/** The history of one input. */
export class InputHistory {
  #lines: string[];
  /** Where it stands; at the end is the line being written. */
  #at: number;
  #written = "";

  constructor(lines: readonly string[] = []) {
    this.#lines = lines.slice(-MOST);
    this.#at = this.#lines.length;
  }

  /** The lines, the oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Takes a line that was entered. One that was entered just before is kept once. */
  add(line: string): void {
    if (line.trim() !== "" && line !== this.#lines.at(-1) && !SECRET.test(line)) {
      this.#lines = [...this.#lines, line].slice(-MOST);
    }
    this.#at = this.#lines.length;
    this.#written = "";
  }

  /** The line before; undefined at the oldest. `present` is what stands in the input. */
  previous(present: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#lines.length) this.#written = present;
    return this.#lines[--this.#at];
  }

  /** The line after, at last the one that was being written; undefined behind that. */
  next(): string | undefined {
    if (this.#at >= this.#lines.length) return undefined;
    this.#at++;
    return this.#at === this.#lines.length ? this.#written : this.#lines[this.#at];
  }
}
