/** What all connections of a server share, and what a connection is told of itself. */

import type { Clock } from "../../store/clock.ts";
import type { Logger } from "../log.ts";
import type { ReplyBufferPool } from "./reply_buffer_pool.ts";
import type { ReplyCommits } from "./reply_commits.ts";
import type { TurnScheduler } from "./turn_scheduler.ts";

/** Counters of all connections together; `ServerStats` has them. */
export interface NetworkCounters {
  netInputBytes: number;
  netOutputBytes: number;
  queryBufferDisconnections: number;
  outputBufferDisconnections: number;
}

/** Settings of all connections, read whenever they are needed: they may change at any time. */
export interface ConnectionSettings {
  /** `client-query-buffer-limit`: the most unconsumed bytes of one client. */
  readonly queryBufferLimitBytes: number;
}

/** What the connections of one server share. */
export interface ConnectionContext {
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: ConnectionSettings;
  readonly counters: NetworkCounters;
  readonly pool: ReplyBufferPool;
  readonly turns: TurnScheduler;
  /** What must have been logged before replies leave. */
  readonly commits: ReplyCommits;
}

/** Where a connection comes from and goes to. */
export interface Endpoints {
  /** The client: `127.0.0.1:50312`, `[::1]:50312`, or `/path:0` for a unix socket. */
  readonly address: string;
  /** The server's side, in the same form. */
  readonly localAddress: string;
  readonly isUnixSocket: boolean;
}
