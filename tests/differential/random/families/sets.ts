/**
 * Random set commands: few keys and members, so that sets meet; integers of all widths, and a set that
 * grows past `set-max-intset-entries` and past what is packed.
 *
 * What SPOP takes out is anybody's guess, and the servers' sets would differ from then on: here it takes
 * all or nothing.
 */
import type { Argument } from "../../../helpers/command_line.ts";
import {
  type CommandParts,
  exact,
  type GeneratedCommand,
  sameTypes,
  unordered,
} from "../family.ts";

const KEYS = ["s0", "s1", "s2", "s3", "s4"];
/** The keys of sets that grow large, one of integers. */
const LARGE = "slarge";
const LARGE_INTEGERS = "sintegers";
const LARGE_MEMBERS = 800;
const TEXTS: Argument[] = [
  ...["a", "b", "c", "d", "e", "", "007", "-0", "+1", "1.5", "name", "9223372036854775808"],
  ...["123456789012345678901", " 1"],
  new Uint8Array([0, 13, 10, 255]),
];
const WIDE = [
  ...["32767", "-32768", "32768", "-32769", "2147483647", "-2147483648", "2147483648"],
  ...["-2147483649", "9007199254740991", "9007199254740993", "-9007199254740993"],
  ...["9223372036854775807", "-9223372036854775808"],
];

/** Counts with which SPOP takes nothing. */
const BAD_COUNTS = ["0", "-1", "abc", "", "9223372036854775808"];

function intact(command: GeneratedCommand): GeneratedCommand {
  return { ...command, intact: true };
}

/** A set command. */
export function setCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = drawKey(parts);
  const members = (max = 4) =>
    Array.from({ length: random.int(1, max) }, () => drawMember(parts, key));
  const keys = (max = 4) => Array.from({ length: random.int(1, max) }, () => drawKey(parts));
  // What has no order stays outside of transactions.
  const loose = parts.inMulti ? 0 : 1;
  return random.weighted<() => GeneratedCommand>([
    [16, () => exact(["SADD", key, ...members(8)])],
    [7, () => exact(["SREM", key, ...members()])],
    [4, () => exact(["SISMEMBER", key, ...members(1)])],
    [4, () => exact(["SMISMEMBER", key, ...members(6)])],
    [4, () => exact(["SCARD", key])],
    [5, () => exact(["SMOVE", key, drawKey(parts), ...members(1)])],
    [4, () => exact(["SINTERCARD", ...cardArguments(parts, keys())])],
    [4, () => exact(["SINTERSTORE", drawTarget(parts), ...keys()])],
    [3, () => exact(["SUNIONSTORE", drawTarget(parts), ...keys()])],
    [4, () => exact(["SDIFFSTORE", drawTarget(parts), ...keys(6)])],
    [3, () => exact(["OBJECT", "ENCODING", key])],
    [2, () => exact(["DEL", key])],
    [1, () => exact(["COPY", key, random.pick(KEYS), "REPLACE"])],
    [1, () => exact(["RENAME", key, random.pick(KEYS)])],
    [1, () => intact(exact(["SPOP", key, random.pick(BAD_COUNTS)]))],
    [4 * loose, () => unordered(["SMEMBERS", key])],
    [3 * loose, () => unordered(["SINTER", ...keys()])],
    [3 * loose, () => unordered(["SUNION", ...keys()])],
    [3 * loose, () => unordered(["SDIFF", ...keys(6)])],
    [2 * loose, () => intact(unordered(["SPOP", key, "1000000"]))],
    [3 * loose, () => unordered(["SSCAN", key, "0", ...scanOptions(parts)])],
    [3 * loose, () => draw(parts, key)],
    [0.5, () => exact(["SADD", LARGE, ...many((i) => `member:${i}`, parts)])],
    [0.5, () => exact(["SADD", LARGE_INTEGERS, ...many((i) => String(i * 3), parts)])],
  ])();
}

function drawKey({ random, key }: CommandParts): Argument {
  return random.weighted<() => Argument>([
    [24, () => random.pick(KEYS)],
    [2, () => LARGE],
    [2, () => LARGE_INTEGERS],
    [1, key],
  ])();
}

function drawTarget({ random, key }: CommandParts): Argument {
  return random.chance(0.95) ? random.pick(KEYS) : key();
}

function drawMember({ random, value }: CommandParts, key: Argument): Argument {
  if (key === LARGE) return `member:${random.int(LARGE_MEMBERS)}`;
  if (key === LARGE_INTEGERS && random.chance(0.99)) return String(random.int(LARGE_MEMBERS) * 3);
  // Texts are rarer, or no set would stay an intset.
  return random.weighted<() => Argument>([
    [60, () => String(random.int(-20, 40))],
    [4, () => random.pick(WIDE)],
    [3, () => random.pick(TEXTS)],
    [1, value],
  ])();
}

function many(member: (i: number) => string, { random }: CommandParts): string[] {
  return Array.from({ length: 150 }, () => member(random.int(LARGE_MEMBERS)));
}

function cardArguments({ random, integer }: CommandParts, keys: Argument[]): Argument[] {
  const count = random.chance(0.9) ? String(keys.length) : random.pick([integer(), "0", "5"]);
  const limit = random.weighted<() => Argument[]>([
    [5, () => []],
    [5, () => ["LIMIT", String(random.int(6))]],
    [1, () => ["LIMIT", integer()]],
    [1, () => [random.pick(["LIMIT", "bogus"])]],
  ])();
  return [count, ...keys, ...limit];
}

/** Options with which all of a set comes at once, or which are wrong. */
function scanOptions({ random }: CommandParts): Argument[] {
  if (random.chance(0.1)) {
    return random.pick([["MATCH"], ["COUNT", "0"], ["COUNT", "x"], ["TYPE", "set"], ["COUNT"]]);
  }
  const match = random.chance(0.5) ? ["MATCH", random.pick(["*", "[a-c]", "?", "*1*", "-*"])] : [];
  return random.shuffle([match, ["COUNT", "10000"]]).flat();
}

/** SRANDMEMBER, with counts that do not flood; a count of all is compared in full. */
function draw({ random }: CommandParts, key: Argument): GeneratedCommand {
  if (random.chance(0.2)) return { args: ["SRANDMEMBER", key], compare: { how: "kind" } };
  if (random.chance(0.3)) return intact(unordered(["SRANDMEMBER", key, "100000"]));
  const count = random.chance(0.8) ? String(random.int(-20, 20)) : random.pick([
    ...["abc", "", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.5"],
  ]);
  return intact(sameTypes(["SRANDMEMBER", key, count]));
}
