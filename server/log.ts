/**
 * The server's log: one line an event, in the form that Redis's own log has.
 *
 *     1234:M 20 Nov 2026 10:00:00.000 * Ready to accept connections
 *     process:role, local time, level, text
 *
 * The level is `.` for debug, `-` for verbose, `*` for notice and `#` for warning.
 */

/** How important a line is, from the least on: the values of `loglevel`. */
export type LogLevel = "debug" | "verbose" | "notice" | "warning";

/** Where, from which level on and under which clock a `Logger` writes. */
export interface LoggerOptions {
  /** The least level that is written. Default `notice`. */
  readonly level?: LogLevel;
  /** Takes a whole line with its line end. Default: the standard error. */
  readonly write?: (line: string) => void;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** The process id that the lines show. Default: this process's. */
  readonly pid?: number;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, verbose: 1, notice: 2, warning: 3 };
const MARK: Readonly<Record<LogLevel, string>> = {
  debug: ".",
  verbose: "-",
  notice: "*",
  warning: "#",
};
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

const encoder = new TextEncoder();

/**
 * Writes lines from a level on.
 *
 * @example
 * ```ts
 * import { Logger } from "@vortis/core/server";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const log = new Logger({ level: "warning", write: (line) => lines.push(line) });
 * log.notice("not important enough");
 * log.warning("this is");
 * assertEquals(lines.length, 1);
 * ```
 */
export class Logger {
  /** The least level that is written; may be changed at any time. */
  level: LogLevel;

  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #pid: number;

  /** A log to the standard error from `notice` on, unless the options say otherwise. */
  constructor(options: LoggerOptions = {}) {
    this.level = options.level ?? "notice";
    this.#write = options.write ?? writeToStderr;
    this.#now = options.now ?? Date.now;
    this.#pid = options.pid ?? Deno.pid;
  }

  /** Whether a line of that level would be written: ask before making an expensive text. */
  isEnabled(level: LogLevel): boolean {
    return RANK[level] >= RANK[this.level];
  }

  /** What helps to find faults only. */
  debug(text: string): void {
    this.#log("debug", text);
  }

  /** What is of interest now and then. */
  verbose(text: string): void {
    this.#log("verbose", text);
  }

  /** What an operator wants to know: starting, stopping. */
  notice(text: string): void {
    this.#log("notice", text);
  }

  /** What an operator should act on. */
  warning(text: string): void {
    this.#log("warning", text);
  }

  #log(level: LogLevel, text: string): void {
    if (!this.isEnabled(level)) return;
    const time = formatTime(new Date(this.#now()));
    this.#write(`${this.#pid}:M ${time} ${MARK[level]} ${oneLine(text)}\n`);
  }
}

/**
 * A writer that appends to a file. The file is opened for each line, so that it may be moved away
 * or removed at any time.
 *
 * @throws the system's error when the file cannot be opened now; a line that cannot be written
 * later goes to the standard error.
 */
export function logToFile(path: string): (line: string) => void {
  Deno.openSync(path, { append: true, create: true }).close();
  return (line) => {
    try {
      Deno.writeTextFileSync(path, line, { append: true });
    } catch {
      writeToStderr(line);
    }
  };
}

function writeToStderr(line: string): void {
  const bytes = encoder.encode(line);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
  } catch {
    // Nobody reads the standard error any more; the server goes on without a log.
  }
}

/** The text on one line: a name that a client chose must not make a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}

/** `20 Nov 2026 10:00:00.000` in local time. */
function formatTime(date: Date): string {
  const pad = (value: number, digits = 2) => String(value).padStart(digits, "0");
  const day = `${pad(date.getDate())} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => pad(n)).join(":");
  return `${day} ${time}.${pad(date.getMilliseconds(), 3)}`;
}
