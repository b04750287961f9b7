/** Streams of every kind, for tests of DUMP, RESTORE and RDB files. */

const ids = (count: number, step = 1) => Array.from({ length: count }, (_, i) => `${i * step + 1}`);

/** Requests that make the streams, by the key that each of them begins behind its first word with. */
export const DUMPED_STREAMS: Record<string, string[][]> = {
  "one-entry": [["XADD", "1-1", "f", "v"]],
  "other-fields": [
    ["XADD", "5-1", "a", "1", "b", "x"],
    ["XADD", "5-2", "a", "2", "b", ""],
    ["XADD", "6-0", "c", "-70000"],
    ["XADD", "6-18446744073709551615", "a", "9223372036854775807", "b", "y".repeat(5000)],
    ["XADD", "18446744073709551615-0", "", ""],
  ],
  "long": ids(350, 1000).map((id) => ["XADD", `${id}-0`, "field", id, "other", "value"]),
  "with-gaps": [
    ...ids(220).map((id) => ["XADD", `${id}-7`, "n", id]),
    ["XDEL", "1-7", "2-7", "100-7", "150-7", "220-7"],
    ["XTRIM", "MINID", "=", "20"],
  ],
  "emptied": [["XADD", "3-3", "f", "v"], ["XDEL", "3-3"]],
  "told": [
    ["XADD", "3-3", "f", "v"],
    ["XSETID", "99999999999-7", "ENTRIESADDED", "5000000000", "MAXDELETEDID", "2-2"],
  ],
  "set-back": [
    ...ids(5).map((id) => ["XADD", `${id}-0`, "f", id]),
    ["XDEL", "4-0", "5-0"],
    ["XSETID", "3-0"],
    ["XADD", "3-5", "f", "again"],
  ],
  "groups": [
    ...ids(300).map((id) => ["XADD", `${id}-0`, "f", id]),
    ["XGROUP CREATE", "all", "0"],
    ["XGROUP CREATE", "last", "$"],
    ["XGROUP CREATE", "told", "10-0", "ENTRIESREAD", "10"],
    ["XGROUP CREATECONSUMER", "last", "idle"],
    ["XREADGROUP", "GROUP", "all", "ann", "COUNT", "200", "STREAMS"],
    ["XREADGROUP", "GROUP", "all", "bob", "COUNT", "5", "STREAMS"],
    ["XREADGROUP", "GROUP", "told", "ann", "NOACK", "COUNT", "5", "STREAMS"],
    ["XACK", "all", "3-0", "77-0", "203-0"],
    ["XDEL", "9-0"],
    ["XCLAIM", "all", "bob", "0", "50-0", "51-0", "RETRYCOUNT", "7000000000", "TIME", "1"],
  ],
  "empty-group": [["XGROUP CREATE", "", "0", "MKSTREAM"]],
};

/** The request itself: the key stands where the command has it. */
export function onStream(key: string, [name, ...args]: string[]): string[] {
  if (name === "XREADGROUP") return [name, ...args, key, ">"];
  const [command, subcommand] = name.split(" ");
  return subcommand === undefined ? [command, key, ...args] : [command, subcommand, key, ...args];
}
