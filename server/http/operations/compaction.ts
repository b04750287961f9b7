/**
 * Compaction: files that say the same in fewer bytes. With an append-only file that is its rewrite,
 * otherwise a snapshot.
 *
 * A server does one of them at a time, whoever asked for it: a rule, BGREWRITEAOF, BGSAVE, or a request
 * here. What is told is of that one.
 */

import type { Server } from "../../server_state.ts";

/** What is written anew. */
export type CompactionMethod = "log" | "snapshot";

/** A compaction under way. */
export interface CompactionProgress {
  readonly method: CompactionMethod;
  /** Keys written, and keys that there were when it began. */
  readonly keysWritten: number;
  readonly keysTotal: number;
  /** 0 … 100. When all keys are written the file is still to be brought to the disk. */
  readonly percent: number;
  readonly seconds: number;
}

/** A compaction that has ended. */
export interface CompactionResult {
  readonly method: CompactionMethod;
  readonly succeeded: boolean;
  readonly endedAt: string;
  /** How long it took, in whole seconds; null for a snapshot that was taken at once. */
  readonly seconds: number | null;
}

/** Where compaction stands. */
export interface CompactionStatus {
  /** `scheduled`: it begins when something else that walks through the data has ended. */
  readonly state: "idle" | "scheduled" | "running";
  /** What the settings ask for; null for a server that keeps its data in memory alone. */
  readonly method: CompactionMethod | null;
  readonly running: CompactionProgress | null;
  /** The last one since the start; null if there was none. */
  readonly last: CompactionResult | null;
  /** Bytes of the append-only file's parts; null without one. */
  readonly logBytes: number | null;
}

/** Examines a server. O(1). */
export function compactionOf(server: Server): CompactionStatus {
  const { durability } = server;
  const running = runningOf(server);
  const isScheduled = durability.saveScheduled || durability.appendOnly?.scheduled === true;
  return {
    state: running !== null ? "running" : isScheduled ? "scheduled" : "idle",
    method: methodOf(server),
    running,
    last: lastOf(server),
    logBytes: durability.appendOnly?.aof?.currentBytes ?? null,
  };
}

/** The command that compacts by a method. */
export function compactionCommand(method: CompactionMethod): readonly string[] {
  return method === "log" ? ["BGREWRITEAOF"] : ["BGSAVE", "SCHEDULE"];
}

function methodOf({ durability, config }: Server): CompactionMethod | null {
  if (!durability.isEnabled) return null;
  return config.get("appendonly") ? "log" : "snapshot";
}

function runningOf({ durability }: Server): CompactionProgress | null {
  const { appendOnly, snapshots } = durability;
  if (appendOnly?.isRewriting) {
    const { keysWritten, keysToWrite, rewritingMs } = appendOnly;
    return progress("log", keysWritten, keysToWrite, rewritingMs);
  }
  if (!snapshots.isRunning) return null;
  const { keysWritten, keysToWrite, runningMs } = snapshots;
  return progress("snapshot", keysWritten, keysToWrite, runningMs);
}

function progress(
  method: CompactionMethod,
  keysWritten: number,
  keysTotal: number,
  ms: number,
): CompactionProgress {
  // Keys that came while it had to wait for its beginning are written, too.
  const share = keysTotal === 0 ? 1 : Math.min(1, keysWritten / keysTotal);
  return {
    ...{ method, keysWritten, keysTotal },
    percent: Math.round(share * 10_000) / 100,
    seconds: ms / 1000,
  };
}

function lastOf({ durability: { appendOnly, snapshots } }: Server): CompactionResult | null {
  const rewroteMs = appendOnly?.endedMs ?? 0;
  const savedMs = snapshots.succeeded
    ? (snapshots.count === 0 ? 0 : snapshots.savedMs)
    : snapshots.triedMs;
  if (rewroteMs === 0 && savedMs === 0) return null;
  return rewroteMs >= savedMs
    ? {
      method: "log",
      succeeded: appendOnly!.lastSucceeded,
      endedAt: isoTime(rewroteMs),
      seconds: appendOnly!.lastSeconds,
    }
    : {
      method: "snapshot",
      succeeded: snapshots.succeeded,
      endedAt: isoTime(savedMs),
      seconds: snapshots.lastSeconds < 0 ? null : snapshots.lastSeconds,
    };
}

/** ms since the epoch as `2026-01-31T12:00:00.000Z`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
