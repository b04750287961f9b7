/**
 * Lines over time, drawn by uPlot on a canvas. To assistive technology it is a picture whose label tells the
 * latest figures; below it they stand as text, those under the pointer while there is one.
 */

import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { Sample } from "../../api.ts";
import { isDark } from "../../state/theme.ts";
import type { ChartSpec } from "./chart_series.ts";

const HEIGHT = 180;

/** What is drawn. */
export interface LineChartProps {
  readonly spec: ChartSpec;
  readonly samples: readonly Sample[];
  /** How much time the chart spans, in seconds, up to the newest sample. */
  readonly seconds: number;
}

/** The chart, with its title and the figures. */
export function LineChart({ spec, samples, seconds }: LineChartProps): VNode {
  const { title, unit, format, series } = spec;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const dark = isDark.value;
  useEffect(() => {
    const element = frame.current!;
    const made = new uPlot(
      optionsOf(spec, element.clientWidth, setPointed),
      dataOf(spec, samples),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [spec, dark]);
  useEffect(() => {
    plot.current!.setData(dataOf(spec, samples), false);
    const end = (samples.at(-1)?.timeMs ?? Date.now()) / 1000;
    plot.current!.setScale("x", { min: end - seconds, max: end });
  }, [samples, seconds, spec, dark]);

  const shown = pointed === undefined ? samples.at(-1) : samples[pointed] ?? samples.at(-1);
  const figures = series.map(({ label, of }) => {
    const value = shown === undefined ? null : of(shown);
    return { label, text: value === null ? "–" : format(value) };
  });
  const told = figures.map(({ label, text }) => `${label} ${text}`).join(", ");
  return (
    <section class="chart panel" aria-label={title}>
      <header class="chart-header">
        <h2>{title}</h2>
        <span class="chart-unit">{unit}</span>
      </header>
      <div ref={frame} class="chart-frame" role="img" aria-label={`${title} ${unit}: ${told}`} />
      <ul class="legend">
        {figures.map(({ label, text }, i) => (
          <li key={label}>
            <span class={`legend-mark ${series[i].color.slice(2)}`} />
            <span class="legend-label">{label}</span>
            <span class="legend-value">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function dataOf(
  { series, isLogarithmic }: ChartSpec,
  samples: readonly Sample[],
): uPlot.AlignedData {
  return [
    samples.map(({ timeMs }) => timeMs / 1000),
    ...series.map(({ of }) =>
      samples.map((sample) => {
        const value = of(sample);
        return isLogarithmic && value !== null && value <= 0 ? null : value;
      })
    ),
  ];
}

function optionsOf(
  spec: ChartSpec,
  width: number,
  onPointed: (index: number | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${color("--font-text")}`;
  const axis = {
    font,
    stroke: color("--text-muted"),
    grid: { stroke: color("--chart-grid"), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    padding: [10, 26, 0, 0],
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      sync: { key: "overview" },
    },
    scales: {
      x: { time: true },
      y: spec.isLogarithmic
        ? { distr: 3, range: (_, min, max) => decades(min, max) }
        : { range: (_, __, max) => [0, max > 0 ? max * 1.15 : 1] },
    },
    axes: [
      { ...axis, space: 70, size: 26, values: (_, times) => times.map(clock) },
      {
        ...axis,
        size: 62,
        space: 34,
        values: (_, values) => values.map((value) => value === null ? "" : spec.format(value)),
        ...(spec.isLogarithmic ? { splits: (_, __, min, max) => powersOfTen(min, max) } : {}),
        ...(spec.increments === undefined ? {} : { incrs: [...spec.increments] }),
      },
    ],
    series: [
      {},
      ...spec.series.map(({ label, color: name }, i) => ({
        label,
        stroke: color(name),
        width: 1.75,
        points: { show: false },
        ...(i === 0 && !spec.isLogarithmic ? { fill: `${color(name)}1f` } : {}),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPointed(cursor.idx ?? undefined)] },
  };
}

/** Whole powers of ten around the values. */
function decades(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !(min > 0)) return [1, 1000];
  const low = 10 ** Math.floor(Math.log10(min));
  return [low, Math.max(low * 10, 10 ** Math.ceil(Math.log10(max)))];
}

function powersOfTen(min: number, max: number): number[] {
  const powers: number[] = [];
  for (let power = min; power <= max * 1.001; power *= 10) powers.push(power);
  return powers;
}

function clock(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
