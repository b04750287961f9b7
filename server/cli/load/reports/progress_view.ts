/**
 * A load while it runs: on a terminal one line that changes, elsewhere a line now and then.
 *
 *     ━━━━━━━━━━━━━━━━━━━━━━╸─────────  68 %   182,431 req/s   p50 241 µs   p99 1.20 ms   0 errors
 */

import type { CliProcess } from "../../cli_command.ts";
import { LatencyCounts } from "../latency_counts.ts";
import type { LoadRun } from "../load_run.ts";
import { duration, grouped } from "./number_texts.ts";

const TERMINAL_EVERY_MS = 200;
const PLAIN_EVERY_MS = 1000;
/** Figures are those of about the last second. */
const RECENT_MS = 1000;
const MOST_BAR_COLUMNS = 30;
const LEAST_BAR_COLUMNS = 5;

/** What is shown of a load. */
export type ShownLoad = Pick<LoadRun, "phase" | "recorder" | "progress" | "measuredMs">;

/** What has been counted at some time. */
interface Snapshot {
  readonly ms: number;
  readonly latencies: LatencyCounts;
}

/** Shows how far a load is. */
export class ProgressView {
  /** 0 before anything has been. */
  #shownMs = 0;
  #phase = "";
  readonly #snapshots: Snapshot[] = [];

  /**
   * @param title What is done, if it is not the load itself.
   * @param isQuiet Shows nothing where there is no terminal.
   */
  constructor(
    private readonly process: CliProcess,
    private readonly isQuiet: boolean,
    private readonly title = "",
  ) {}

  /** To be called as often as something may have changed. */
  update(run: ShownLoad, nowMs: number): void {
    const columns = this.process.columns();
    if (this.isQuiet) return;
    if (this.#shownMs === 0) this.#shownMs = nowMs;
    const everyMs = columns === undefined ? PLAIN_EVERY_MS : TERMINAL_EVERY_MS;
    const hasChanged = run.phase !== this.#phase && columns !== undefined;
    if (!hasChanged && nowMs - this.#shownMs < everyMs * 0.95) return;
    this.#shownMs = nowMs;
    this.#phase = run.phase;
    if (columns !== undefined) this.process.progress(this.#line(run, nowMs, columns));
    else if (run.phase === "measuring") {
      const seconds = `${(run.measuredMs(nowMs) / 1000).toFixed(1)} s`;
      const what = this.title === "" ? seconds : `${this.title} ${seconds}`;
      this.process.printError(`${what.padStart(8)}  ${this.#figures(run, nowMs)}\n`);
    }
  }

  /** Takes the line away. */
  end(): void {
    this.process.progress("");
  }

  #line(run: ShownLoad, nowMs: number, columns: number): string {
    const isMeasured = run.phase === "measuring" || run.phase === "draining";
    const share = run.progress(nowMs);
    const text = isMeasured
      ? `${`${Math.floor(100 * share)} %`.padStart(5)}   ${this.#figures(run, nowMs)}`
      : `  ${run.phase} …`;
    const title = this.title === "" ? "" : `${this.title}  `;
    // One column stays free: a terminal may begin a new line when the last one is written.
    const room = columns - 1 - text.length - title.length;
    const bar = room < LEAST_BAR_COLUMNS
      ? ""
      : progressBar(share, Math.min(MOST_BAR_COLUMNS, room));
    return (title + bar + text).slice(0, columns - 1);
  }

  #figures(run: ShownLoad, nowMs: number): string {
    const { latencies, perSecond } = this.#recent(run, nowMs);
    const times = latencies.count === 0
      ? []
      : [50, 99].map((percent) =>
        `p${percent} ${duration(latencies.percentileMs(percent) * 1e6).padStart(7)}`
      );
    const { failures } = run.recorder;
    const errors = `${grouped(failures)} ${failures === 1 ? "error" : "errors"}`;
    return [`${grouped(perSecond).padStart(9)} req/s`, ...times, errors].join("   ");
  }

  /** Throughput and latencies of the last second or so. */
  #recent(run: ShownLoad, nowMs: number): { latencies: LatencyCounts; perSecond: number } {
    const snapshots = this.#snapshots;
    if (snapshots.length === 0) {
      const { measureMs } = run.recorder;
      snapshots.push({ ms: measureMs, latencies: new LatencyCounts() });
    }
    const latencies = run.recorder.allLatencies();
    const [before] = snapshots;
    snapshots.push({ ms: nowMs, latencies });
    while (snapshots.length > 1 && nowMs - snapshots[0].ms >= RECENT_MS * 0.95) snapshots.shift();
    const recent = latencies.since(before.latencies);
    const passedMs = nowMs - before.ms;
    return { latencies: recent, perSecond: passedMs <= 0 ? 0 : (recent.count * 1000) / passedMs };
  }
}

/** A bar of half characters. */
export function progressBar(share: number, columns: number): string {
  const halves = Math.min(2 * columns, Math.floor(share * 2 * columns));
  return ("━".repeat(halves >> 1) + (halves & 1 ? "╸" : "")).padEnd(columns, "─");
}
