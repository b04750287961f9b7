/** The `save` setting: after how many seconds and changes a snapshot is due. */

import { InvalidValue } from "../config_error.ts";
import type { FileLine, Kind, Parsed } from "./kind.ts";

/** A snapshot is due `seconds` after the last one when `changes` keys have changed. */
export interface SavePoint {
  /** Seconds since the last snapshot, at least 1. */
  readonly seconds: number;
  /** Changed keys since then. */
  readonly changes: number;
}

/**
 * Pairs of seconds and changes; the empty text means no snapshots. In a file each pair may have a line of
 * its own, and CONFIG REWRITE writes it so: all of them or none, because one that is there takes the place of all
 * defaults.
 */
export const savePoints: Kind<readonly SavePoint[]> = {
  placeholder: "seconds changes ...",
  manyWords: true,
  parse(text) {
    const numbers = text === "" ? [] : text.split(" ").map(parseCount);
    const value: SavePoint[] = [];
    for (let at = 0; at < numbers.length; at += 2) {
      const seconds = numbers[at];
      const changes = numbers[at + 1];
      if (seconds < 1 || changes === undefined) throw new InvalidValue("Invalid save parameters");
      value.push({ seconds, changes });
    }
    return parsed(value);
  },
  join: (earlier, later) => later.text === "" ? later : parsed([...earlier.value, ...later.value]),
  fileLines(now, initial, isNamed): FileLine[] {
    const isDefault = !isNamed && now.text === initial.text;
    if (now.value.length === 0) return [{ text: '""', isDefault }];
    return now.value.map(({ seconds, changes }) => ({ text: `${seconds} ${changes}`, isDefault }));
  },
};

function parsed(value: readonly SavePoint[]): Parsed<readonly SavePoint[]> {
  return { value, text: value.map(({ seconds, changes }) => `${seconds} ${changes}`).join(" ") };
}

function parseCount(word: string): number {
  if (!/^\d{1,10}$/.test(word)) throw new InvalidValue("Invalid save parameters");
  return Number(word);
}
