/**
 * Commands without a socket: a server in this process whose time stands still until a test moves it,
 * and clients whose replies read like a transcript.
 *
 *     const { expectReply } = new TestServer().client();
 *     expectReply("SET k v", "+OK");
 *     expectReply("GET k", "$1 v");
 *     expectReply("GET missing", "$-1");
 *
 * A request is written in redis-cli's quoting. A reply is RESP with a blank for each line end and
 * escapes for what is not printable; the last line end is left out.
 */
import { assertEquals } from "@std/assert";
import { Arguments } from "../../resp/arguments.ts";
import { ReplyWriter } from "../../resp/reply_writer.ts";
import { CachedClock, ManualClock } from "../../store/clock.ts";
import { Engine } from "../../store/engine/engine.ts";
import { DEFAULT_LFU_TUNING } from "../../store/eviction/lfu.ts";
import { policyOf } from "../../store/eviction/policies.ts";
import { ExpirySweeper } from "../../store/expiry/sweeper.ts";
import type { Namespace } from "../../store/engine/namespace.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import { AclLog } from "../../server/acl/acl_log.ts";
import { DefaultUser } from "../../server/acl/default_user.ts";
import { BlockedClients } from "../../server/clients/blocking.ts";
import { ClientPause } from "../../server/clients/client_pause.ts";
import type { Command } from "../../server/command/command.ts";
import { CommandObservers } from "../../server/diagnostics/command_observers.ts";
import { ruleNames } from "../../server/command/rule_names.ts";
import { CommandRegistry } from "../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../server/command_table.ts";
import { Config, type SettingTexts } from "../../server/config/config.ts";
import { CommandReplay } from "../../server/dispatch/command_replay.ts";
import { Durability } from "../../server/durability/durability.ts";
import { followPackingLimits } from "../../server/packing_settings.ts";
import { Dispatcher } from "../../server/dispatch/dispatcher.ts";
import { Logger } from "../../server/log.ts";
import { LatencyMonitor } from "../../server/diagnostics/latency_monitor.ts";
import { KeyspaceNotifications } from "../../server/events/keyspace_notifications.ts";
import { Migrations } from "../../server/migration/migrations.ts";
import { Monitors } from "../../server/diagnostics/monitors.ts";
import { NO_OUTPUT_LIMIT } from "../../server/network/output_limit.ts";
import { ClientPubSub } from "../../server/events/pubsub.ts";
import { SnapshotTransfers } from "../../server/replication/snapshot_transfers.ts";
import type { Server } from "../../server/server_state.ts";
import { type Peer, Session } from "../../server/clients/session.ts";
import { SlowLog } from "../../server/diagnostics/slow_log.ts";
import { ServerStats } from "../../server/diagnostics/stats.ts";
import { ClientTracking } from "../../server/tracking/client_tracking.ts";
import { escapeBytes, splitArguments } from "./command_line.ts";

/** A server without a listener. */
export class TestServer implements Server {
  /** The time; it moves only by {@linkcode TestServer.advance}. */
  readonly time = new ManualClock();
  readonly clock = new CachedClock(this.time);
  readonly config: Config;
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
  /** What the server has logged, a line each. */
  readonly logged: string[] = [];
  readonly log = new Logger({ write: (line) => this.logged.push(line) });
  /** Runs when a test calls or starts it. */
  readonly sweeper: ExpirySweeper;
  readonly sessions = new Map<number, Session>();
  readonly runId = "0123456789".repeat(4);
  readonly startedMs = this.time.now();
  readonly tcpPort = 6379;
  readonly dispatcher = new Dispatcher(this, this.commands);
  #lastId = 0;
  /** What waits for the end of the requests at hand. */
  readonly #later: (() => void)[] = [];
  /** Whether a command asked for the end. */
  isShutDown = false;

  /**
   * A server with `settings` over the defaults; those about limits and eviction may change later. Without
   * `files` its data is in memory alone.
   */
  constructor(settings: SettingTexts = {}, files?: FileSystem) {
    this.config = new Config(settings);
    const { config } = this;
    this.defaultUser = new DefaultUser(config, ruleNames(this.commands));
    const lfuTuning = { ...DEFAULT_LFU_TUNING };
    const policy = () => policyOf(config.get("maxmemory-policy"), lfuTuning)!;
    this.engine = new Engine({
      clock: this.clock,
      policy: policy(),
      lfuTuning,
      evictionSamples: config.get("maxmemory-samples"),
      maxKeys: config.get("max-keys"),
      maxMemory: config.get("maxmemory"),
      strictMemory: false,
      trackAccess: true,
    });
    this.pubsub = new ClientPubSub(this.engine.pubsub, (endTurn) => this.#later.push(endTurn));
    this.durability = new Durability({
      ...{ engine: this.engine, config, clock: this.clock, log: this.log },
      files,
      executor: () => new CommandReplay(this),
    });
    this.blocking = new BlockedClients(this.engine, this.clock, this.stats, false);
    this.migrations = new Migrations(this.engine, this.blocking);
    this.transfers = new SnapshotTransfers(this.engine, this.blocking);
    this.tracking = new ClientTracking(
      this.engine,
      this.sessions,
      (work) => this.#later.push(work),
    );
    this.blocking.observer = this.tracking;
    this.observers = new CommandObservers(this.monitors, this.tracking);
    this.monitors.onChange = () => this.observers.update();
    config.follow("tracking-table-max-keys", (count) => this.tracking.maxKeys = count);
    this.sweeper = new ExpirySweeper(this.engine, {
      intervalMs: config.expiryIntervalMs,
      budgetMs: config.expiryBudgetMs,
    });
    config.follow("slowlog-log-slower-than", (us) => this.slowLog.thresholdMicroseconds = us);
    config.follow("slowlog-max-len", (length) => this.slowLog.maxLength = length);
    config.follow("latency-monitor-threshold", (ms) => this.latency.thresholdMs = ms);
    config.follow("acllog-max-len", (length) => this.aclLog.maxLength = length);
    config.follow("latency-tracking", (on) => this.latency.tracksCommands = on);
    config.follow("maxmemory", (bytes) => this.engine.maxMemory = bytes);
    config.follow("maxmemory-policy", () => this.engine.policy = policy());
    config.follow("proto-max-bulk-len", (bytes) => this.engine.maxValueBytes = bytes);
    const notifications = new KeyspaceNotifications(this.engine);
    config.follow("notify-keyspace-events", (classes) => notifications.classes = classes);
    followPackingLimits(config, this.engine.packing);
  }

  /** A new client, in database 0. */
  client(protocol: 2 | 3 = 2): TestClient {
    const client = new TestClient(this, ++this.#lastId, protocol);
    this.sessions.set(client.session.id, client.session);
    return client;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.time.advance(ms);
    this.clock.refresh();
    this.blocking.removeDue();
  }

  /** The requests at hand are done. */
  endTurn(): void {
    for (const work of this.#later.splice(0)) work();
  }

  /** The client leaves. */
  disconnect(session: Session): void {
    session.discardTransaction();
    this.pubsub.forget(session);
    this.tracking.forget(session);
    this.monitors.delete(session);
    this.pause.forget(session);
    this.blocking.forget(session);
    this.sessions.delete(session.id);
  }

  keyspace(index: number): Namespace {
    return this.engine.namespace(String(index));
  }

  runNested(session: Session, command: Command, args: Arguments): void {
    this.dispatcher.runNested(session, command, args);
  }

  shutdown(): void {
    this.isShutDown = true;
  }
}

/** One client of a {@linkcode TestServer}. */
export class TestClient {
  readonly session: Session;

  constructor(readonly server: TestServer, id: number, protocol: 2 | 3) {
    const reply = new ReplyWriter(protocol);
    const authenticated = server.defaultUser.current.isOpen;
    const peer = testPeer(server, id, reply);
    this.session = new Session(id, reply, 0, server.keyspace(0), peer, authenticated);
  }

  /** Executes a request, a line or its arguments, and returns the reply's bytes. */
  replyBytes(request: string | readonly (string | Uint8Array)[]): Uint8Array {
    const { session, server } = this;
    const args = Arguments.from(typeof request === "string" ? splitArguments(request) : request);
    session.reply.rewind(0);
    server.dispatcher.execute(session, args);
    server.endTurn();
    const bytes = session.reply.bytes.slice(0, session.reply.length);
    session.reply.rewind(0);
    return bytes;
  }

  /** Executes a request and returns its reply as text; see the file's head. */
  readonly reply = (request: string | readonly (string | Uint8Array)[]): string => {
    return escapeBytes(this.replyBytes(request)).replaceAll("\\r\\n", " ").trimEnd();
  };

  /** What has come since the last request, as text: replies of a request that was blocked. */
  readonly received = (): string => {
    const { reply } = this.session;
    const text = escapeBytes(reply.bytes.slice(0, reply.length));
    reply.rewind(0);
    return text.replaceAll("\\r\\n", " ").trimEnd();
  };

  /** Executes a request and compares its reply. */
  readonly expectReply = (
    request: string | readonly (string | Uint8Array)[],
    expected: string,
  ): void => {
    assertEquals(this.reply(request), expected, `${request}`);
  };
}

/** The peer of the client with that id; killing it takes the client out of the server. */
function testPeer(server: TestServer, id: number, reply: ReplyWriter): Peer {
  return {
    address: `127.0.0.1:${50000 + id - 1}`,
    localAddress: "127.0.0.1:6379",
    isUnixSocket: false,
    createdMs: server.time.now(),
    lastInteractionMs: server.time.now(),
    queryBytes: 0,
    queryFreeBytes: 0,
    replyBytes: 0,
    pendingBytes: 0,
    memoryBytes: 0,
    outputLimit: NO_OUTPUT_LIMIT,
    flush() {},
    resume() {},
    close() {},
    get isOpen() {
      return server.sessions.has(id);
    },
    writer: () => reply,
    kill: () => server.disconnect(server.sessions.get(id)!),
  };
}
