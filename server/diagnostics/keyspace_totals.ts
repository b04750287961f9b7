/** Sums over all namespaces. */

import type { Engine } from "../../store/engine/engine.ts";
import type { NamespaceCounters } from "../../store/engine/stats.ts";

/** What all namespaces have counted together. O(namespaces). */
export function keyspaceTotals(engine: Engine): NamespaceCounters {
  const total = { hits: 0, misses: 0, expired: 0, evicted: 0 };
  for (const { counters } of engine.namespaces.values()) {
    total.hits += counters.hits;
    total.misses += counters.misses;
    total.expired += counters.expired;
    total.evicted += counters.evicted;
  }
  return total;
}
