/**
 * Text and bytes in a row: replies hold bytes that need not be UTF-8, and a client in a pipe must
 * hand them on unchanged between the text of its own.
 */

const encoder = new TextEncoder();

/** Collects text and bytes. */
export class ByteText {
  readonly #chunks: Uint8Array[] = [];
  #text = "";

  /** Adds text, which becomes UTF-8. */
  text(text: string): void {
    this.#text += text;
  }

  /** Adds bytes as they are. They are not copied. */
  bytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#flush();
    this.#chunks.push(bytes);
  }

  /** All that has been added, in one array. */
  whole(): Uint8Array {
    this.#flush();
    const whole = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  #flush(): void {
    if (this.#text === "") return;
    this.#chunks.push(encoder.encode(this.#text));
    this.#text = "";
  }
}
