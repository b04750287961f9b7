/**
 * The `notify-keyspace-events` setting: which events are published, a letter for each class.
 *
 * | letter | published                                    | letter | published          |
 * |--------|----------------------------------------------|--------|--------------------|
 * | `K`    | as messages of `__keyspace@<db>__:<key>`     | `z`    | of sorted sets     |
 * | `E`    | as messages of `__keyevent@<db>__:<event>`   | `x`    | expired keys       |
 * | `g`    | of keys of any type: DEL, EXPIRE, RENAME, …  | `e`    | evicted keys       |
 * | `$`    | of strings                                   | `t`    | of streams         |
 * | `l`    | of lists                                     | `d`    | of modules' types  |
 * | `s`    | of sets                                      | `m`    | misses             |
 * | `h`    | of hashes                                    | `n`    | new keys           |
 *
 * `A` stands for all but `K`, `E`, `m` and `n`. Nothing is published without `K` or `E`.
 */

import { InvalidValue } from "../config_error.ts";
import { type Kind, singleLineKind } from "./kind.ts";

/** The letter of a class of events. */
export type EventClass = "g" | "$" | "l" | "s" | "h" | "z" | "x" | "e" | "t" | "d" | "m" | "n";

/** Letters in the order in which CONFIG GET shows them; `A` stands for the first ones. */
const ALL = "g$lshzxetd";
const ORDER = `${ALL}nKEm`;
/** What CONFIG GET leaves out behind `A`. */
const HIDDEN_BY_ALL = "n";

/** A set of letters, `A` spelled out. */
export const notificationClasses: Kind<ReadonlySet<string>> = singleLineKind(
  "letters",
  (text) => {
    const value = new Set<string>();
    for (const letter of text) {
      if (letter === "A") { for (const each of ALL) value.add(each); }
      else if (ORDER.includes(letter)) value.add(letter);
      else throw new InvalidValue("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
    }
    const hasAll = [...ALL].every((letter) => value.has(letter));
    const shown = [...ORDER].filter((letter) => value.has(letter)).join("");
    if (!hasAll) return { value, text: shown };
    return { value, text: `A${shown.slice(ALL.length).replace(HIDDEN_BY_ALL, "")}` };
  },
  (now) => `"${now.text}"`,
);
