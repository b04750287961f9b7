/**
 * The composition root: the one place that puts a server together.
 *
 * ```
 * listener → connection → client handler → dispatcher → command families → engine
 * ```
 */

import { DEFAULT_REQUEST_LIMITS, type RequestLimits } from "../resp/request_parser.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import { CachedClock } from "../store/clock.ts";
import type { Engine } from "../store/engine/engine.ts";
import { every } from "../store/expiry/background_timers.ts";
import { ExpirySweeper } from "../store/expiry/sweeper.ts";
import { DenoFileSystem } from "../store/persistence/deno_file_system.ts";
import { engineOf } from "../store/store.ts";
import type { Namespace } from "../store/engine/namespace.ts";
import { AclLog } from "./acl/acl_log.ts";
import { DefaultUser } from "./acl/default_user.ts";
import { BlockedClients } from "./clients/blocking.ts";
import { ClientHandler } from "./dispatch/client_handler.ts";
import { ClientPause } from "./clients/client_pause.ts";
import { CommandObservers } from "./diagnostics/command_observers.ts";
import type { Command } from "./command/command.ts";
import { ruleNames } from "./command/rule_names.ts";
import { CommandRegistry } from "./command/registry.ts";
import { COMMAND_SPECS } from "./command_table.ts";
import { Config } from "./config/config.ts";
import type { Connection } from "./network/connection.ts";
import { CommandReplay } from "./dispatch/command_replay.ts";
import { adoptLimits, followEngineSettings, makeEngine } from "./configured_engine.ts";
import { Durability } from "./durability/durability.ts";
import { keptEngine } from "./durability/kept_engines.ts";
import { Dispatcher } from "./dispatch/dispatcher.ts";
import { LatencyMonitor } from "./diagnostics/latency_monitor.ts";
import type { HttpHost, SessionOptions } from "./http/http_host.ts";
import type { RunningHttp } from "./http/http_server.ts";
import { httpModule } from "./http_module.ts";
import { KeyspaceNotifications } from "./events/keyspace_notifications.ts";
import { Listener } from "./network/listener.ts";
import { listenerSettings } from "./network/listener_settings.ts";
import { Logger } from "./log.ts";
import { Migrations } from "./migration/migrations.ts";
import { Monitors } from "./diagnostics/monitors.ts";
import { ClientPubSub } from "./events/pubsub.ts";
import { pathInDirectory } from "./path_in_directory.ts";
import { writePidFile } from "./pid_file.ts";
import { SnapshotTransfers } from "./replication/snapshot_transfers.ts";
import type { RunningServer, ServeOptions, ServerAddress } from "./serve_options.ts";
import type { Server } from "./server_state.ts";
import { requestOfSignal } from "./shutdown_signals.ts";
import { Session } from "./clients/session.ts";
import { SlowLog } from "./diagnostics/slow_log.ts";
import { ServerStats } from "./diagnostics/stats.ts";
import { ClientTracking } from "./tracking/client_tracking.ts";
import type { Arguments } from "../resp/arguments.ts";

export { ListenError } from "./network/listen_error.ts";
export { UserLineError } from "./acl/default_user.ts";
export { PersistenceError } from "./durability/persistence_error.ts";
export type { RunningServer, ServeOptions, ServerAddress } from "./serve_options.ts";

/** How often the figures per second are taken. */
const SAMPLE_MS = 100;

/**
 * Starts a server; resolves when its data is loaded. It answers `-LOADING` before.
 *
 * @throws {ListenError} if an address cannot be had.
 * @throws {UserLineError} if the configuration says of the user `default` what cannot be.
 * @throws {PersistenceError} if its data cannot be loaded or another process uses its directory.
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const server = new Composition(options);
  await server.start(options);
  return server.running;
}

/** All parts of one server. */
class Composition implements Server, HttpHost {
  readonly config: Config;
  readonly clock: CachedClock;
  readonly defaultUser: DefaultUser;
  readonly engine: Engine;
  readonly commands = new CommandRegistry(COMMAND_SPECS);
  readonly stats = new ServerStats();
  readonly aclLog = new AclLog();
  readonly slowLog = new SlowLog();
  readonly latency = new LatencyMonitor();
  readonly pause = new ClientPause();
  readonly pubsub: ClientPubSub;
  readonly monitors = new Monitors();
  readonly blocking: BlockedClients;
  readonly migrations: Migrations;
  readonly transfers: SnapshotTransfers;
  readonly tracking: ClientTracking;
  readonly observers: CommandObservers;
  readonly durability: Durability;
  readonly log: Logger;
  readonly sweeper: ExpirySweeper;
  readonly sessions = new Map<number, Session>();
  readonly runId: string;
  readonly startedMs: number;
  readonly tcpPort: number;
  readonly running: RunningServer;

  readonly #dispatcher: Dispatcher;
  readonly #notifications: KeyspaceNotifications;
  readonly #listener: Listener<ClientHandler>;
  readonly #limits: { known: RequestLimits; unknown: RequestLimits };
  #finish!: () => void;
  #removePidFile = () => {};
  #http: RunningHttp | undefined;
  readonly #ending = new AbortController();

  constructor(options: ServeOptions) {
    this.config = options.config ?? new Config();
    this.log = options.log ?? new Logger();
    this.defaultUser = new DefaultUser(this.config, ruleNames(this.commands));
    const engine = options.store === undefined ? undefined : engineOf(options.store);
    this.clock = new CachedClock(engine?.clock);
    if (engine !== undefined) adoptLimits(this.config, engine);
    this.engine = engine ?? makeEngine(this.config, this.clock);
    this.blocking = new BlockedClients(this.engine, this.clock, this.stats);
    this.migrations = new Migrations(this.engine, this.blocking);
    this.transfers = new SnapshotTransfers(this.engine, this.blocking);
    this.pubsub = new ClientPubSub(this.engine.pubsub, queueMicrotask);
    this.tracking = new ClientTracking(this.engine, this.sessions, queueMicrotask);
    this.blocking.observer = this.tracking;
    this.observers = new CommandObservers(this.monitors, this.tracking);
    this.sweeper = new ExpirySweeper(this.engine, {
      intervalMs: this.config.expiryIntervalMs,
      budgetMs: this.config.expiryBudgetMs,
      beforeSlice: () => this.clock.refresh(),
      afterSlice: (spentMs) => this.latency.record("expire-cycle", spentMs, this.clock.now()),
    });
    this.runId = randomId();
    this.startedMs = this.clock.now();
    const durable = isDurable(this.config, options, this.engine);
    if (durable) this.config.initialise("dir", absolutePath(this.config.get("dir")));
    this.durability = new Durability({
      ...{ engine: this.engine, config: this.config, clock: this.clock, log: this.log },
      files: durable ? new DenoFileSystem() : undefined,
      executor: () => new CommandReplay(this),
    });
    this.#dispatcher = new Dispatcher(this, this.commands);
    this.#limits = {
      known: { ...DEFAULT_REQUEST_LIMITS },
      unknown: { ...DEFAULT_REQUEST_LIMITS, unauthenticated: true },
    };
    this.pubsub.onTypeChange = (session) => this.#limitOutput(session);
    this.#notifications = new KeyspaceNotifications(this.engine);
    this.monitors.unixSocket = this.config.get("unixsocket");
    this.monitors.onChange = (session) => {
      this.observers.update();
      this.#limitOutput(session);
    };
    this.#follow();
    this.#listener = this.#listen(options);
    this.tcpPort = this.#listener.port;
    // The listener keeps the process alive, if there is one.
    const stopTicking = every(SAMPLE_MS, () => this.#tick());
    const finished = new Promise<void>((resolve) => {
      this.#finish = () => {
        stopTicking();
        this.sweeper.stop();
        this.durability.stop();
        this.pause.end();
        this.blocking.stop();
        this.migrations.stop();
        this.transfers.stop();
        this.#notifications.stop();
        resolve();
      };
    });
    const shutdown = (reason?: unknown) => this.#shutdown(reason);
    const http = () => this.#http;
    // The log has told why, if it does not.
    const { signal } = options;
    const shutdownOnSignal = () => void shutdown(signal!.reason).catch(() => {});
    if (signal?.aborted) shutdownOnSignal();
    signal?.addEventListener("abort", shutdownOnSignal, { once: true });
    this.running = {
      addresses: this.#listener.addresses.map(toAddress),
      port: this.tcpPort,
      get httpAddresses() {
        return http()?.addresses ?? [];
      },
      get httpPort() {
        return http()?.port ?? 0;
      },
      finished,
      shutdown,
    };
  }

  keyspace(index: number): Namespace {
    return this.engine.namespace(String(index));
  }

  runNested(session: Session, command: Command, args: Arguments): void {
    this.#dispatcher.runNested(session, command, args);
  }

  /** Itself: the services are in the same place for HTTP as for RESP. */
  get server(): Server {
    return this;
  }

  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  openSession({ peer, reply, namespace }: SessionOptions): Session {
    const keyspace = this.engine.namespace(namespace);
    const id = this.#listener.connections.nextId();
    const index = /^(0|[1-9]\d{0,8})$/.test(namespace) ? Number(namespace) : -1;
    const session = new Session(id, reply, index, keyspace, peer, true);
    this.sessions.set(id, session);
    return session;
  }

  closeSession(session: Session): void {
    session.closing = true;
    this.#forget(session);
  }

  execute(session: Session, args: Arguments): boolean {
    return this.#dispatcher.execute(session, args);
  }

  /**
   * Begins to answer HTTP, if the settings ask for it, and loads the data; clients are told to wait
   * meanwhile. If either fails the server ends.
   */
  async start(options: ServeOptions): Promise<void> {
    this.#removePidFile = writePidFile(this.config, this.log);
    for (const line of this.config.foreign.notices()) this.log.notice(line);
    try {
      await this.#startHttp(options);
      await this.durability.load();
    } catch (error) {
      await this.#end();
      throw error;
    }
    this.sweeper.start();
  }

  /** Its modules are loaded here, so that a server without HTTP does without them. */
  async #startHttp({ httpPort, hostname }: ServeOptions): Promise<void> {
    const port = httpPort ?? this.config.get("http-port");
    if (httpPort === undefined && port === 0) return;
    const { startHttp } = await httpModule.load();
    if (this.ending.aborted) return;
    const addresses = hostname === undefined
      ? this.config.get("bind")
      : [{ hostname, optional: false }];
    this.#http = startHttp(this, { addresses, port });
  }

  shutdown(): void {
    setTimeout(() => this.#end(), 0);
  }

  /** The end as a program asks for it; it does not come if the data cannot be saved. */
  async #shutdown(reason: unknown): Promise<void> {
    const obstacle = this.durability.prepareShutdown(requestOfSignal(this.config, reason));
    if (obstacle !== undefined) throw obstacle;
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#ending.abort();
    await Promise.all([this.#listener.shutdown(), this.#http?.shutdown()]);
    this.#removePidFile();
    this.#finish();
    await this.running.finished;
  }

  #listen(options: ServeOptions): Listener<ClientHandler> {
    const { config } = this;
    const unixSocket = config.get("unixsocket");
    const port = options.port ?? config.get("port");
    // As a setting 0 switches TCP off; as an option it asks for any port.
    const isOff = options.port === undefined && port === 0;
    const addresses = options.hostname === undefined
      ? config.get("bind")
      : [{ hostname: options.hostname, optional: false }];
    return new Listener<ClientHandler>({
      addresses: isOff ? [] : addresses,
      port,
      tcpBacklog: config.get("tcp-backlog"),
      ...(unixSocket === "" ? {} : { unixSocket: pathInDirectory(config, unixSocket) }),
      ...(unixSocket === "" || config.get("unixsocketperm") === 0
        ? {}
        : { unixSocketPermissions: config.get("unixsocketperm") }),
      settings: listenerSettings(config, () => this.defaultUser.current.traits.takesAnyPassword),
      counters: this.stats,
      clock: this.clock,
      commits: this.durability.commits,
      log: this.log,
      createHandler: (connection) => this.#connect(connection),
      onDisconnected: (connection) => this.#disconnect(connection),
    });
  }

  /** Hands settings on to the parts that keep them, now and whenever they change. */
  #follow(): void {
    const { config, engine } = this;
    followEngineSettings(config, engine);
    // A limit below what there is holds at once, not from the next command on; CONFIG is answered first.
    config.onChange("maxmemory", () => queueMicrotask(() => engine.enforceMemory()));
    config.follow("proto-max-bulk-len", (bytes) => {
      this.#limits.known.maxBulkBytes = bytes;
      this.#limits.unknown.maxBulkBytes = bytes;
    });
    config.follow("slowlog-log-slower-than", (us) => this.slowLog.thresholdMicroseconds = us);
    config.follow("slowlog-max-len", (length) => this.slowLog.maxLength = length);
    config.follow("acllog-max-len", (length) => this.aclLog.maxLength = length);
    config.follow("latency-tracking", (on) => this.latency.tracksCommands = on);
    config.follow("latency-monitor-threshold", (ms) => this.latency.thresholdMs = ms);
    config.onChange(["hz", "active-expire-effort"], () => {
      this.sweeper.intervalMs = config.expiryIntervalMs;
      this.sweeper.budgetMs = config.expiryBudgetMs;
    });
    config.follow("tracking-table-max-keys", (count) => this.tracking.maxKeys = count);
    config.follow("notify-keyspace-events", (classes) => {
      this.#notifications.classes = classes;
    });
    config.onChange("client-output-buffer-limit", () => {
      for (const session of this.sessions.values()) this.#limitOutput(session);
    });
  }

  #connect(connection: Connection<ClientHandler>): ClientHandler {
    const session = new Session(
      connection.id,
      new ReplyWriter(2, 0),
      0,
      this.keyspace(0),
      connection,
      this.defaultUser.current.isOpen,
    );
    this.sessions.set(session.id, session);
    this.#limitOutput(session);
    return new ClientHandler(this, this.#dispatcher, session, this.#limits);
  }

  /**
   * Gives a client the output limit of its type. One that monitors is a normal client, as in Redis;
   * but if those have no limit it gets that of subscribers: it, too, is sent what it never asked for,
   * and forgetting to read it must not use up the memory.
   */
  #limitOutput({ peer, type, monitors }: Session): void {
    const { normal, pubsub } = this.config.get("client-output-buffer-limit");
    const isUnlimited = normal.hardBytes === 0 && normal.softBytes === 0;
    peer.outputLimit = type === "pubsub" || (monitors && isUnlimited) ? pubsub : normal;
  }

  #disconnect(connection: Connection<ClientHandler>): void {
    const session = this.sessions.get(connection.id);
    if (session !== undefined) this.#forget(session);
  }

  #forget(session: Session): void {
    session.discardTransaction();
    this.pubsub.forget(session);
    this.tracking.forget(session);
    this.monitors.delete(session);
    this.pause.forget(session);
    this.blocking.forget(session);
    this.sessions.delete(session.id);
  }

  /** What is done ten times a second. */
  #tick(): void {
    this.clock.refresh();
    this.stats.sample(this.clock.now());
    this.tracking.limit();
    this.durability.tick();
    this.stats.peakMemoryBytes = Math.max(this.stats.peakMemoryBytes, this.engine.usedBytes);
  }
}

/** Whether a server keeps its data in files; see {@linkcode ServeOptions.durable}. */
function isDurable(config: Config, { durable, store }: ServeOptions, engine: Engine): boolean {
  if (keptEngine(engine) !== undefined) return false;
  if (durable !== undefined || store !== undefined) return durable === true;
  return (["dir", "save", "appendonly"] as const).some((name) => config.isGiven(name));
}

/** The path from the root of a directory; one that is not there is somebody else's to report. */
function absolutePath(directory: string): string {
  try {
    return Deno.realPathSync(directory);
  } catch {
    return directory;
  }
}

function randomId(): string {
  return Array.from(
    crypto.getRandomValues(new Uint8Array(20)),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");
}

/** Turns `127.0.0.1:6379`, `[::1]:6379` or a path into its parts. */
function toAddress(text: string): ServerAddress {
  const [, hostname, port] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(text) ?? [];
  return hostname === undefined ? { path: text } : { hostname, port: Number(port) };
}
