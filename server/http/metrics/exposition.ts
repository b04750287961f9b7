/**
 * Metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0.0 for who asks for it.
 *
 *     # HELP vortis_keys Keys in a namespace
 *     # TYPE vortis_keys gauge
 *     vortis_keys{namespace="0"} 12
 */

import type {
  HistogramMetric,
  HistogramSample,
  Labels,
  Metric,
  MetricSource,
  ValueMetric,
} from "./metric.ts";

/** The formats. */
export type ExpositionFormat = "text" | "openmetrics";

/** The content type of each. */
export const EXPOSITION_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/** The format that an `Accept` header prefers; without one, or for anything else, the text format. */
export function preferredFormat(accept: string | null): ExpositionFormat {
  let openMetrics = 0;
  let text = 0;
  for (const range of (accept ?? "").toLowerCase().split(",")) {
    const [type, ...parameters] = range.split(";").map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (!(weight > 0)) continue;
    if (type === "application/openmetrics-text") openMetrics = Math.max(openMetrics, weight);
    else if (["text/plain", "text/*", "*/*"].includes(type)) text = Math.max(text, weight);
  }
  return openMetrics > 0 && openMetrics >= text ? "openmetrics" : "text";
}

/** Writes metrics down. */
export function expose(
  metrics: readonly Metric[],
  source: MetricSource,
  format: ExpositionFormat,
): string {
  const lines: string[] = [];
  for (const metric of metrics) {
    const { name, help, type } = metric;
    // OpenMetrics names a counter's family without the suffix of its samples.
    const isNamedShort = format === "openmetrics" && type === "counter";
    const family = isNamedShort ? name.replace(/_total$/, "") : name;
    lines.push(`# HELP ${family} ${escapeHelp(help)}`, `# TYPE ${family} ${type}`);
    if (metric.type === "histogram") addHistograms(lines, metric, source);
    else addValues(lines, metric, source);
  }
  if (format === "openmetrics") lines.push("# EOF");
  return lines.join("\n") + "\n";
}

function addValues(lines: string[], metric: ValueMetric, source: MetricSource): void {
  const read = metric.read(source);
  const samples = typeof read === "number" ? [{ value: read }] : read;
  for (const sample of samples) {
    const { labels = {}, value } = sample as { labels?: Labels; value: number };
    lines.push(`${metric.name}${labelText(labels)} ${value}`);
  }
}

function addHistograms(lines: string[], metric: HistogramMetric, source: MetricSource): void {
  for (const sample of metric.read(source)) addHistogram(lines, metric, sample);
}

function addHistogram(
  lines: string[],
  { name, bounds }: HistogramMetric,
  { labels = {}, cumulative, count, sum }: HistogramSample,
): void {
  bounds.forEach((bound, i) =>
    lines.push(`${name}_bucket${labelText({ ...labels, le: String(bound) })} ${cumulative[i]}`)
  );
  lines.push(
    `${name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}`,
    `${name}_sum${labelText(labels)} ${sum}`,
    `${name}_count${labelText(labels)} ${count}`,
  );
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** A value of a label; half a surrogate pair is no UTF-8 and is shown as its number. */
function escapeLabel(value: string): string {
  return value
    .replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}

function escapeHelp(help: string): string {
  return help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
