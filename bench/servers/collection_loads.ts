/**
 * What the memory of collections is measured with: the same elements in both servers.
 */
import { keyName, valueText } from "./key_loader.ts";
import { encodeRequest, type RequestSeries } from "./request_pipeline.ts";

/** A load of one type. */
export interface CollectionLoad {
  /** Name in tables. */
  readonly name: string;
  /** What to send for `count` keys, or elements of the one key. */
  series(count: number): RequestSeries;
}

/** The loads; each is made of a million keys or elements. */
export const COLLECTION_LOADS: readonly CollectionLoad[] = [
  { name: "hashes of five short fields", series: (count) => perKey(count, "HSET", fields) },
  { name: "sets of five integers", series: (count) => perKey(count, "SADD", integers) },
  { name: "lists of five", series: (count) => perKey(count, "RPUSH", values) },
  {
    name: "one sorted set",
    series: (count) => inOneKey(count, (i) => ["ZADD", "zset", String(i), keyName(i)]),
  },
  {
    name: "one hash",
    series: (count) => inOneKey(count, (i) => ["HSET", "hash", keyName(i), valueText(i, 16)]),
  },
  {
    name: "one list",
    series: (count) => inOneKey(count, (i) => ["RPUSH", "list", valueText(i, 16)]),
  },
  {
    name: "one stream",
    series: (count) => ({
      ...inOneKey(count, (i) => ["XADD", "stream", "*", "field", valueText(i, 16)]),
      linesPerReply: 2,
    }),
  },
];

const FIVE = [0, 1, 2, 3, 4];

function fields(key: number): string[] {
  return FIVE.flatMap((i) => [`field${i}`, valueText(5 * key + i, 8)]);
}

function integers(key: number): string[] {
  return FIVE.map((i) => String(5 * key + i));
}

function values(key: number): string[] {
  return FIVE.map((i) => valueText(5 * key + i, 8));
}

function perKey(
  count: number,
  command: string,
  elements: (key: number) => string[],
): RequestSeries {
  return inOneKey(count, (i) => [command, keyName(i), ...elements(i)]);
}

function inOneKey(count: number, command: (index: number) => string[]): RequestSeries {
  return { count, request: (index) => encodeRequest(command(index)) };
}
