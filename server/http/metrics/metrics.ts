/** The table of all metrics. Adding one is an entry here. */

import type { Metric } from "./metric.ts";
import { CLIENT_METRICS } from "./client_metrics.ts";
import { COMMAND_METRICS } from "./command_metrics.ts";
import { KEYSPACE_METRICS } from "./keyspace_metrics.ts";
import { MEMORY_METRICS } from "./memory_metrics.ts";
import { PERSISTENCE_METRICS } from "./persistence_metrics.ts";
import { PROCESS_METRICS } from "./process_metrics.ts";

/** All metrics, in the order in which a scrape shows them. */
export const METRICS: readonly Metric[] = [
  ...PROCESS_METRICS,
  ...CLIENT_METRICS,
  ...COMMAND_METRICS,
  ...KEYSPACE_METRICS,
  ...MEMORY_METRICS,
  ...PERSISTENCE_METRICS,
];
