/**
 * Which commands name elements of the collection under their first key: members of a set, fields of a hash.
 *
 * It serves looking ahead alone: where options stand before the elements, it looks for what is none,
 * which does no harm.
 */

/** By a command's name: argument index of the first element, and the distance to the next. */
export const ELEMENT_ARGUMENTS: Readonly<Record<string, readonly [first: number, step: number]>> = {
  sadd: [2, 1],
  srem: [2, 1],
  sismember: [2, 1],
  smismember: [2, 1],
  hset: [2, 2],
  hmset: [2, 2],
  hsetnx: [2, 2],
  hget: [2, 1],
  hmget: [2, 1],
  hexists: [2, 1],
  hstrlen: [2, 1],
  hdel: [2, 1],
  hincrby: [2, 2],
  hincrbyfloat: [2, 2],
  zadd: [3, 2],
  zincrby: [3, 2],
  zrem: [2, 1],
  zscore: [2, 1],
  zmscore: [2, 1],
  zrank: [2, 1],
  zrevrank: [2, 1],
};
