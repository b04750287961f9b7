/** Metrics of memory. */

import { gauge, type Metric } from "./metric.ts";

/** The metrics; see `diagnostics/memory_report.ts` for what is counted. */
export const MEMORY_METRICS: readonly Metric[] = [
  gauge(
    "vortis_memory_used_bytes",
    "Memory of the data, tables included: what maxmemory bounds",
    ({ memory }) => memory.usedBytes,
  ),
  gauge(
    "vortis_memory_peak_bytes",
    "The most that vortis_memory_used_bytes has been",
    ({ memory }) => memory.peakBytes,
  ),
  gauge(
    "vortis_memory_max_bytes",
    "The limit (maxmemory); 0: none",
    ({ server }) => server.engine.maxMemory,
  ),
  gauge("vortis_max_keys", "The limit of keys (max-keys); 0: none", ({ server }) => {
    return server.engine.maxKeys;
  }),
  gauge(
    "vortis_memory_tables_bytes",
    "The part of the used memory that is tables",
    ({ memory }) => memory.tableBytes,
  ),
  gauge(
    "vortis_memory_reserved_bytes",
    "Memory that the arenas have taken from the system",
    ({ memory }) => memory.reservedBytes,
  ),
  gauge(
    "vortis_memory_clients_bytes",
    "Buffers of the clients",
    ({ memory }) => memory.clientBytes,
  ),
  gauge(
    "vortis_heap_used_bytes",
    "The runtime's heap, the data not included",
    ({ memory }) => memory.heapUsedBytes,
  ),
];
