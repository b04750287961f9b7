/** INFO stats: what has been counted since the start or the last CONFIG RESETSTAT. */

import { keyspaceTotals } from "../diagnostics/keyspace_totals.ts";
import type { InfoSection } from "./field.ts";

/** The section. */
export const STATS_SECTION: InfoSection = {
  title: "Stats",
  isDefault: true,
  fields({ stats, engine, pubsub, sweeper, tracking, migrations }) {
    const total = keyspaceTotals(engine);
    return [
      ["total_connections_received", stats.connections],
      ["total_commands_processed", stats.commands],
      ["instantaneous_ops_per_sec", Math.round(stats.commandRate.perSecond())],
      ["total_net_input_bytes", stats.netInputBytes],
      ["total_net_output_bytes", stats.netOutputBytes],
      ["instantaneous_input_kbps", (stats.inputRate.perSecond() / 1024).toFixed(2)],
      ["instantaneous_output_kbps", (stats.outputRate.perSecond() / 1024).toFixed(2)],
      ["rejected_connections", stats.rejectedConnections],
      ["sync_full", 0],
      ["sync_partial_ok", 0],
      ["sync_partial_err", 0],
      ["expired_keys", total.expired],
      ["expire_cycle_cpu_milliseconds", Math.floor(sweeper.spentMs)],
      ["evicted_keys", total.evicted],
      ["evicted_clients", 0],
      ["keyspace_hits", total.hits],
      ["keyspace_misses", total.misses],
      ["pubsub_channels", pubsub.channels.size],
      ["pubsub_patterns", pubsub.patterns.size],
      ["pubsubshard_channels", pubsub.shards.size],
      ["latest_fork_usec", 0],
      ["total_forks", 0],
      ["migrate_cached_sockets", migrations.keptConnections],
      ["tracking_total_keys", tracking.totalKeys],
      ["tracking_total_items", tracking.totalItems],
      ["tracking_total_prefixes", tracking.totalPrefixes],
      ["unexpected_error_replies", 0],
      ["total_error_replies", stats.errors],
      ["client_query_buffer_limit_disconnections", stats.queryBufferDisconnections],
      ["client_output_buffer_limit_disconnections", stats.outputBufferDisconnections],
    ];
  },
};
