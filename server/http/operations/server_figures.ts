/** The figures of a server and of its namespaces: keys, hits, evictions, the size of the log, … */

import type { Namespace } from "../../../store/engine/namespace.ts";
import { keyspaceTotals } from "../../diagnostics/keyspace_totals.ts";
import { reportMemory } from "../../diagnostics/memory_report.ts";
import type { Server } from "../../server_state.ts";
import { compactionOf, isoTime } from "./compaction.ts";

/** What a namespace, or all of them together, have counted. */
export interface KeyspaceFigures {
  /** Keys, those included whose time has come but that are not removed yet. */
  readonly keys: number;
  /** Keys with a time to live. */
  readonly expiringKeys: number;
  /** Bytes of keys, values and tables. A namespace's are without the elements of its large collections. */
  readonly bytes: number;
  /** Reads that found their key, and reads that did not. */
  readonly hits: number;
  readonly misses: number;
  /** Share of the hits: 0 … 1; null before the first read. */
  readonly hitRatio: number | null;
  /** Keys removed to keep a limit. */
  readonly evictions: number;
  /** Keys removed because their time had come. */
  readonly expired: number;
}

/** The figures of one namespace. O(1). */
export function namespaceFigures(namespace: Namespace): KeyspaceFigures {
  const { counters, size, wheel, arena } = namespace;
  return keyspaceFigures(counters, size, wheel.size, arena.usedBytes);
}

function keyspaceFigures(
  { hits, misses, evicted, expired }: Namespace["counters"],
  keys: number,
  expiringKeys: number,
  bytes: number,
): KeyspaceFigures {
  const reads = hits + misses;
  return {
    ...{ keys, expiringKeys, bytes, hits, misses },
    hitRatio: reads === 0 ? null : hits / reads,
    evictions: evicted,
    expired,
  };
}

/** All figures of a server. O(namespaces + clients). */
export function serverFigures(server: Server): ServerFigures {
  const { engine, stats, durability, clock, startedMs } = server;
  const nowMs = clock.now();
  const memory = reportMemory(server);
  let expiringKeys = 0;
  const namespaces: [string, KeyspaceFigures][] = [];
  for (const namespace of engine.namespaces.values()) {
    expiringKeys += namespace.wheel.size;
    namespaces.push([namespace.name, namespaceFigures(namespace)]);
  }
  const { usedBytes, peakBytes, residentBytes } = memory;
  const compaction = compactionOf(server);
  return {
    ...keyspaceFigures(keyspaceTotals(engine), memory.keys, expiringKeys, usedBytes),
    uptimeSeconds: (nowMs - startedMs) / 1000,
    startedAt: isoTime(startedMs),
    clients: server.sessions.size,
    connections: stats.connections,
    commands: stats.commands,
    errors: stats.errors,
    memory: {
      usedBytes,
      peakBytes,
      residentBytes,
      maxBytes: engine.maxMemory,
      policy: engine.policy.name,
    },
    logSize: compaction.logBytes,
    lastCompaction: compaction.last?.endedAt ?? null,
    unsavedChanges: durability.snapshots.changes,
    // Names are the clients': one may be `__proto__`.
    namespaces: Object.fromEntries(namespaces),
  };
}

/** The figures of a server. */
export interface ServerFigures extends KeyspaceFigures {
  readonly uptimeSeconds: number;
  readonly startedAt: string;
  /** Clients that are connected, and connections so far. */
  readonly clients: number;
  readonly connections: number;
  /** Commands executed, and error replies. */
  readonly commands: number;
  readonly errors: number;
  readonly memory: {
    readonly usedBytes: number;
    readonly peakBytes: number;
    /** Memory of the process. */
    readonly residentBytes: number;
    /** `maxmemory`; 0: no limit. */
    readonly maxBytes: number;
    readonly policy: string;
  };
  /** Bytes of the append-only file's parts; null without one. */
  readonly logSize: number | null;
  /** When the last compaction ended; null if there was none. */
  readonly lastCompaction: string | null;
  /** Changes since the last snapshot. */
  readonly unsavedChanges: number;
  readonly namespaces: Readonly<Record<string, KeyspaceFigures>>;
}
