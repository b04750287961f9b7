/**
 * The edited line on the terminal: prompt, text and hint in as many rows as they need, completions
 * below, and the cursor in its place.
 *
 * Rows are broken here rather than by the terminal, so that it is known where the cursor stands:
 * each drawing goes up to the first row of the last one and writes all rows anew. A row is cleared
 * before it is written, not behind its text: at the end of a full row that would take its last
 * character.
 */

import type { Paint } from "../paint.ts";
import type { EditorView } from "./editor.ts";
import { characterWidth, graphemes, textWidth } from "./text_width.ts";

/** The terminal's size. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** What was drawn last. */
interface Drawing {
  /** How wide the terminal was. */
  readonly columns: number;
  readonly rows: number;
  /** The widths of the rows above the cursor. */
  readonly widthsAbove: readonly number[];
  readonly cursorColumn: number;
}

/** Rows that completions take at most. */
const MENU_ROWS = 6;

/** Draws a line again and again in the same place. */
export class LineView {
  /** What stands on the screen; undefined if nothing does. */
  #drawn: Drawing | undefined;

  constructor(private readonly paint: Paint) {}

  /** What to write so that the terminal shows `view` behind `prompt`. */
  draw(view: EditorView, prompt: string, size: ScreenSize): string {
    const columns = Math.max(size.columns, 2);
    const rows = new Rows(columns);
    rows.add(view.prompt ?? prompt, (text) => this.paint("prompt", text));
    rows.add(view.text.slice(0, view.cursor));
    const cursor = rows.position();
    rows.add(view.text.slice(view.cursor));
    const hint = fitting(view.hint, columns - 1 - rows.position().column);
    rows.add(hint, (text) => this.paint("faint", text));
    let lines = rows.lines();
    // Only a window of a line longer than the screen is shown.
    const space = Math.max(1, size.rows - 1);
    const first = Math.max(0, Math.min(cursor.row - space + 1, lines.length - 1));
    lines = lines.slice(first, first + space);
    const menu = this.#menu(view, columns).slice(0, Math.max(0, space - lines.length));
    const all = [...lines, ...menu];
    const shownRow = cursor.row - first;
    const back = all.length - 1 - shownRow;
    const text = this.#top(columns) + all.map((line) => `\x1b[K${line}`).join("\r\n") +
      (this.#reaches(all.length, columns) ? "\r\n\x1b[J\x1b[A" : "") +
      (back > 0 ? `\x1b[${back}A` : "") + "\r" +
      (cursor.column > 0 ? `\x1b[${cursor.column}C` : "");
    this.#drawn = {
      columns,
      rows: all.length,
      widthsAbove: rows.widths().slice(first, cursor.row),
      cursorColumn: cursor.column,
    };
    return text;
  }

  /** Removes the line from the screen; the cursor is where it began. */
  erase({ columns }: ScreenSize): string {
    const below = this.#reaches(1, columns) ? "\r\n\x1b[J\x1b[A" : "";
    const text = `${this.#top(columns)}\x1b[K${below}`;
    this.forget();
    return text;
  }

  /** The screen has been cleared. */
  forget(): void {
    this.#drawn = undefined;
  }

  /** Draws the line as it stays behind, without hint and completions, and goes below it. */
  finish(view: EditorView, prompt: string, size: ScreenSize): string {
    const end = { ...view, prompt: undefined, hint: "", choices: [], cursor: view.text.length };
    const text = this.draw(end, prompt, size);
    this.forget();
    return `${text}\r\n`;
  }

  /**
   * Goes to the beginning of the line's first row. A terminal that has been made narrower since has
   * broken the rows that no longer fit.
   */
  #top(columns: number): string {
    const drawn = this.#drawn;
    if (drawn === undefined) return "\r";
    const rowsOf = (width: number) => Math.max(1, Math.ceil(width / columns));
    const up = drawn.widthsAbove.reduce((sum, width) => sum + rowsOf(width), 0) +
      Math.floor(drawn.cursorColumn / columns);
    return `${up > 0 ? `\x1b[${up}A` : ""}\r`;
  }

  /** Whether the last drawing may have left something below its first `rows` rows. */
  #reaches(rows: number, columns: number): boolean {
    const drawn = this.#drawn;
    return drawn !== undefined && (drawn.rows > rows || columns < drawn.columns);
  }

  #menu({ choices, chosen }: EditorView, columns: number): string[] {
    if (choices.length === 0) return [];
    const width = Math.min(columns - 1, Math.max(...choices.map(textWidth)) + 2);
    const perRow = Math.max(1, Math.floor((columns - 1) / width));
    const rows: string[] = [];
    for (let at = 0; at < choices.length; at += perRow) {
      rows.push(
        choices.slice(at, at + perRow).map((choice, i) => {
          const shown = fitting(choice, width - 1);
          const text = this.paint(at + i === chosen ? "strong" : "faint", shown);
          return text + " ".repeat(Math.max(0, width - textWidth(shown)));
        }).join("").trimEnd(),
      );
    }
    if (rows.length <= MENU_ROWS) return rows;
    const row = Math.max(0, Math.floor(chosen / perRow));
    const start = Math.min(Math.max(0, row - MENU_ROWS + 2), rows.length - MENU_ROWS + 1);
    const shown = rows.slice(start, start + MENU_ROWS - 1);
    return [...shown, this.paint("faint", fitting(`… ${choices.length} in all`, columns - 1))];
  }
}

/** As much of a text as fits, with an ellipsis if that is not all. */
function fitting(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let shown = "";
  let width = 0;
  for (const character of graphemes(text)) {
    width += characterWidth(character);
    if (width > columns - 1) break;
    shown += character;
  }
  return columns < 1 ? "" : `${shown}…`;
}

/** Text in rows of a width; what a row cannot take whole goes to the next. */
class Rows {
  readonly #rows: string[] = [""];
  /** The widths of the rows before the last one. */
  readonly #widths: number[] = [];
  #column = 0;

  constructor(private readonly columns: number) {}

  add(text: string, style: (text: string) => string = (same) => same): void {
    let run = "";
    const flush = () => {
      if (run !== "") this.#rows[this.#rows.length - 1] += style(run);
      run = "";
    };
    for (const character of graphemes(text)) {
      const isBreak = character === "\n";
      const shown = isBreak ? "↵" : visible(character);
      const width = shown === character ? characterWidth(character) : textWidth(shown);
      if (this.#column + width > this.columns) {
        flush();
        this.#break();
      }
      run += shown;
      this.#column += width;
      if (isBreak) {
        flush();
        this.#break();
      }
    }
    flush();
  }

  /** Where the next character would stand: never behind the last column. */
  position(): { row: number; column: number } {
    if (this.#column >= this.columns) this.#break();
    return { row: this.#rows.length - 1, column: this.#column };
  }

  lines(): string[] {
    return this.#rows;
  }

  widths(): number[] {
    return [...this.#widths, this.#column];
  }

  #break(): void {
    this.#rows.push("");
    this.#widths.push(this.#column);
    this.#column = 0;
  }
}

/** A control character as people write it: ^A. */
function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  return code === 0x7f ? "^?" : character;
}
