/**
 * The metrics for OpenTelemetry, through the support for it that Deno has built in: with `OTEL_DENO=true` Deno
 * reads them at its own pace and sends them where the `OTEL_*` variables say. No library is needed.
 *
 * The names are such that a collector which hands them on to Prometheus gives them those of `/metrics`:
 * `vortis_memory_used_bytes` is `vortis.memory_used` in `By`. Histograms cannot be handed over ready-made:
 * of `vortis_command_duration_seconds` there are count and sum, as other metrics.
 */

import { VERSION } from "../../version.ts";
import type { Labels, MetricSource, ValueMetric } from "./metric.ts";
import { METRICS } from "./metrics.ts";

/** What is read each time. */
interface Instrument {
  readonly kind: "instrument";
}

interface Observer {
  observe(instrument: Instrument, value: number, attributes?: Labels): void;
}

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
}

/** The part of OpenTelemetry's meter that is used. */
export interface Meter {
  createObservableCounter(name: string, options: InstrumentOptions): Instrument;
  createObservableGauge(name: string, options: InstrumentOptions): Instrument;
  addBatchObservableCallback(
    read: (observer: Observer) => void,
    instruments: readonly Instrument[],
  ): void;
  removeBatchObservableCallback(
    read: (observer: Observer) => void,
    instruments: readonly Instrument[],
  ): void;
}

const UNITS: Readonly<Record<string, string>> = { bytes: "By", seconds: "s", ratio: "1" };

/** A metric's name and unit for OpenTelemetry. */
export function instrumentName({ name, type }: ValueMetric): { name: string; unit: string } {
  const words = (type === "counter" ? name.replace(/_total$/, "") : name).split("_");
  const unit = UNITS[words.at(-1)!];
  if (unit !== undefined) words.pop();
  const [scope, ...rest] = words;
  return { name: `${scope}.${rest.join("_")}`, unit: unit ?? "" };
}

/**
 * Hands the metrics to a meter, whenever it asks for them; the returned function ends that.
 * @param read gives what they are read from.
 */
export function reportTo(meter: Meter, read: () => MetricSource): () => void {
  const reported = METRICS.filter((metric) => metric.type !== "histogram").map((metric) => {
    const { name, unit } = instrumentName(metric);
    const options = { description: metric.help, unit };
    const instrument = metric.type === "counter"
      ? meter.createObservableCounter(name, options)
      : meter.createObservableGauge(name, options);
    return { metric, instrument };
  });
  const observe = (observer: Observer) => {
    const source = read();
    for (const { metric, instrument } of reported) {
      const value = metric.read(source);
      if (typeof value === "number") {
        observer.observe(instrument, value);
        continue;
      }
      for (const sample of value) observer.observe(instrument, sample.value, sample.labels);
    }
  };
  const instruments = reported.map(({ instrument }) => instrument);
  meter.addBatchObservableCallback(observe, instruments);
  return () => meter.removeBatchObservableCallback(observe, instruments);
}

/** Deno's meter; undefined unless Deno was started with `OTEL_DENO=true`. */
export function denoMeter(): Meter | undefined {
  const { telemetry } = Deno as unknown as {
    telemetry?: { meterProvider: { getMeter(name: string, version: string): Meter } };
  };
  try {
    return telemetry?.meterProvider.getMeter("vortis", VERSION);
  } catch {
    // It says so when it is off; to ask the environment needs a permission.
    return undefined;
  }
}
