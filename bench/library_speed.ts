/**
 * Nanoseconds per operation of the library and of what it is compared with, a process for each.
 *
 *     deno run -A --no-check bench/library_speed.ts [--keys 100000,1000000] [--rounds N]
 *
 * `deno bench` (library_bench.ts) runs all contenders in one process and reads the wall clock.
 * There they share call sites and one heap, and whatever else runs on the machine counts. Here each
 * has a process of its own, time stands still while that has no processor, and the contenders
 * take turns for several rounds, of which the median is told. A figure is the mean of up to a
 * hundred batches, so garbage collections are in it.
 */
import { parseArgs } from "@std/cli/parse-args";
import { CONTENDERS, contendersNamed } from "./contenders/all_contenders.ts";
import type { Contender, ContenderKind } from "./contenders/contender.ts";
import { collectGarbage } from "./measure/garbage_collection.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { RunningClock } from "./measure/running_clock.ts";
import { median } from "./measure/statistics.ts";
import {
  BATCH,
  filledCache,
  makeFreshKeys,
  operationInputs,
  OPERATIONS,
} from "./workloads/cache_operations.ts";

/** One operation of one contender: nanoseconds, a number a round. */
export interface OperationTime {
  contender: string;
  keys: number;
  operation: string;
  nanoseconds: number[];
}

/** The row of what making a key costs by itself. */
const KEY_ALONE = "making a fresh key alone";
const WARM_UP_BATCHES = 20;
const BATCHES = 100;
/** What is slow is measured over fewer batches. */
const WARM_UP_LIMIT_MS = 500;
const LIMIT_MS = 1000;

/** What one child process prints: nanoseconds by operation. */
type ChildResult = Record<string, number>;

/** Times all operations in this process. */
function timeHere(kind: ContenderKind, keys: number): ChildResult {
  const inputs = operationInputs(keys);
  const result: ChildResult = {};
  let cache: Contender | undefined;
  let builtFor = "";
  for (const operation of OPERATIONS) {
    if (operation.needs.some((feature) => kind.lacks.includes(feature))) continue;
    if (cache === undefined || builtFor !== operation.needs.join()) {
      cache?.dispose();
      cache = filledCache(kind, operation, inputs);
      builtFor = operation.needs.join();
    }
    const filled = cache;
    result[operation.name] = timeBatches((from) => operation.run(filled, inputs, from));
  }
  cache?.dispose();
  result[KEY_ALONE] = timeBatches((from) => makeFreshKeys(inputs, from));
  return result;
}

/** Mean nanoseconds of an operation over many batches. */
function timeBatches(run: (from: number) => number): number {
  using clock = new RunningClock();
  let from = 0;
  let sum = 0;
  const repeat = (batches: number, limitMs: number): number => {
    const start = clock.nowMs();
    let done = 0;
    while (done < batches && clock.nowMs() - start < limitMs) {
      sum += run(from);
      from += BATCH;
      done++;
    }
    return (clock.nowMs() - start) * 1e6 / (done * BATCH);
  };
  repeat(WARM_UP_BATCHES, WARM_UP_LIMIT_MS);
  collectGarbage();
  const nanoseconds = repeat(BATCHES, LIMIT_MS);
  if (!Number.isFinite(sum)) throw new Error("A result was not a number");
  return nanoseconds;
}

async function timeInChild(contender: string, keys: number): Promise<ChildResult> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--v8-flags=--expose-gc"],
      ...[import.meta.url, "--child", contender, "--keys", String(keys)],
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`${contender}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Times all contenders at the given numbers of keys, taking turns for `rounds` rounds. */
export async function measureLibrarySpeed(
  counts: readonly number[],
  rounds: number,
): Promise<OperationTime[]> {
  const times: OperationTime[] = [];
  for (const keys of counts) {
    for (let round = 0; round < rounds; round++) {
      for (const { name } of CONTENDERS) {
        for (const [operation, ns] of Object.entries(await timeInChild(name, keys))) {
          const known = times.find((time) =>
            time.contender === name && time.keys === keys && time.operation === operation
          );
          if (known === undefined) {
            times.push({ contender: name, keys, operation, nanoseconds: [ns] });
          } else known.nanoseconds.push(ns);
        }
      }
      console.error(`${keys} keys: round ${round + 1} of ${rounds}`);
    }
  }
  return times;
}

/** One table: a row per operation, a column per contender, and how Store stands to lru-cache. */
export function speedTable(times: readonly OperationTime[], keys: number): string {
  const names = CONTENDERS.map((contender) => contender.name);
  const find = (contender: string, operation: string) => {
    const time = times.find((time) =>
      time.contender === contender && time.keys === keys && time.operation === operation
    );
    return time === undefined ? undefined : median(time.nanoseconds);
  };
  const rows = [...OPERATIONS.map(({ name }) => name), KEY_ALONE].map((operation) => {
    const own = find("Store", operation);
    const lru = find("lru-cache", operation);
    return [
      operation,
      ...names.map((name) => find(name, operation)?.toFixed(0) ?? "–"),
      own === undefined || lru === undefined || operation === KEY_ALONE
        ? ""
        : (lru / own).toFixed(2),
    ];
  });
  return markdownTable(["ns per operation", ...names, "lru-cache ÷ Store"], rows);
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["keys", "child", "rounds"] });
  const counts = String(args.keys ?? "100000,1000000").split(",").map(Number);
  if (typeof args.child === "string") {
    const [kind] = contendersNamed([args.child]);
    console.log(JSON.stringify(timeHere(kind, counts[0])));
  } else {
    const times = await measureLibrarySpeed(counts, Number(args.rounds ?? 3));
    for (const keys of counts) console.log(`${keys} keys\n\n${speedTable(times, keys)}`);
  }
}
