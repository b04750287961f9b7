/**
 * The connection to the server: opened with the user, the protocol and the database that are
 * wanted, and opened again after it was lost.
 */

import { RespClient } from "../../../resp/client.ts";
import type { Reply } from "../../../resp/reply.ts";
import type { CommandPart } from "../../../resp/request_encoder.ts";
import { describeSystemError } from "../../errors/system_error.ts";
import { CliError } from "../cli_error.ts";

/** Which server, as whom, and where in it. Changes as SELECT, AUTH and HELLO succeed. */
export interface LinkTarget {
  hostname: string;
  port: number;
  socket: string | undefined;
  username: string | undefined;
  password: string | undefined;
  database: number;
  protocol: 2 | 3;
  /** Whether RESP3 is a wish, so that a server without it is spoken to in RESP2. */
  protocolIsWish: boolean;
}

/** A server that cannot be reached, or that does not let the client in: one line says why. */
export class LinkError extends CliError {}

/** A connection that can be opened again. */
export class ServerLink {
  /** Gets the replies that answer no command: pushes, messages, the lines of MONITOR. */
  onPush: ((push: Reply) => void) | undefined;
  /** Called when the server has ended an open connection. */
  onLost: (() => void) | undefined;

  #client: RespClient | undefined;
  /** What the server speaks on this connection. */
  #protocol: 2 | 3 = 2;

  constructor(readonly target: LinkTarget) {}

  /** Whether the connection stands, as far as one knows without asking. */
  get isOpen(): boolean {
    return this.#client !== undefined;
  }

  get protocol(): 2 | 3 {
    return this.#protocol;
  }

  /** What the server speaks from now on, after HELLO or RESET. */
  set protocol(protocol: 2 | 3) {
    this.#protocol = protocol;
    this.target.protocol = protocol;
    this.target.protocolIsWish = false;
  }

  /** The server in messages and prompts: "127.0.0.1:6379", "[::1]:6379", or the socket's path. */
  get name(): string {
    const { hostname, port, socket } = this.target;
    return socket ?? `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  }

  /**
   * Opens the connection, in place of one that may be open.
   *
   * @throws {LinkError} when the server cannot be reached, or refuses the password, the database
   *     or RESP3; in the latter cases the connection stays open as it is
   */
  async open(): Promise<void> {
    this.close();
    const { hostname, port, socket } = this.target;
    let client: RespClient;
    try {
      client = await RespClient.connect(
        socket === undefined ? { hostname, port } : { path: socket },
      );
    } catch (error) {
      throw new LinkError(`Could not connect to ${this.name}: ${reason(error)}`);
    }
    this.#client = client;
    this.#protocol = 2;
    client.onPush = (push) => this.onPush?.(push);
    client.closed.then(() => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.onLost?.();
    });
    try {
      await this.#introduce(client);
    } catch (error) {
      if (error instanceof LinkError) throw error;
      throw new LinkError(`Lost ${this.name}: ${reason(error)}`);
    }
  }

  /**
   * Sends a command and waits for its reply; opens the connection first if there is none.
   *
   * A command whose reply does not come is not sent again: it may have been done.
   *
   * @param take Gets the reply before `onPush` gets what came behind it.
   * @throws {LinkError}
   */
  async command(
    parts: readonly CommandPart[],
    take: (reply: Reply) => void = () => {},
  ): Promise<Reply> {
    if (this.#client === undefined) await this.open();
    let answer: Reply | undefined;
    try {
      await this.#client!.exchange(parts, (reply) => {
        answer = reply;
        take(reply);
      });
    } catch (error) {
      throw new LinkError(`${this.name}: ${reason(error)}`);
    }
    return answer!;
  }

  /** Sends several commands at once; their replies in order. Otherwise as {@link command}. */
  async pipeline(commands: readonly (readonly CommandPart[])[]): Promise<Reply[]> {
    if (commands.length === 0) return [];
    if (this.#client === undefined) await this.open();
    try {
      return await this.#client!.pipeline(commands);
    } catch (error) {
      throw new LinkError(`${this.name}: ${reason(error)}`);
    }
  }

  /** Sends bytes; what is answered goes to `onPush`. Nothing happens without a connection. */
  send(bytes: Uint8Array): void {
    this.#client?.write(bytes);
  }

  /** Resolves when all that was sent has left this program, or the connection has ended. */
  async flushed(): Promise<void> {
    await this.#client?.flushed();
  }

  /** Resolves when the connection that is open now has ended. */
  async ended(): Promise<void> {
    await this.#client?.closed;
  }

  /** Ends the connection; it can be opened again. */
  close(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.close();
  }

  async #introduce(client: RespClient): Promise<void> {
    const { username, password, database, protocol, protocolIsWish } = this.target;
    if (password !== undefined) {
      const user = username === undefined ? [] : [username];
      const reply = await client.command("AUTH", ...user, password);
      if (reply.type === "error") throw new LinkError(`AUTH failed: ${reply.value}`);
    }
    if (protocol === 3) {
      const reply = await client.command("HELLO", 3);
      if (reply.type !== "error") this.#protocol = 3;
      else if (!protocolIsWish) throw new LinkError(`HELLO 3 failed: ${reply.value}`);
    }
    if (database !== 0) {
      const reply = await client.command("SELECT", database);
      if (reply.type === "error") {
        // What is sent from now on goes to the first one, and nobody shall think otherwise.
        this.target.database = 0;
        throw new LinkError(`SELECT ${database} failed: ${reply.value}`);
      }
    }
  }
}

function reason(error: unknown): string {
  return describeSystemError(error)
    .replace(/^Cannot receive reply: the client was closed$/, "the connection was closed")
    .replace(/^Cannot receive reply: the server/, "the server")
    .replace(/^failed to lookup address information: /, "");
}
