/** Commands as an AOF has them, written to a buffer argument by argument. */

import type { RdbWriter } from "../../encoding/rdb_writer.ts";

const encoder = new TextEncoder();
const LINE_END = encoder.encode("\r\n");
const ASTERISK = "*";
const DOLLAR = "$";

/** Writes commands behind what the buffer has. */
export class CommandOutput {
  constructor(private readonly out: RdbWriter) {}

  /** Begins a command of so many arguments, its name included; they follow. */
  begin(count: number): void {
    this.#line(`${ASTERISK}${count}`);
  }

  /** An argument: `bytes[start, end)`. */
  argument(bytes: Uint8Array, start: number, end: number): void {
    this.#line(`${DOLLAR}${end - start}`);
    this.out.raw(bytes, start, end);
    this.out.raw(LINE_END, 0, LINE_END.length);
  }

  /** An argument of its own. */
  whole(bytes: Uint8Array): void {
    this.argument(bytes, 0, bytes.length);
  }

  /** Arguments that are text. */
  texts(...texts: readonly string[]): void {
    for (const text of texts) this.whole(encoder.encode(text));
  }

  #line(text: string): void {
    const bytes = encoder.encode(`${text}\r\n`);
    this.out.raw(bytes, 0, bytes.length);
  }
}
