/** Metrics of namespaces: keys, hits, misses, what expired and what was evicted. */

import type { Namespace } from "../../../store/engine/namespace.ts";
import { counter, gauge, type Metric, type MetricSource } from "./metric.ts";

/** The metrics. */
export const KEYSPACE_METRICS: readonly Metric[] = [
  gauge("vortis_namespaces", "Namespaces", ({ server }) => server.engine.namespaces.size),
  gauge("vortis_keys", "Keys of a namespace", perNamespace(({ size }) => size)),
  gauge(
    "vortis_expiring_keys",
    "Keys of a namespace with a time to live",
    perNamespace(({ wheel }) => wheel.size),
  ),
  gauge(
    "vortis_namespace_memory_bytes",
    "Memory of a namespace's keys, values and tables; elements of large collections are not in it",
    perNamespace(({ arena }) => arena.usedBytes),
  ),
  counter(
    "vortis_keyspace_hits_total",
    "Reads that found their key",
    perNamespace(({ counters }) => counters.hits),
  ),
  counter(
    "vortis_keyspace_misses_total",
    "Reads that did not find their key",
    perNamespace(({ counters }) => counters.misses),
  ),
  counter(
    "vortis_expired_keys_total",
    "Keys removed because their time had come",
    perNamespace(({ counters }) => counters.expired),
  ),
  counter(
    "vortis_evicted_keys_total",
    "Keys removed to keep maxmemory or max-keys",
    perNamespace(({ counters }) => counters.evicted),
  ),
  counter(
    "vortis_changes_total",
    "Changes to keys; it grows as long as the server runs",
    ({ server }) => server.engine.changes,
  ),
];

function perNamespace(read: (namespace: Namespace) => number) {
  return function* ({ server }: MetricSource) {
    for (const namespace of server.engine.namespaces.values()) {
      yield { labels: { namespace: namespace.name }, value: read(namespace) };
    }
  };
}
