/** Random sorted set commands: few keys and members, so that they meet, with equal scores and odd ones. */
import type { Argument } from "../../../helpers/command_line.ts";
import {
  type CommandParts,
  drawPairs,
  exact,
  type GeneratedCommand,
  unordered,
} from "../family.ts";

const KEYS = ["z0", "z1", "z2", "z3"];
/** All members have the score 0: ranges by bytes mean nothing elsewhere. */
const LEX = "zlex";
/** The key of a set that grows past `zset-max-listpack-entries`. */
const LARGE = "zlarge";
const LARGE_MEMBERS = 300;
const MEMBERS: Argument[] = [
  ...["a", "b", "c", "d", "e", "f", "ab", "abc", "", "0", "-1", "10", "2", "12345678901", "B"],
  new Uint8Array([0, 13, 10, 255]),
];
const SCORES = [
  ...["0", "-0", "1", "1", "2", "3", "-1", "1.5", "0.1", "0.2", "-2.25", "1e17", "1e20", "123456"],
  ...["inf", "-inf", "+inf", "9007199254740993", "1e-7", "4611686018427387904", "3.0", "1e300"],
];
const BAD_SCORES = ["nan", "abc", "", "1e400", " 1", "(1", "1x"];
const BOUNDS = [
  ...SCORES,
  "(1",
  "(-1",
  "(0",
  "(inf",
  "-inf",
  "+inf",
  "(1.5",
  "((1",
  "[1",
  "abc",
  "",
  "(",
];
const LEX_BOUNDS = [
  "-",
  "+",
  "[a",
  "(a",
  "[b",
  "(c",
  "[abc",
  "(ab",
  "[",
  "(",
  "a",
  "",
  "+x",
  "[0",
  "(B",
];

/** A sorted set command. */
export function sortedSetCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = drawKey(parts);
  const member = () => drawMember(parts, key);
  const members = (max = 4) => Array.from({ length: random.int(1, max) }, member);
  const loose = parts.inMulti ? 0 : 1;
  return random.weighted<() => GeneratedCommand>([
    [16, () => exact(["ZADD", key, ...addOptions(parts), ...pairs(parts, key)])],
    [5, () => exact(["ZINCRBY", key, score(parts), member()])],
    [5, () => exact(["ZREM", key, ...members()])],
    [3, () => exact(["ZSCORE", key, member()])],
    [2, () => exact(["ZMSCORE", key, ...members()])],
    [2, () => exact(["ZCARD", key])],
    [3, () => exact([random.pick(["ZRANK", "ZREVRANK"]), key, member()])],
    [3, () => exact(["ZCOUNT", key, random.pick(BOUNDS), random.pick(BOUNDS)])],
    [10, () => exact(range(parts, key))],
    [3, () => exact(lexRange(parts))],
    [3, () => exact(["ZRANGESTORE", random.pick(KEYS), ...range(parts, key).slice(1)])],
    [4, () => exact(removal(parts, key))],
    [4, () => exact(pop(parts, key))],
    [5, () => exact(algebra(parts, key))],
    [5, () => exact(geo(parts))],
    [1, () => exact(["ZADD", LEX, "0", drawMember(parts, LEX), "0", drawMember(parts, LEX)])],
    [0.3, () => exact(["ZADD", LARGE, ...manyPairs(parts)])],
    [1, () => exact(["OBJECT", "ENCODING", key])],
    [1, () => exact(["COPY", key, random.pick(KEYS), "REPLACE"])],
    [1, () => exact(["DEL", key])],
    [3 * loose, () => unordered(["ZSCAN", key, "0", "COUNT", "10000", ...scanPattern(parts)])],
    [3 * loose, () => drawPairs(parts, key, "ZRANDMEMBER", "WITHSCORES")],
  ])();
}

function drawKey({ random, key }: CommandParts): Argument {
  return random.weighted<() => Argument>([
    [20, () => random.pick(KEYS)],
    [3, () => LARGE],
    [1, key],
  ])();
}

function drawMember({ random }: CommandParts, key: Argument): Argument {
  if (key === LARGE) return `member:${random.int(LARGE_MEMBERS)}`;
  if (key !== LEX && random.chance(0.005)) return random.text(random.int(63, 66));
  return random.pick(MEMBERS);
}

function score({ random }: CommandParts): string {
  if (random.chance(0.03)) return random.pick(BAD_SCORES);
  return random.chance(0.5) ? random.pick(SCORES) : String(random.int(-40, 40) / 8);
}

function pairs(parts: CommandParts, key: Argument): Argument[] {
  const count = parts.random.weighted([[6, 1], [3, 2], [1, 5]]);
  return Array.from({ length: count }, () => [score(parts), drawMember(parts, key)]).flat();
}

function manyPairs(parts: CommandParts): Argument[] {
  const pair = () => [String(parts.random.int(-50, 50)), drawMember(parts, LARGE)];
  return Array.from({ length: 100 }, pair).flat();
}

function addOptions({ random }: CommandParts): Argument[] {
  if (random.chance(0.5)) return [];
  const options = ["NX", "XX", "GT", "LT", "CH", "CH", "INCR", "INCR", "bogus"];
  return Array.from({ length: random.int(1, 3) }, () => random.pick(options));
}

function limit({ random }: CommandParts): Argument[] {
  if (random.chance(0.6)) return [];
  return ["LIMIT", String(random.int(-1, 4)), String(random.int(-1, 5))];
}

function range(parts: CommandParts, key: Argument): Argument[] {
  const { random } = parts;
  const index = () => random.chance(0.9) ? String(random.int(-8, 8)) : parts.integer();
  const bound = () => random.pick(BOUNDS);
  const scores = random.chance(0.4) ? ["WITHSCORES"] : [];
  const rev = random.chance(0.3) ? ["REV"] : [];
  return random.weighted<() => Argument[]>([
    [4, () => ["ZRANGE", key, index(), index(), ...random.shuffle([scores, rev]).flat()]],
    [2, () => ["ZREVRANGE", key, index(), index(), ...scores]],
    [4, () => [
      ...["ZRANGE", key, bound(), bound()],
      ...random.shuffle([["BYSCORE"], scores, rev, limit(parts)]).flat(),
    ]],
    [2, () => ["ZRANGEBYSCORE", key, bound(), bound(), ...scores, ...limit(parts)]],
    [2, () => ["ZREVRANGEBYSCORE", key, bound(), bound(), ...limit(parts), ...scores]],
  ])();
}

function lexRange(parts: CommandParts): Argument[] {
  const { random } = parts;
  const bound = () => random.pick(LEX_BOUNDS);
  return random.weighted<() => Argument[]>([
    [3, () => ["ZRANGE", LEX, bound(), bound(), "BYLEX", ...limit(parts)]],
    [3, () => ["ZRANGE", LEX, bound(), bound(), "REV", ...limit(parts), "BYLEX"]],
    [2, () => ["ZRANGEBYLEX", LEX, bound(), bound(), ...limit(parts)]],
    [2, () => ["ZREVRANGEBYLEX", LEX, bound(), bound(), ...limit(parts)]],
    [2, () => ["ZLEXCOUNT", LEX, bound(), bound()]],
    [1, () => ["ZREMRANGEBYLEX", LEX, bound(), bound()]],
  ])();
}

function removal(parts: CommandParts, key: Argument): Argument[] {
  const { random } = parts;
  return random.chance(0.5)
    ? ["ZREMRANGEBYRANK", key, String(random.int(-8, 8)), String(random.int(-8, 8))]
    : ["ZREMRANGEBYSCORE", key, random.pick(BOUNDS), random.pick(BOUNDS)];
}

function pop(parts: CommandParts, key: Argument): Argument[] {
  const { random } = parts;
  const count = random.chance(0.8) ? String(random.int(-1, 5)) : parts.integer();
  return random.weighted<() => Argument[]>([
    [3, () => [random.pick(["ZPOPMIN", "ZPOPMAX"]), key]],
    [3, () => [random.pick(["ZPOPMIN", "ZPOPMAX"]), key, count]],
    [3, () => [
      ...["ZMPOP", "2", random.pick(KEYS), key, random.pick(["MIN", "MAX", "min", "MID"])],
      ...random.chance(0.5) ? ["COUNT", count] : [],
    ]],
  ])();
}

/** Sets take part, too: those of the set family. */
function algebra(parts: CommandParts, key: Argument): Argument[] {
  const { random } = parts;
  const count = random.int(1, 3);
  const keys = Array.from({ length: count }, () => random.pick([...KEYS, key, "s0", "s1"]));
  const numkeys = random.chance(0.95) ? String(count) : parts.integer();
  const operation = random.pick(["UNION", "UNION", "INTER", "DIFF"]);
  if (random.chance(0.15)) {
    const limit = random.chance(0.5) ? ["LIMIT", String(random.int(-1, 3))] : [];
    return ["ZINTERCARD", numkeys, ...keys, ...limit];
  }
  const options = operation === "DIFF" && random.chance(0.95) ? [] : random.shuffle([
    random.chance(0.5) ? ["WEIGHTS", ...keys.map(() => score(parts))] : [],
    random.chance(0.5) ? ["AGGREGATE", random.pick(["SUM", "MIN", "MAX", "avg"])] : [],
  ]).flat();
  if (random.chance(0.4)) {
    return [`Z${operation}STORE`, random.pick(KEYS), numkeys, ...keys, ...options];
  }
  const scores = random.chance(0.6) ? ["WITHSCORES"] : [];
  return [`Z${operation}`, numkeys, ...keys, ...options, ...scores];
}

/** Positions, in few keys of their own; searches are sorted, so that their order is one. */
function geo(parts: CommandParts): Argument[] {
  const { random } = parts;
  const key = random.pick(["geo0", "geo1"]);
  const place = () => `p${random.int(12)}`;
  const longitude = () => random.chance(0.03) ? "181" : String(random.int(-18000, 18000) / 100);
  const latitude = () => random.chance(0.03) ? "x" : String(random.int(-8505, 8505) / 100);
  // Not metres: the last of four decimals would be within reach of how sines are rounded.
  const unit = () => random.pick(["km", "km", "KM", "mi", "xx"]);
  const size = () => String(random.int(-1, 15000));
  const readOnly = random.pick(["", "_RO"]);
  const details = ["WITHDIST", "WITHCOORD", "WITHHASH"].filter(() => random.chance(0.3));
  const count = random.chance(0.3) ? ["COUNT", String(random.int(0, 5))] : [];
  const order = random.pick(["ASC", "DESC"]);
  const center = random.chance(0.5)
    ? ["FROMMEMBER", place()]
    : ["FROMLONLAT", longitude(), latitude()];
  const shape = random.chance(0.5)
    ? ["BYRADIUS", size(), unit()]
    : ["BYBOX", size(), size(), unit()];
  return random.weighted<() => Argument[]>([
    [4, () => ["GEOADD", key, longitude(), latitude(), place()]],
    [1, () => ["GEOADD", key, random.pick(["NX", "XX", "CH"]), longitude(), latitude(), place()]],
    [2, () => ["GEOPOS", key, place(), place()]],
    [2, () => ["GEOHASH", key, place(), place()]],
    [2, () => ["GEODIST", key, place(), place(), unit()]],
    [
      4,
      () => ["GEOSEARCH", key, ...random.shuffle([center, shape, [order], details, count]).flat()],
    ],
    [2, () => ["GEOSEARCHSTORE", "geo1", key, ...center, ...shape, order, ...count]],
    [
      1,
      () => [
        `GEORADIUS${readOnly}`,
        key,
        longitude(),
        latitude(),
        size(),
        unit(),
        order,
        ...details,
      ],
    ],
    [1, () => [`GEORADIUSBYMEMBER${readOnly}`, key, place(), size(), unit(), order, ...details]],
  ])();
}

function scanPattern({ random }: CommandParts): Argument[] {
  return random.chance(0.5) ? ["MATCH", random.pick(["*", "[a-c]*", "?", "*1*", "x"])] : [];
}
