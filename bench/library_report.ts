/**
 * The tables of the library's speed and memory, each contender in a process of its own.
 *
 *     deno run -A --no-check bench/library_report.ts [--keys 100000,1000000] [--rounds N] [--no-write]
 *
 * Runs `library_speed.ts` and `library_memory.ts`, and writes docs/benchmarks/library.{md,json}.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type LibraryMemory, measureLibraryMemory, memoryTable } from "./library_memory.ts";
import { measureLibrarySpeed, type OperationTime, speedTable } from "./library_speed.ts";
import { grouped } from "../server/cli/load/reports/number_texts.ts";
import { describeMachine } from "./measure/machine.ts";
import { writeResult } from "./measure/result_files.ts";

function page(
  times: readonly OperationTime[],
  memory: readonly LibraryMemory[],
  counts: readonly number[],
  rounds: number,
): string {
  const speed = counts.map((keys) => `### ${grouped(keys)} keys\n\n${speedTable(times, keys)}`);
  return `## Speed

Mean nanoseconds of an operation in random key order, garbage collections included; keys and
values are texts of 16 bytes; median of ${rounds} rounds. A dash: the library cannot do it.

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
    string: ["keys", "rounds"],
    boolean: ["write"],
    negatable: ["write"],
    default: { write: true },
  });
  const counts = String(args.keys ?? "100000,1000000").split(",").map(Number);
  const rounds = Number(args.rounds ?? 3);
  const times = await measureLibrarySpeed(counts, rounds);
  const memory = await measureLibraryMemory(counts);
  const body = page(times, memory, counts, rounds);
  console.log(body);
  if (args.write) {
    await writeResult({
      name: "library",
      title: "The library beside Map, lru-cache, quick-lru and node-cache",
      command: "deno run -A --no-check bench/library_report.ts",
      machine: await describeMachine(),
      body,
      data: { times, memory },
    });
  }
}
