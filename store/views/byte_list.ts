/**
 * A list of byte strings in one buffer, used again and again: how a view hands names and values to
 * the engine.
 */

import { RangeBuffer } from "../byte_ranges.ts";
import { encodeInto, utf8Length } from "../encoding/utf8.ts";

/** Strings as ranges of a buffer that grows. */
export class ByteList extends RangeBuffer {
  /** Length of the string added last, in bytes. */
  get lastLength(): number {
    return this.ends[this.count - 1] - this.starts[this.count - 1];
  }

  /** Adds a text as UTF-8. */
  addText(text: string): void {
    const at = this.append(utf8Length(text));
    encodeInto(text, this.bytes, at);
  }

  /** Adds a copy of bytes. */
  addBytes(bytes: Uint8Array): void {
    this.add(bytes, 0, bytes.length);
  }
}
