/** Values of every encoding, for tests of DUMP and RESTORE. */

const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));
const long = (i: number | string) => `${i}-`.repeat(30);

/** Requests, without the key, that make the values, by the key. */
export const DUMPED_VALUES: Record<string, string[]> = {
  int: ["SET", "123"],
  negative: ["SET", "-70000"],
  "large-int": ["SET", "-9223372036854775808"],
  embstr: ["SET", "hello"],
  raw: ["SET", "0123456789abcdefABCDEF".repeat(20)],
  empty: ["SET", ""],
  compressible: ["SET", "a".repeat(10_000)],
  hll: ["PFADD", ...numbers(50)],
  list: ["RPUSH", "a", "", "12", "-5000", "9007199254740993", long("x"), "y".repeat(5000)],
  "long-list": ["RPUSH", ...numbers(3000).map((n) => `${n}.`)],
  "fat-list": ["RPUSH", ..."abcdef".split("").map((c) => c.repeat(9000))],
  intset16: ["SADD", "1", "-2", "300"],
  intset32: ["SADD", "1", "-2", "70000"],
  intset64: ["SADD", "1", "-2", "9223372036854775807"],
  set: ["SADD", "a", "b", "1", ""],
  "large-set": ["SADD", ...numbers(1000)],
  "text-set": ["SADD", ...numbers(300).map(long)],
  hash: ["HSET", "f", "v", "1", "2", "", ""],
  "marked-hash": ["HSET", "f", long("f")],
  "large-hash": ["HSET", ...numbers(1200)],
  zset: ["ZADD", "1", "a", "-inf", "b", "1.5", "c", "inf", "d", "-0", "e", "1e300", "f"],
  "large-zset": ["ZADD", ...numbers(300).flatMap((n) => [String(Number(n) / 7), `m${n}`])],
  "long-zset": ["ZADD", "3", long("m"), "-inf", "n", "0.1", "o"],
};

/** How a type's values are read. */
export const DUMPED_READS: Record<string, (key: string) => string[]> = {
  string: (key) => ["GET", key],
  list: (key) => ["LRANGE", key, "0", "-1"],
  set: (key) => ["SORT", key, "ALPHA"],
  hash: (key) => ["HGETALL", key],
  zset: (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
};
