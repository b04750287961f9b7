/**
 * The keys that a terminal in raw mode sends, out of its bytes.
 *
 *     0x01–0x1a          Ctrl-A to Ctrl-Z, some under names of their own
 *     ESC [ A            an arrow; ESC [ 1;5 C with Ctrl; ESC O A from some terminals
 *     ESC b              Alt-B
 *     ESC [ 200~ … 201~  a paste, which is text whatever it holds
 *     anything else      UTF-8
 *
 * Bytes come in pieces: what is incomplete waits for the next ones.
 */

/** A key, or text that was typed or pasted. */
export interface Key {
  /** "text", "paste", "enter", "tab", "ctrl-a", "alt-b", "left", "ctrl-left", … */
  readonly name: string;
  /** What was typed or pasted; "" for keys. */
  readonly text: string;
}

const ESC = "\x1b";
const PASTE_END = `${ESC}[201~`;

const CONTROL_NAMES: Readonly<Record<number, string>> = {
  8: "backspace",
  9: "tab",
  10: "enter",
  13: "enter",
  127: "backspace",
};

/** Names by what stands between `ESC [` (or `ESC O`) and the end, parameters aside. */
const FINAL_NAMES: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  Z: "shift-tab",
};

const NUMBERED_NAMES: Readonly<Record<string, string>> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "page-up",
  6: "page-down",
  7: "home",
  8: "end",
};

/** Makes keys of bytes. */
export class KeyDecoder {
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  /** What has come and is no key yet. */
  #rest = "";

  /** The keys that `bytes` complete. */
  decode(bytes: Uint8Array): Key[] {
    this.#rest += this.#utf8.decode(bytes, { stream: true });
    const keys: Key[] = [];
    while (this.#rest !== "") {
      const found = this.#next();
      if (found === undefined) break;
      keys.push(found);
    }
    return keys;
  }

  /** The key Escape, if nothing came behind its byte: it begins a sequence otherwise. */
  flush(): Key[] {
    if (this.#rest !== ESC) return [];
    this.#rest = "";
    return [{ name: "escape", text: "" }];
  }

  #next(): Key | undefined {
    const rest = this.#rest;
    const code = rest.charCodeAt(0);
    if (code === 0x1b) return this.#sequence();
    if (code < 0x20 || code === 0x7f) {
      this.#rest = rest.slice(1);
      const name = CONTROL_NAMES[code] ?? `ctrl-${String.fromCharCode(code + 0x60)}`;
      return { name, text: "" };
    }
    // deno-lint-ignore no-control-regex -- control characters are what text ends at
    const [text] = /^[^\x00-\x1f\x7f]+/.exec(rest)!;
    this.#rest = rest.slice(text.length);
    return { name: "text", text };
  }

  #sequence(): Key | undefined {
    const rest = this.#rest;
    if (rest.length === 1) return undefined;
    if (rest.startsWith(`${ESC}[200~`)) {
      const end = rest.indexOf(PASTE_END);
      if (end < 0) return undefined;
      this.#rest = rest.slice(end + PASTE_END.length);
      return { name: "paste", text: rest.slice(6, end).replace(/\r\n?/g, "\n") };
    }
    if (rest[1] === "[" || rest[1] === "O") {
      // deno-lint-ignore no-control-regex -- ESC begins the sequence
      const match = /^\x1b[[O]([0-9;<=>?]*)([ -/]*)([@-~])/.exec(rest);
      if (match === null) {
        if (/^.[[O][0-9;<=>? -/]*$/s.test(rest)) return undefined;
        this.#rest = rest.slice(2);
        return { name: "unknown", text: "" };
      }
      this.#rest = rest.slice(match[0].length);
      return { name: sequenceName(match[1], match[3]), text: "" };
    }
    const [character] = rest.slice(1);
    this.#rest = rest.slice(1 + character.length);
    if (character === ESC) {
      this.#rest = ESC + this.#rest;
      return { name: "escape", text: "" };
    }
    const code = character.charCodeAt(0);
    const base = code < 0x20 || code === 0x7f
      ? CONTROL_NAMES[code] ?? `ctrl-${String.fromCharCode(code + 0x60)}`
      : character.toLowerCase();
    return { name: `alt-${base}`, text: "" };
  }
}

function sequenceName(parameters: string, final: string): string {
  const [number, modifier] = parameters.split(";");
  const base = final === "~" ? NUMBERED_NAMES[number] : FINAL_NAMES[final];
  if (base === undefined) return "unknown";
  // The modifier is one more than the sum of Shift 1, Alt 2 and Ctrl 4.
  const bits = Number(modifier ?? 1) - 1;
  if ((bits & 4) !== 0) return `ctrl-${base}`;
  return (bits & 2) !== 0 ? `alt-${base}` : base;
}
