/** A line that is being edited: its text, where the cursor stands, and what was cut last. */

import { graphemes, nextBoundary, previousBoundary } from "./text_width.ts";

/** The line. Offsets are those of the string; the cursor is always between two characters. */
export class LineBuffer {
  text = "";
  cursor = 0;
  /** What the last cut took, for `yank`. */
  #cut = "";

  /** Replaces all; the cursor goes to the end. */
  set(text: string): void {
    this.text = text;
    this.cursor = text.length;
  }

  /** Puts text at the cursor. */
  insert(text: string): void {
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
  }

  /** Replaces what stands from `start` to the cursor. */
  replaceFrom(start: number, text: string): void {
    this.text = this.text.slice(0, start) + text + this.text.slice(this.cursor);
    this.cursor = start + text.length;
  }

  left(): void {
    this.cursor = previousBoundary(this.text, this.cursor);
  }

  right(): void {
    this.cursor = nextBoundary(this.text, this.cursor);
  }

  home(): void {
    this.cursor = 0;
  }

  end(): void {
    this.cursor = this.text.length;
  }

  wordLeft(): void {
    this.cursor = this.#wordStart();
  }

  wordRight(): void {
    this.cursor = this.#wordEnd();
  }

  /** Removes the character before the cursor. */
  backspace(): void {
    this.#remove(previousBoundary(this.text, this.cursor), this.cursor);
  }

  /** Removes the character at the cursor. */
  deleteForward(): void {
    this.#remove(this.cursor, nextBoundary(this.text, this.cursor));
  }

  cutToStart(): void {
    this.#cutOut(0, this.cursor);
  }

  cutToEnd(): void {
    this.#cutOut(this.cursor, this.text.length);
  }

  /** Cuts back to the last blank, as shells do. */
  cutWordBefore(): void {
    const [word] = /\S*\s*$/.exec(this.text.slice(0, this.cursor))!;
    this.#cutOut(this.cursor - word.length, this.cursor);
  }

  /** Cuts from the cursor to the end of the word. */
  cutWordAfter(): void {
    this.#cutOut(this.cursor, this.#wordEnd());
  }

  /** Puts in what was cut last. */
  yank(): void {
    this.insert(this.#cut);
  }

  /** Swaps the characters around the cursor, at the end the last two. */
  transpose(): void {
    const characters = graphemes(this.text);
    let at = graphemes(this.text.slice(0, this.cursor)).length;
    if (at === characters.length) at--;
    if (at < 1) return;
    [characters[at - 1], characters[at]] = [characters[at], characters[at - 1]];
    this.text = characters.join("");
    this.cursor = characters.slice(0, at + 1).join("").length;
  }

  #wordStart(): number {
    const [word] = /[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(this.text.slice(0, this.cursor))!;
    return this.cursor - word.length;
  }

  #wordEnd(): number {
    const [word] = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(this.text.slice(this.cursor))!;
    return this.cursor + word.length;
  }

  #cutOut(start: number, end: number): void {
    if (start === end) return;
    this.#cut = this.text.slice(start, end);
    this.#remove(start, end);
  }

  #remove(start: number, end: number): void {
    this.text = this.text.slice(0, start) + this.text.slice(end);
    this.cursor = start;
  }
}
