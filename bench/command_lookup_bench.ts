/**
 * What finding a command by the bytes of its name costs, beside a Map of strings.
 *
 * Each iteration finds 800 names, in turn from the eight that benchmarks send most, so divide the
 * time per iteration by 800. Run: `deno bench --no-check bench/command_lookup_bench.ts`.
 */

import { NameTable } from "../server/command/name_table.ts";
import redisCommands from "../tests/server/command/redis_commands.json" with { type: "json" };

const ROUNDS = 100;

const names = redisCommands.map(({ name }) => name).filter((name) => !name.includes("|"));
const table = new NameTable(names.map((name) => [name, name]));
const map = new Map(names.map((name) => [name, name]));

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const requests = ["SET", "GET", "INCR", "MSET", "HSET", "ZADD", "EXPIRE", "LPUSH"]
  .map((name) => encoder.encode(`*1\r\n$${name.length}\r\n${name}`));
const NAME_START = 8;

/** Keeps the results alive. */
let found: string | undefined;

Deno.bench("name table", { group: "lookup", baseline: true }, () => {
  for (let round = 0; round < ROUNDS; round++) {
    for (const bytes of requests) found = table.lookup(bytes, NAME_START, bytes.length);
  }
  if (found === undefined) throw new Error("A command was not found");
});

Deno.bench("decoded string in a Map", { group: "lookup" }, () => {
  for (let round = 0; round < ROUNDS; round++) {
    for (const bytes of requests) {
      found = map.get(decoder.decode(bytes.subarray(NAME_START)).toLowerCase());
    }
  }
  if (found === undefined) throw new Error("A command was not found");
});
