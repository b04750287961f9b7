/** Metrics of persistence: loading, snapshots, the append-only file. */

import type { AppendOnlyFile } from "../../durability/append_only_file.ts";
import { counter, flag, gauge, type Metric, type MetricSource } from "./metric.ts";

/** The metrics. Those of a server without files tell that there are none. */
export const PERSISTENCE_METRICS: readonly Metric[] = [
  flag("vortis_loading", "Whether data is being loaded", ({ server }) => {
    return server.durability.loading !== undefined;
  }),
  gauge("vortis_loading_progress_ratio", "Share of the data that is loaded", ({ server }) => {
    const { loading } = server.durability;
    return loading === undefined ? 1 : loading.percent / 100;
  }),
  flag("vortis_writes_refused", "Whether writes are refused (MISCONF)", ({ server }) => {
    return server.durability.writeFault !== undefined;
  }),
  gauge("vortis_rdb_changes_since_last_save", "Changes since the last snapshot", ({ server }) => {
    return server.durability.snapshots.changes;
  }),
  gauge(
    "vortis_rdb_last_save_timestamp_seconds",
    "When the last snapshot was completed, or the server started",
    ({ server }) => server.durability.snapshots.savedMs / 1000,
  ),
  counter("vortis_rdb_saves_total", "Snapshots completed", ({ server }) => {
    return server.durability.snapshots.count;
  }),
  flag("vortis_rdb_save_in_progress", "Whether a snapshot is under way", ({ server }) => {
    return server.durability.snapshots.isRunning;
  }),
  flag(
    "vortis_rdb_last_save_succeeded",
    "Whether the last snapshot in the background succeeded",
    ({ server }) => {
      return server.durability.snapshots.succeeded;
    },
  ),
  gauge(
    "vortis_compaction_progress_ratio",
    "Share of the keys that the snapshot or the rewrite under way has written; 0 without one",
    compactionProgress,
  ),
  flag("vortis_aof_enabled", "Whether the append-only file is on", ({ server }) => {
    return server.config.get("appendonly");
  }),
  gauge(
    "vortis_aof_size_bytes",
    "Bytes of the append-only file's parts",
    ofLog((log) => {
      return log.aof?.currentBytes ?? 0;
    }),
  ),
  gauge(
    "vortis_aof_base_size_bytes",
    "The same when the last rewrite or the loading had ended",
    ofLog((log) => log.aof?.rewriteBaseBytes ?? 0),
  ),
  gauge(
    "vortis_aof_buffered_bytes",
    "Bytes on their way to the file",
    ofLog((log) => {
      return log.aof?.log.bufferedBytes ?? 0;
    }),
  ),
  counter("vortis_aof_rewrites_total", "Rewrites begun", ofLog((log) => log.rewrites)),
  flag("vortis_aof_rewrite_in_progress", "Whether a rewrite is under way", ({ server }) => {
    return server.durability.appendOnly?.isRewriting === true;
  }),
  flag("vortis_aof_last_rewrite_succeeded", "Whether the last rewrite succeeded", ({ server }) => {
    return server.durability.appendOnly?.lastSucceeded !== false;
  }),
  flag("vortis_aof_last_write_succeeded", "Whether the file can be written", ({ server }) => {
    return server.durability.appendOnly?.fault === undefined;
  }),
];

function ofLog(read: (log: AppendOnlyFile) => number): (source: MetricSource) => number {
  return ({ server }) => {
    const { appendOnly } = server.durability;
    return appendOnly === undefined ? 0 : read(appendOnly);
  };
}

function compactionProgress({ server }: MetricSource): number {
  const { snapshots, appendOnly } = server.durability;
  const log = appendOnly?.isRewriting === true ? appendOnly : undefined;
  const { keysWritten, keysToWrite } = log ?? snapshots;
  return keysToWrite === 0 ? 0 : Math.min(1, keysWritten / keysToWrite);
}
