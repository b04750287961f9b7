/** Everything that a server has in a database, as the crash test compares it. */

import { type Reply, type RespClient, toJS } from "../../resp/mod.ts";
import type { ShownDatabase, ShownValue } from "./crash_model.ts";

/** How values are read, by the first letter of their keys. */
const READERS: Readonly<Record<string, (key: string) => string[]>> = {
  s: (key) => ["GET", key],
  n: (key) => ["GET", key],
  v: (key) => ["GET", key],
  l: (key) => ["LRANGE", key, "0", "-1"],
  w: (key) => ["LRANGE", key, "0", "-1"],
  h: (key) => ["HGETALL", key],
  f: (key) => ["HGETALL", key],
  t: (key) => ["SMEMBERS", key],
  z: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
  x: (key) => ["XRANGE", key, "-", "+"],
};

/** Reads all keys of a database with their values and expire times. */
export async function readDatabase(client: RespClient, database: number): Promise<ShownDatabase> {
  await client.call("SELECT", database);
  const keys = await client.call("KEYS", "*") as string[];
  const shown: ShownDatabase = new Map();
  const replies = await client.pipeline(keys.flatMap((key) => {
    const read = READERS[key[0]];
    if (read === undefined) throw new Error(`database ${database} has a key ${key}`);
    return [["PEXPIRETIME", key], read(key)];
  }));
  for (const [i, key] of keys.entries()) {
    const expiresAt = Number(toJS(replies[2 * i]));
    // It has expired since its name was told.
    if (expiresAt === -2) continue;
    const value = valueOf(key, replies[2 * i + 1]);
    if (value.parts.length === 0 && key[0] !== "x") continue;
    shown.set(key, { ...value, expiresAt });
    if (key[0] !== "f") continue;
    const fields = value.parts.map((part) => part.slice(0, part.indexOf("=")));
    const times = await client.call("HPEXPIRETIME", key, "FIELDS", fields.length, ...fields);
    shown.get(key)!.fieldsExpireAt = (times as number[]).map(Number);
  }
  return shown;
}

function valueOf(key: string, reply: Reply): Omit<ShownValue, "expiresAt"> {
  if (reply.type === "error") throw new Error(`${key} answers ${reply.value}`);
  const value = toJS(reply);
  // It has expired since.
  if (value === null) return { parts: [] };
  if (typeof value === "string") return { parts: [value] };
  const parts = value as unknown[];
  switch (key[0]) {
    case "h":
    case "f":
    case "z":
      return { parts: pairs(parts as string[]).sort() };
    case "t":
      return { parts: (parts as string[]).sort() };
    case "x":
      return { parts: (parts as [string, string[]][]).map(([id, [, text]]) => `${id}=${text}`) };
    default:
      return { parts: parts as string[] };
  }
}

function pairs(list: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < list.length; i += 2) joined.push(`${list[i]}=${list[i + 1]}`);
  return joined;
}
