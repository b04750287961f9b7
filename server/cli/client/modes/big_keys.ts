/**
 * `--bigkeys` and `--memkeys`: which key of each type has the most elements, or takes the most
 * memory. Each key is looked at once, a SCAN's worth in one round trip.
 */

import type { Reply } from "../../../../resp/reply.ts";
import { quoted } from "../replies/format.ts";
import type { ToolContext } from "../tool_context.ts";
import { numberOf, walkKeys, walkOfOptions } from "./key_walk.ts";

/** What is known of the keys of a type. */
interface TypeFigures {
  readonly type: string;
  /** Tells the size of a key by elements; undefined for types that the client does not know. */
  readonly command: string | undefined;
  readonly unit: string;
  keys: number;
  total: number;
  biggest: number;
  biggestKey: string | undefined;
}

const TYPES: readonly (readonly [type: string, command: string, unit: string])[] = [
  ["string", "STRLEN", "bytes"],
  ["list", "LLEN", "items"],
  ["set", "SCARD", "members"],
  ["zset", "ZCARD", "members"],
  ["hash", "HLEN", "fields"],
  ["stream", "XLEN", "entries"],
];

/** Columns of the longest name of a type. */
const NAME_WIDTH = 6;

/** Looks for the biggest keys; resolves with the exit code. */
export async function findBigKeys(context: ToolContext): Promise<number> {
  const { link, options, printer } = context;
  const byMemory = options.mode === "memkeys";
  const figures = new Map(
    TYPES.map(([type, command, unit]) =>
      [type, newFigures(type, command, byMemory ? "bytes" : unit)] as const
    ),
  );
  const size = numberOf(await link.command(["DBSIZE"]), "DBSIZE");
  printer.text(walkTitle(byMemory ? "keys that take most memory" : "biggest keys"));
  let sampled = 0;
  let keyBytes = 0;
  for await (const keys of walkKeys(link, walkOfOptions(options))) {
    const done = percent(sampled, size);
    const types = await link.pipeline(keys.map((key) => ["TYPE", key]));
    const ofKeys = types.map((reply) => figuresOf(figures, reply));
    const asked = keys.map((key, i) =>
      sizeCommand(ofKeys[i], key, options.memorySamples, byMemory)
    );
    const sizes = await link.pipeline(asked.filter((command) => command !== undefined));
    let answered = 0;
    keys.forEach((key, i) => {
      const entry = ofKeys[i];
      // Gone since SCAN saw it.
      if (entry === undefined) return;
      sampled++;
      keyBytes += key.length;
      entry.keys++;
      const amount = asked[i] === undefined ? 0 : sizeOf(sizes[answered++], asked[i]![0]);
      entry.total += amount;
      if (entry.biggestKey !== undefined && amount <= entry.biggest) return;
      entry.biggest = amount;
      entry.biggestKey = quoted(key);
      printer.text(
        `[${done}] Biggest ${entry.type.padEnd(NAME_WIDTH)} found so far ` +
          `'${entry.biggestKey}' with ${amount} ${entry.unit}\n`,
      );
    });
  }
  printer.text(summary([...figures.values()], sampled, keyBytes));
  return 0;
}

/** What the modes say that walk through all keys. */
export function walkTitle(wanted: string): string {
  return `\n# Scanning the entire keyspace to find the ${wanted} and their averages\n` +
    "# by type. -i 0.1 rests for 0.1 seconds after each 100 SCANs.\n\n";
}

/** A share as "07.32%". */
export function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : Math.min(100, 100 * part / whole);
  return `${share.toFixed(2).padStart(5, "0")}%`;
}

function newFigures(type: string, command: string | undefined, unit: string): TypeFigures {
  return { type, command, unit, keys: 0, total: 0, biggest: 0, biggestKey: undefined };
}

function figuresOf(figures: Map<string, TypeFigures>, reply: Reply): TypeFigures | undefined {
  const type = reply.type === "simple" ? reply.value : "none";
  if (type === "none") return undefined;
  let found = figures.get(type);
  // A type of a module.
  if (found === undefined) figures.set(type, found = newFigures(type, undefined, "?"));
  return found;
}

function sizeCommand(
  figures: TypeFigures | undefined,
  key: Uint8Array,
  samples: number | undefined,
  byMemory: boolean,
): (string | number | Uint8Array)[] | undefined {
  if (figures === undefined) return undefined;
  if (byMemory) {
    return ["MEMORY", "USAGE", key, ...(samples === undefined ? [] : ["SAMPLES", samples])];
  }
  return figures.command === undefined ? undefined : [figures.command, key];
}

/** The size that was answered; 0 for a key that has become another, or none, since. */
function sizeOf(reply: Reply, command: string | number | Uint8Array): number {
  if (reply.type === "error" && reply.value.startsWith("WRONGTYPE")) return 0;
  return numberOf(reply, String(command));
}

function summary(figures: readonly TypeFigures[], sampled: number, keyBytes: number): string {
  const average = (total: number, count: number) => (count === 0 ? 0 : total / count).toFixed(2);
  const found = figures.filter(({ biggestKey }) => biggestKey !== undefined);
  const lines = [
    "",
    "-------- summary -------",
    "",
    `Sampled ${sampled} keys in the keyspace!`,
    `Total key length in bytes is ${keyBytes} (avg len ${average(keyBytes, sampled)})`,
    "",
    ...found.map(({ type, biggest, biggestKey, unit }) =>
      `Biggest ${type.padStart(NAME_WIDTH)} found '${biggestKey}' has ${biggest} ${unit}`
    ),
    "",
    ...figures.map(({ type, keys, total, unit }) =>
      `${keys} ${type}s with ${total} ${unit} ` +
      `(${percent(keys, sampled)} of keys, avg size ${average(total, keys)})`
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
