/**
 * The tables of the library's speed and memory, each contender in a process of its own.
 *
 *     deno run -A --no-check bench/library_report.ts [--keys 100000,1000000] [--no-write]
 *
 * Runs `deno bench --json bench/library_bench.ts` once per contender and `library_memory.ts`, and
 * writes docs/benchmarks/library.{md,json}.
 */
import { parseArgs } from "@std/cli/parse-args";
import { CONTENDERS } from "./contenders/all_contenders.ts";
import { type LibraryMemory, measureLibraryMemory, memoryTable } from "./library_memory.ts";
import { grouped } from "./measure/format.ts";
import { describeMachine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { writeResult } from "./measure/result_files.ts";
import { BATCH, OPERATIONS } from "./workloads/cache_operations.ts";

/** One row of one contender. */
interface Timing {
  contender: string;
  /** The group as `library_bench.ts` names it: operation and number of keys. */
  group: string;
  /** Mean nanoseconds of one operation, collections included. */
  nanoseconds: number;
}

/** What `deno bench --json` prints, as far as it is used. */
interface BenchOutput {
  benches: { group: string; name: string; results: { ok?: { avg: number } }[] }[];
}

async function timeContender(contender: string, counts: readonly number[]): Promise<Timing[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bench", "-A", "--no-check", "--json"],
      new URL("library_bench.ts", import.meta.url).pathname,
    ],
    env: { VORTIS_BENCH_CONTENDERS: contender, VORTIS_BENCH_KEYS: counts.join() },
    stdin: "null",
  }).output();
  if (!success) throw new Error(`${contender}: ${new TextDecoder().decode(stderr)}`);
  const output: BenchOutput = JSON.parse(new TextDecoder().decode(stdout));
  return output.benches.map(({ group, name, results }) => {
    const ok = results[0]?.ok;
    if (ok === undefined) throw new Error(`${contender} failed in "${group}"`);
    return {
      contender: name === contender ? contender : "making the key",
      group,
      nanoseconds: ok.avg / BATCH,
    };
  });
}

/** One table per number of keys: a row per operation, a column per contender. */
function speedTable(timings: readonly Timing[], keys: number): string {
  const names = CONTENDERS.map((contender) => contender.name);
  const find = (contender: string, prefix: string) => {
    return timings.find((timing) =>
      timing.contender === contender && timing.group.startsWith(`${prefix}, ${keys} keys`)
    )?.nanoseconds;
  };
  const rows = OPERATIONS.map(({ name }) => {
    const own = find(names[0], name);
    const lru = find("lru-cache", name);
    return [
      name,
      ...names.map((contender) => find(contender, name)?.toFixed(0) ?? "–"),
      own === undefined || lru === undefined ? "–" : (lru / own).toFixed(2),
    ];
  });
  const making = find("making the key", "fresh key alone");
  rows.push(["making a fresh key alone", ...names.map(() => making?.toFixed(0) ?? "–"), ""]);
  return markdownTable(["ns per operation", ...names, "lru-cache ÷ Store"], rows);
}

function page(timings: Timing[], memory: LibraryMemory[], counts: readonly number[]): string {
  const speed = counts.map((keys) => {
    return `### ${grouped(keys)} keys\n\n${speedTable(timings, keys)}`;
  });
  return `## Speed

Mean nanoseconds of an operation in random key order, garbage collections included; keys and
values are texts of 16 bytes. A dash: the library cannot do it.

In the rows with a fresh key, the key is a new string object each time, as one that was read from
a socket or a file. In the others the loop uses the very string objects that a \`Map\` holds: it
need neither hash nor compare them, which no program that gets its keys from outside enjoys.
Taking "making a fresh key alone" off a fresh-key row leaves the operation itself.

${speed.join("\n")}
## Memory

Held: growth of the used heap and of buffers outside it. Resident: growth of the process. Each
contender in a process of its own, after a full collection.

${memoryTable(memory)}`;
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: ["keys"],
    boolean: ["write"],
    negatable: ["write"],
    default: { write: true },
  });
  const counts = String(args.keys ?? "100000,1000000").split(",").map(Number);
  const timings: Timing[] = [];
  for (const { name } of CONTENDERS) {
    timings.push(...await timeContender(name, counts));
    console.error(`timed ${name}`);
  }
  const memory = await measureLibraryMemory(counts);
  const body = page(timings, memory, counts);
  console.log(body);
  if (args.write) {
    await writeResult({
      name: "library",
      title: "The library beside Map, lru-cache, quick-lru and node-cache",
      command: "deno run -A --no-check bench/library_report.ts",
      machine: await describeMachine(),
      body,
      data: { timings, memory },
    });
  }
}
