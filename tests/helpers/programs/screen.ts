/**
 * As much of a terminal as the client's output needs: rows of cells, a cursor, wrapping, the
 * sequences that move and erase. Colours are passed over; what is not known fails the test.
 */
import { characterWidth, graphemes } from "../../../server/cli/client/line/text_width.ts";

/** A screen that keeps what has scrolled off it. */
export class Screen {
  /** Cells by row; the second cell of a wide character is "". */
  #rows: string[][] = [[]];
  /** The first row on the screen. */
  #top = 0;
  #row = 0;
  /** May be `columns`: the next character goes to the next row. */
  #column = 0;

  constructor(public columns: number, public rows: number) {}

  /** All rows as text, without what is blank at their ends. */
  get lines(): string[] {
    const lines = this.#rows.map((row) =>
      Array.from(row, (cell) => cell ?? " ").join("").trimEnd()
    );
    while (lines.length > 1 && lines.at(-1) === "" && lines.length - 1 > this.#row) lines.pop();
    return lines;
  }

  get text(): string {
    return this.lines.join("\n");
  }

  /** What is on the screen now, without the rows at its end that are blank. */
  get visible(): string[] {
    const lines = this.lines.slice(this.#top);
    while (lines.length > 1 && lines.at(-1) === "") lines.pop();
    return lines;
  }

  /** Where the cursor stands, counted from the first row on the screen. */
  get cursorOnScreen(): { row: number; column: number } {
    return { row: this.#row - this.#top, column: this.#column };
  }

  /** Where the cursor stands: the row as `lines` has it. */
  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    for (let at = 0; at < text.length;) {
      // deno-lint-ignore no-control-regex -- ESC begins a sequence
      const sequence = /^\x1b\[(\??)([\d;]*)([A-Za-z])/.exec(text.slice(at));
      if (sequence !== null) {
        this.#control(sequence[1] + sequence[3], sequence[2]);
        at += sequence[0].length;
        continue;
      }
      if (text[at] === "\x1b") {
        throw new Error(`unknown: ${JSON.stringify(text.slice(at, at + 9))}`);
      }
      if (text[at] === "\r") {
        this.#column = 0;
        at++;
      } else if (text[at] === "\n") {
        // As a terminal does outside of raw mode; a CR before it does no harm.
        this.#column = 0;
        this.#down();
        at++;
      } else if (text[at] === "\b") {
        this.#column = Math.max(0, this.#column - 1);
        at++;
      } else {
        const [character] = graphemes(text.slice(at, at + 32));
        this.#put(character);
        at += character.length;
      }
    }
  }

  #put(character: string): void {
    const width = characterWidth(character);
    if (this.#column + width > this.columns) {
      this.#column = 0;
      this.#down();
    }
    const row = this.#rows[this.#row];
    while (row.length < this.#column) row.push(" ");
    row[this.#column] = character;
    if (width === 2) row[this.#column + 1] = "";
    this.#column += width;
  }

  #down(): void {
    this.#row++;
    if (this.#row === this.#rows.length) this.#rows.push([]);
    if (this.#row - this.#top >= this.rows) this.#top = this.#row - this.rows + 1;
  }

  #control(name: string, parameters: string): void {
    const count = Number(parameters || 1);
    switch (name) {
      case "A":
        this.#row = Math.max(this.#top, this.#row - count);
        break;
      case "C":
        this.#column = Math.min(this.columns - 1, this.#column + count);
        break;
      case "H":
        this.#row = this.#top;
        this.#column = 0;
        break;
      case "J":
        if (parameters === "2") {
          this.#rows = this.#rows.slice(0, this.#top);
          while (this.#rows.length <= this.#row) this.#rows.push([]);
        } else {
          this.#rows.length = this.#row + 1;
          this.#rows[this.#row].length = Math.min(this.#rows[this.#row].length, this.#column);
        }
        break;
      case "K":
        this.#rows[this.#row].length = Math.min(this.#rows[this.#row].length, this.#column);
        break;
      case "m":
      case "?h":
      case "?l":
        break;
      default:
        throw new Error(`unknown sequence: ${name}`);
    }
  }
}
