/**
 * `--latency` and `--latency-history`: the time of a PING there and back, a hundred times a second.
 *
 * On a terminal the figures stand in one line and change; elsewhere there is one line after the
 * interval, in the format of the output.
 */

import { LinkError } from "../server_link.ts";
import type { ToolContext } from "../tool_context.ts";

/** Between two PINGs, in ms. */
const PAUSE_MS = 10;
/** Of a range of `--latency-history` on a terminal, in seconds. */
const HISTORY_SECONDS = 15;
/** Of the one line that is printed where nobody watches, in seconds. */
const SINGLE_SECONDS = 1;

/** Times of PINGs, in ms. */
export class LatencyFigures {
  count = 0;
  min = Infinity;
  max = 0;
  #sum = 0;

  add(ms: number): void {
    this.count++;
    this.#sum += ms;
    this.min = Math.min(this.min, ms);
    this.max = Math.max(this.max, ms);
  }

  get average(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  /** The figures in a format of the output. */
  text(mode: string): string {
    const [min, max, average] = [this.min, this.max, this.average].map((ms) => ms.toFixed(3));
    switch (mode) {
      case "json":
      case "quoted-json":
        return `{"min": ${min}, "max": ${max}, "avg": ${average}, "count": ${this.count}}`;
      case "csv":
        return `${min},${max},${average},${this.count}`;
      case "raw":
        return `${min} ${max} ${average} ${this.count}`;
      default:
        return `min: ${min}, max: ${max}, avg: ${average} ms (${this.count} samples)`;
    }
  }
}

/** Measures until it is interrupted, or once where nobody watches; resolves with the exit code. */
export async function measureLatency(
  { link, options, printer, streams }: ToolContext,
): Promise<number> {
  const isHistory = options.mode === "latency-history";
  const watched = streams.outputIsTerminal && printer.mode === "human";
  const seconds = options.interval ?? (watched ? HISTORY_SECONDS : SINGLE_SECONDS);
  await link.open();
  for (;;) {
    const figures = new LatencyFigures();
    const startedMs = performance.now();
    let elapsedMs = 0;
    do {
      const sentMs = performance.now();
      const reply = await link.command(["PING"]);
      if (reply.type === "error") throw new LinkError(`PING failed: ${reply.value}`);
      figures.add(performance.now() - sentMs);
      if (watched) printer.text(`\r\x1b[K${figures.text(printer.mode)}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      elapsedMs = performance.now() - startedMs;
    } while (elapsedMs < seconds * 1000 || (watched && !isHistory));
    if (!watched) {
      printer.text(`${figures.text(printer.mode)}\n`);
      return 0;
    }
    const range = ` -- ${(elapsedMs / 1000).toFixed(2)} seconds range`;
    printer.text(`${printer.paint("faint", range)}\n`);
  }
}
