/** What has been entered in the console and what came of it. It stays while other views are looked at. */

import { signal } from "@preact/signals";
import { CommandError, pipeline, type Reply } from "../api.ts";
import { splitLine } from "../logic/command_line.ts";
import { InputHistory } from "../logic/input_history.ts";

/** A line, and the reply to it. */
export interface ConsoleEntry {
  readonly id: number;
  readonly namespace: string;
  readonly line: string;
  /** Undefined while it is on its way. */
  readonly reply: Reply | undefined;
  /** How long the answer took, in ms. */
  readonly tookMs: number;
}

const HISTORY_ITEM = "vortis-console-history";
const MOST_ENTRIES = 100;
/** Commands that take everything away, or end the server. */
const DANGEROUS = /^\s*(flushall|flushdb|shutdown)\b/i;

/** What has been entered, the oldest first. */
export const entries = signal<readonly ConsoleEntry[]>([]);
/** Where commands are executed. */
export const consoleNamespace = signal("0");

/** The lines for the arrow keys; kept for this tab. */
export const history = new InputHistory(readHistory());

let lastId = 0;

/** Whether a line should be asked about before it is executed. */
export function isDangerous(line: string): boolean {
  return DANGEROUS.test(line);
}

/** Executes a line. What fails becomes its reply. */
export async function execute(line: string): Promise<void> {
  history.add(line);
  sessionStorage.setItem(HISTORY_ITEM, JSON.stringify(history.lines));
  const { args, error } = splitLine(line);
  if (error === undefined && args.length === 0) return;
  const namespace = consoleNamespace.value;
  const entry: ConsoleEntry = { id: ++lastId, namespace, line, reply: undefined, tookMs: 0 };
  entries.value = [...entries.value, entry].slice(-MOST_ENTRIES);
  const startedMs = performance.now();
  let reply: Reply;
  if (error !== undefined) reply = new CommandError(error);
  else {
    try {
      [reply] = await pipeline(namespace, [args.map(({ bytes }) => bytes)]);
    } catch (error) {
      reply = new CommandError(error instanceof Error ? error.message : String(error));
    }
  }
  const tookMs = performance.now() - startedMs;
  entries.value = entries.value.map((other) =>
    other.id === entry.id ? { ...entry, reply, tookMs } : other
  );
}

function readHistory(): string[] {
  try {
    const lines: unknown = JSON.parse(globalThis.sessionStorage?.getItem(HISTORY_ITEM) ?? "[]");
    return Array.isArray(lines) ? lines.filter((line) => typeof line === "string") : [];
  } catch {
    return [];
  }
}
