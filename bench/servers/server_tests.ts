/**
 * What the servers are asked: redis-benchmark's default tests and a few more.
 *
 * A test that needs data has it made before, outside of the measured time: LRANGE a list that does
 * not grow from run to run, the popping tests as many elements as a run takes out.
 */
import { encodeRequest, sendRequests } from "./request_pipeline.ts";
import { Subscribers } from "./subscribers.ts";

/** One test. */
export interface ServerTest {
  /** Name in tables. */
  readonly name: string;
  /** What redis-benchmark runs: `["-t", "set"]`, or a command with its arguments. */
  readonly arguments: readonly string[];
  /** Pipeline depths at which it is run. */
  readonly pipelines: readonly number[];
  /** Makes the data that every run finds. */
  prepare?(port: number): Promise<void>;
  /** Makes what one run of so many requests uses up. */
  beforeRun?(port: number, requests: number): Promise<void>;
  /** What goes on during a run. */
  during?(port: number): Promise<AsyncDisposable>;
}

const DEPTHS = [1, 16, 64];
const COLLECTION_DEPTHS = [1, 16];
const ELEMENTS_A_REQUEST = 100;
const SUBSCRIBERS = 50;
/** redis-benchmark's value of three bytes. */
const VALUE = "xxx";

/** The tests of one kind of key, at every depth: those with figures to reach of their own. */
export const STRING_TESTS: readonly ServerTest[] = ["set", "get", "incr", "mset"].map((test) => {
  return standard(test, DEPTHS);
});

/** The rest of redis-benchmark's default set, and what it lacks. */
export const COLLECTION_TESTS: readonly ServerTest[] = [
  standard("ping_inline"),
  standard("ping_mbulk"),
  { ...standard("lpush"), beforeRun: (port) => remove(port, "mylist") },
  { ...standard("rpush"), beforeRun: (port) => remove(port, "mylist") },
  { ...standard("lpop"), beforeRun: (port, count) => fill(port, "mylist", "RPUSH", count) },
  { ...standard("rpop"), beforeRun: (port, count) => fill(port, "mylist", "RPUSH", count) },
  standard("sadd"),
  standard("hset"),
  { ...standard("spop"), beforeRun: (port, count) => fill(port, "myset", "SADD", count) },
  standard("zadd"),
  { ...standard("zpopmin"), beforeRun: (port, count) => fill(port, "myzset", "ZADD", count) },
  ...[100, 300, 500, 600].map((count): ServerTest => ({
    name: `LRANGE_${count}`,
    arguments: ["LRANGE", "bench:list", "0", String(count - 1)],
    pipelines: COLLECTION_DEPTHS,
    prepare: (port) => fill(port, "bench:list", "RPUSH", 1000),
  })),
  {
    name: "ZRANGE of 100 by rank",
    arguments: ["ZRANGE", "bench:zset", "1000", "1099"],
    pipelines: COLLECTION_DEPTHS,
    prepare: (port) => fill(port, "bench:zset", "ZADD", 10_000),
  },
  {
    name: "ZRANGE of 100 by score",
    arguments: ["ZRANGE", "bench:zset", "1000", "1099", "BYSCORE"],
    pipelines: COLLECTION_DEPTHS,
    prepare: (port) => fill(port, "bench:zset", "ZADD", 10_000),
  },
  ...[10, 100].map((count): ServerTest => ({
    name: `HGETALL of ${count}`,
    arguments: ["HGETALL", `bench:hash${count}`],
    pipelines: COLLECTION_DEPTHS,
    prepare: (port) => fill(port, `bench:hash${count}`, "HSET", count),
  })),
  {
    name: "XADD",
    arguments: ["XADD", "bench:stream", "*", "field", VALUE],
    pipelines: COLLECTION_DEPTHS,
    beforeRun: (port) => remove(port, "bench:stream"),
  },
  {
    name: `PUBLISH to ${SUBSCRIBERS}`,
    arguments: ["PUBLISH", "bench:channel", VALUE],
    pipelines: COLLECTION_DEPTHS,
    during: (port) => Subscribers.connect(port, "bench:channel", SUBSCRIBERS),
  },
];

function standard(test: string, pipelines: readonly number[] = COLLECTION_DEPTHS): ServerTest {
  return { name: test.toUpperCase(), arguments: ["-t", test], pipelines };
}

async function remove(port: number, key: string): Promise<void> {
  await sendRequests(port, { count: 1, request: () => encodeRequest(["DEL", key]) });
}

/** Makes a collection of `count` elements under `key`, in place of what was there. */
async function fill(
  port: number,
  key: string,
  command: "RPUSH" | "SADD" | "ZADD" | "HSET",
  count: number,
): Promise<void> {
  await remove(port, key);
  await sendRequests(port, {
    count: Math.ceil(count / ELEMENTS_A_REQUEST),
    request: (index) => {
      const args: string[] = [command, key];
      const end = Math.min(count, (index + 1) * ELEMENTS_A_REQUEST);
      for (let i = index * ELEMENTS_A_REQUEST; i < end; i++) args.push(...ELEMENT[command](i));
      return encodeRequest(args);
    },
  });
}

/** An element of a number, as redis-benchmark would make it. */
const ELEMENT = {
  RPUSH: () => [VALUE],
  SADD: (i: number) => [elementName(i)],
  ZADD: (i: number) => [String(i), elementName(i)],
  HSET: (i: number) => [elementName(i), VALUE],
};

function elementName(index: number): string {
  return "element:" + String(index).padStart(12, "0");
}
