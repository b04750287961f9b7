/**
 * Where clients come in: TCP addresses and a unix socket, accepted, admitted, counted, and let go
 * when the server stops.
 *
 *     accept → admission (maxclients, protected mode) → Connection → registry
 */

import type { Clock } from "../../store/clock.ts";
import { every } from "../../store/expiry/background_timers.ts";
import { type AdmissionSettings, refusalOf, unmapIpv4 } from "./admission.ts";
import type { BindAddress } from "../config/kinds/bind_addresses.ts";
import { Connection } from "./connection.ts";
import type {
  ConnectionContext,
  ConnectionSettings,
  Endpoints,
  NetworkCounters,
} from "./connection_context.ts";
import { ConnectionRegistry } from "./connection_registry.ts";
import { type ListenError, listenErrorFor } from "./listen_error.ts";
import type { Logger } from "../log.ts";
import { ReplyBufferPool } from "./reply_buffer_pool.ts";
import type { ReplyCommits } from "./reply_commits.ts";
import type { RequestHandler } from "./request_handler.ts";
import { describeSystemError } from "../errors/system_error.ts";
import { TurnScheduler } from "./turn_scheduler.ts";

/** Settings that are read whenever they matter, so that they may change while the server runs. */
export interface ListenerSettings extends ConnectionSettings, AdmissionSettings {
  /** `timeout`: after so many idle seconds a client is closed; 0 for never. */
  readonly timeoutSeconds: number;
  /**
   * `tcp-keepalive`: whether the system probes silent clients; 0 for not. The interval is the
   * system's own, since Deno cannot set it.
   */
  readonly tcpKeepAliveSeconds: number;
}

/** Counters that the listener keeps; `ServerStats` has them. */
export interface ListenerCounters extends NetworkCounters {
  connections: number;
  rejectedConnections: number;
}

/** Where to listen, and for whom. */
export interface ListenerOptions<H extends RequestHandler> {
  /** TCP addresses; none for no TCP. */
  readonly addresses: readonly BindAddress[];
  /** The TCP port; 0 lets the system choose one, the same for all addresses. */
  readonly port: number;
  /** `tcp-backlog`: how many connections may wait to be accepted. Default 511. */
  readonly tcpBacklog?: number;
  /** Path of a unix socket; a socket that an earlier server left there is replaced. */
  readonly unixSocket?: string;
  /** Permission bits of the unix socket, for example 0o700. Default: what the umask leaves. */
  readonly unixSocketPermissions?: number;
  readonly settings: ListenerSettings;
  readonly counters: ListenerCounters;
  readonly clock: Clock;
  readonly log: Logger;
  /** Makes what executes the requests of a new connection. */
  readonly createHandler: (connection: Connection<H>) => H;
  /** Told of each client that is being served, and of each that is not any more. */
  readonly onConnected?: (connection: Connection<H>) => void;
  readonly onDisconnected?: (connection: Connection<H>) => void;
  /** What must have been logged before replies leave; nothing by default. */
  readonly commits?: ReplyCommits;
  /** Aborting it is calling {@link Listener.shutdown}. */
  readonly signal?: AbortSignal;
}

const DEFAULT_BACKLOG = 511;
const SWEEP_INTERVAL_MS = 1000;
/** How long to wait when the system has no file descriptor for another connection. */
const ACCEPT_RETRY_MS = 100;
/** While shutting down, a client that was sent everything has so long, or twice, to close its side. */
const REAP_INTERVAL_MS = 50;
const DEFAULT_DEADLINE_MS = 10_000;

const encoder = new TextEncoder();

/** Accepts clients until it is shut down. */
export class Listener<H extends RequestHandler> {
  /** The clients being served. */
  readonly connections: ConnectionRegistry<H> = new ConnectionRegistry();
  /** Where it listens: `127.0.0.1:6379`, `[::1]:6379`, a path. */
  readonly addresses: readonly string[];
  /** The TCP port, also when the system chose it; 0 without TCP. */
  readonly port: number;

  readonly #options: ListenerOptions<H>;
  readonly #context: ConnectionContext;
  readonly #listeners: Deno.Listener<Deno.TcpConn | Deno.UnixConn>[] = [];
  readonly #stopSweeping: () => void;
  readonly #retries: Set<ReturnType<typeof setTimeout>> = new Set();
  #isStopping = false;
  #stopped: Promise<void> | undefined;

  /**
   * Listens on all addresses and begins to accept.
   *
   * @throws {ListenError} when one of them cannot be had; then none is kept.
   */
  constructor(options: ListenerOptions<H>) {
    this.#options = options;
    const { clock, log, settings, counters } = options;
    this.#context = {
      ...{ clock, log, settings, counters },
      pool: new ReplyBufferPool(),
      turns: new TurnScheduler(),
      commits: options.commits ?? { log: undefined },
    };
    const addresses: string[] = [];
    this.addresses = addresses;
    try {
      this.port = this.#listenTcp(addresses);
      if (options.unixSocket !== undefined) {
        this.#listenUnix(options.unixSocket);
        addresses.push(options.unixSocket);
      }
    } catch (error) {
      for (const listener of this.#listeners) listener.close();
      throw error;
    }
    for (const listener of this.#listeners) this.#acceptAll(listener);
    this.#stopSweeping = every(SWEEP_INTERVAL_MS, () => this.sweep());
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
  }

  /** Closes clients that have been idle, or left replies unread, for too long. O(clients). */
  sweep(): void {
    const { clock, settings } = this.#options;
    this.connections.sweep(clock.now(), settings.timeoutSeconds * 1000);
  }

  /**
   * Stops accepting, sends each client the replies to what has been read from it, and closes.
   * Clients that have not taken their replies after `deadlineMs` are cut off. Resolves when no
   * socket is open; calling it again returns the same promise.
   */
  shutdown(deadlineMs: number = DEFAULT_DEADLINE_MS): Promise<void> {
    this.#stopped ??= this.#stop(deadlineMs);
    return this.#stopped;
  }

  readonly #onAbort = (): void => {
    this.shutdown();
  };

  async #stop(deadlineMs: number): Promise<void> {
    this.#isStopping = true;
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    for (const listener of this.#listeners) listener.close();
    for (const retry of this.#retries) clearTimeout(retry);
    const { unixSocket, log } = this.#options;
    try {
      if (unixSocket !== undefined) removeSocketFile(unixSocket);
    } catch (error) {
      log.warning(`Cannot remove ${unixSocket}: ${describeSystemError(error)}`);
    }
    this.connections.closeAll();
    const reaper = setInterval(() => this.connections.reap(), REAP_INTERVAL_MS);
    const deadline = setTimeout(() => this.connections.killAll(), deadlineMs);
    await this.connections.drained();
    clearInterval(reaper);
    clearTimeout(deadline);
    this.#stopSweeping();
  }

  /** Listens on the TCP addresses, adds them to `found` and returns the port. */
  #listenTcp(found: string[]): number {
    const { addresses, log, tcpBacklog = DEFAULT_BACKLOG } = this.#options;
    let { port } = this.#options;
    let boundAllIpv6 = false;
    let skipped: ListenError | undefined;
    for (const { hostname, optional } of ipv6WildcardFirst(addresses)) {
      // A socket on :: takes IPv4 as well, and keeps others off the port.
      if (boundAllIpv6 && hostname === "0.0.0.0") continue;
      try {
        const listener = Deno.listen({ hostname, port, tcpBacklog });
        this.#listeners.push(listener);
        if (listener.addr.transport === "tcp") port = listener.addr.port;
        boundAllIpv6 ||= hostname === "::";
      } catch (error) {
        const failure = listenErrorFor(formatAddress(hostname, port), error);
        if (!optional || failure.code !== "address-not-available") throw failure;
        skipped = failure;
        log.verbose(failure.message);
        continue;
      }
      found.push(formatAddress(hostname, port));
    }
    if (found.length === 0 && skipped !== undefined) throw skipped;
    return found.length === 0 ? 0 : port;
  }

  #listenUnix(path: string): void {
    const { unixSocketPermissions } = this.#options;
    try {
      removeSocketFile(path);
      this.#listeners.push(Deno.listen({ transport: "unix", path }));
      if (unixSocketPermissions !== undefined) Deno.chmodSync(path, unixSocketPermissions);
    } catch (error) {
      throw listenErrorFor(path, error);
    }
  }

  async #acceptAll(listener: Deno.Listener<Deno.TcpConn | Deno.UnixConn>): Promise<void> {
    while (!this.#isStopping) {
      try {
        this.#admit(await listener.accept());
      } catch (error) {
        if (this.#isStopping) return;
        const reason = describeSystemError(error);
        this.#options.log.warning(`Error accepting a client connection: ${reason}`);
        await this.#pause(ACCEPT_RETRY_MS);
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const retry = setTimeout(() => {
        this.#retries.delete(retry);
        resolve();
      }, ms);
      this.#retries.add(retry);
    });
  }

  #admit(conn: Deno.TcpConn | Deno.UnixConn): void {
    const { settings, counters, log } = this.#options;
    if (this.#isStopping) return conn.close();
    const tcp = isTcp(conn) ? conn : undefined;
    const refusal = refusalOf(tcp?.remoteAddr.hostname, this.connections.size, settings);
    if (refusal !== undefined) {
      counters.rejectedConnections++;
      return refuse(conn, refusal);
    }
    counters.connections++;
    if (tcp !== undefined) {
      try {
        tcp.setNoDelay(true);
        if (settings.tcpKeepAliveSeconds > 0) tcp.setKeepAlive(true);
      } catch {
        // The client has left already; reading from it will tell.
      }
    }
    const { onConnected, onDisconnected, createHandler } = this.#options;
    const connection = new Connection<H>(
      this.connections.nextId(),
      conn,
      this.#endpointsOf(conn),
      this.#context,
      createHandler,
      (gone) => {
        this.connections.retire(gone);
        onDisconnected?.(gone);
      },
      (closed) => this.connections.remove(closed),
    );
    this.connections.add(connection);
    if (log.isEnabled("verbose")) log.verbose(`Accepted ${connection.address}`);
    onConnected?.(connection);
    connection.start();
  }

  #endpointsOf(conn: Deno.TcpConn | Deno.UnixConn): Endpoints {
    if (!isTcp(conn)) {
      const address = `${this.#options.unixSocket}:0`;
      return { address, localAddress: address, isUnixSocket: true };
    }
    const { remoteAddr, localAddr } = conn;
    return {
      address: formatAddress(remoteAddr.hostname, remoteAddr.port),
      localAddress: formatAddress(localAddr.hostname, localAddr.port),
      isUnixSocket: false,
    };
  }
}

function isTcp(conn: Deno.TcpConn | Deno.UnixConn): conn is Deno.TcpConn {
  return conn.remoteAddr.transport === "tcp";
}

/** `127.0.0.1:6379` or `[::1]:6379`. */
function formatAddress(hostname: string, port: number): string {
  const host = unmapIpv4(hostname);
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The addresses with `::` at the front: it must be bound before 0.0.0.0 is left out for it. */
function ipv6WildcardFirst(addresses: readonly BindAddress[]): BindAddress[] {
  return [
    ...addresses.filter(({ hostname }) => hostname === "::"),
    ...addresses.filter(({ hostname }) => hostname !== "::"),
  ];
}

/** Says why not, as far as one write does, and closes. */
function refuse(conn: Deno.Conn, words: string): void {
  const close = () => {
    try {
      conn.close();
    } catch {
      // The client was faster.
    }
  };
  conn.write(encoder.encode(words)).then(close, close);
}

/** Removes a unix socket, and nothing else, that a server has left at `path`. */
function removeSocketFile(path: string): void {
  try {
    if (Deno.lstatSync(path).isSocket) Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
