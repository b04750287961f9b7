/**
 * Bytes per key of the library and of what it is compared with.
 *
 *     deno run -A --no-check bench/library_memory.ts [--keys 100000,1000000]
 *
 * Each contender gets a process of its own, as memory once taken is seldom given back. It is warmed
 * up with a small cache, collected, and read; then a cache is made and filled, every key and every
 * value a new string that nothing else holds; then it is collected and read again. Two figures:
 *
 * - held: growth of V8's used heap and of what lies outside of it, buffers included. Exact.
 * - resident: growth of the process's pages. What one pays: it includes what an allocator keeps and
 *   what a table left behind as it grew.
 */
import { Buffer } from "node:buffer";
import { parseArgs } from "@std/cli/parse-args";
import { CONTENDERS, contendersNamed } from "./contenders/all_contenders.ts";
import type { ContenderKind } from "./contenders/contender.ts";
import { grouped } from "../server/cli/load/reports/number_texts.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { collectGarbage } from "./measure/garbage_collection.ts";
import { keyText, TEXT_BYTES } from "./workloads/key_texts.ts";

/** What one contender's process found. */
export interface LibraryMemory {
  contender: string;
  keys: number;
  expires: boolean;
  heldPerKey: number;
  residentPerKey: number;
}

const WARM_UP_KEYS = 20_000;
const scratch = Buffer.alloc(TEXT_BYTES);

/** A string of its own for a text, not a piece of another. */
function fresh(text: string): string {
  scratch.write(text, 0, TEXT_BYTES, "latin1");
  return scratch.toString("latin1", 0, TEXT_BYTES);
}

function fill(kind: ContenderKind, keys: number, expires: boolean): { size(): number } {
  const cache = kind.create({ capacity: keys, evicts: false, expires });
  for (let i = 0; i < keys; i++) {
    const value = fresh(`value:${String(i).padStart(10, "0")}`);
    if (expires) cache.setWithTtl(fresh(keyText(i)), value);
    else cache.set(fresh(keyText(i)), value);
  }
  return cache;
}

/** Measures in this process: call it once a process. */
function measureHere(kind: ContenderKind, keys: number, expires: boolean): LibraryMemory {
  fill(kind, WARM_UP_KEYS, expires);
  collectGarbage();
  const before = Deno.memoryUsage();
  const cache = fill(kind, keys, expires);
  collectGarbage();
  const after = Deno.memoryUsage();
  if (cache.size() !== keys) throw new Error(`${kind.name} holds ${cache.size()} of ${keys} keys`);
  const held = after.heapUsed + after.external - before.heapUsed - before.external;
  return {
    contender: kind.name,
    keys,
    expires,
    heldPerKey: held / keys,
    residentPerKey: (after.rss - before.rss) / keys,
  };
}

/** Measures one contender in a child process. */
async function measureInChild(
  contender: string,
  keys: number,
  expires: boolean,
): Promise<LibraryMemory> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-check", "--v8-flags=--expose-gc"],
      ...[import.meta.url, "--child", contender, "--keys", String(keys)],
      ...(expires ? ["--ttl"] : []),
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`${contender}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Measures all contenders at the given numbers of keys, without and with a time to live. */
export async function measureLibraryMemory(counts: readonly number[]): Promise<LibraryMemory[]> {
  const results: LibraryMemory[] = [];
  for (const keys of counts) {
    for (const expires of [false, true]) {
      for (const { name, lacks } of CONTENDERS) {
        if (expires && lacks.includes("expires")) continue;
        results.push(await measureInChild(name, keys, expires));
      }
    }
  }
  return results;
}

/** The results as a table. */
export function memoryTable(results: readonly LibraryMemory[]): string {
  const header = ["contender", "keys", "TTL on each", "held, bytes/key", "resident, bytes/key"];
  return markdownTable(
    header,
    results.map((result) => [
      result.contender,
      grouped(result.keys),
      result.expires ? "yes" : "no",
      result.heldPerKey.toFixed(1),
      result.residentPerKey.toFixed(1),
    ]),
  );
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["keys", "child"], boolean: ["ttl"] });
  const counts = String(args.keys ?? "100000,1000000").split(",").map(Number);
  if (typeof args.child === "string") {
    const [kind] = contendersNamed([args.child]);
    console.log(JSON.stringify(measureHere(kind, counts[0], args.ttl === true)));
  } else {
    console.log(memoryTable(await measureLibraryMemory(counts)));
  }
}
