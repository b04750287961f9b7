/** How often each operation comes: `8:1:1` and `get=8,lpush=2`. */

import { didYouMean } from "../../config/name_suggestion.ts";
import { CliError } from "../cli_error.ts";
import { type LoadOperation, operationOf, OPERATIONS } from "./operations.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** An operation and its part of the load; the parts need not come to anything in all. */
export interface MixEntry {
  readonly operation: LoadOperation;
  readonly weight: number;
}

/** What the numbers of `set:get:del` stand for. */
const POSITIONS = ["set", "get", "del"];
const NUMBER = /^\d{1,9}(\.\d{1,9})?$/;

/**
 * Reads `set:get:del`, the last of which may be left out, or operations by name, `get=8,set=1`, where
 * a name alone is one part.
 * @throws {CliError}
 */
export function parseMix(text: string): MixEntry[] {
  const parts = /^[\d.:]+$/.test(text) ? byPosition(text) : text.split(",");
  const entries = parts.map((part) => parsePart(part.trim())).filter(({ weight }) => weight > 0);
  if (entries.length === 0) throw new CliError(`--ratio '${text}': nothing would be asked for`);
  const names = entries.map(({ operation }) => operation.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CliError(`--ratio '${text}': ${twice} is named twice`);
  return entries;
}

/** Draws operations, as numbers of entries of a mix. */
export class MixDraw {
  /** The last number of each entry's part of [0, 1), in order. */
  readonly #ends: Float64Array;

  constructor(mix: readonly MixEntry[], private readonly random: SeededRandom) {
    const total = mix.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    this.#ends = Float64Array.from(mix, ({ weight }) => (sum += weight) / total);
  }

  /** The next one. */
  next(): number {
    const last = this.#ends.length - 1;
    if (last === 0) return 0;
    const drawn = this.random.float();
    let entry = 0;
    while (entry < last && drawn >= this.#ends[entry]) entry++;
    return entry;
  }
}

function byPosition(text: string): string[] {
  const numbers = text.split(":");
  if (numbers.length > POSITIONS.length || numbers.length < 2) {
    throw new CliError(`--ratio '${text}': expected set:get or set:get:del`);
  }
  return numbers.map((number, index) => `${POSITIONS[index]}=${number}`);
}

function parsePart(part: string): MixEntry {
  const [name, weight = "1"] = part.split("=", 2);
  const operation = operationOf(name);
  if (operation === undefined) {
    const names = OPERATIONS.map(({ name }) => name);
    const hint = didYouMean(name, names) || `; there are ${names.join(", ")}`;
    throw new CliError(`--ratio: unknown operation '${name}'${hint}`);
  }
  if (!NUMBER.test(weight)) throw new CliError(`--ratio: '${part}' is no operation=number`);
  return { operation, weight: Number(weight) };
}
