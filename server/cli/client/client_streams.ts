/** The terminal, or whatever stands in its place: what the client reads from and writes to. */

/** Input and output of the client; tests pass their own. */
export interface ClientStreams {
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  /** The terminal's size in characters. */
  size(): { readonly columns: number; readonly rows: number };
  /** The next bytes of the input; undefined at its end. */
  read(): Promise<Uint8Array | undefined>;
  /** Writes to the standard output. */
  write(bytes: Uint8Array): void;
  /** In raw mode each key comes as it is pressed, and is not shown. */
  setRaw(raw: boolean): void;
  /** Calls `listener` on each SIGINT until what it returns is called; SIGINT then ends nothing. */
  onInterrupt(listener: () => void): () => void;
  /** Calls `listener` when the terminal's size changes, until what it returns is called. */
  onResize(listener: () => void): () => void;
}

/** For terminals that do not know how large they are. */
const USUAL_SIZE = { columns: 80, rows: 24 };

const READ_BYTES = 64 * 1024;

/** This process's own. */
export class ProcessStreams implements ClientStreams {
  readonly inputIsTerminal = Deno.stdin.isTerminal();
  readonly outputIsTerminal = Deno.stdout.isTerminal();

  size(): { columns: number; rows: number } {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : USUAL_SIZE;
    } catch {
      return USUAL_SIZE;
    }
  }

  async read(): Promise<Uint8Array | undefined> {
    const buffer = new Uint8Array(READ_BYTES);
    const length = await Deno.stdin.read(buffer);
    return length === null ? undefined : buffer.subarray(0, length);
  }

  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
    } catch (error) {
      // Nobody reads any more (`vortis cli --scan | head`): as programs end on SIGPIPE.
      if (error instanceof Deno.errors.BrokenPipe) Deno.exit(141);
      throw error;
    }
  }

  setRaw(raw: boolean): void {
    if (this.inputIsTerminal) Deno.stdin.setRaw(raw);
  }

  onInterrupt(listener: () => void): () => void {
    return onSignal("SIGINT", listener);
  }

  onResize(listener: () => void): () => void {
    return Deno.build.os === "windows" ? () => {} : onSignal("SIGWINCH", listener);
  }
}

function onSignal(signal: Deno.Signal, listener: () => void): () => void {
  Deno.addSignalListener(signal, listener);
  return () => Deno.removeSignalListener(signal, listener);
}

/** All of the input to its end. */
export async function readToEnd(streams: ClientStreams): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await streams.read(); chunk !== undefined; chunk = await streams.read()) {
    chunks.push(chunk);
  }
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The lines of the input, without their line ends. */
export async function* readLines(streams: ClientStreams): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array[] = [];
  const joined = (last: Uint8Array): Uint8Array => {
    if (rest.length === 0) return last;
    const parts = [...rest, last];
    const line = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      line.set(part, at);
      at += part.length;
    }
    rest = [];
    return line;
  };
  for (let chunk = await streams.read(); chunk !== undefined; chunk = await streams.read()) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      yield joined(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.slice(start));
  }
  if (rest.length > 0) yield joined(new Uint8Array(0));
}
