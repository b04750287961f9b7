/** Random hash commands: few keys and fields, so that they meet; long ones, so that encodings change. */
import type { Argument } from "../../../helpers/command_line.ts";
import {
  type CommandParts,
  drawPairs,
  exact,
  type GeneratedCommand,
  unordered,
} from "../family.ts";

const KEYS = ["h0", "h1", "h2", "h3"];
/** The key of a hash that grows past `hash-max-listpack-entries`. */
const LARGE = "hlarge";
const LARGE_FIELDS = 700;
const FIELDS: Argument[] = [
  ...["a", "b", "c", "d", "e", "", "0", "-1", "12345", "9007199254740993", "007", "name"],
  new Uint8Array([0, 13, 10, 255]),
];
/** Wrong options of a scan. Right ones that do not ask for all fields end at a server's own cursor. */
const BAD_OPTIONS = [["MATCH"], ["COUNT", "0"], ["COUNT", "abc"], ["bogus", "1"], ["NOVALUES"]];

/** A hash command. */
export function hashCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = drawKey(parts);
  const field = drawField(parts);
  const fields = (max = 4) =>
    Array.from({ length: random.int(1, max) }, () => key === LARGE ? drawLarge(parts) : field);
  const pairs = (max = 4) => fields(max).flatMap((each) => [each, drawValue(parts)]);
  // What has no order stays outside of transactions.
  const loose = parts.inMulti ? 0 : 1;
  return random.weighted<() => GeneratedCommand>([
    [14, () => exact(["HSET", key, ...pairs(6)])],
    [2, () => exact(["HMSET", key, ...pairs()])],
    [3, () => exact(["HSETNX", key, ...pairs(1)])],
    [5, () => exact(["HGET", key, ...fields(1)])],
    [4, () => exact(["HMGET", key, ...fields(6)])],
    [6, () => exact(["HDEL", key, ...fields()])],
    [3, () => exact(["HLEN", key])],
    [3, () => exact(["HEXISTS", key, ...fields(1)])],
    [3, () => exact(["HSTRLEN", key, ...fields(1)])],
    [5, () => exact(["HINCRBY", key, ...fields(1), parts.integer()])],
    [5, () => exact(["HINCRBYFLOAT", key, ...fields(1), parts.float()])],
    [1, () => exact(["OBJECT", "ENCODING", key])],
    [1, () => exact(["DEL", key])],
    [1, () => exact(["COPY", key, random.pick(KEYS), "REPLACE"])],
    [1, () => exact(["RENAME", key, random.pick(KEYS)])],
    [4 * loose, () => unordered(["HGETALL", key])],
    [2 * loose, () => unordered(["HKEYS", key])],
    [2 * loose, () => unordered(["HVALS", key])],
    [3 * loose, () => unordered(["HSCAN", key, "0", ...scanOptions(parts)])],
    [3 * loose, () => drawPairs(parts, key, "HRANDFIELD", "WITHVALUES")],
    [0.3, () => exact(["HSET", LARGE, ...manyPairs(parts)])],
  ])();
}

function drawKey({ random, key }: CommandParts): Argument {
  return random.weighted<() => Argument>([
    [20, () => random.pick(KEYS)],
    [3, () => LARGE],
    [1, key],
  ])();
}

function drawField({ random }: CommandParts): Argument {
  if (random.chance(0.01)) return random.text(random.int(63, 66));
  return random.pick(FIELDS);
}

function drawLarge({ random }: CommandParts): string {
  return `field:${random.int(LARGE_FIELDS)}`;
}

function drawValue(parts: CommandParts): Argument {
  const { random } = parts;
  // Long values are rare, or no hash would stay a listpack.
  if (random.chance(0.01)) return random.text(random.int(60, 70));
  const value = random.chance(0.3) ? String(random.int(-200_000, 200_000)) : parts.value();
  return typeof value !== "number" && value.length > 64 ? "short" : value;
}

function manyPairs(parts: CommandParts): Argument[] {
  return Array.from({ length: 200 }, () => [drawLarge(parts), drawValue(parts)]).flat();
}

function scanOptions(parts: CommandParts): Argument[] {
  const { random } = parts;
  if (random.chance(0.1)) return random.pick(BAD_OPTIONS);
  const match = random.chance(0.5) ? ["MATCH", random.pick(["*", "[a-c]", "?", "*1*", "x"])] : [];
  return random.shuffle([match, ["COUNT", "10000"]]).flat();
}
