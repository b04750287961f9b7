/**
 * Subscribers of a channel that read what comes and throw it away.
 */
import { encodeRequest } from "./request_pipeline.ts";

const READ_BYTES = 256 * 1024;

/** Connections that have subscribed; disposing of them closes them. */
export class Subscribers implements AsyncDisposable {
  readonly #connections: Deno.Conn[] = [];
  readonly #readers: Promise<void>[] = [];

  /** Opens `count` connections and waits until each has its confirmation. */
  static async connect(port: number, channel: string, count: number): Promise<Subscribers> {
    const subscribers = new Subscribers();
    const request = new TextEncoder().encode(encodeRequest(["SUBSCRIBE", channel]));
    const buffer = new Uint8Array(READ_BYTES);
    for (let i = 0; i < count; i++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(request);
      await connection.read(buffer);
      subscribers.#connections.push(connection);
      subscribers.#readers.push(discard(connection, buffer));
    }
    return subscribers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await Promise.all(this.#readers);
  }
}

/** Reads until the connection is closed. All share one buffer: nobody looks at it. */
async function discard(connection: Deno.Conn, buffer: Uint8Array): Promise<void> {
  try {
    while (await connection.read(buffer) !== null);
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted)) {
      throw error;
    }
  }
}
