/**
 * Where the memory of a server is: what INFO, MEMORY STATS and MEMORY DOCTOR tell.
 *
 * "Used" is what the engine counts, byte by byte: records and tables, and nothing else. That is the
 * figure which `maxmemory` bounds. The runtime's own heap, its code and the clients' buffers are
 * in the resident size only.
 */

import type { Server } from "../server_state.ts";

/** One keyspace's part. */
export interface KeyspaceMemory {
  /** Name of the namespace. */
  readonly name: string;
  readonly keys: number;
  /** Bytes of the table. */
  readonly tableBytes: number;
}

/** All figures, in bytes. */
export interface MemoryReport {
  readonly usedBytes: number;
  /** The most that `usedBytes` has been. */
  readonly peakBytes: number;
  /** The part of `usedBytes` that is tables. */
  readonly tableBytes: number;
  /** The part of `usedBytes` that is records: keys, values and what goes with them. */
  readonly datasetBytes: number;
  /** Memory that the arenas have taken from the runtime. */
  readonly reservedBytes: number;
  /** Memory of the process. */
  readonly residentBytes: number;
  /** V8's heap, and what it holds outside of it (the arenas' chunks included). */
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  /** Buffers of the clients. */
  readonly clientBytes: number;
  readonly keys: number;
  readonly keyspaces: readonly KeyspaceMemory[];
}

/** Takes all figures. O(keyspaces + clients). */
export function reportMemory(server: Server): MemoryReport {
  const { engine, stats } = server;
  const keyspaces: KeyspaceMemory[] = [];
  let tableBytes = 0;
  // The elements of large collections are in an arena that the namespaces share.
  let reservedBytes = engine.elements.reservedBytes;
  for (const { name, table, arena, size } of engine.namespaces.values()) {
    tableBytes += table.segmentBytes;
    reservedBytes += arena.reservedBytes;
    keyspaces.push({ name, keys: size, tableBytes: table.segmentBytes });
  }
  let clientBytes = 0;
  for (const { peer, transaction } of server.sessions.values()) {
    clientBytes += peer.memoryBytes + (transaction?.bytes ?? 0);
  }
  const { rss, heapUsed, heapTotal, external } = Deno.memoryUsage();
  const usedBytes = engine.usedBytes;
  return {
    usedBytes,
    peakBytes: Math.max(stats.peakMemoryBytes, usedBytes),
    tableBytes,
    datasetBytes: usedBytes - tableBytes,
    reservedBytes,
    residentBytes: rss,
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    externalBytes: external,
    clientBytes,
    keys: engine.keys,
    keyspaces,
  };
}
