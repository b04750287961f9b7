/**
 * A connection to the server that MIGRATE moves keys to: whole writes and single lines, each within a time.
 *
 * Replies are a line each (`+OK`, `-ERR …`), so no more is read of them.
 */

/** At which of the three steps a transfer has failed. */
export type TransferStep = "connecting" | "writing" | "reading";

/** A transfer has failed: the system refused it, the other side left, or the time was over. */
export class TransferError extends Error {
  constructor(readonly step: TransferStep, readonly timedOut: boolean) {
    super(`Cannot transfer keys: ${timedOut ? "the time was over" : "an error"} while ${step}`);
  }
}

const READ_BYTES = 4096;
const LF = 0x0a;
const CR = 0x0d;
/** The database of a connection that has just been made, or whose state is uncertain. */
export const UNKNOWN_DATABASE = -1;

/** One connection; not to be shared by two transfers at a time. */
export class TargetConnection {
  /** The database that it has selected. */
  database = UNKNOWN_DATABASE;
  /** When it was used last, in ms. */
  usedMs = 0;
  readonly #conn: Deno.Conn;
  readonly #bytes = new Uint8Array(READ_BYTES);
  #at = 0;
  #end = 0;
  #isClosed = false;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects. Rejects with a {@linkcode TransferError}. */
  static async open(
    hostname: string,
    port: number,
    timeoutMs: number,
  ): Promise<TargetConnection> {
    let isLate = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(new TransferError("connecting", true));
      }, timeoutMs);
    });
    const connecting = Deno.connect({ hostname, port }).then((conn) => {
      conn.setNoDelay(true);
      if (isLate) conn.close();
      return new TargetConnection(conn);
    });
    try {
      return await Promise.race([connecting, late]);
    } catch (error) {
      if (error instanceof TransferError) throw error;
      // Redis learns of a refusal when it writes.
      const isUnknown = error instanceof Error && /lookup|resolve/.test(error.message);
      throw new TransferError(isUnknown ? "connecting" : "writing", false);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether it can still be used. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Sends all of `bytes`; `timeoutMs` is for each part that the system takes. Rejects with a {@linkcode TransferError}. */
  async write(bytes: Uint8Array, timeoutMs: number): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + 64 * 1024);
      at += await this.#within(timeoutMs, "writing", this.#conn.write(part));
    }
  }

  /** Reads a line, without its end, a character for each byte. Rejects with a {@linkcode TransferError}. */
  async readLine(timeoutMs: number): Promise<string> {
    let line = "";
    for (;;) {
      while (this.#at < this.#end) {
        const byte = this.#bytes[this.#at++];
        if (byte === LF) return line;
        if (byte !== CR) line += String.fromCharCode(byte);
      }
      const count = await this.#within(timeoutMs, "reading", this.#conn.read(this.#bytes));
      if (count === null) throw new TransferError("reading", false);
      this.#at = 0;
      this.#end = count;
    }
  }

  /** Closes it; nothing happens if it is closed. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#conn.close();
    } catch {
      // The other side was faster.
    }
  }

  async #within<T>(timeoutMs: number, step: TransferStep, work: Promise<T>): Promise<T> {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.close();
    }, timeoutMs);
    try {
      return await work;
    } catch {
      throw new TransferError(step, timedOut);
    } finally {
      clearTimeout(timer);
    }
  }
}
