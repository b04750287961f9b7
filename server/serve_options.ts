/** What a program says to start a server, and what it gets: the contract of `serve`. */

import type { Store } from "../store/store.ts";
import type { Config } from "./config/config.ts";
import type { Logger } from "./log.ts";

/** How a server is made; what is left out has Redis's defaults. */
export interface ServeOptions {
  /** All settings. Default: the defaults of every setting. */
  readonly config?: Config;
  /** Address to listen on, in place of the configuration's `bind`. */
  readonly hostname?: string;
  /** TCP port, in place of the configuration's; 0 lets the system choose. */
  readonly port?: number;
  /** TCP port for HTTP, in place of the configuration's `http-port`; 0 lets the system choose. */
  readonly httpPort?: number;
  /**
   * Aborting it shuts the server down, for a reason that `shutdown` knows; if its data cannot be saved it
   * goes on, and logs why.
   */
  readonly signal?: AbortSignal;
  /** Where the server logs; standard error by default. */
  readonly log?: Logger;
  /**
   * Serve this store instead of a new one: clients and the program see the same data. Its limits
   * and its policy hold, whatever the configuration says, until a client changes them. The store
   * stays as it is when the server ends.
   */
  readonly store?: Store<never> | Store<unknown>;
  /**
   * Whether the data is kept in files, as the settings say: loaded at the start, saved, logged. By
   * default it is if `config` says anything of `dir`, `save` or `appendonly`, and no `store` is given:
   * a server inside of a program or a test leaves no files behind unless it is asked to. A store of
   * `openStore` keeps its data itself, what clients write included: nothing is to be said here then.
   */
  readonly durable?: boolean;
}

/** Where a server listens. */
export type ServerAddress =
  | { readonly hostname: string; readonly port: number }
  | { readonly path: string };

/** A server that accepts clients. */
export interface RunningServer {
  /** Where it listens: one entry for each address, and one for a unix socket. */
  readonly addresses: readonly ServerAddress[];
  /** The TCP port, 0 without TCP. */
  readonly port: number;
  /** Where it answers HTTP; empty if `http-port` is 0. */
  readonly httpAddresses: readonly ServerAddress[];
  /** The TCP port for HTTP, 0 without it. */
  readonly httpPort: number;
  /** Resolves when the server has shut down, for whatever reason. */
  readonly finished: Promise<void>;
  /**
   * Saves the data if it is kept in files, stops accepting, answers what was read, closes.
   *
   * @param reason What asks for it: `"SIGINT"` and `"SIGTERM"` end the server as the settings for them say.
   * @throws {PersistenceError} if it cannot be saved. The server goes on then.
   */
  shutdown(reason?: unknown): Promise<void>;
}
