/**
 * Random SORT commands: as texts over lists, sets and sorted sets of all families, as numbers over lists
 * of their own.
 *
 * Numbers apart, because redis-server refuses any that it has to parse from text once another command
 * has met one that is out of range (it does not clear `errno`): integers in lists and in keys it
 * does not parse. Texts that compare as equal have no order of their own either.
 */
import type { Argument } from "../../../helpers/command_line.ts";
import {
  type CommandParts,
  exact,
  type GeneratedCommand,
  sameTypes,
  unordered,
} from "../family.ts";

const LISTS = ["sort0", "sort1"];
const COLLECTIONS = ["l0", "l1", "s0", "s1", "s2", "z0", "z1", ...LISTS];
const LARGEST = 12;
const NUMBER_PATTERNS = ["weight_*", "fields_*->n", "*", "missing_*", "weight_*->n", "fields_*"];
const PATTERNS = [...NUMBER_PATTERNS, "fields_*->t", "#", "weight_1", "h0->*", "fields_*->", ""];

/** A SORT command, or one that makes something to sort. */
export function sortCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const list = random.pick(LISTS);
  const element = () => String(random.int(-3, LARGEST));
  const elements = () => Array.from({ length: random.int(1, 5) }, element);
  return random.weighted<() => GeneratedCommand>([
    [4, () => ({ ...exact(["RPUSH", list, ...elements()]), intact: true })],
    [1, () => exact(["LPOP", list, "3"])],
    [2, () => exact(["SET", `weight_${element()}`, element()])],
    [2, () => exact(["HSET", `fields_${element()}`, "n", element(), "t", random.text(2)])],
    [1, () => exact(["DEL", random.pick([`weight_${element()}`, `fields_${element()}`, list])])],
    [6, () => exact(["SORT", list, ...numberOptions(parts)])],
    [1, () => exact(["SORT_RO", list, ...numberOptions(parts).filter((each) => each !== "STORE")])],
    [6, () => ({ ...sortTexts(parts), intact: true })],
  ])();
}

/** Options for a list of integers. */
function numberOptions(parts: CommandParts): Argument[] {
  const { random } = parts;
  const options = commonOptions(parts);
  if (random.chance(0.5)) options.push(["BY", random.pick([...NUMBER_PATTERNS, "nosort"])]);
  // The result is a list of integers again unless it holds what was got.
  const gets = options.some(([name]) => name === "GET");
  if (random.chance(0.2)) options.push(["STORE", gets ? "sorted" : random.pick(LISTS)]);
  return random.shuffle(options).flat();
}

function sortTexts(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = random.chance(0.9) ? random.pick(COLLECTIONS) : parts.key();
  const options = [...commonOptions(parts), ["ALPHA"]];
  if (random.chance(0.3)) {
    // In full, so that nothing that differs is equal.
    return exact(["SORT", key, ...random.shuffle([...options, ["STORE", "sorted"]]).flat()]);
  }
  const args = ["SORT", key, ...random.shuffle(options).flat()];
  if (parts.inMulti) return exact(["SORT", random.pick(LISTS), "ALPHA"]);
  return options.some(([name]) => name === "LIMIT") ? sameTypes(args) : unordered(args);
}

function commonOptions(parts: CommandParts): Argument[][] {
  const { random } = parts;
  const options: Argument[][] = [];
  if (random.chance(0.4)) options.push([random.pick(["ASC", "DESC", "desc"])]);
  if (random.chance(0.3)) options.push(["LIMIT", parts.integer(), parts.integer()]);
  for (let gets = random.chance(0.3) ? random.int(1, 3) : 0; gets > 0; gets--) {
    options.push(["GET", random.pick(PATTERNS)]);
  }
  if (random.chance(0.03)) options.push([random.pick(["LIMIT", "BY", "GET", "bogus"])]);
  return options;
}
