/**
 * Random commands of consumer groups, on the streams of `streams.ts`.
 *
 * Idle times are units of 10⁹ ms, set by IDLE, and thresholds lie between them: what passes meanwhile decides
 * nothing. What shows idle times is compared with a tolerance, outside of transactions.
 */
import type { Argument } from "../../../helpers/command_line.ts";
import { type CommandParts, exact, type GeneratedCommand, withTimes } from "../family.ts";
import { drawStreamEnd, drawStreamId, STREAM_KEYS } from "./streams.ts";

/** Groups; the last one is seldom there. */
export const GROUPS: Argument[] = [
  "g0",
  "g0",
  "g1",
  "g1",
  new Uint8Array([103, 0, 255]),
  "nogroup",
];
/** Consumers. */
export const CONSUMERS: Argument[] = ["c0", "c1", "c2", "", new Uint8Array([99, 13, 10, 255])];
/** Thresholds that no idle time comes near. */
const THRESHOLDS = [
  ...[
    "0",
    "0",
    "0",
    "0",
    "0",
    "0",
    "0",
    "500000000",
    "500000000",
    "1500000000",
    "2500000000",
    "9223372036854775807",
    "-1",
  ],
  ...["abc", "", "9223372036854775808"],
];
const IDLE_TIMES = ["0", "1000000000", "2000000000", "5000000000", "-1", "abc"];
const MOMENTS = ["1000000000000", "1100000000000", "0", "-5", "x"];

/** A command of a group, or about groups. */
export function streamGroupCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = random.chance(0.99) ? random.pick(STREAM_KEYS) : parts.key();
  const group = random.pick(GROUPS);
  const consumer = random.pick(CONSUMERS);
  const ids = () => Array.from({ length: random.int(1, 4) }, () => drawStreamId(parts));
  // What shows idle times stays outside of transactions.
  const timed = parts.inMulti ? 0 : 1;
  return random.weighted<() => GeneratedCommand>([
    [12, () => exact(["XGROUP", "CREATE", key, group, drawStart(parts), ...creation(parts)])],
    [2, () => exact(["XGROUP", "SETID", key, group, drawStart(parts), ...entriesRead(parts)])],
    [0.7, () => exact(["XGROUP", "DESTROY", key, group])],
    [1.5, () => exact(["XGROUP", "CREATECONSUMER", key, group, consumer])],
    [1.5, () => exact(["XGROUP", "DELCONSUMER", key, group, consumer])],
    [0.3, () => exact(["XGROUP", random.pick(["bogus", "CREATE", "SETID"]), key])],
    [14, () => exact(["XREADGROUP", ...groupRead(parts, group, consumer)])],
    [5, () => exact(["XACK", key, group, ...ids()])],
    [4, () => exact(["XPENDING", key, group])],
    [5 * timed, () => withTimes(["XPENDING", key, group, ...pendingRange(parts)])],
    [7, () => exact(["XCLAIM", key, group, consumer, threshold(parts), ...ids(), ...claim(parts)])],
    [5, () => exact(["XAUTOCLAIM", key, group, consumer, threshold(parts), ...autoClaim(parts)])],
    [3, () => exact(["XINFO", "GROUPS", key])],
    [3 * timed, () => withTimes(["XINFO", "CONSUMERS", key, group])],
    [4 * timed, () => withTimes(["XINFO", "STREAM", key, "FULL", ...fullCount(parts)])],
  ])();
}

function drawStart(parts: CommandParts): string {
  const { random } = parts;
  return random.weighted<() => string>([
    [3, () => "0"],
    [2, () => "$"],
    [3, () => drawStreamId(parts)],
  ])();
}

function creation(parts: CommandParts): Argument[] {
  const { random } = parts;
  const make = random.chance(0.7) ? ["MKSTREAM"] : [];
  return random.shuffle([make, entriesRead(parts)]).flat();
}

function entriesRead(parts: CommandParts): Argument[] {
  const { random } = parts;
  if (random.chance(0.7)) return [];
  return ["ENTRIESREAD", random.chance(0.8) ? String(random.int(-1, 15)) : parts.integer()];
}

function groupRead(parts: CommandParts, group: Argument, consumer: Argument): Argument[] {
  const { random } = parts;
  const keys = Array.from({ length: random.weighted([[18, 1], [2, 2], [1, 3]]) }, () => {
    return random.pick(STREAM_KEYS);
  });
  const ids = keys.map(() => random.chance(0.75) ? ">" : drawStreamId(parts));
  if (random.chance(0.03)) ids.pop();
  const options = random.shuffle([
    random.chance(0.5) ? ["COUNT", random.pick(["1", "2", "2", "3", "3", "0", "-1"])] : [],
    random.chance(0.15) ? ["NOACK"] : [],
    // In a transaction nobody waits; nor for a time that is wrong.
    parts.inMulti && random.chance(0.2) ? ["BLOCK", random.pick(["0", "10", "-1", "x"])] : [],
  ]).flat();
  return ["GROUP", group, consumer, ...options, "STREAMS", ...keys, ...ids];
}

function threshold({ random }: CommandParts): string {
  return random.pick(THRESHOLDS);
}

function pendingRange(parts: CommandParts): Argument[] {
  const { random } = parts;
  const idle = random.chance(0.3) ? ["IDLE", threshold(parts)] : [];
  const [start, end] = random.chance(0.5)
    ? ["-", "+"]
    : [drawStreamEnd(parts), drawStreamEnd(parts)];
  const count = random.chance(0.9) ? String(random.int(0, 12)) : parts.integer();
  const consumer = random.chance(0.4) ? [random.pick(CONSUMERS)] : [];
  return [...idle, start, end, count, ...consumer];
}

function claim(parts: CommandParts): Argument[] {
  const { random } = parts;
  return random.shuffle([
    random.chance(0.4) ? ["IDLE", random.pick(IDLE_TIMES)] : [],
    random.chance(0.2) ? ["TIME", random.pick(MOMENTS)] : [],
    random.chance(0.3) ? ["RETRYCOUNT", random.pick(["0", "1", "7", "-1", "x"])] : [],
    random.chance(0.4) ? ["FORCE"] : [],
    random.chance(0.4) ? ["JUSTID"] : [],
    random.chance(0.2) ? ["LASTID", drawStreamId(parts)] : [],
    random.chance(0.02) ? ["bogus"] : [],
  ]).flat();
}

function autoClaim(parts: CommandParts): Argument[] {
  const { random } = parts;
  return [
    random.chance(0.5) ? "-" : drawStreamEnd(parts),
    ...random.shuffle([
      random.chance(0.5) ? ["COUNT", random.pick(["1", "2", "5", "100", "0", "-1", "x"])] : [],
      random.chance(0.4) ? ["JUSTID"] : [],
    ]).flat(),
  ];
}

function fullCount(parts: CommandParts): Argument[] {
  const { random } = parts;
  return random.chance(0.6) ? [] : ["COUNT", random.chance(0.8) ? "0" : parts.integer()];
}
