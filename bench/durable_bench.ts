/**
 * What persistence costs, beside redis-server with the same settings.
 *
 *     deno task bench:durable [--keys N] [--rounds N] [--seconds S] [--only append|snapshot|load]
 *                             [--quick] [--no-write]
 *
 * Prints three tables and writes docs/benchmarks/durable.{md,json}. How each is measured is told in
 * durable/append_speed.ts, durable/snapshot_impact.ts and durable/load_time.ts.
 */
import { parseArgs } from "@std/cli/parse-args";
import { appendTable, measureAppendSpeed } from "./durable/append_speed.ts";
import { loadTable, measureLoadTime } from "./durable/load_time.ts";
import { measureSnapshotImpact, snapshotTable } from "./durable/snapshot_impact.ts";
import { describeMachine } from "./measure/machine.ts";
import { writeResult } from "./measure/result_files.ts";

async function main(): Promise<void> {
  const args = parseArgs(Deno.args, {
    boolean: ["quick", "write"],
    string: ["keys", "rounds", "seconds", "only"],
    negatable: ["write"],
    default: { write: true },
  });
  const quick = args.quick === true;
  const keys = Number(args.keys ?? (quick ? 500_000 : 5_000_000));
  const rounds = Number(args.rounds ?? (quick ? 1 : 3));
  const seconds = Number(args.seconds ?? (quick ? 0.5 : 2));
  const wants = (part: string) => args.only === undefined || args.only === part;
  const data: Record<string, unknown> = {};
  const tables: string[] = [];
  if (wants("append")) {
    const results = data.append = await measureAppendSpeed(rounds, seconds);
    tables.push(appendTable(results));
  }
  if (wants("snapshot")) {
    const results = data.snapshot = await measureSnapshotImpact(keys, rounds);
    tables.push(snapshotTable(results));
  }
  if (wants("load")) {
    const result = data.load = await measureLoadTime(keys, rounds);
    tables.push(loadTable(result));
  }
  const body = tables.join("\n");
  console.log(`\n${body}`);
  if (!args.write || args.only !== undefined || quick) return;
  await writeResult({
    name: "durable",
    title: "Persistence beside redis-server",
    command: "deno task bench:durable",
    machine: await describeMachine(["redis-server"]),
    body,
    data,
  });
}

if (import.meta.main) await main();
