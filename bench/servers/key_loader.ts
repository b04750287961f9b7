/**
 * Fills a server with string keys.
 *
 * Keys are `key:` and twelve digits, as redis-benchmark makes them: 16 bytes.
 */
import { encodeRequest, sendRequests } from "./request_pipeline.ts";

/** What each key is set to. */
export interface Load {
  /** Number of keys, from `key:000000000000` upwards. */
  keys: number;
  /** Bytes of each value. */
  valueBytes: number;
  /** Seconds to live; none when left out. */
  ttlSeconds?: number;
}

/** Sets every key of the load once, in the order of their numbers. */
export async function loadKeys(port: number, load: Load): Promise<void> {
  const ttl = load.ttlSeconds === undefined ? [] : ["EX", String(load.ttlSeconds)];
  await sendRequests(port, {
    count: load.keys,
    request: (index) => {
      return encodeRequest(["SET", keyName(index), valueText(index, load.valueBytes), ...ttl]);
    },
  });
}

/**
 * Asks for keys that do not exist. It warms a server up (its parser compiled, its buffers grown)
 * and stores nothing.
 */
export async function askMissingKeys(port: number, requests: number): Promise<void> {
  await sendRequests(port, {
    count: requests,
    request: (index) => encodeRequest(["GET", `none:${index}`]),
  });
}

/** `key:000000000042` for 42: 16 bytes up to a million million. */
export function keyName(index: number): string {
  return "key:" + String(index).padStart(12, "0");
}

/** Text of exactly `bytes` bytes that differs from index to index and never looks like a number. */
export function valueText(index: number, bytes: number): string {
  return ("v" + index.toString(36)).padEnd(bytes, "x").slice(0, bytes);
}
