/** A terminal, or pipes, for the client in this process: input is fed, output is collected. */
import type { ClientStreams } from "../../../server/cli/client/client_streams.ts";
import { Screen } from "./screen.ts";

const encoder = new TextEncoder();

/** Input and output of a client under test. */
export class FakeStreams implements ClientStreams {
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  /** What the output looks like on a terminal. */
  readonly screen: Screen;
  /** Whether the terminal is in raw mode. */
  isRaw = false;
  #output: Uint8Array[] = [];
  #input: (Uint8Array | undefined)[] = [];
  #reader: (() => void) | undefined;
  readonly #interrupts = new Set<() => void>();
  readonly #resizes = new Set<() => void>();

  constructor(options: { terminal: boolean; columns?: number; rows?: number }) {
    this.inputIsTerminal = options.terminal;
    this.outputIsTerminal = options.terminal;
    this.screen = new Screen(options.columns ?? 80, options.rows ?? 24);
  }

  /** Input that is all there, and has an end. */
  static pipe(input: string | Uint8Array = ""): FakeStreams {
    const streams = new FakeStreams({ terminal: false });
    if (input.length > 0) streams.feed(input);
    streams.feed(undefined);
    return streams;
  }

  /** All output so far. */
  get output(): string {
    return new TextDecoder().decode(this.bytes);
  }

  get bytes(): Uint8Array {
    const whole = new Uint8Array(this.#output.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.#output) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** Gives input; undefined is its end. */
  feed(input: string | Uint8Array | undefined): void {
    this.#input.push(typeof input === "string" ? encoder.encode(input) : input);
    this.#reader?.();
  }

  /** Ctrl-C outside of raw mode. */
  interrupt(): void {
    for (const listener of [...this.#interrupts]) listener();
  }

  get isInterruptible(): boolean {
    return this.#interrupts.size > 0;
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    for (const listener of [...this.#resizes]) listener();
  }

  /** Waits until the screen ends in `text`; fails after five seconds. */
  async shows(text: string | RegExp): Promise<void> {
    const deadline = performance.now() + 5000;
    const found = () =>
      typeof text === "string" ? this.screen.text.endsWith(text) : text.test(this.screen.text);
    while (!found()) {
      if (performance.now() > deadline) {
        throw new Error(`The screen never showed ${text}:\n${this.screen.text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  size(): { columns: number; rows: number } {
    return { columns: this.screen.columns, rows: this.screen.rows };
  }

  async read(): Promise<Uint8Array | undefined> {
    while (this.#input.length === 0) {
      await new Promise<void>((resolve) => this.#reader = resolve);
    }
    return this.#input.shift();
  }

  write(bytes: Uint8Array): void {
    this.#output.push(bytes.slice());
    this.screen.write(new TextDecoder().decode(bytes));
  }

  setRaw(raw: boolean): void {
    this.isRaw = raw;
  }

  onInterrupt(listener: () => void): () => void {
    this.#interrupts.add(listener);
    return () => this.#interrupts.delete(listener);
  }

  onResize(listener: () => void): () => void {
    this.#resizes.add(listener);
    return () => this.#resizes.delete(listener);
  }
}
