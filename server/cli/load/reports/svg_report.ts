/**
 * What a load came to, as an SVG: throughput over time, latency percentiles over time, histogram.
 *
 * Written by hand: three panels of rectangles, lines and texts need no library, and the program would
 * carry a library of a megabyte for a flag that few runs have. White ground, so that it reads on a dark
 * page too; colours that stay apart for the colour-blind, and every line is named at its end.
 */

import { compact, duration, grouped } from "./number_texts.ts";
import { latencyRanges } from "./latency_picture.ts";
import { type LoadSummary, PERCENTILES } from "./summary.ts";
import { linearScale, logScale, type Scale, timeScale } from "./svg_scale.ts";
import type { TimelinePoint } from "./timeline.ts";

const WIDTH = 920;
const HEIGHT = 816;
const LEFT = 78;
const RIGHT = 64;
const END = WIDTH - RIGHT;
const INK = "#1f2937";
const FAINT = "#6b7280";
const GRID = "#e5e7eb";
const BLUE = "#2563eb";
/** Points beyond that are drawn together. */
const MOST_POINTS = 240;
const MOST_BARS = 100;

/** A panel's top and bottom. */
interface Panel {
  readonly top: number;
  readonly bottom: number;
}

const THROUGHPUT: Panel = { top: 154, bottom: 304 };
const LATENCY: Panel = { top: 364, bottom: 534 };
const HISTOGRAM: Panel = { top: 606, bottom: 756 };

/** A line of the second panel. */
interface Line {
  readonly name: string;
  readonly color: string;
  readonly value: (point: TimelinePoint) => number;
}

const LINES: readonly Line[] = [
  { name: "max", color: "#9ca3af", value: (point) => point.maxMs },
  { name: "p99", color: "#dc2626", value: (point) => point.p99Ms },
  { name: "p95", color: "#d97706", value: (point) => point.p95Ms },
  { name: "p50", color: "#059669", value: (point) => point.p50Ms },
];
/** Two names that would be nearer are moved apart. */
const NAME_HEIGHT = 14;

/**
 * The chart, as a document.
 * @param texts Lines that say what was done.
 * @param footer Says when and from where.
 */
export function svgReport(summary: LoadSummary, texts: readonly string[], footer: string): string {
  const title = `${grouped(summary.all.requestsPerSecond)} requests a second`;
  const points = joined(summary.timeline);
  const body = [
    text(LEFT, 38, title, `font-size="22" font-weight="600"`),
    ...texts.map((line, index) => text(LEFT, 60 + 17 * index, line, `fill="${FAINT}"`)),
    ...(points.length === 0 ? noTimeline() : [
      ...throughputPanel(points, summary),
      ...latencyPanel(points),
    ]),
    ...(summary.latencies.count === 0 ? [] : histogramPanel(summary)),
    text(LEFT, HEIGHT - 14, footer, `font-size="11" fill="${FAINT}"`),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" ` +
    `viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}" ` +
    `font-family="Inter, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" font-size="12.5" ` +
    `fill="${INK}">\n` +
    `<title>${escaped(title)}</title>\n<desc>${escaped(texts.join(". "))}</desc>\n` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>\n` +
    body.map((line) => `${line}\n`).join("") + "</svg>\n";
}

function throughputPanel(points: readonly TimelinePoint[], { all }: LoadSummary): string[] {
  const { top, bottom } = THROUGHPUT;
  const x = timeScale(points.at(-1)!.seconds, LEFT, END, 8);
  const most = Math.max(...points.map(({ requestsPerSecond }) => requestsPerSecond));
  const y = linearScale(most, bottom, top, 4);
  const path = stepsOf(points, x, (point) => y.at(point.requestsPerSecond));
  const mean = y.at(all.requestsPerSecond);
  return [
    heading(THROUGHPUT, "Requests a second"),
    ...horizontal(y, (rate) => shortened(compact(rate))),
    ...timeAxis(x, THROUGHPUT),
    `<path d="M${LEFT},${bottom}V${
      path.slice(path.indexOf(",") + 1)
    }V${bottom}Z" fill="${BLUE}" fill-opacity="0.14"/>`,
    `<path d="${path}" fill="none" stroke="${BLUE}" stroke-width="1.6" stroke-linejoin="round"/>`,
    `<path d="M${LEFT},${
      round(mean)
    }H${END}" stroke="${INK}" stroke-width="1" stroke-dasharray="2 3"/>`,
    text(END + 8, mean + 4, "mean"),
    ...points.filter(({ failures }) => failures > 0).map(({ seconds }) =>
      `<circle cx="${
        round(x.at(seconds))
      }" cy="${bottom}" r="3" fill="#dc2626"><title>errors</title></circle>`
    ),
  ];
}

function latencyPanel(points: readonly TimelinePoint[]): string[] {
  const withReplies = points.filter(({ p50Ms }) => p50Ms > 0);
  if (withReplies.length === 0) return [];
  const { top, bottom } = LATENCY;
  const x = timeScale(points.at(-1)!.seconds, LEFT, END, 8);
  const y = logScale(
    Math.min(...withReplies.map(({ p50Ms }) => p50Ms)),
    Math.max(...withReplies.map(({ maxMs }) => maxMs)),
    bottom,
    top,
  );
  const names = LINES.map(({ name, color, value }) => ({
    name,
    color,
    y: y.at(value(withReplies.at(-1)!)),
  }));
  // From top to bottom, none nearer to the last than its height.
  for (let index = 1; index < names.length; index++) {
    names[index].y = Math.max(names[index].y, names[index - 1].y + NAME_HEIGHT);
  }
  const beyond = Math.max(0, names.at(-1)!.y - bottom);
  return [
    heading(LATENCY, "Latency"),
    ...horizontal(y, timeLabel),
    ...timeAxis(x, LATENCY),
    ...LINES.map(({ color, value, name }) => {
      const path = withReplies.map((point, index) =>
        `${index === 0 ? "M" : "L"}${round(x.at(middle(points, point)))},${
          round(y.at(value(point)))
        }`
      ).join("");
      const width = name === "max" ? 1 : 1.8;
      return `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"/>`;
    }),
    ...names.map(({ name, color, y }) =>
      text(END + 8, y - beyond + 4, name, `fill="${color}" font-weight="600"`)
    ),
  ];
}

function histogramPanel({ latencies }: LoadSummary): string[] {
  const { top, bottom } = HISTOGRAM;
  const ranges = latencyRanges(latencies, MOST_BARS);
  // A range begins where the one before it ends; how far the first one reaches is known from the next.
  const ratio = ranges.length < 2 ? 2 : ranges[1].toMs / ranges[0].toMs;
  const x = logScale(ranges[0].toMs / ratio, ranges.at(-1)!.toMs, LEFT, END);
  const most = Math.max(...ranges.map(({ count }) => count));
  const y = linearScale((100 * most) / latencies.count, bottom, top, 4);
  let fromMs = ranges[0].toMs / ratio;
  const bars = ranges.map(({ toMs, count }) => {
    const [left, right] = [x.at(fromMs) + 0.75, x.at(toMs) - 0.75];
    fromMs = toMs;
    if (count === 0) return "";
    const share = (100 * count) / latencies.count;
    // A range of a few requests shows as a hair rather than not at all.
    const height = Math.max(1, bottom - y.at(share));
    return `<rect x="${round(left)}" y="${round(bottom - height)}" width="${
      round(right - left)
    }" ` +
      `height="${round(height)}" fill="${BLUE}" fill-opacity="0.75">` +
      `<title>up to ${duration(toMs * 1e6)}: ${grouped(count)} requests</title></rect>`;
  }).filter((bar) => bar !== "");
  return [
    heading(HISTOGRAM, "Histogram, % of requests"),
    ...horizontal(y, (percent) => String(percent)),
    ...x.ticks.map((ms) => axisLabel(x.at(ms), bottom, timeLabel(ms))),
    ...bars,
    ...percentileMarks(latencies, x),
  ];
}

/** A line at each percentile, its name above it; names that would meet share one place. */
function percentileMarks(latencies: LoadSummary["latencies"], x: Scale): string[] {
  const { top, bottom } = HISTOGRAM;
  const marks = PERCENTILES.map((percent) => ({
    at: x.at(latencies.percentileMs(percent)),
    name: `p${percent}`,
  }));
  let lastEnd = -Infinity;
  let level = 0;
  return marks.flatMap(({ at, name }) => {
    level = at < lastEnd ? (level + 1) % 3 : 0;
    lastEnd = at + 34;
    const y = top - 6 + 13 * level;
    return [
      `<path d="M${round(at)},${
        y + 3
      }V${bottom}" stroke="${INK}" stroke-width="1" stroke-dasharray="2 3"/>`,
      text(at + 3, y + 4, name, `font-size="11"`),
    ];
  });
}

function noTimeline(): string[] {
  return [text(LEFT, THROUGHPUT.top, "Too short for a course over time", `fill="${FAINT}"`)];
}

function heading({ top }: Panel, title: string): string {
  return text(LEFT, top - 16, title, `font-size="14" font-weight="600"`);
}

/** Lines across a panel, with labels on the left. */
function horizontal(y: Scale, label: (value: number) => string): string[] {
  return y.ticks.flatMap((tick) => {
    const at = round(y.at(tick));
    return [
      `<path d="M${LEFT},${at}H${END}" stroke="${GRID}"/>`,
      text(LEFT - 8, at + 4, label(tick), `text-anchor="end" fill="${FAINT}"`),
    ];
  });
}

function timeAxis(x: Scale, { bottom }: Panel): string[] {
  return x.ticks.map((seconds) => axisLabel(x.at(seconds), bottom, `${seconds} s`));
}

function timeLabel(ms: number): string {
  return shortened(duration(ms * 1e6));
}

/** Without zeros behind the point: `1.50M` is `1.5M`, `1.00 ms` is `1 ms`. */
function shortened(label: string): string {
  return label.replace(/\.(\d*?)0+(?=\D|$)/, (_, kept) => kept === "" ? "" : `.${kept}`);
}

function axisLabel(x: number, bottom: number, label: string): string {
  return text(x, bottom + 18, label, `text-anchor="middle" fill="${FAINT}"`);
}

/** A line that holds each point's value over its whole interval. */
function stepsOf(
  points: readonly TimelinePoint[],
  x: Scale,
  y: (point: TimelinePoint) => number,
): string {
  return `M${LEFT},${round(y(points[0]))}` +
    points.map((point) => `V${round(y(point))}H${round(x.at(point.seconds))}`).join("");
}

/** The middle of a point's interval. */
function middle(points: readonly TimelinePoint[], point: TimelinePoint): number {
  const index = points.indexOf(point);
  return ((points[index - 1]?.seconds ?? 0) + point.seconds) / 2;
}

/** Neighbours together if there are too many points: mean throughputs, worst latencies. */
function joined(points: readonly TimelinePoint[]): readonly TimelinePoint[] {
  const group = Math.ceil(points.length / MOST_POINTS);
  if (group <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / group) }, (_, index) => {
    const part = points.slice(index * group, (index + 1) * group);
    const worst = (value: (point: TimelinePoint) => number) => Math.max(...part.map(value));
    const sum = (value: (point: TimelinePoint) => number) =>
      part.reduce((total, point) => total + value(point), 0);
    return {
      seconds: part.at(-1)!.seconds,
      requestsPerSecond: sum((point) => point.requestsPerSecond) / part.length,
      failures: sum((point) => point.failures),
      p50Ms: worst((point) => point.p50Ms),
      p95Ms: worst((point) => point.p95Ms),
      p99Ms: worst((point) => point.p99Ms),
      maxMs: worst((point) => point.maxMs),
    };
  });
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const rest = attributes === "" ? "" : ` ${attributes}`;
  return `<text x="${round(x)}" y="${round(y)}"${rest}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** To a tenth of a pixel. */
function round(position: number): number {
  return Math.round(position * 10) / 10;
}
