/** What a tool tells of loaded data: files, keys by database and type, what expires. */

import type { Engine } from "../../../store/engine/engine.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import { valueTypeOf } from "../../../store/types/value_types.ts";
import { nameOf } from "../../../store/persistence/file_system.ts";
import type { LoadedFile } from "./data_load.ts";

const NUMBER = new Intl.NumberFormat("en-US");
/** So many command names are told, the most frequent ones. */
const MOST_NAMES = 8;

/** A number with its word: `1 key`, `2,000 keys`. */
export function counted(count: number, word: string): string {
  const plural = word.endsWith("y") && word !== "key"
    ? `${word.slice(0, -1)}ies`
    : word + (word.endsWith("sh") ? "es" : "s");
  return `${NUMBER.format(count)} ${count === 1 ? word : plural}`;
}

/** A namespace's name as a terminal may get it: quoted unless it is a plain word. */
export function shownName(name: string): string {
  return /^[\w.:-]+$/.test(name) ? name : JSON.stringify(name);
}

/** A line for each file. */
export function fileLines(files: readonly LoadedFile[]): string[] {
  return files.map((file) => {
    const parts: string[] = [];
    const { rdb } = file;
    if (rdb !== undefined) {
      const writer = rdb.aux.get("redis-ver");
      const created = Number(rdb.aux.get("ctime"));
      const of = writer === undefined ? "" : ` by Redis ${writer}`;
      const at = created > 0 ? ` at ${new Date(created * 1000).toISOString().slice(0, 19)}Z` : "";
      parts.push(`RDB version ${rdb.version}${of}${at}, ${counted(rdb.keys, "key")}`);
    }
    if (rdb === undefined || file.commandBytes > 0) {
      parts.push(`${counted(file.commands, "command")}${names(file.commandsByName)}`);
    }
    return `  ${nameOf(file.path)}: ${counted(file.bytes, "byte")}, ${parts.join(", then ")}`;
  });
}

function names(byName: ReadonlyMap<string, number>): string {
  const sorted = [...byName].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (sorted.length === 0) return "";
  const shown = sorted.slice(0, MOST_NAMES).map(([name, n]) => `${name} ${NUMBER.format(n)}`);
  const more = sorted.length > MOST_NAMES ? [`${sorted.length - MOST_NAMES} other names`] : [];
  return ` (${[...shown, ...more].join(", ")})`;
}

/** A line for each database that has keys. */
export function contentLines(engine: Engine, nowMs: number): string[] {
  const lines: string[] = [];
  for (const [name, namespace] of engine.namespaces) {
    const types = new Map<string, number>();
    let keys = 0;
    let expiring = 0;
    let due = 0;
    let cursor = 0;
    // Keys whose time has come are in the files, too.
    engine.replays = true;
    do {
      cursor = namespace.walk(cursor, () => {
        keys++;
        const type = valueTypeOf(namespace.kind()).name;
        types.set(type, (types.get(type) ?? 0) + 1);
        const expiryMs = namespace.expiry();
        if (expiryMs === NO_EXPIRY) return;
        expiring++;
        if (expiryMs <= nowMs) due++;
      });
    } while (cursor !== 0);
    engine.replays = false;
    if (keys === 0) continue;
    const what = /^(0|[1-9]\d{0,8})$/.test(name) ? "database" : "namespace";
    const counts = [...types].sort().map(([type, count]) => counted(count, type)).join(", ");
    const times = expiring === 0
      ? "none expires"
      : `${NUMBER.format(expiring)} with an expiry${
        due === 0 ? "" : `, ${NUMBER.format(due)} of them due`
      }`;
    lines.push(`${what} ${shownName(name)}: ${counted(keys, "key")} (${counts}), ${times}`);
  }
  return lines.length === 0 ? ["no keys"] : lines;
}
