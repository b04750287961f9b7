/**
 * A small RESP client: enough for tools, tests and scripts that talk to one server.
 *
 * One connection, requests answered in order, pipelining by calling without awaiting. It does not
 * reconnect, pool or retry. Replies come as {@link Reply} values that keep their wire type, or, for
 * comparing two servers, as the exact bytes.
 */

import { type CommandPart, encodeCommand, encodeCommands } from "./request_encoder.ts";
import { type Reply, type ReplyValue, RespError, toJS } from "./reply.ts";
import { ReplyDecoder } from "./reply_decoder.ts";

/** Where a server listens. */
export type RespAddress = { hostname: string; port: number } | { path: string };

/** How to open a connection. */
export interface RespClientOptions {
  /** 3 sends HELLO 3 first. Default: 2, which sends nothing. */
  protocol?: 2 | 3;
  /** The user to authenticate as. Default: "default". */
  username?: string;
  /** Authenticates with this password before anything else. */
  password?: string;
}

/** A reply that somebody waits for. */
interface Waiter {
  resolve(answer: { reply: Reply; raw: Uint8Array | undefined }): void;
  reject(reason: Error): void;
  wantsRaw: boolean;
  /** For SUBSCRIBE and its kin in RESP3, the kind of push that stands for the reply. */
  confirmation: string | undefined;
  /** Gets the reply before anything that comes after it is looked at. */
  take: ((reply: Reply) => void) | undefined;
}

const SUBSCRIPTION_COMMANDS = new Set(
  ["subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe"],
);

const LONGEST_SUBSCRIPTION_COMMAND = 12;

const READ_BYTES = 64 * 1024;

/**
 * A connection to a RESP server.
 *
 * @example
 * ```ts
 * import { RespClient } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * // A server that answers everything with +PONG.
 * using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
 * const served = (async () => {
 *   using conn = await listener.accept();
 *   const buffer = new Uint8Array(1024);
 *   while (await conn.read(buffer) !== null) {
 *     await conn.write(new TextEncoder().encode("+PONG\r\n"));
 *   }
 * })();
 *
 * const client = await RespClient.connect({ hostname: "127.0.0.1", port: listener.addr.port });
 * assertEquals(await client.command("PING"), { type: "simple", value: "PONG" });
 * assertEquals(await client.call("PING"), "PONG");
 * client.close();
 * await served;
 * ```
 */
export class RespClient {
  /**
   * Called with what nobody waits for: pushes, and in RESP2 the messages of a subscribed
   * connection. `raw` holds its exact bytes.
   */
  onPush: ((push: Reply, raw: Uint8Array) => void) | undefined;

  readonly #conn: Deno.Conn;
  readonly #decoder = new ReplyDecoder();
  readonly #waiters: Waiter[] = [];
  /** How many of the waiters at the front are done; they are dropped together. */
  #answered = 0;
  #unsent: Uint8Array[] = [];
  #sending: Promise<void> | undefined;
  #failure: Error | undefined;
  readonly #reading: Promise<void>;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.#reading = this.#readLoop();
  }

  /**
   * Connects, authenticates and chooses the protocol.
   *
   * @throws {RespError} when the server refuses the password or the protocol
   * @throws {Deno.errors.ConnectionRefused} when nobody listens there
   */
  static async connect(
    address: RespAddress,
    options: RespClientOptions = {},
  ): Promise<RespClient> {
    let conn: Deno.Conn;
    if ("path" in address) {
      conn = await Deno.connect({ transport: "unix", path: address.path });
    } else {
      const tcp = await Deno.connect(address);
      tcp.setNoDelay(true);
      conn = tcp;
    }
    const client = new RespClient(conn);
    try {
      const { username = "default", password } = options;
      if (options.protocol === 3) {
        const auth = password === undefined ? [] : ["AUTH", username, password];
        await client.call("HELLO", 3, ...auth);
      } else if (password !== undefined) {
        const auth = options.username === undefined ? [password] : [username, password];
        await client.call("AUTH", ...auth);
      }
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  /**
   * Sends one command; its reply, an error reply included, as a typed value.
   *
   * @throws {Error} when the connection is closed before the reply has come
   */
  async command(...parts: CommandPart[]): Promise<Reply> {
    return (await this.#request(parts, false)).reply;
  }

  /**
   * As {@link RespClient.command}, but hands the reply to `take` the moment it comes: before what
   * came behind it goes to {@link RespClient.onPush}, as an awaited reply would not.
   */
  async exchange(parts: readonly CommandPart[], take: (reply: Reply) => void): Promise<void> {
    await this.#request(parts, false, take);
  }

  /** As {@link RespClient.command}; the exact bytes of the reply. */
  async commandRaw(...parts: CommandPart[]): Promise<Uint8Array> {
    return (await this.#request(parts, true)).raw!;
  }

  /**
   * Sends one command; its reply as a plain JavaScript value, as `toJS` makes it.
   *
   * @throws {RespError} when the reply is an error
   */
  async call(...parts: CommandPart[]): Promise<ReplyValue> {
    const reply = await this.command(...parts);
    if (reply.type === "error" || reply.type === "bulkError") {
      throw new RespError(reply.value);
    }
    return toJS(reply);
  }

  /** Sends several commands in one write; their replies in order, error replies as values. */
  async pipeline(commands: readonly (readonly CommandPart[])[]): Promise<Reply[]> {
    const answers = commands.map((parts) => this.#expect(parts, false));
    this.write(encodeCommands(commands));
    return (await Promise.all(answers)).map((answer) => answer.reply);
  }

  /** As {@link RespClient.pipeline}; the exact bytes of each reply. */
  async pipelineRaw(commands: readonly (readonly CommandPart[])[]): Promise<Uint8Array[]> {
    const answers = commands.map((parts) => this.#expect(parts, true));
    this.write(encodeCommands(commands));
    return (await Promise.all(answers)).map((answer) => answer.raw!);
  }

  /**
   * Sends bytes as they are and waits for nothing: for malformed requests, and commands without a
   * reply. What the server answers goes to {@link RespClient.onPush}.
   */
  write(bytes: Uint8Array): void {
    // Nothing to send: a loop that ends before it is noted would seem to run for ever.
    if (this.#failure !== undefined || bytes.length === 0) return;
    this.#unsent.push(bytes);
    this.#sending ??= this.#sendLoop();
  }

  /**
   * Resolves when all that was written has been handed to the system, or the connection has ended:
   * what sends much waits for it, so that it does not pile up here. Never rejects.
   */
  async flushed(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  /** Resolves when the connection has ended, whoever ended it. Never rejects. */
  get closed(): Promise<void> {
    return this.#reading;
  }

  /** Closes the connection; replies that have not come are rejected. Safe to call twice. */
  close(): void {
    this.#end(new Error("Cannot receive reply: the client was closed"));
  }

  /** As {@link RespClient.close}, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #request(
    parts: readonly CommandPart[],
    wantsRaw: boolean,
    take?: (reply: Reply) => void,
  ): Promise<{ reply: Reply; raw: Uint8Array | undefined }> {
    const answer = this.#expect(parts, wantsRaw, take);
    this.write(encodeCommand(parts));
    return answer;
  }

  #expect(
    parts: readonly CommandPart[],
    wantsRaw: boolean,
    take?: (reply: Reply) => void,
  ): Promise<{ reply: Reply; raw: Uint8Array | undefined }> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const confirmation = subscriptionCommand(parts[0]);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject, wantsRaw, confirmation, take });
    });
  }

  async #sendLoop(): Promise<void> {
    try {
      while (this.#unsent.length > 0 && this.#failure === undefined) {
        const batch = this.#unsent;
        this.#unsent = [];
        const bytes = batch.length === 1 ? batch[0] : concatenate(batch);
        for (let sent = 0; sent < bytes.length;) {
          sent += await this.#conn.write(bytes.subarray(sent));
        }
      }
    } catch {
      // The read side learns of it too, after the replies that are still on their way: a server
      // that reports a protocol error closes before it has read everything.
    } finally {
      this.#sending = undefined;
    }
  }

  async #readLoop(): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      for (;;) {
        const read = await this.#conn.read(buffer);
        if (read === null) break;
        this.#decoder.push(buffer.subarray(0, read));
        for (let reply = this.#decoder.next(); reply !== undefined;) {
          this.#deliver(reply);
          reply = this.#decoder.next();
        }
      }
      this.#end(new Error("Cannot receive reply: the server closed the connection"));
    } catch (error) {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #deliver(reply: Reply): void {
    const waiter = this.#waiters[this.#answered];
    const isAnswer = waiter !== undefined &&
      (reply.type !== "push" || isConfirmation(reply, waiter.confirmation));
    if (!isAnswer) {
      this.onPush?.(reply, this.#decoder.raw());
      return;
    }
    this.#answered++;
    if (this.#answered === this.#waiters.length || this.#answered > 1024) {
      this.#waiters.splice(0, this.#answered);
      this.#answered = 0;
    }
    try {
      waiter.take?.(reply);
    } catch (error) {
      return waiter.reject(error instanceof Error ? error : new Error(String(error)));
    }
    waiter.resolve({ reply, raw: waiter.wantsRaw ? this.#decoder.raw() : undefined });
  }

  #end(failure: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    for (const waiter of this.#waiters.splice(0).slice(this.#answered)) waiter.reject(failure);
    this.#answered = 0;
    this.#unsent = [];
    try {
      this.#conn.close();
    } catch {
      // Already closed by an error: closed is what was asked for.
    }
  }
}

/** The name of a command that RESP3 confirms by a push; undefined for all others. */
function subscriptionCommand(part: CommandPart): string | undefined {
  if (typeof part !== "string" && !(part instanceof Uint8Array)) return undefined;
  if (part.length > LONGEST_SUBSCRIPTION_COMMAND) return undefined;
  const name = (typeof part === "string" ? part : new TextDecoder().decode(part)).toLowerCase();
  return SUBSCRIPTION_COMMANDS.has(name) ? name : undefined;
}

/** Whether a push is the reply to a (P|S)(UN)SUBSCRIBE. */
function isConfirmation(push: Reply & { type: "push" }, confirmation: string | undefined): boolean {
  if (confirmation === undefined) return false;
  const kind = push.value[0];
  return kind?.type === "bulk" && new TextDecoder().decode(kind.value) === confirmation;
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
