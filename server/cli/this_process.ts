/** The process that the program really runs in. */

import type { CliProcess } from "./cli_command.ts";
import { processEnvironment } from "./environment.ts";

const STOP_SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** How wide a terminal is that does not tell. */
const USUAL_COLUMNS = 80;

const encoder = new TextEncoder();

/** This process's environment, output streams and signals. */
export const thisProcess: CliProcess = {
  environment: processEnvironment,
  print: (text) => writeAll(Deno.stdout, text),
  printError: (text) => writeAll(Deno.stderr, text),
  confirm: (question) => Deno.stdin.isTerminal() && globalThis.confirm(question),
  progress(text) {
    if (!Deno.stderr.isTerminal()) return;
    // Back to the line's beginning, and what was there is erased.
    writeAll(Deno.stderr, `\r${text}\x1b[K`);
  },
  columns() {
    if (!Deno.stderr.isTerminal()) return undefined;
    try {
      return Deno.consoleSize().columns || USUAL_COLUMNS; // 0 of a terminal that does not tell
    } catch {
      return USUAL_COLUMNS;
    }
  },
  get hasColors() {
    return Deno.stdout.isTerminal() && !Deno.noColor;
  },
  onStopRequest(stop) {
    let asked = false;
    const onSignal = (signal: string): void => {
      // Asked twice, it does not wait for clients any longer.
      if (asked) Deno.exit(1);
      asked = true;
      stop(signal)?.catch(() => asked = false);
    };
    for (const signal of STOP_SIGNALS) Deno.addSignalListener(signal, () => onSignal(signal));
  },
};

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
  } catch (error) {
    // Nobody reads any more (`vortis --help | head -1`): there is nobody to tell either.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
