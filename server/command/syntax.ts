/**
 * Reads a spec's one-line syntax into the tree of arguments that COMMAND DOCS answers with.
 *
 * The notation is the one in which Redis commands are usually written down:
 *
 *     name              a value; its type follows from its name (see VALUE_TYPES)
 *     NAME              a literal token
 *     NAME a b          a token with its values: all lower-case words that follow
 *     [ … ]             optional
 *     A | B             one of; inside [ ] or < >
 *     < … >             required, where only the alternatives need brackets
 *     x [x ...]         once or more; a token may repeat too: PREFIX p [PREFIX p ...]
 *     [ … ...]          never or more, of something that is not spelled out before
 */

import type { ArgumentType, CommandDescription } from "./description.ts";

/** One argument of COMMAND DOCS. */
export interface SyntaxArgument {
  /** The value's name; for tokens, blocks and choices one made from what they hold. */
  name: string;
  /** The value's type, or what kind of argument it is. */
  type: ArgumentType | "block" | "oneof" | "pure-token";
  /** The literal that stands before the value, or is the whole argument. */
  token?: string;
  /** Index of the key spec that finds this key. */
  keySpecIndex?: number;
  /** It may be left out. */
  optional?: boolean;
  /** It may be given more than once. */
  multiple?: boolean;
  /** The token is repeated with each further value. */
  multipleToken?: boolean;
  /** What a block is made of, or what a oneof chooses from. */
  parts?: SyntaxArgument[];
}

/** Types of values by their names; other names are strings. */
const VALUE_TYPES: readonly (readonly [ArgumentType, string])[] = [
  ["key", "key key1 key2 newkey source destination destkey"],
  ["pattern", "pattern"],
  ["unix-time", "unix-time-seconds unix-time-milliseconds"],
  [
    "integer",
    "bit client-id count cursor db decrement destination-db end frequency increment index index1 " +
    "index2 len limit milliseconds numkeys numreplicas offset protover seconds start stop timeout " +
    "ttl version",
  ],
];

const TYPE_OF_NAME: ReadonlyMap<string, ArgumentType> = new Map(
  VALUE_TYPES.flatMap(([type, names]) => names.split(" ").map((name) => [name, type] as const)),
);

const ELLIPSIS = "...";
const TOKEN = /^[A-Z][A-Z0-9_-]*$|^[*=~$+-]$/;

/**
 * The arguments of a command, in order.
 *
 * @throws {SyntaxError} when the syntax has unbalanced brackets or a stray bar.
 */
export function parseSyntax(spec: CommandDescription): SyntaxArgument[] {
  return new SyntaxParser(spec).parse();
}

class SyntaxParser {
  readonly #spec: CommandDescription;
  readonly #words: string[];
  #at = 0;
  #keys = 0;

  constructor(spec: CommandDescription) {
    this.#spec = spec;
    this.#words = spec.syntax.match(/\.\.\.|[[\]<>|]|[^\s[\]<>|]+/g) ?? [];
  }

  parse(): SyntaxArgument[] {
    const parts = this.#sequence();
    if (this.#at < this.#words.length) this.#fail(`stray "${this.#words[this.#at]}"`);
    return parts;
  }

  /** Arguments up to a closing bracket, a bar or the end. */
  #sequence(): SyntaxArgument[] {
    const parts: SyntaxArgument[] = [];
    for (;;) {
      const word = this.#words[this.#at];
      if (word === undefined || /^[\]>|]$/.test(word) || word === ELLIPSIS) return parts;
      const repeated = this.#repetition();
      if (repeated > 0) {
        const before = this.#at;
        this.#skipRepetition(repeated);
        this.#repeat(parts, this.#words.slice(before + 1, before + 1 + repeated));
      } else if (word === "[") {
        parts.push({ ...this.#group("]"), optional: true });
      } else if (word === "<") {
        parts.push(this.#group(">"));
      } else if (TOKEN.test(word)) {
        parts.push(this.#token());
      } else {
        parts.push(this.#value());
      }
    }
  }

  /** Alternatives between brackets; a single one of a single argument is that argument. */
  #group(close: string): SyntaxArgument {
    this.#at++;
    const alternatives: SyntaxArgument[] = [];
    for (;;) {
      alternatives.push(asOne(this.#sequence()));
      const multiple = this.#take(ELLIPSIS);
      if (this.#take("|") && !multiple) continue;
      if (!this.#take(close)) this.#fail(`missing "${close}"`);
      const all = alternatives.length === 1
        ? alternatives[0]
        : { name: joinNames(alternatives), type: "oneof" as const, parts: alternatives };
      return multiple ? { ...all, multiple } : all;
    }
  }

  /** A token, with the values behind it. */
  #token(): SyntaxArgument {
    const token = this.#words[this.#at++];
    const values: SyntaxArgument[] = [];
    for (;;) {
      const word = this.#words[this.#at];
      const repeated = this.#repetition();
      if (repeated > 0 && this.#words[this.#at + 1] !== token) {
        const before = this.#at;
        this.#skipRepetition(repeated);
        this.#repeat(values, this.#words.slice(before + 1, before + 1 + repeated));
      } else if (word === "<" && values.length === 0) {
        return { ...this.#group(">"), token };
      } else if (word !== undefined && /^[a-z]/.test(word)) {
        values.push(this.#value());
      } else if (values.length === 0) {
        return { name: token.toLowerCase(), type: "pure-token", token };
      } else if (values.length === 1 && values[0].multiple) {
        // The token stands once, before the first of several values: a block tells that.
        return { name: token.toLowerCase(), type: "block", token, parts: values };
      } else {
        return { ...asOne(values), token };
      }
    }
  }

  #value(): SyntaxArgument {
    const name = this.#words[this.#at++];
    const type = this.#spec.argumentTypes?.[name] ?? TYPE_OF_NAME.get(name) ?? "string";
    const specs = this.#spec.keys?.length ?? 0;
    if (type !== "key") return { name, type };
    if (specs === 0) return { name, type: "string" };
    const keySpecIndex = Math.min(this.#keys++, specs - 1);
    return { name, type, keySpecIndex };
  }

  /**
   * How many words "[… ...]" repeats, when this is one and they are the words before it; else 0.
   */
  #repetition(): number {
    const words = this.#words;
    if (words[this.#at] !== "[") return 0;
    let depth = 0;
    let end = this.#at;
    do {
      if (words[end] === "[" || words[end] === "<") depth++;
      if (words[end] === "]" || words[end] === ">") depth--;
      end++;
    } while (depth > 0 && end < words.length);
    const count = end - this.#at - 3;
    if (count < 1 || words[end - 2] !== ELLIPSIS) return 0;
    for (let i = 0; i < count; i++) {
      if (words[this.#at - count + i] !== words[this.#at + 1 + i]) return 0;
    }
    return count;
  }

  #skipRepetition(count: number): void {
    this.#at += count + 3;
  }

  /** Marks what the words stand for as repeatable: the last argument, or several as a block. */
  #repeat(parts: SyntaxArgument[], words: readonly string[]): void {
    const last = parts[parts.length - 1];
    if (last?.token !== undefined && last.token === words[0]) {
      last.multiple = true;
      last.multipleToken = true;
      return;
    }
    const block = asOne(parts.splice(parts.length - words.length));
    parts.push({ ...block, multiple: true });
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #fail(problem: string): never {
    throw new SyntaxError(`its syntax has a ${problem}: ${this.#spec.syntax}`);
  }
}

function asOne(parts: SyntaxArgument[]): SyntaxArgument {
  return parts.length === 1 ? parts[0] : { name: joinNames(parts), type: "block", parts };
}

function joinNames(parts: readonly SyntaxArgument[]): string {
  return parts.map((part) => part.name).join("_");
}
