/** Reads lines from the terminal, key by key, and shows them as they grow. */

import type { ClientStreams } from "../client_streams.ts";
import type { Paint } from "../paint.ts";
import type { History } from "./history.ts";
import { type Key, KeyDecoder } from "./key_decoder.ts";
import { type EditorHelp, LineEditor } from "./editor.ts";
import { LineView } from "./view.ts";

/** Pastes come between marks of their own, so that a line end in them is not Enter. */
const PASTE_MARKS_ON = "\x1b[?2004h";
const PASTE_MARKS_OFF = "\x1b[?2004l";

/** How long the byte of Escape waits for the rest of a sequence, in ms. */
const ESCAPE_WAIT_MS = 50;

const encoder = new TextEncoder();

/** A prompt and the line behind it. */
export class PromptReader {
  readonly #streams: ClientStreams;
  readonly #editor: LineEditor;
  readonly #view: LineView;
  readonly #decoder = new KeyDecoder();
  /** Keys that came behind the end of the last line: typed ahead, or pasted without marks. */
  readonly #ahead: Key[] = [];
  /** A read that is under way; it outlives the wait for the rest of an Escape. */
  #reading: Promise<Uint8Array | undefined> | undefined;
  /** Undefined while no line is being read. */
  #prompt: (() => string) | undefined;

  constructor(streams: ClientStreams, history: History, help: EditorHelp, paint: Paint) {
    this.#streams = streams;
    this.#editor = new LineEditor(history, help);
    this.#view = new LineView(paint);
  }

  /** Reads a line; undefined when the person or the terminal has come to the end. */
  async read(prompt: () => string): Promise<string | undefined> {
    const streams = this.#streams;
    this.#editor.reset();
    this.#prompt = prompt;
    streams.setRaw(true);
    this.#write(PASTE_MARKS_ON);
    const forget = streams.onResize(() => this.redraw());
    try {
      this.redraw();
      for (;;) {
        const key = await this.#nextKey();
        if (key === undefined) return undefined;
        const event = this.#editor.press(key);
        if (event === "clear") {
          this.#write("\x1b[H\x1b[2J");
          this.#view.forget();
        }
        if (event === "submit") {
          this.#finish();
          return this.#editor.text;
        }
        if (event === "interrupt") {
          this.#finish("^C");
          this.#editor.reset();
        }
        if (event === "end") {
          this.#finish();
          return undefined;
        }
        // Keys that are here already are shown together.
        if (this.#ahead.length === 0) this.redraw();
      }
    } finally {
      this.#prompt = undefined;
      forget();
      this.#write(PASTE_MARKS_OFF);
      streams.setRaw(false);
    }
  }

  /** Shows something above the line that is being read, or just shows it. */
  above(show: () => void): void {
    if (this.#prompt !== undefined) this.#write(this.#view.erase(this.#streams.size()));
    show();
    this.redraw();
  }

  /** Shows the line again, if one is being read. */
  redraw(): void {
    if (this.#prompt === undefined) return;
    this.#write(this.#view.draw(this.#editor.view(), this.#prompt(), this.#streams.size()));
  }

  #finish(mark = ""): void {
    const view = this.#editor.view();
    const text = view.text + mark;
    this.#write(this.#view.finish({ ...view, text }, this.#prompt!(), this.#streams.size()));
  }

  async #nextKey(): Promise<Key | undefined> {
    while (this.#ahead.length === 0) {
      this.#reading ??= this.#streams.read();
      const bytes = await this.#reading;
      this.#reading = undefined;
      if (bytes === undefined) return undefined;
      this.#ahead.push(...this.#decoder.decode(bytes));
      if (this.#ahead.length === 0 && bytes.at(-1) === 0x1b) await this.#awaitEscape();
    }
    return this.#ahead.shift();
  }

  async #awaitEscape(): Promise<void> {
    this.#reading = this.#streams.read();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), ESCAPE_WAIT_MS);
    });
    if (await Promise.race([this.#reading, late]) === "late") {
      this.#ahead.push(...this.#decoder.flush());
    }
    clearTimeout(timer);
  }

  #write(text: string): void {
    this.#streams.write(encoder.encode(text));
  }
}
