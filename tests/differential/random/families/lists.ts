/**
 * Random list commands: few keys and elements, so that they meet; one list of many nodes. Commands that
 * wait are sent inside of transactions, where they do not.
 */
import type { Argument } from "../../../helpers/command_line.ts";
import { type CommandParts, exact, type GeneratedCommand } from "../family.ts";

const KEYS = ["l0", "l1", "l2", "l3"];
/** The key of a list that becomes large. */
const LARGE = "llarge";
const ELEMENTS = ["a", "b", "c", "", "0", "7", "-1", "12345", "007", "9223372036854775807", "x y"];
const ENDS = ["LEFT", "RIGHT", "left", "Right"];
/** Nobody waits for so long, should a transaction not be open after all. */
const TIMEOUT = "0.01";

/** A list command. */
export function listCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = drawKey(parts);
  const elements = (max = 4) =>
    Array.from({ length: random.int(1, max) }, () => drawElement(parts, key));
  const element = () => drawElement(parts, key);
  const end = () => random.chance(0.97) ? random.pick(ENDS) : "UP";
  const index = () => drawIndex(parts, key);
  const other = () => random.chance(0.3) ? key : drawKey(parts);
  const waits = parts.inMulti ? 1 : 0;
  return exact(
    random.weighted<() => Argument[]>([
      [9, () => ["RPUSH", key, ...elements(8)]],
      [9, () => ["LPUSH", key, ...elements(8)]],
      [1, () => ["RPUSHX", key, ...elements()]],
      [1, () => ["LPUSHX", key, ...elements()]],
      [5, () => ["LPOP", key, ...popCount(parts)]],
      [5, () => ["RPOP", key, ...popCount(parts)]],
      [8, () => ["LRANGE", key, index(), index()]],
      [3, () => ["LLEN", key]],
      [5, () => ["LINDEX", key, index()]],
      [5, () => ["LSET", key, index(), element()]],
      [4, () => ["LINSERT", key, random.pick(["BEFORE", "AFTER"]), element(), element()]],
      [
        4,
        () => ["LREM", key, random.pick(["0", "1", "-1", "2", "-3", parts.integer()]), element()],
      ],
      [random.chance(0.3) ? 3 : 0, () => ["LTRIM", key, index(), index()]],
      [6, () => ["LPOS", key, element(), ...positionOptions(parts)]],
      [5, () => ["LMOVE", key, other(), end(), end()]],
      [2, () => ["RPOPLPUSH", key, other()]],
      [4, () => ["LMPOP", ...multiPop(parts, end())]],
      [1, () => ["OBJECT", "ENCODING", key]],
      [1, () => ["DEL", key]],
      [1, () => ["COPY", key, random.pick(KEYS), "REPLACE"]],
      [1, () => ["RENAME", key, random.pick(KEYS)]],
      [3 * waits, () => [random.pick(["BLPOP", "BRPOP"]), key, other(), timeout(parts)]],
      [2 * waits, () => ["BLMOVE", key, other(), end(), end(), timeout(parts)]],
      [1 * waits, () => ["BRPOPLPUSH", key, other(), timeout(parts)]],
      [2 * waits, () => ["BLMPOP", timeout(parts), ...multiPop(parts, end())]],
      [0.5, () => ["RPUSH", LARGE, ...Array.from({ length: 400 }, () => drawLarge(parts))]],
    ])(),
  );
}

function drawKey({ random, key }: CommandParts): Argument {
  return random.weighted<() => Argument>([
    [20, () => random.pick(KEYS)],
    [8, () => LARGE],
    [1, key],
  ])();
}

function drawElement(parts: CommandParts, key: Argument): Argument {
  if (key === LARGE && parts.random.chance(0.8)) return drawLarge(parts);
  return parts.random.chance(0.8) ? parts.random.pick(ELEMENTS) : parts.value();
}

function drawLarge({ random }: CommandParts): string {
  if (random.chance(0.005)) return random.text(random.int(3000, 9000));
  return random.chance(0.5) ? String(random.int(300)) : `element ${random.int(300)}`;
}

function drawIndex(parts: CommandParts, key: Argument): string {
  const { random } = parts;
  if (random.chance(0.15)) return parts.integer();
  return String(key === LARGE ? random.int(-1500, 1500) : random.int(-12, 12));
}

function popCount(parts: CommandParts): string[] {
  const { random } = parts;
  if (random.chance(0.5)) return [];
  return [random.chance(0.7) ? String(random.int(5)) : parts.integer()];
}

function positionOptions(parts: CommandParts): string[] {
  const { random } = parts;
  const options: string[][] = [];
  const small = () => random.chance(0.8) ? String(random.int(-3, 5)) : parts.integer();
  if (random.chance(0.4)) options.push(["RANK", small()]);
  if (random.chance(0.4)) options.push(["COUNT", small()]);
  if (random.chance(0.3)) options.push(["MAXLEN", small()]);
  if (random.chance(0.02)) options.push([random.pick(["bogus", "RANK"])]);
  return random.shuffle(options).flat();
}

function multiPop(parts: CommandParts, end: string): Argument[] {
  const { random } = parts;
  const keys = Array.from({ length: random.int(1, 3) }, () => drawKey(parts));
  const count = random.chance(0.95) ? String(keys.length) : random.pick(["0", "-1", "9", "abc"]);
  const limit = random.chance(0.5) ? [] : ["COUNT", random.pick(["1", "2", "50", "0", "x"])];
  return [count, ...keys, end, ...limit];
}

function timeout({ random }: CommandParts): string {
  return random.chance(0.9) ? TIMEOUT : random.pick(["-1", "abc", "", "inf", "nan"]);
}
