/**
 * The error replies of what this server has not: a cluster, other servers that follow it, modules. They are
 * Redis's own where redis-server, started without these, refuses the same. As in `reply_errors.ts` the
 * constants are made once.
 */

import { ReplyError } from "./reply_errors.ts";

export const CLUSTER_DISABLED: ReplyError = new ReplyError(
  "ERR This instance has cluster support disabled",
);

export const MODULES_NOT_ALLOWED: ReplyError = new ReplyError(
  'ERR MODULE command not allowed. If the enable-module-command option is set to "local", you can ' +
    "run it from a local connection, otherwise you need to set this option in the configuration " +
    "file, and then restart the server.",
);
/** REPLICAOF another server. */
export const CANNOT_FOLLOW: ReplyError = new ReplyError(
  "ERR Replication is not available: this server follows no other one",
);
export const INVALID_MASTER_PORT: ReplyError = new ReplyError("ERR Invalid master port");
export const NO_REPLICAS: ReplyError = new ReplyError("ERR FAILOVER requires connected replicas.");
export const NO_FAILOVER: ReplyError = new ReplyError("ERR No failover in progress.");
export const FAILOVER_TIMEOUT_NOT_POSITIVE: ReplyError = new ReplyError(
  "ERR FAILOVER timeout must be greater than 0",
);
