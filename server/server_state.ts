/**
 * What the parts of a server share: the engine, the configuration, the clients, the statistics.
 *
 * `server.ts` makes one and hands it on; nothing here knows how it is put together.
 */

import type { Arguments } from "../resp/arguments.ts";
import type { CachedClock } from "../store/clock.ts";
import type { Engine } from "../store/engine/engine.ts";
import type { ExpirySweeper } from "../store/expiry/sweeper.ts";
import type { Namespace } from "../store/engine/namespace.ts";
import type { AclLog } from "./acl/acl_log.ts";
import type { DefaultUser } from "./acl/default_user.ts";
import type { BlockedClients } from "./clients/blocking.ts";
import type { ClientPause } from "./clients/client_pause.ts";
import type { Command } from "./command/command.ts";
import type { CommandObservers } from "./diagnostics/command_observers.ts";
import type { CommandRegistry } from "./command/registry.ts";
import type { Config } from "./config/config.ts";
import type { Durability } from "./durability/durability.ts";
import type { LatencyMonitor } from "./diagnostics/latency_monitor.ts";
import type { Logger } from "./log.ts";
import type { Migrations } from "./migration/migrations.ts";
import type { Monitors } from "./diagnostics/monitors.ts";
import type { ClientPubSub } from "./events/pubsub.ts";
import type { SnapshotTransfers } from "./replication/snapshot_transfers.ts";
import type { Session } from "./clients/session.ts";
import type { SlowLog } from "./diagnostics/slow_log.ts";
import type { ServerStats } from "./diagnostics/stats.ts";
import type { ClientTracking } from "./tracking/client_tracking.ts";

/** The services that handlers use. */
export interface Server {
  readonly engine: Engine;
  readonly config: Config;
  readonly commands: CommandRegistry;
  readonly clock: CachedClock;
  /** Who may log in. */
  readonly defaultUser: DefaultUser;
  /** Who has failed to. */
  readonly aclLog: AclLog;
  readonly stats: ServerStats;
  readonly slowLog: SlowLog;
  readonly latency: LatencyMonitor;
  /** What brings the data to the disk and back. */
  readonly durability: Durability;
  readonly pause: ClientPause;
  /** Clients that wait for keys. */
  readonly blocking: BlockedClients;
  /** Keys on their way to other servers. */
  readonly migrations: Migrations;
  /** Snapshots on their way to clients. */
  readonly transfers: SnapshotTransfers;
  /** Who listens to which channels. */
  readonly pubsub: ClientPubSub;
  /** What clients have in caches of their own. */
  readonly tracking: ClientTracking;
  /** Clients that see all commands. */
  readonly monitors: Monitors;
  /** The two, as the dispatcher sees them. */
  readonly observers: CommandObservers;
  readonly log: Logger;
  /** Removes expired keys in the background. */
  readonly sweeper: ExpirySweeper;
  /** All clients by their ids, in the order in which they came. */
  readonly sessions: ReadonlyMap<number, Session>;
  /** 40 hexadecimal digits, new for each start. */
  readonly runId: string;
  readonly startedMs: number;
  /** Where clients connect: for INFO and HELLO. */
  readonly tcpPort: number;

  /** The keyspace of a SELECT index: 0 … databases − 1. */
  keyspace(index: number): Namespace;
  /** Executes a queued command for a session, past the gates; for EXEC. */
  runNested(session: Session, command: Command, args: Arguments): void;
  /** Ends the server in the next turn of the loop. */
  shutdown(): void;
}
