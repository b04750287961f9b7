/**
 * The numbers under which files know namespaces: `SELECT 3` in an AOF, SELECTDB in an RDB file.
 *
 * The namespace "3" is database 3, as in Redis, as long as no other has that number. A namespace with a
 * name gets the lowest number from 16 on that is free: Redis, which has 16 databases unless told
 * otherwise, ignores those. Wherever a number is not plain, the file says so before it uses it: an AOF
 * by an annotation, which Redis skips as a comment, an RDB file by an AUX field.
 *
 *     #NS:16 users CR LF            (the name percent-encoded: one line, no blanks)
 */

/** The first number that a namespace with a name may get. */
const FIRST_FREE = 16;
/** Larger numbers are names, not databases. */
const MAX_NUMBER = 0x7fffffff;

const encoder = new TextEncoder();

/** What a line that names a namespace begins with. */
export const NAME_ANNOTATION = "#NS:";
/** What an AUX field that names a namespace is called: this and the number; its value is the name. */
const NAME_AUX = "vortis-namespace-";

/** Both ways between names and numbers, as one file or one set of files has them. */
export class DatabaseNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();

  /** The number of a namespace; it is given one when it is first asked for. */
  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number !== undefined) return number;
    number = plainNumber(name);
    if (number < 0 || this.#names.has(number)) {
      number = FIRST_FREE;
      while (this.#names.has(number)) number++;
    }
    this.set(number, name);
    return number;
  }

  /** The name of a number; one that was not told is plain. */
  nameOf(number: number): string {
    return this.#names.get(number) ?? String(number);
  }

  /** Notes what a file tells. */
  set(number: number, name: string): void {
    this.#numbers.set(name, number);
    this.#names.set(number, name);
  }

  /** Whether a file must tell of the name before it uses its number. */
  isPlain(name: string): boolean {
    return String(this.numberOf(name)) === name;
  }

  /** The name of the AUX field by which an RDB file tells the number of a namespace. */
  auxName(name: string): string {
    return NAME_AUX + this.numberOf(name);
  }

  /** Notes what the AUX fields of an RDB file tell. */
  readAux(aux: ReadonlyMap<string, string>): void {
    for (const [field, name] of aux) {
      if (!field.startsWith(NAME_AUX)) continue;
      const number = plainNumber(field.slice(NAME_AUX.length));
      if (number >= 0) this.set(number, name);
    }
  }

  /** The line by which an AOF tells the number of a namespace. */
  annotation(name: string): Uint8Array {
    return encoder.encode(`${NAME_ANNOTATION}${this.numberOf(name)} ${encodeName(name)}\r\n`);
  }

  /** Notes what such a line (without its end) tells; false if it is none. */
  readAnnotation(line: string): boolean {
    const [, number, name] = /^#NS:(\d{1,10}) (\S*)$/.exec(line) ?? [];
    if (number === undefined || Number(number) > MAX_NUMBER) return false;
    try {
      this.set(Number(number), decodeURIComponent(name));
    } catch {
      return false;
    }
    return true;
  }
}

/** The name on one line: percent-encoded, with U+FFFD for what is no text. */
export function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}

/** The number that a name spells, −1 if it spells none. */
function plainNumber(name: string): number {
  return /^(0|[1-9]\d{0,9})$/.test(name) && Number(name) <= MAX_NUMBER ? Number(name) : -1;
}
