/**
 * The product's request path without a socket: parser, dispatcher, handlers, store and reply
 * writer, put together as `server/server.ts` does, with every gate and every counter in place.
 */
import { ReplyWriter } from "../../resp/reply_writer.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../resp/request_parser.ts";
import { ClientHandler } from "../../server/dispatch/client_handler.ts";
import { CommandRegistry } from "../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../server/command_table.ts";
import { Config } from "../../server/config/config.ts";
import { makeEngine } from "../../server/configured_engine.ts";
import { Dispatcher } from "../../server/dispatch/dispatcher.ts";
import { nobody } from "../../server/clients/nobody.ts";
import { OfflineServer } from "../../server/offline_server.ts";
import { Session } from "../../server/clients/session.ts";
import { CachedClock } from "../../store/clock.ts";
import type { BatchServer } from "./map_servers.ts";

const REPLY_BYTES = 1 << 20;

/** One client of a server of its own. */
export class VortisBatchServer implements BatchServer {
  readonly #writer = new ReplyWriter(2, REPLY_BYTES);
  readonly #handler: ClientHandler;

  constructor() {
    const server = new OfflineServer(makeEngine(new Config(), new CachedClock()));
    const commands = new CommandRegistry(COMMAND_SPECS);
    const dispatcher = new Dispatcher(server, commands);
    const peer = nobody(this.#writer);
    const session = new Session(1, this.#writer, 0, server.keyspace(0), peer, true);
    const limits = { known: DEFAULT_REQUEST_LIMITS, unknown: DEFAULT_REQUEST_LIMITS };
    this.#handler = new ClientHandler(server, dispatcher, session, limits);
  }

  get reply(): Uint8Array {
    return this.#writer.bytes;
  }

  get length(): number {
    return this.#writer.length;
  }

  process(bytes: Uint8Array): void {
    this.#writer.rewind(0);
    this.#handler.process(bytes, 0, bytes.length);
  }
}
