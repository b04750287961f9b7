/**
 * The session of HTTP requests, one after the other: a client without a socket.
 *
 * Its peer keeps nothing but the address and whoever waits for the end of a pause.
 */

import { Arguments } from "../../../resp/arguments.ts";
import { ReplyWriter } from "../../../resp/reply_writer.ts";
import { encodeInto } from "../../../store/encoding/utf8.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { NO_OUTPUT_LIMIT, type OutputLimit } from "../../network/output_limit.ts";
import { type Peer, Session } from "../../clients/session.ts";
import { addressOf, type RemoteHost } from "../requests/remote_host.ts";

/** Decoded, a reply takes many times its length: longer ones are refused, strings aside. */
export const MAX_REPLY_BYTES: number = 64 * 1024 * 1024;

/** Longer reply buffers are given back. */
const KEPT_REPLY_BYTES = 64 * 1024;
/** Room for arguments that is kept, and tables for so many. */
const KEPT_ARGUMENT_BYTES = 4096;
const MAX_KEPT_ARGUMENTS = 256;
/** A unit of a text takes at most so many bytes. */
const MAX_UNIT_BYTES = 3;

/** What an HTTP request is to its commands: a peer that is neither written to nor closed. */
export class GatewayPeer implements Peer {
  #address = "";
  /** Tells the address in place of a text: asking the system costs more than looking up a key. */
  #remote: RemoteHost | undefined;
  readonly localAddress = "";
  readonly isUnixSocket = false;
  createdMs = 0;
  lastInteractionMs = 0;
  readonly queryBytes = 0;
  readonly queryFreeBytes = 0;
  readonly replyBytes = 0;
  readonly pendingBytes = 0;
  readonly memoryBytes = 0;
  isOpen = true;
  outputLimit: OutputLimit = NO_OUTPUT_LIMIT;
  /** Called when commands that were held back may be executed. */
  onResume: (() => void) | undefined;

  constructor(private readonly reply: ReplyWriter) {}

  get address(): string {
    return this.#remote === undefined ? this.#address : addressOf(this.#remote);
  }

  set address(address: string) {
    this.#address = address;
    this.#remote = undefined;
  }

  /** Who it is, as long as its request lasts. */
  set remote(remote: RemoteHost) {
    this.#remote = remote;
  }

  writer(): ReplyWriter {
    return this.reply;
  }

  flush(): void {}

  resume(): void {
    this.onResume?.();
  }

  close(): void {}

  kill(): void {}
}

/** The server ends, so a command that a pause holds back will not be executed. */
export class ServerEndingError extends Error {
  override readonly name = "ServerEndingError";
}

/** What a request brings to its session. */
export interface SessionStart {
  /** The namespace's name, and what stands for it. */
  readonly namespace: string;
  readonly keyspace: Namespace;
  /** Its number if it is a database, −1 otherwise. */
  readonly database: number;
  readonly address: string;
  readonly protocol: 2 | 3;
  readonly nowMs: number;
}

/** A session that serves one HTTP request at a time. */
export class GatewaySession {
  readonly reply: ReplyWriter = new ReplyWriter(3);
  readonly peer: GatewayPeer = new GatewayPeer(this.reply);
  /**
   * Kept from request to request: no command that leaves something behind in it, such as CLIENT SETNAME, is
   * executed over HTTP.
   */
  session!: Session;
  /** The arguments of the command under way, and where they stand. */
  readonly #args = new Arguments();
  #argumentBytes = new Uint8Array(KEPT_ARGUMENT_BYTES);
  /** Name of the namespace, which need not be there. */
  namespace = "";

  /** Begins a request. */
  begin({ namespace, keyspace, database, address, protocol, nowMs }: SessionStart): void {
    const { peer, reply } = this;
    this.namespace = namespace;
    peer.address = address;
    peer.createdMs = peer.lastInteractionMs = nowMs;
    reply.protocol = protocol;
    const { session } = this;
    if (session === undefined) {
      this.session = new Session(0, reply, database, keyspace, peer, true);
      this.session.transactionReplyBytes = MAX_REPLY_BYTES;
      return;
    }
    session.database = database;
    session.keyspace = keyspace;
    session.paused = false;
  }

  /** Takes the arguments of a command: text as UTF-8, or bytes. They are good until the next ones. */
  load(parts: readonly (string | Uint8Array)[]): Arguments {
    let room = 0;
    for (const part of parts) {
      room += typeof part === "string" ? part.length * MAX_UNIT_BYTES : part.length;
    }
    if (room > this.#argumentBytes.length) this.#argumentBytes = new Uint8Array(room);
    const args = this.#args;
    const bytes = this.#argumentBytes;
    args.bytes = bytes;
    args.count = 0;
    let at = 0;
    for (const part of parts) {
      const start = at;
      if (typeof part === "string") at = encodeInto(part, bytes, at);
      else {
        bytes.set(part, at);
        at += part.length;
      }
      args.append(start, at);
    }
    return args;
  }

  /** Ends it; the replies must have been taken. */
  end(): void {
    const { peer, reply, session } = this;
    peer.onResume = undefined;
    session.discardTransaction();
    session.transactionStopsAtError = false;
    reply.rewind(0);
    if (this.#argumentBytes.length > KEPT_ARGUMENT_BYTES) {
      this.#argumentBytes = new Uint8Array(KEPT_ARGUMENT_BYTES);
    }
    if (this.#args.count > MAX_KEPT_ARGUMENTS) this.#args.shrink();
    if (reply.bytes.length > KEPT_REPLY_BYTES) reply.shrink();
  }

  /** Resolves when commands that a pause has held back may be executed; rejects when `ending` is aborted. */
  resumed(ending: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => reject(new ServerEndingError("Not executed: the server ends"));
      if (ending.aborted) return end();
      ending.addEventListener("abort", end, { once: true });
      this.peer.onResume = () => {
        ending.removeEventListener("abort", end);
        resolve();
      };
    });
  }
}
