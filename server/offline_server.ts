/**
 * A server without clients: what executing the commands of a log needs, and nothing that listens, ticks or
 * writes files. The tools read data files with it, and durable stores their logs.
 */

import { CachedClock } from "../store/clock.ts";
import type { Engine } from "../store/engine/engine.ts";
import type { Namespace } from "../store/engine/namespace.ts";
import { ExpirySweeper } from "../store/expiry/sweeper.ts";
import { AclLog } from "./acl/acl_log.ts";
import { DefaultUser } from "./acl/default_user.ts";
import { BlockedClients } from "./clients/blocking.ts";
import { ClientPause } from "./clients/client_pause.ts";
import { CommandObservers } from "./diagnostics/command_observers.ts";
import { ruleNames } from "./command/rule_names.ts";
import { CommandRegistry } from "./command/registry.ts";
import { COMMAND_SPECS } from "./command_table.ts";
import { Config } from "./config/config.ts";
import { followEngineSettings, makeEngine } from "./configured_engine.ts";
import { Durability } from "./durability/durability.ts";
import { LatencyMonitor } from "./diagnostics/latency_monitor.ts";
import { Logger } from "./log.ts";
import { Migrations } from "./migration/migrations.ts";
import { Monitors } from "./diagnostics/monitors.ts";
import { ClientPubSub } from "./events/pubsub.ts";
import { SnapshotTransfers } from "./replication/snapshot_transfers.ts";
import type { Server } from "./server_state.ts";
import type { Session } from "./clients/session.ts";
import { SlowLog } from "./diagnostics/slow_log.ts";
import { ServerStats } from "./diagnostics/stats.ts";
import { ClientTracking } from "./tracking/client_tracking.ts";

/** A server without files: of an engine, or an empty one with Redis's defaults, without limits. */
export class OfflineServer implements Server {
  readonly clock: CachedClock;
  readonly config: Config = new Config();
  readonly engine: Engine;
  readonly commands: Server["commands"] = new CommandRegistry(COMMAND_SPECS);
  readonly defaultUser: DefaultUser = new DefaultUser(this.config, ruleNames(this.commands));
  readonly stats: ServerStats = new ServerStats();
  readonly aclLog: AclLog = new AclLog();
  readonly slowLog: SlowLog = new SlowLog();
  readonly latency: LatencyMonitor = new LatencyMonitor();
  readonly pause: ClientPause = new ClientPause();
  readonly monitors: Monitors = new Monitors();
  readonly log: Logger = new Logger({ write: () => {} });
  readonly sessions: Map<number, Session> = new Map();
  readonly runId: string = "0".repeat(40);
  readonly startedMs: number;
  readonly tcpPort: number = 0;
  readonly durability: Durability;
  readonly blocking: BlockedClients;
  readonly migrations: Migrations;
  readonly transfers: SnapshotTransfers;
  readonly pubsub: ClientPubSub;
  readonly tracking: ClientTracking;
  readonly observers: CommandObservers;
  readonly sweeper: ExpirySweeper;

  constructor(engine?: Engine) {
    const { config } = this;
    const clock = this.clock = new CachedClock(engine?.clock);
    this.startedMs = clock.now();
    if (engine === undefined) {
      engine = makeEngine(config, clock, false);
      followEngineSettings(config, engine);
    }
    this.engine = engine;
    this.durability = new Durability({
      ...{ engine, config, clock, log: this.log },
      files: undefined,
      executor: () => {
        throw new Error("Cannot execute a log: there is none");
      },
    });
    this.blocking = new BlockedClients(engine, clock, this.stats, false);
    // Whoever serves the engine is told of keys that are ready; here nobody waits for any.
    this.blocking.stop();
    this.migrations = new Migrations(engine, this.blocking);
    this.transfers = new SnapshotTransfers(engine, this.blocking);
    this.pubsub = new ClientPubSub(engine.pubsub, queueMicrotask);
    this.tracking = new ClientTracking(engine, this.sessions, queueMicrotask);
    this.observers = new CommandObservers(this.monitors, this.tracking);
    this.sweeper = new ExpirySweeper(engine, {
      intervalMs: config.expiryIntervalMs,
      budgetMs: config.expiryBudgetMs,
    });
  }

  keyspace(index: number): Namespace {
    return this.engine.namespace(String(index));
  }

  runNested(): void {
    throw new Error("Cannot execute a transaction: a log has none");
  }

  shutdown(): void {}
}
