/**
 * INFO persistence: what is being loaded, when the last snapshot was taken and how it went, and the same
 * of the append-only file.
 *
 * There is no fork: what Redis tells of copied memory is 0 here.
 */

import type { Server } from "../server_state.ts";
import type { InfoField, InfoSection } from "./field.ts";

/** The section. */
export const PERSISTENCE_SECTION: InfoSection = {
  title: "Persistence",
  isDefault: true,
  fields(server) {
    return [...generalFields(server), ...logFields(server), ...loadingFields(server)];
  },
};

function generalFields({ durability }: Server): InfoField[] {
  const { snapshots, loaded } = durability;
  const { keysWritten, keysToWrite } = snapshots;
  return [
    ["loading", durability.loading === undefined ? 0 : 1],
    ["async_loading", 0],
    ["current_cow_peak", 0],
    ["current_cow_size", 0],
    ["current_cow_size_age", 0],
    ["current_fork_perc", (keysToWrite === 0 ? 0 : (keysWritten / keysToWrite) * 100).toFixed(2)],
    ["current_save_keys_processed", keysWritten],
    ["current_save_keys_total", keysToWrite],
    ["rdb_changes_since_last_save", snapshots.changes],
    ["rdb_bgsave_in_progress", snapshots.isRunning ? 1 : 0],
    ["rdb_last_save_time", Math.floor(snapshots.savedMs / 1000)],
    ["rdb_last_bgsave_status", snapshots.succeeded ? "ok" : "err"],
    ["rdb_last_bgsave_time_sec", snapshots.lastSeconds],
    ["rdb_current_bgsave_time_sec", seconds(snapshots.runningMs)],
    ["rdb_saves", snapshots.count],
    ["rdb_last_cow_size", 0],
    ["rdb_last_load_keys_expired", loaded.expired],
    ["rdb_last_load_keys_loaded", loaded.keys],
  ];
}

function logFields({ config, durability: { appendOnly } }: Server): InfoField[] {
  const aof = appendOnly?.aof;
  const isRewriting = appendOnly?.isRewriting === true;
  const fields: InfoField[] = [
    ["aof_enabled", config.get("appendonly") ? 1 : 0],
    ["aof_rewrite_in_progress", isRewriting ? 1 : 0],
    ["aof_rewrite_scheduled", appendOnly?.scheduled ? 1 : 0],
    ["aof_last_rewrite_time_sec", appendOnly?.lastSeconds ?? -1],
    ["aof_current_rewrite_time_sec", seconds(appendOnly?.rewritingMs ?? -1)],
    ["aof_last_bgrewrite_status", appendOnly?.lastSucceeded === false ? "err" : "ok"],
    ["aof_rewrites", appendOnly?.rewrites ?? 0],
    ["aof_rewrites_consecutive_failures", aof?.failures ?? 0],
    ["aof_last_write_status", appendOnly?.fault === undefined ? "ok" : "err"],
    ["aof_last_cow_size", 0],
    ["module_fork_in_progress", 0],
    ["module_fork_last_cow_size", 0],
  ];
  if (aof === undefined || !config.get("appendonly")) return fields;
  return [
    ...fields,
    ["aof_current_size", aof.currentBytes],
    ["aof_base_size", aof.rewriteBaseBytes],
    ["aof_pending_rewrite", 0],
    ["aof_buffer_length", aof.log.bufferedBytes],
    ["aof_pending_bio_fsync", aof.log.isSyncing ? 1 : 0],
    ["aof_delayed_fsync", aof.log.delayedSyncs],
  ];
}

function loadingFields({ durability, clock }: Server): InfoField[] {
  const { loading } = durability;
  if (loading === undefined) return [];
  return [
    ["loading_start_time", Math.floor(loading.startedMs / 1000)],
    ["loading_total_bytes", loading.totalBytes],
    ["loading_rdb_used_mem", loading.usedMemoryBytes],
    ["loading_loaded_bytes", loading.loadedBytes],
    ["loading_loaded_perc", loading.percent.toFixed(2)],
    ["loading_eta_seconds", loading.remainingSeconds(clock.now())],
  ];
}

/** Whole seconds, or -1 for a time that is none. */
function seconds(ms: number): number {
  return ms < 0 ? -1 : Math.floor(ms / 1000);
}
