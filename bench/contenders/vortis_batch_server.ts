/**
 * The product's request path without a socket: parser, dispatcher, handlers, store and reply
 * writer, put together as `server/server.ts` does, with every gate and every counter in place.
 */
import { ReplyWriter } from "../../resp/reply_writer.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../resp/request_parser.ts";
import { ClientHandler } from "../../server/client_handler.ts";
import { BlockedClients } from "../../server/blocking.ts";
import { ClientPause } from "../../server/client_pause.ts";
import { CommandObservers } from "../../server/command_observers.ts";
import { CommandRegistry } from "../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../server/command_table.ts";
import { Config } from "../../server/config/config.ts";
import { Durability } from "../../server/durability.ts";
import { Dispatcher } from "../../server/dispatcher.ts";
import { Logger } from "../../server/log.ts";
import { LatencyMonitor } from "../../server/latency_monitor.ts";
import { Migrations } from "../../server/migration/migrations.ts";
import { SnapshotTransfers } from "../../server/replication/snapshot_transfers.ts";
import { Monitors } from "../../server/monitors.ts";
import { NO_OUTPUT_LIMIT } from "../../server/output_limit.ts";
import { ClientPubSub } from "../../server/pubsub.ts";
import type { Server } from "../../server/server_state.ts";
import { type Peer, Session } from "../../server/session.ts";
import { SlowLog } from "../../server/slow_log.ts";
import { ServerStats } from "../../server/stats.ts";
import { ClientTracking } from "../../server/tracking/client_tracking.ts";
import { CachedClock } from "../../store/clock.ts";
import { Engine } from "../../store/engine.ts";
import { DEFAULT_LFU_TUNING } from "../../store/eviction/lfu.ts";
import { policyOf } from "../../store/eviction/policies.ts";
import { ExpirySweeper } from "../../store/expiry/sweeper.ts";
import type { BatchServer } from "./map_servers.ts";

const REPLY_BYTES = 1 << 20;

/** A connection that nobody is on the other side of. */
const NOBODY: Peer = {
  address: "127.0.0.1:0",
  localAddress: "127.0.0.1:0",
  isUnixSocket: false,
  createdMs: 0,
  lastInteractionMs: 0,
  queryBytes: 0,
  queryFreeBytes: 0,
  replyBytes: 0,
  pendingBytes: 0,
  memoryBytes: 0,
  outputLimit: NO_OUTPUT_LIMIT,
  isOpen: true,
  writer: () => new ReplyWriter(),
  flush: () => {},
  resume: () => {},
  close: () => {},
  kill: () => {},
};

/** One client of a server of its own. */
export class VortisBatchServer implements BatchServer {
  readonly #writer = new ReplyWriter(2, REPLY_BYTES);
  readonly #handler: ClientHandler;

  constructor() {
    const commands = new CommandRegistry(COMMAND_SPECS);
    const server = serverWithoutSockets(commands);
    const dispatcher = new Dispatcher(server, commands);
    const session = new Session(1, this.#writer, 0, server.keyspace(0), NOBODY, true);
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

function serverWithoutSockets(commands: Server["commands"]): Server {
  const clock = new CachedClock();
  const lfuTuning = { ...DEFAULT_LFU_TUNING };
  const engine = new Engine({
    clock,
    policy: policyOf("noeviction", lfuTuning)!,
    lfuTuning,
    evictionSamples: 5,
    maxKeys: 0,
    maxMemory: 0,
    strictMemory: false,
    trackAccess: true,
  });
  const stats = new ServerStats();
  const blocking = new BlockedClients(engine, clock, stats);
  const sessions = new Map<number, Session>();
  const monitors = new Monitors();
  const tracking = new ClientTracking(engine, sessions, queueMicrotask);
  const none = () => {};
  const config = new Config();
  const log = new Logger();
  return {
    engine,
    config,
    durability: new Durability({
      ...{ engine, config, clock, log },
      files: undefined,
      executor: () => {
        throw new Error("There is no log to execute");
      },
    }),
    commands,
    clock,
    stats,
    slowLog: new SlowLog(),
    latency: new LatencyMonitor(),
    pause: new ClientPause(),
    pubsub: new ClientPubSub(engine.pubsub, queueMicrotask),
    blocking,
    migrations: new Migrations(engine, blocking),
    transfers: new SnapshotTransfers(engine, blocking),
    log,
    sweeper: new ExpirySweeper(engine, { intervalMs: 100, budgetMs: 1 }),
    tracking,
    monitors,
    observers: new CommandObservers(monitors, tracking),
    sessions,
    runId: "0".repeat(40),
    startedMs: clock.now(),
    tcpPort: 0,
    keyspace: (index) => engine.namespace(String(index)),
    runNested: none,
    shutdown: none,
  };
}
