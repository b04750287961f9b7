/** The lines that were run before, newest last, and a place among them while one is edited. */

/** Lines in the order in which they were run. */
export class History {
  readonly #lines: string[];
  /** The line that is shown; the number of lines for the one that is being typed. */
  #at: number;
  /** What was being typed when the walk began. */
  #draft = "";

  /** @param limit How many lines are kept. */
  constructor(lines: readonly string[] = [], private readonly limit = 1000) {
    this.#lines = limit > 0 ? lines.slice(-limit) : [];
    this.#at = this.#lines.length;
  }

  /** All lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Adds a line, unless it is the last one again; returns whether it was added. */
  add(line: string): boolean {
    const isNew = this.limit > 0 && line.trim() !== "" && this.#lines.at(-1) !== line;
    if (isNew) {
      this.#lines.push(line);
      if (this.#lines.length > this.limit) this.#lines.shift();
    }
    this.rewind();
    return isNew;
  }

  /** Back to the line that is being typed. */
  rewind(): void {
    this.#at = this.#lines.length;
    this.#draft = "";
  }

  /** The line before the one that is shown, which is `current`; undefined at the first. */
  previous(current: string): string | undefined {
    if (this.#at === 0) return undefined;
    if (this.#at === this.#lines.length) this.#draft = current;
    return this.#lines[--this.#at];
  }

  /** The line after the one that is shown; in the end what was being typed. */
  next(): string | undefined {
    if (this.#at === this.#lines.length) return undefined;
    this.#at++;
    return this.#at === this.#lines.length ? this.#draft : this.#lines[this.#at];
  }

  /** The newest line before `before` that holds `text`, case aside, as its index; -1 if none does. */
  search(text: string, before = this.#lines.length): number {
    const wanted = text.toLowerCase();
    for (let i = before - 1; i >= 0; i--) {
      if (this.#lines[i].toLowerCase().includes(wanted)) return i;
    }
    return -1;
  }
}
