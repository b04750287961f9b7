/**
 * Whether the server is well: alive (it answers at all) and ready (its data is loaded, and what is
 * written can be kept).
 */

import type { Server } from "../../server_state.ts";

/** What keeps a server from being ready. */
export interface HealthProblem {
  /** `loading`: the data is on its way into memory; `misconf`: writes are refused, reads work. */
  readonly code: "loading" | "misconf";
  /** In words; an error of the system is in it as the system names it. */
  readonly reason: string;
}

/** How far loading has come. */
export interface LoadingProgress {
  readonly totalBytes: number;
  readonly loadedBytes: number;
  readonly percent: number;
  readonly remainingSeconds: number;
}

/** The state of a server. */
export interface Health {
  readonly status: "ok" | "loading" | "misconf";
  readonly ready: boolean;
  /** Empty for a server that is ready. */
  readonly problems: readonly HealthProblem[];
  readonly loading?: LoadingProgress;
  readonly version: string;
  readonly uptimeSeconds: number;
}

/** Examines a server; `version` is what it calls itself. */
export function healthOf({ durability, clock, startedMs }: Server, version: string): Health {
  const { loading, writeFault } = durability;
  const nowMs = clock.now();
  const problems: HealthProblem[] = [];
  if (loading !== undefined) {
    problems.push({ code: "loading", reason: "The data is being loaded" });
  }
  if (writeFault !== undefined) {
    const reason = writeFault.message.replace(/^MISCONF /, "");
    problems.push({ code: "misconf", reason });
  }
  return {
    status: problems[0]?.code ?? "ok",
    ready: problems.length === 0,
    problems,
    ...(loading === undefined ? {} : {
      loading: {
        totalBytes: loading.totalBytes,
        loadedBytes: loading.loadedBytes,
        percent: Math.round(loading.percent * 100) / 100,
        remainingSeconds: loading.remainingSeconds(nowMs),
      },
    }),
    version,
    uptimeSeconds: (nowMs - startedMs) / 1000,
  };
}
