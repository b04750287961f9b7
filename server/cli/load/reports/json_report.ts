/** What a load was and came to, as JSON; docs/bench.md describes the members. */

import { distributionText } from "../key_sequence.ts";
import type { LoadPlan } from "../load_run.ts";
import type { LoadTarget } from "../load_target.ts";
import type { Host } from "./host.ts";
import { latencyRanges } from "./latency_picture.ts";
import { type LoadSummary, type OperationSummary, PERCENTILES } from "./summary.ts";

const MOST_RANGES = 200;

/** The report, with a line end. */
export function jsonReport(
  summary: LoadSummary,
  plan: LoadPlan,
  target: LoadTarget,
  server: string,
  host: Host,
): string {
  const { mix, distribution, sizes, ...rest } = plan;
  const report = {
    server: { address: target.url.name, protocol: target.kind, version: server },
    host,
    date: new Date().toISOString(),
    load: {
      ratio: Object.fromEntries(mix.map(({ operation, weight }) => [operation.name, weight])),
      distribution: distributionText(distribution),
      valueBytes: sizes,
      ...rest,
    },
    seconds: summary.seconds,
    all: operation(summary.all),
    operations: Object.fromEntries(
      summary.operations.map((each) => [each.name, operation(each)]),
    ),
    unsent: summary.unsent,
    lostConnections: summary.lostConnections,
    errorTexts: Object.fromEntries(summary.errorTexts.map(({ text, count }) => [text, count])),
    generatorCores: summary.busyCores,
    stopped: summary.wasStopped,
    serverGone: summary.failure ?? null,
    histogram: latencyRanges(summary.latencies, MOST_RANGES),
    timeline: summary.timeline,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function operation(summary: OperationSummary): object {
  const { name: _name, latency, ...counts } = summary;
  return {
    ...counts,
    latencyMs: latency === undefined ? null : {
      mean: latency.mean,
      ...Object.fromEntries(
        PERCENTILES.map((percent, index) => [`p${percent}`, latency.percentiles[index]]),
      ),
      max: latency.max,
    },
  };
}
