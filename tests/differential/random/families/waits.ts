/** Random commands that wait for as long as nobody serves them: for clients that others serve. */
import type { Argument } from "../../../helpers/command_line.ts";
import type { Random } from "../../../helpers/random.ts";
import { CONSUMERS, GROUPS } from "./stream_groups.ts";

const LISTS = ["l0", "l1", "l2"];
const SORTED_SETS = ["z0", "z1", "z2"];
const STREAMS = ["x0", "x1", "x2"];
const ENDS = ["LEFT", "RIGHT"];
const FOREVER = "0";

/** A command that may wait. */
export function waitingCommand(random: Random): Argument[] {
  const some = (keys: readonly string[]) =>
    random.shuffle([...keys]).slice(0, random.int(1, keys.length));
  const counted = (keys: readonly string[], end: string) => {
    const chosen = some(keys);
    const count = random.chance(0.5) ? ["COUNT", String(random.int(1, 4))] : [];
    return [FOREVER, String(chosen.length), ...chosen, end, ...count];
  };
  return random.weighted<() => Argument[]>([
    [3, () => [random.pick(["BLPOP", "BRPOP"]), ...some(LISTS), FOREVER]],
    [2, () => ["BLMOVE", random.pick(LISTS), random.pick(LISTS), ...ends(random), FOREVER]],
    [1, () => ["BRPOPLPUSH", random.pick(LISTS), "l3", FOREVER]],
    [2, () => ["BLMPOP", ...counted(LISTS, random.pick(ENDS))]],
    [3, () => [random.pick(["BZPOPMIN", "BZPOPMAX"]), ...some(SORTED_SETS), FOREVER]],
    [2, () => ["BZMPOP", ...counted(SORTED_SETS, random.pick(["MIN", "MAX"]))]],
    [3, () => {
      const keys = some(STREAMS);
      return ["XREAD", "BLOCK", FOREVER, "STREAMS", ...keys, ...keys.map(() => "$")];
    }],
    [4, () => {
      const keys = some(STREAMS);
      const group = [random.pick(GROUPS), random.pick(CONSUMERS)];
      const more = random.pick([[], ["COUNT", "2"], ["NOACK"]]);
      return [
        ...["XREADGROUP", "GROUP", ...group, "BLOCK", FOREVER, ...more, "STREAMS", ...keys],
        ...keys.map(() => ">"),
      ];
    }],
  ])();
}

function ends(random: Random): string[] {
  return [random.pick(ENDS), random.pick(ENDS)];
}
