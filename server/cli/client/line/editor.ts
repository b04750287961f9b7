/**
 * The editor of one line, without a terminal: keys go in, what is to be seen comes out.
 *
 * It is in one of three states: editing; choosing among completions, which any other key accepts;
 * searching the history backwards.
 */

import type { History } from "./history.ts";
import type { Key } from "./key_decoder.ts";
import { LineBuffer } from "./buffer.ts";
import type { Completion } from "./assistant.ts";

/** What the editor asks about the line. */
export interface EditorHelp {
  complete(text: string): Completion;
  hint(text: string): string;
}

/** What a key has led to, beyond a change of the line. */
export type EditorEvent = "submit" | "interrupt" | "end" | "clear";

/** What is to be seen. */
export interface EditorView {
  /** In place of the prompt while the history is searched. */
  readonly prompt: string | undefined;
  readonly text: string;
  readonly cursor: number;
  /** In grey behind the text. */
  readonly hint: string;
  /** Completions, and which of them stands in the line; -1 for none. */
  readonly choices: readonly string[];
  readonly chosen: number;
}

/** The edited line. */
export class LineEditor {
  readonly #buffer = new LineBuffer();
  #menu: { readonly start: number; readonly words: readonly string[]; chosen: number } | undefined;
  #search: { query: string; at: number; readonly before: string } | undefined;

  constructor(private readonly history: History, private readonly help: EditorHelp) {}

  get text(): string {
    return this.#buffer.text;
  }

  /** An empty line. */
  reset(): void {
    this.#buffer.set("");
    this.#menu = undefined;
    this.#search = undefined;
    this.history.rewind();
  }

  /** Takes a key. */
  press(key: Key): EditorEvent | undefined {
    if (this.#search !== undefined) {
      if (this.#pressInSearch(key)) return undefined;
      this.#search = undefined;
    }
    if (key.name === "tab" || key.name === "shift-tab") {
      this.#complete(key.name === "tab" ? 1 : -1);
      return undefined;
    }
    const menu = this.#menu;
    this.#menu = undefined;
    if (menu !== undefined && key.name === "escape") return undefined;
    return this.#edit(key);
  }

  /** What is to be seen now. */
  view(): EditorView {
    const { text, cursor } = this.#buffer;
    const search = this.#search;
    if (search !== undefined) {
      const failed = search.at < 0 && search.query !== "" ? "failed " : "";
      const prompt = `(${failed}reverse-i-search)'${search.query}': `;
      return { prompt, text, cursor, hint: "", choices: [], chosen: -1 };
    }
    const menu = this.#menu;
    const atEnd = cursor === text.length && !text.includes("\n");
    return {
      prompt: undefined,
      text,
      cursor,
      hint: atEnd ? this.help.hint(text) : "",
      choices: menu?.words ?? [],
      chosen: menu?.chosen ?? -1,
    };
  }

  #edit(key: Key): EditorEvent | undefined {
    const buffer = this.#buffer;
    switch (key.name) {
      case "text":
        buffer.insert(key.text);
        break;
      case "paste":
        // The end of the last line is not a command to run it: one may want to look first.
        buffer.insert(key.text.replace(/\n+$/, "").replaceAll("\t", " "));
        break;
      case "enter":
        return "submit";
      case "ctrl-c":
        return "interrupt";
      case "ctrl-d":
        if (buffer.text === "") return "end";
        buffer.deleteForward();
        break;
      case "ctrl-l":
        return "clear";
      case "ctrl-r":
        this.#search = { query: "", at: -1, before: buffer.text };
        break;
      case "up":
      case "ctrl-p":
        this.#show(this.history.previous(buffer.text));
        break;
      case "down":
      case "ctrl-n":
        this.#show(this.history.next());
        break;
      default:
        MOVES[key.name]?.(buffer);
    }
    return undefined;
  }

  #show(line: string | undefined): void {
    if (line !== undefined) this.#buffer.set(line);
  }

  #complete(step: 1 | -1): void {
    const buffer = this.#buffer;
    const menu = this.#menu;
    if (menu !== undefined) {
      const { length } = menu.words;
      menu.chosen = menu.chosen < 0
        ? (step > 0 ? 0 : length - 1)
        : (menu.chosen + step + length) % length;
      buffer.replaceFrom(menu.start, menu.words[menu.chosen]);
      return;
    }
    const { start, words } = this.help.complete(buffer.text.slice(0, buffer.cursor));
    if (words.length === 0) return;
    if (words.length === 1) {
      buffer.replaceFrom(start, words[0]);
      if (buffer.text[buffer.cursor] !== " ") buffer.insert(" ");
      else buffer.right();
      return;
    }
    const common = commonStart(words);
    if (common.length > buffer.cursor - start) buffer.replaceFrom(start, common);
    this.#menu = { start, words, chosen: -1 };
  }

  /** Whether the key belongs to the search; if not, it ends it and is for the line found. */
  #pressInSearch(key: Key): boolean {
    const search = this.#search!;
    switch (key.name) {
      case "text":
        this.#find(search.query + key.text, undefined);
        return true;
      case "backspace":
        this.#find(search.query.slice(0, -1), undefined);
        return true;
      case "ctrl-r":
        this.#find(search.query, search.at < 0 ? undefined : search.at);
        return true;
      case "ctrl-g":
      case "ctrl-c":
        this.#buffer.set(search.before);
        this.#search = undefined;
        return true;
      case "escape":
        this.#search = undefined;
        return true;
      default:
        return false;
    }
  }

  #find(query: string, before: number | undefined): void {
    const search = this.#search!;
    const found = query === "" ? -1 : this.history.search(query, before);
    search.query = query;
    // At the oldest match, looking further changes nothing.
    if (found < 0 && before !== undefined) return;
    search.at = found;
    if (found < 0) return;
    const line = this.history.lines[found];
    this.#buffer.set(line);
    this.#buffer.cursor = line.toLowerCase().indexOf(query.toLowerCase());
  }
}

const MOVES: Readonly<Record<string, (buffer: LineBuffer) => void>> = {
  "left": (buffer) => buffer.left(),
  "ctrl-b": (buffer) => buffer.left(),
  "right": (buffer) => buffer.right(),
  "ctrl-f": (buffer) => buffer.right(),
  "home": (buffer) => buffer.home(),
  "ctrl-a": (buffer) => buffer.home(),
  "end": (buffer) => buffer.end(),
  "ctrl-e": (buffer) => buffer.end(),
  "ctrl-left": (buffer) => buffer.wordLeft(),
  "alt-left": (buffer) => buffer.wordLeft(),
  "alt-b": (buffer) => buffer.wordLeft(),
  "ctrl-right": (buffer) => buffer.wordRight(),
  "alt-right": (buffer) => buffer.wordRight(),
  "alt-f": (buffer) => buffer.wordRight(),
  "backspace": (buffer) => buffer.backspace(),
  "delete": (buffer) => buffer.deleteForward(),
  "ctrl-k": (buffer) => buffer.cutToEnd(),
  "ctrl-u": (buffer) => buffer.cutToStart(),
  "ctrl-w": (buffer) => buffer.cutWordBefore(),
  "alt-backspace": (buffer) => buffer.cutWordBefore(),
  "alt-d": (buffer) => buffer.cutWordAfter(),
  "ctrl-y": (buffer) => buffer.yank(),
  "ctrl-t": (buffer) => buffer.transpose(),
};

function commonStart(words: readonly string[]): string {
  let length = words[0].length;
  for (const word of words) {
    while (!word.toUpperCase().startsWith(words[0].slice(0, length).toUpperCase())) length--;
  }
  return words[0].slice(0, length);
}
