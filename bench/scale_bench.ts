/**
 * How many keys one process holds, and what they cost it as they grow in number.
 *
 *     deno task bench:scale -- 100000000 [--map] [--no-write]
 *
 * Inserts keys of 16 bytes with values of 16 bytes, and reports per decade: the rate of insertion,
 * the longest pause, bytes of resident memory and of V8's heap per key, and how long a full
 * garbage collection takes. With `--map` a `Map<string, string>` goes the same way beside it, to
 * wherever it stops.
 *
 * Each contender runs in a process of its own and reports each decade as a line of JSON, so that
 * what was reached is known even if the process dies.
 */
import { parseArgs } from "@std/cli/parse-args";
import { mapContender } from "./contenders/map_contender.ts";
import { duration, grouped } from "../server/cli/load/reports/number_texts.ts";
import { collectGarbage, timeFullCollection } from "./measure/garbage_collection.ts";
import { describeMachine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { RunningClock } from "./measure/running_clock.ts";
import { writeResult } from "./measure/result_files.ts";
import { median } from "./measure/statistics.ts";
import { Store } from "../mod.ts";
import { keyText } from "./workloads/key_texts.ts";

const VALUE_PREFIX = "value:";
/** Inserts between two readings of the clock: a pause is told to within their normal duration. */
const GAP = 256;
const FIRST_CHECKPOINT = 10_000;
const COLLECTIONS = 3;

/** What had been reached when the number of keys was `keys`. */
interface Checkpoint {
  keys: number;
  /** Inserts per second of running time since the checkpoint before. */
  insertsPerSecond: number;
  /**
   * The longest time that a run of 256 inserts took since the checkpoint before, less the time for
   * which the process had no processor.
   */
  longestPauseMs: number;
  /** The same as the clock saw it. */
  longestGapMs: number;
  /** Growth of the process since before the first key. */
  residentPerKey: number;
  /** Growth of V8's used heap since before the first key. */
  heapPerKey: number;
  /** Median of a few full collections. */
  collectionMs: number;
}

/** What one contender came to. */
interface ScaleResult {
  contender: string;
  checkpoints: Checkpoint[];
  /** Why it stopped before the number asked for; undefined when it did not. */
  stopped?: string;
}

/** The numbers of keys at which to report: every decade, and the end. */
export function checkpointsUpTo(keys: number): number[] {
  const points: number[] = [];
  for (let point = FIRST_CHECKPOINT; point < keys; point *= 10) points.push(point);
  return [...points, keys];
}

function insertion(contender: string): (key: string, value: string) => void {
  if (contender === "Store") {
    const store = new Store({ activeExpiry: false });
    return (key, value) => void store.set(key, value);
  }
  const map = mapContender.create({ capacity: Infinity, evicts: false, expires: false });
  return (key, value) => map.set(key, value);
}

/** Inserts in this process and prints each checkpoint as JSON. */
function insertHere(contender: string, keys: number): void {
  const insert = insertion(contender);
  collectGarbage();
  const before = Deno.memoryUsage();
  using clock = new RunningClock();
  let inserted = 0;
  for (const checkpoint of checkpointsUpTo(keys)) {
    const from = inserted;
    let milliseconds = 0;
    let longestPauseMs = 0;
    let longestGapMs = 0;
    while (inserted < checkpoint) {
      const end = Math.min(inserted + GAP, checkpoint);
      const startRunning = clock.nowMs();
      const start = performance.now();
      for (; inserted < end; inserted++) {
        insert(keyText(inserted), VALUE_PREFIX + String(inserted).padStart(10, "0"));
      }
      const gap = performance.now() - start;
      const pause = clock.nowMs() - startRunning;
      milliseconds += pause;
      longestPauseMs = Math.max(longestPauseMs, pause);
      longestGapMs = Math.max(longestGapMs, gap);
    }
    collectGarbage();
    const collections = Array.from({ length: COLLECTIONS }, timeFullCollection);
    const after = Deno.memoryUsage();
    const result: Checkpoint = {
      keys: inserted,
      insertsPerSecond: (inserted - from) * 1000 / milliseconds,
      longestPauseMs,
      longestGapMs,
      residentPerKey: (after.rss - before.rss) / inserted,
      heapPerKey: (after.heapUsed - before.heapUsed) / inserted,
      collectionMs: median(collections),
    };
    console.log(JSON.stringify(result));
  }
}

/** Runs a contender in a child process and gathers its checkpoints. */
async function insertInChild(contender: string, keys: number): Promise<ScaleResult> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--v8-flags=--expose-gc"],
      ...[import.meta.url, "--child", contender, String(keys)],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  const lines = decoder.decode(stdout).trim().split("\n").filter((line) => line !== "");
  const checkpoints = lines.map((line): Checkpoint => JSON.parse(line));
  if (success) return { contender, checkpoints };
  return { contender, checkpoints, stopped: whyItStopped(decoder.decode(stderr)) };
}

/** The line of a dead process's last words that says why. */
export function whyItStopped(stderr: string): string {
  const line = stderr.split("\n").find((text) => /RangeError|out of memory|Error:/.test(text));
  return line?.replace(/^.*?(?=RangeError|FATAL|Error:)/, "").trim() ?? "the process ended";
}

function table(result: ScaleResult): string {
  const rows = result.checkpoints.map((checkpoint) => [
    grouped(checkpoint.keys),
    grouped(checkpoint.insertsPerSecond),
    duration(checkpoint.longestPauseMs * 1e6),
    duration(checkpoint.longestGapMs * 1e6),
    checkpoint.residentPerKey.toFixed(1),
    checkpoint.heapPerKey.toFixed(2),
    duration(checkpoint.collectionMs * 1e6),
  ]);
  const header = [
    ...["keys", "inserts/s", "longest pause", "by the clock", "resident bytes/key"],
    ...["heap bytes/key", "full collection"],
  ];
  const stopped = result.stopped === undefined
    ? ""
    : `\nIt stopped before the next row: \`${result.stopped}\`\n`;
  return `### ${result.contender}\n\n` +
    markdownTable(header, rows, header.map(() => "right")) + stopped;
}

async function main(): Promise<void> {
  const args = parseArgs(Deno.args.filter((arg) => arg !== "--"), {
    string: ["child"],
    boolean: ["map", "write"],
    negatable: ["write"],
    default: { write: true },
  });
  const keys = Number(args._[0] ?? 10_000_000);
  if (!(Number.isInteger(keys) && keys >= FIRST_CHECKPOINT)) {
    console.error(`The number of keys must be at least ${FIRST_CHECKPOINT}: got ${args._[0]}`);
    Deno.exit(1);
  }
  if (typeof args.child === "string") return insertHere(args.child, keys);

  const results: ScaleResult[] = [];
  for (const contender of args.map === true ? ["Store", "Map"] : ["Store"]) {
    results.push(await insertInChild(contender, keys));
  }
  const body = `Keys and values of 16 bytes, inserted in one process, the making of their texts ` +
    `included in the rate. A row covers the inserts since the row above. The longest pause is ` +
    `that of any ${GAP} inserts, young collections included, less the time for which the system ` +
    `gave the process no processor; beside it what the clock saw.\n\n` +
    results.map(table).join("\n");
  console.log(body);
  if (results[0].stopped !== undefined) Deno.exitCode = 1;
  if (!args.write) return;
  await writeResult({
    name: "scale",
    title: `${grouped(keys)} keys in one process`,
    command: `deno task bench:scale -- ${keys}${args.map === true ? " --map" : ""}`,
    machine: await describeMachine(),
    body,
    data: results,
  });
}

if (import.meta.main) await main();
