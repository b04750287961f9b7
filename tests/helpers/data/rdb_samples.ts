/** A small RDB file of every type in every form, for tests of loading. */
import type { TestClient } from "../commands.ts";
import { littleEndian, RdbBytes, rdbString } from "./rdb_bytes.ts";

/** A listpack of small integers and short texts, as a string. */
export function listpackString(...elements: (number | string)[]): number[] {
  const entries = elements.flatMap((element) => {
    if (typeof element === "number") return [element, 1];
    const bytes = [...element].map((letter) => letter.charCodeAt(0));
    return [0x80 | bytes.length, ...bytes, bytes.length + 1];
  });
  const head = [...littleEndian(7 + entries.length, 4), ...littleEndian(elements.length, 2)];
  return rdbString([...head, ...entries, 255]);
}

/** A ziplist of short texts, as a string. */
export function ziplistString(...elements: string[]): number[] {
  const entries: number[] = [];
  let previous = 0;
  let last = 10;
  for (const element of elements) {
    last = 10 + entries.length;
    entries.push(previous, element.length, ...[...element].map((letter) => letter.charCodeAt(0)));
    previous = 2 + element.length;
  }
  const head = [...littleEndian(11 + entries.length, 4), ...littleEndian(last, 4)];
  return rdbString([...head, ...littleEndian(elements.length, 2), ...entries, 255]);
}

const double = (number: number) => [...new Uint8Array(new Float64Array([number]).buffer)];
const text = (...texts: string[]) => texts.flatMap(rdbString);
const time = (ms: number) => littleEndian(ms, 8);
const id = (ms: number) => [...littleEndian(ms, 8).reverse(), ...littleEndian(0, 8)];

/** One entry, 9-0, and a deleted one. */
const NODE = [
  ...rdbString(id(9)),
  ...listpackString(1, 1, 1, "f", 0, 2, 0, 0, "v", 4, 3, 1, 0, "w", 4),
];
/** What follows the nodes in the form of Redis 7: counts, and a group with a consumer. */
const TAIL = (active: number[]) => [
  ...[1, 20, 0, 9, 0, 0, 0, 2],
  ...[1, ...text("g"), 9, 0, 1, 1, ...id(9), ...time(1000), 1],
  ...[1, ...text("c"), ...time(2000), ...active, 1, ...id(9)],
];

/** Values in every form, by a key that says which; the bytes are those behind the key. */
export const RDB_SAMPLES: Record<string, [form: number, bytes: number[]]> = {
  "string": [0, text("text")],
  "string int8": [0, [0xc0, 0x85]],
  "string int16": [0, [0xc1, 0, 0x80]],
  "string int32": [0, [0xc2, 0, 0, 0, 0x80]],
  "string lzf": [0, [0xc3, 5, 21, 0, 97, 224, 11, 0]],
  "string of 14 bits": [0, text("x".repeat(70))],
  "list": [1, [2, ...text("a", "b")]],
  "set": [2, [2, ...text("a", "b")]],
  "zset text": [3, [3, ...text("a", "1.5", "b"), 254, ...text("c"), 255]],
  "hash": [4, [2, ...text("f", "v", "g", "w")]],
  "zset": [5, [2, ...text("a"), ...double(1.5), ...text("b"), ...double(-Infinity)]],
  "hash zipmap": [9, rdbString([1, 1, 102, 1, 1, 118, 0, 255])],
  "list ziplist": [10, ziplistString("a", "b")],
  "set intset": [11, rdbString([2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 2, 1])],
  "zset ziplist": [12, ziplistString("a", "1", "b", "2.5")],
  "hash ziplist": [13, ziplistString("f", "v")],
  "list ziplists": [14, [2, ...ziplistString("a"), ...ziplistString("b", "c")]],
  "stream 1": [15, [1, ...NODE, 1, 20, 0, 1, ...text("g"), 9, 0, 0, 0]],
  "hash listpack": [16, listpackString("f", 1, "g", "w")],
  "zset listpack": [17, listpackString("a", 1, "b", "2.5")],
  "list nodes": [18, [2, 2, ...listpackString("a", 7), 1, ...text("plain")]],
  "stream 2": [19, [1, ...NODE, ...TAIL([])]],
  "set listpack": [20, listpackString("a", 7)],
  "stream 3": [21, [1, ...NODE, ...TAIL(time(1500))]],
  "hash 22": [22, [2, 0, ...text("f", "v"), 0x81, 0, 0, 2, 0, 0, 0, 0, 1, ...text("g", "w")]],
  "hash 24": [24, [...time(2 ** 41), 2, 0, ...text("f", "v"), 3, ...text("g", "w")]],
  "hash 25": [25, [...time(0), ...listpackString("f", "v", 0)]],
};

/** A file of all samples, in two databases, with every kind of remark between them. */
export function sampleFile(): RdbBytes {
  const file = new RdbBytes(12).aux("redis-ver", "7.4.0").aux("redis-bits", "64").select(0)
    .raw([251, 27, 1]);
  Object.entries(RDB_SAMPLES).forEach(([key, [form, bytes]], i) => {
    if (i === 3) file.expiry(2 ** 42);
    if (i === 7) file.raw([248, 60]);
    if (i === 9) file.raw([249, 5]);
    if (i === 12) file.select(1).raw([253, 255, 255, 255, 127]);
    file.value(form, key, bytes);
  });
  return file;
}

/** How a type's values are read, so that their order does not matter where they have none. */
const READS: Record<string, (key: string) => string[][]> = {
  string: (key) => [["GET", key], ["STRLEN", key]],
  list: (key) => [["LRANGE", key, "0", "-1"], ["LLEN", key]],
  set: (key) => [["SORT", key, "ALPHA"], ["SCARD", key]],
  hash: (key) => [["HGETALL", key], ["HLEN", key]],
  zset: (key) => [["ZRANGE", key, "0", "-1", "WITHSCORES"], ["ZCARD", key]],
  stream: (key) => [
    ["XRANGE", key, "-", "+"],
    ["XREVRANGE", key, "+", "-"],
    ["XINFO", "STREAM", key, "FULL", "COUNT", "0"],
  ],
};

/** All that can be seen of a key's value. */
export function lookAt(client: TestClient, key: string | Uint8Array): string {
  const type = client.reply(["TYPE", key]).slice(1);
  const replies = READS[type]("k").map((request) => {
    return client.reply(request.map((part) => part === "k" ? key : part));
  });
  return `${type} ${replies.join(" ").split(" ").sort().join(" ")}`;
}

/** Keys of the client's database. */
export function keysOf(client: TestClient): Uint8Array[] {
  const namespace = client.session.keyspace;
  const keys: Uint8Array[] = [];
  for (let cursor = 0;;) {
    cursor = namespace.walk(cursor, () => keys.push(namespace.keyBytes()));
    if (cursor === 0) return keys;
  }
}
