/** INFO replication: that this server has neither a master nor replicas. */

import type { InfoSection } from "./field.ts";

/** Bytes of changes that replicas were sent: none, without replicas. ROLE tells it as well. */
export const REPLICATION_OFFSET = 0;

/** The section. */
export const REPLICATION_SECTION: InfoSection = {
  title: "Replication",
  isDefault: true,
  fields(server) {
    return [
      ["role", "master"],
      ["connected_slaves", 0],
      ["master_failover_state", "no-failover"],
      // The history of the data begins with the process.
      ["master_replid", server.runId],
      ["master_repl_offset", REPLICATION_OFFSET],
      ["second_repl_offset", -1],
      ["repl_backlog_active", 0],
    ];
  },
};
