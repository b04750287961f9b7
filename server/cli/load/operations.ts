/**
 * What a load can be made of: operations by name, as data. Adding one is an entry here.
 *
 * The names of keys say their type, so that operations on different types do not meet; the number
 * in them, of twelve digits, is drawn by the distribution that was chosen.
 */

/** A part of a request. */
export type RequestPart =
  | string
  /** A key: the text and its number. */
  | { readonly key: string }
  /** A member, a field or a score: the text and one of `--elements` numbers, uniform. */
  | { readonly element: string }
  | typeof VALUE;

/** The value, of the size that was chosen. */
export const VALUE = Symbol("value");

/** Which reply says that there was nothing: null, or the number 0. */
export type MissReply = "null" | "zero";

/** An operation. */
export interface LoadOperation {
  readonly name: string;
  readonly command: readonly RequestPart[];
  /** What answers a miss; left out where there is none to speak of. */
  readonly miss?: MissReply;
  /** The operation that `--fill` makes the keys with; left out where there is nothing to make. */
  readonly filler?: string;
  /** The method on the resource of the key, if it can be asked for over HTTP. */
  readonly method?: "GET" | "PUT" | "DELETE";
}

const KEY: RequestPart = { key: "key:" };
const TEN_KEYS = Array.from({ length: 10 }, () => KEY);
const COUNTER: RequestPart = { key: "counter:" };
const LIST: RequestPart = { key: "list:" };
const HASH: RequestPart = { key: "hash:" };
const SET: RequestPart = { key: "set:" };
const ZSET: RequestPart = { key: "zset:" };
const STREAM: RequestPart = { key: "stream:" };
const MEMBER: RequestPart = { element: "element:" };
const SCORE: RequestPart = { element: "" };

/** All operations, by family. */
export const OPERATIONS: readonly LoadOperation[] = [
  { name: "set", command: ["SET", KEY, VALUE], filler: "set", method: "PUT" },
  { name: "get", command: ["GET", KEY], miss: "null", filler: "set", method: "GET" },
  { name: "del", command: ["DEL", KEY], miss: "zero", filler: "set", method: "DELETE" },
  { name: "exists", command: ["EXISTS", KEY], miss: "zero", filler: "set" },
  { name: "append", command: ["APPEND", KEY, VALUE], filler: "set" },
  { name: "mget", command: ["MGET", ...TEN_KEYS], filler: "set" },
  {
    name: "mset",
    command: ["MSET", ...TEN_KEYS.flatMap((key): RequestPart[] => [key, VALUE])],
    filler: "set",
  },
  { name: "incr", command: ["INCR", COUNTER], filler: "incr" },
  { name: "lpush", command: ["LPUSH", LIST, VALUE], filler: "rpush" },
  { name: "rpush", command: ["RPUSH", LIST, VALUE], filler: "rpush" },
  { name: "lpop", command: ["LPOP", LIST], miss: "null", filler: "rpush" },
  { name: "rpop", command: ["RPOP", LIST], miss: "null", filler: "rpush" },
  { name: "lrange", command: ["LRANGE", LIST, "0", "9"], filler: "rpush" },
  { name: "hset", command: ["HSET", HASH, MEMBER, VALUE], filler: "hset" },
  { name: "hget", command: ["HGET", HASH, MEMBER], miss: "null", filler: "hset" },
  { name: "hdel", command: ["HDEL", HASH, MEMBER], miss: "zero", filler: "hset" },
  { name: "sadd", command: ["SADD", SET, MEMBER], filler: "sadd" },
  { name: "sismember", command: ["SISMEMBER", SET, MEMBER], miss: "zero", filler: "sadd" },
  { name: "srem", command: ["SREM", SET, MEMBER], miss: "zero", filler: "sadd" },
  { name: "spop", command: ["SPOP", SET], miss: "null", filler: "sadd" },
  { name: "zadd", command: ["ZADD", ZSET, SCORE, MEMBER], filler: "zadd" },
  { name: "zscore", command: ["ZSCORE", ZSET, MEMBER], miss: "null", filler: "zadd" },
  { name: "zrange", command: ["ZRANGE", ZSET, "0", "9"], filler: "zadd" },
  { name: "zrem", command: ["ZREM", ZSET, MEMBER], miss: "zero", filler: "zadd" },
  {
    name: "xadd",
    command: ["XADD", STREAM, "MAXLEN", "~", "1000", "*", "field", VALUE],
    filler: "xadd",
  },
  { name: "ping", command: ["PING"] },
];

const BY_NAME = new Map(OPERATIONS.map((operation) => [operation.name, operation]));

/** The operation of a name; undefined if there is none. */
export function operationOf(name: string): LoadOperation | undefined {
  return BY_NAME.get(name);
}
