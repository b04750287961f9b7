/** What a load came to, as text for a terminal: tables, the histogram, what went wrong. */

import { compact, duration, grouped } from "./number_texts.ts";
import { latencyPicture, sparkline } from "./latency_picture.ts";
import { type LoadSummary, type OperationSummary, PERCENTILES } from "./summary.ts";

const NAME_COLUMNS = 10;
/** Of a number and of its heading. */
const LEAST_COLUMNS = 9;
const BAR_COLUMNS = 38;
const SPARK_COLUMNS = 48;
/** From that share of the requests on, those that could not be sent are told. */
const UNSENT_SHARE = 0.005;

/** Escape sequences around texts; none where colours are not wanted. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly bar: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** Colours, or none. */
export function paintOf(hasColors: boolean): Paint {
  const paint = (code: number) => (text: string) =>
    hasColors && text.trim() !== "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { strong: paint(1), bar: paint(36), bad: paint(31), faint: paint(2) };
}

/**
 * The report.
 * @param heading Lines that say what was done.
 */
export function textReport(
  summary: LoadSummary,
  heading: readonly string[],
  paint: Paint,
): string {
  const rows = summary.operations.length === 1
    ? summary.operations
    : [...summary.operations, summary.all];
  const [first, ...others] = heading;
  const lines = [
    paint.strong(first),
    ...others.map((line) => paint.faint(line)),
    "",
    ...countTable(rows, paint),
    "",
    ...latencyTable(rows, paint),
    "",
    ...latencyPicture(summary.latencies, PERCENTILES, BAR_COLUMNS, paint.bar),
    ...throughputLines(summary, paint),
    ...troubleLines(summary, paint),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function countTable(rows: readonly OperationSummary[], paint: Paint): string[] {
  const canMiss = rows.some(({ hits }) => hits !== undefined);
  const head = ["requests", "req/s", "errors", ...(canMiss ? ["hits", "misses", "hit ratio"] : [])];
  const cells = rows.map(({ requests, requestsPerSecond, errors, lost, hits, misses }) => {
    const hitCells = hits === undefined || misses === undefined ? ["", "", ""] : [
      grouped(hits),
      grouped(misses),
      hits + misses === 0 ? "" : `${((100 * hits) / (hits + misses)).toFixed(1)} %`,
    ];
    return [
      ...[requests, requestsPerSecond, errors + lost].map(grouped),
      ...(canMiss ? hitCells : []),
    ];
  });
  return table(rows, "", head, cells, paint);
}

function latencyTable(rows: readonly OperationSummary[], paint: Paint): string[] {
  const head = [...PERCENTILES.map((percent) => `p${percent}`), "max"];
  const cells = rows.map(({ latency }) => {
    if (latency === undefined) return head.map(() => "");
    return [...latency.percentiles, latency.max].map((ms) => duration(ms * 1e6));
  });
  return table(rows, "latency", head, cells, paint);
}

/** Names on the left, numbers on the right. */
function table(
  rows: readonly OperationSummary[],
  title: string,
  head: readonly string[],
  cells: readonly (readonly string[])[],
  paint: Paint,
): string[] {
  const columns = 2 +
    Math.max(LEAST_COLUMNS, ...[head, ...cells].flat().map((cell) => cell.length));
  const line = (name: string, row: readonly string[]) =>
    (name.padEnd(NAME_COLUMNS) + row.map((cell) => cell.padStart(columns)).join("")).trimEnd();
  return [
    paint.faint(line(title, head)),
    ...rows.map(({ name }, index) => {
      const text = line(name, cells[index]);
      return index > 0 && name === "all" ? paint.strong(text) : text;
    }),
  ];
}

function throughputLines({ timeline }: LoadSummary, paint: Paint): string[] {
  if (timeline.length < 2) return [];
  const rates = timeline.map(({ requestsPerSecond }) => requestsPerSecond);
  const [least, most] = [Math.min(...rates), Math.max(...rates)].map((rate) => compact(rate));
  const spark = paint.bar(sparkline(rates, SPARK_COLUMNS));
  return ["", `over time  ${spark}  ${least} to ${most} req/s`];
}

function troubleLines(summary: LoadSummary, paint: Paint): string[] {
  const { errorTexts, lostConnections, lostReason, unsent, wasStopped, failure, all } = summary;
  const lines = errorTexts.map(({ text, count }) => `${grouped(count)} × ${text}`);
  if (lostConnections > 0) {
    lines.push(`connections lost: ${grouped(lostConnections)} (${lostReason})`);
  }
  if (all.lost > 0) lines.push(`requests without an answer: ${grouped(all.lost)}`);
  // Some are due at the very end: that says nothing.
  if (unsent > UNSENT_SHARE * all.requests) {
    lines.push(
      `requests that were due and not sent: ${grouped(unsent)}; the server, or this machine, ` +
        "does not keep up with that rate",
    );
  }
  if (failure !== undefined) lines.push(`ended early: the server is gone (${failure})`);
  else if (wasStopped) lines.push("ended early: it was stopped");
  return lines.length === 0 ? [] : ["", ...lines.map((line) => paint.bad(line))];
}
