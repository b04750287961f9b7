/**
 * The short way of the most frequent request: GET of a key whose address needs no decoding.
 *
 * It passes the same guard as all others, and the command GET passes the dispatcher with all its gates
 * and counters; what it leaves out is the router, which costs more than everything else together, and
 * objects: one session and one list of arguments serve all requests, and the value is taken out of the
 * reply as it was written. docs/performance.md, "HTTP", has the figures.
 *
 * Whatever is not plain (another address, a pause, no such key, another type) is left to the long way.
 */

import { Arguments } from "../../resp/arguments.ts";
import { type Namespace, NO_EXPIRY } from "../../store/engine/namespace.ts";
import { isStringKind } from "../../store/types/strings/strings.ts";
import type { Command } from "../command/command.ts";
import type { CommandRegistry } from "../command/registry.ts";
import type { CommandHandler } from "../command/spec.ts";
import { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Server } from "../server_state.ts";
import { GatewaySession } from "./gateway/gateway_session.ts";
import type { HttpHost } from "./http_host.ts";
import { databaseOf } from "./gateway/namespace_names.ts";
import type { RemoteHost } from "./requests/remote_host.ts";
import { valueResponse } from "./representations/value_response.ts";

const PREFIX = "/v1/namespaces/";
const KEYS = "/keys/";
/** Where a URL has its path at the earliest: behind `http://`. */
const AUTHORITY_AT = 7;
/** Longer keys take the long way. */
const MAX_KEY_BYTES = 512;

const DOLLAR = 0x24;
const CR = 0x0d;
const ZERO = 0x30;

/** Answers plain requests of one server. */
export class HotGet {
  readonly #server: Server;
  readonly #dispatcher: Dispatcher;
  readonly #command: Command<CommandHandler>;
  readonly #lane = new GatewaySession();
  readonly #args = Arguments.from(["GET", "x".repeat(MAX_KEY_BYTES)]);
  readonly #keyAt = this.#args.starts[1];
  #namespace: Namespace | undefined;
  /** Whether a reply may have to wait for what others have written. */
  #waitsForLog = false;

  constructor({ server }: HttpHost) {
    this.#server = server;
    const registry = server.commands as CommandRegistry<CommandHandler>;
    this.#dispatcher = new Dispatcher(server, registry, true);
    this.#command = registry.get("get")!;
    server.config.follow("appendfsync", (when) => this.#waitsForLog = when === "always");
  }

  /** The response; undefined if the long way must be taken, which then does everything. */
  answer(request: Request, remote: RemoteHost): Response | undefined {
    const { url } = request;
    const path = url.indexOf("/", AUTHORITY_AT);
    if (path < 0 || !url.startsWith(PREFIX, path)) return undefined;
    const nameAt = path + PREFIX.length;
    const nameEnd = url.indexOf("/", nameAt);
    if (nameEnd < 0 || !url.startsWith(KEYS, nameEnd)) return undefined;
    if (!this.#takeKey(url, nameEnd + KEYS.length)) return undefined;

    const server = this.#server;
    // Who must wait for the log, or for the end of a pause, does so on the long way.
    if (this.#waitsForLog && server.durability.commits.log !== undefined) return undefined;
    if (server.pause.active) return undefined;
    if (server.durability.restricted || server.observers.active) return undefined;
    const name = url.slice(nameAt, nameEnd);
    const namespace = server.engine.namespaces.get(name);
    if (namespace === undefined) return undefined;
    // Another one may be called as this one is encoded.
    if (namespace !== this.#namespace && NOT_PLAIN.test(name)) return undefined;
    const args = this.#args;
    server.clock.refresh();
    namespace.load(args.bytes, args.starts[1], args.ends[1]);
    // A miss is counted on the long way.
    if (namespace.find() === 0 || !isStringKind(namespace.kind())) return undefined;
    const expiryMs = namespace.expiry();

    const lane = this.#lane;
    if (namespace !== this.#namespace) this.#enter(name, namespace);
    const { peer, reply, session } = lane;
    peer.remote = remote;
    reply.rewind(0);
    if (!this.#dispatcher.execute(session, args, this.#command)) return undefined;
    const { bytes, length } = reply;
    if (length === 0 || bytes[0] !== DOLLAR) return undefined;
    let at = 1;
    let valueBytes = 0;
    while (bytes[at] !== CR) valueBytes = valueBytes * 10 + bytes[at++] - ZERO;
    at += 2;
    const ttlMs = expiryMs === NO_EXPIRY ? NO_EXPIRY : expiryMs - server.clock.now();
    // A spread would cost an iterator, and this file is about that.
    // deno-fmt-ignore
    const response = valueResponse(request.headers, bytes, at, at + valueBytes, expiryMs, ttlMs);
    if (valueBytes > KEPT_REPLY_BYTES) reply.shrink();
    return response;
  }

  /** The key that begins there in the address becomes the argument; false if it is not plain. */
  #takeKey(url: string, start: number): boolean {
    const end = url.length;
    if (end - start > MAX_KEY_BYTES) return false;
    const args = this.#args;
    const { bytes } = args;
    let at = this.#keyAt;
    for (let i = start; i < end; i++) {
      const code = url.charCodeAt(i);
      if (PLAIN[code] !== 1) return false;
      bytes[at++] = code;
    }
    args.ends[1] = at;
    return end > start;
  }

  #enter(name: string, keyspace: Namespace): void {
    this.#namespace = keyspace;
    this.#lane.begin({
      ...{ namespace: name, keyspace, database: databaseOf(this.#server, name) },
      ...{ address: "", protocol: 3 as const, nowMs: this.#server.clock.now() },
    });
  }
}

/** A longer reply buffer is given back. */
const KEPT_REPLY_BYTES = 64 * 1024;

const NOT_PLAIN = /[%?#]/;
/** What stands for itself in an address: ASCII without `%`, `/`, `?` and `#`. */
const PLAIN = new Uint8Array(128);
for (let code = 0x21; code < 0x7f; code++) {
  PLAIN[code] = "%/?#".includes(String.fromCharCode(code)) ? 0 : 1;
}
