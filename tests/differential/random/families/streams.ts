/**
 * Random stream commands: few keys and few small IDs, so that they meet. `*` is left out: it is the time, which
 * differs between two servers.
 */
import type { Argument } from "../../../helpers/command_line.ts";
import { type CommandParts, exact, type GeneratedCommand } from "../family.ts";

/** The keys of streams. */
export const STREAM_KEYS = ["x0", "x1", "x2", "x3"];
const FIELDS: Argument[] = ["a", "b", "name", "", "12", "-5", "9007199254740993"];
const BAD_IDS = ["", "x", "-", "+", "**", "1-", "-1", "1-x", "1-2-3", "$", ">", "007-01", "+5"];
/** IDs at the limits of 64 bits and of a double, and one above any clock. */
const LARGE_IDS = [
  ...["18446744073709551615", "18446744073709551615-18446744073709551615", "18446744073709551616"],
  ...["9223372036854775808-4294967296", "9007199254740993-9007199254740993", "4294967296-0"],
];
/** Above the clock: what follows in that stream is large, too. */
const ABOVE_CLOCK = "8000000000000000-0";

/** A stream command. */
export function streamCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = drawKey(parts);
  const ids = (max = 3) => Array.from({ length: random.int(1, max) }, () => drawStreamId(parts));
  return random.weighted<() => GeneratedCommand>([
    [24, () => add(parts, key)],
    [5, () => exact(["XDEL", key, ...ids()])],
    [3, () => exact(["XTRIM", key, ...trimming(parts)])],
    [3, () => exact(["XLEN", key])],
    [6, () => exact(["XRANGE", key, drawStreamEnd(parts), drawStreamEnd(parts), ...count(parts)])],
    [
      4,
      () => exact(["XREVRANGE", key, drawStreamEnd(parts), drawStreamEnd(parts), ...count(parts)]),
    ],
    [3, () => exact(["XRANGE", key, "-", "+"])],
    [4, () => read(parts)],
    [1.5, () => exact(["XSETID", key, lastId(parts), ...state(parts)])],
    [3, () => exact(["XINFO", "STREAM", key])],
    [0.5, () => exact([random.pick(["DEL", "UNLINK"]), key])],
    [0.7, () => exact(["COPY", key, random.pick(STREAM_KEYS), "REPLACE"])],
    [0.3, () => exact(["RENAME", key, random.pick(STREAM_KEYS)])],
    [0.1, () => exact(["SET", key, "string"])],
    [0.5, () => exact(["OBJECT", "ENCODING", key])],
    [0.3, () => exact(["CONFIG", "SET", ...nodeLimit(parts)])],
  ])();
}

/**
 * An ID for XSETID: beyond all that there were. redis-server keeps nodes whose entries are all deleted; entries
 * that then begin below such a node go into it, and are lost when a new node gets the ID that it has.
 */
function lastId({ random, ascending }: CommandParts): string {
  return random.chance(0.2) ? random.pick(BAD_IDS) : `12-${ascending()}`;
}

function drawKey({ random, key }: CommandParts): Argument {
  return random.chance(0.97) ? random.pick(STREAM_KEYS) : key();
}

/** An ID as XDEL takes it, or what nearly is one. */
export function drawStreamId({ random }: CommandParts): string {
  return random.weighted<() => string>([
    [12, () => `${random.int(0, 12)}-${random.int(0, 3)}`],
    [8, () => `12-${random.int(0, 12)}`],
    [3, () => String(random.int(0, 14))],
    [1, () => random.pick(BAD_IDS)],
    [0.5, () => random.pick(LARGE_IDS)],
    [0.5, () => `8000000000000000-${random.int(0, 8)}`],
  ])();
}

/** An end of a range of IDs. */
export function drawStreamEnd(parts: CommandParts): string {
  const { random } = parts;
  if (random.chance(0.3)) return random.pick(["-", "+"]);
  return random.chance(0.15) ? `(${drawStreamId(parts)}` : drawStreamId(parts);
}

function count(parts: CommandParts): Argument[] {
  const { random } = parts;
  if (random.chance(0.6)) return [];
  if (random.chance(0.1)) return [random.pick(["COUNT", "LIMIT", "x"])];
  return ["COUNT", random.chance(0.8) ? String(random.int(0, 5)) : parts.integer()];
}

function trimming(parts: CommandParts): Argument[] {
  const { random } = parts;
  const how = random.pick([[], [], ["="], ["~"], ["~"]]);
  const what = random.chance(0.5)
    ? ["MAXLEN", ...how, random.chance(0.9) ? String(random.int(0, 12)) : parts.integer()]
    : ["MINID", ...how, drawStreamId(parts)];
  const limit = random.chance(0.2)
    ? ["LIMIT", random.pick(["0", "1", "5", "1000", "-1", "x"])]
    : [];
  if (random.chance(0.03)) what.push("MAXLEN", "1");
  return random.chance(0.03) ? [...limit, ...what] : [...what, ...limit];
}

function add(parts: CommandParts, key: Argument): GeneratedCommand {
  const { random } = parts;
  const options = [
    ...(random.chance(0.1) ? ["NOMKSTREAM"] : []),
    ...(random.chance(0.15) ? trimming(parts) : []),
  ];
  const id = random.weighted<() => string>([
    [6, () => `${random.int(1, 12)}-*`],
    [8, () => "12-*"],
    [6, () => drawStreamId(parts)],
    [0.2, () => ABOVE_CLOCK],
  ])();
  const names = random.chance(0.7) ? ["a"] : Array.from({ length: random.int(1, 3) }, () => {
    return random.pick(FIELDS);
  });
  const pairs = names.flatMap((name) => [name, parts.value()]);
  if (random.chance(0.02)) pairs.pop();
  return exact(["XADD", key, ...options, id, ...pairs]);
}

function read(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const keys = Array.from({ length: random.int(1, 3) }, () => drawKey(parts));
  const ids = keys.map(() => random.chance(0.1) ? "$" : drawStreamId(parts));
  if (random.chance(0.03)) ids.pop();
  return exact(["XREAD", ...count(parts), "STREAMS", ...keys, ...ids]);
}

function state(parts: CommandParts): Argument[] {
  const { random } = parts;
  const added = random.chance(0.3)
    ? ["ENTRIESADDED", random.chance(0.7) ? String(random.int(0, 30)) : parts.integer()]
    : [];
  const deleted = random.chance(0.3) ? ["MAXDELETEDID", drawStreamId(parts)] : [];
  return random.shuffle([added, deleted]).flat();
}

/**
 * A limit of a stream's nodes. Not one in bytes that entries could exceed: redis-server then makes a node of
 * another size, and when that gets the address of the node before, it goes on with memory that is freed.
 */
function nodeLimit({ random }: CommandParts): string[] {
  return random.chance(0.5)
    ? ["stream-node-max-entries", random.pick(["0", "2", "5", "100"])]
    : ["stream-node-max-bytes", random.pick(["0", "4096", "10000"])];
}
