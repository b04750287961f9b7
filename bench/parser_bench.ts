/**
 * What parsing a request costs, without a socket: pipelines as redis-benchmark sends them.
 *
 * Each iteration parses one pipeline of 256 requests (the large-value one: 16), so divide the time
 * per iteration by 256 for the time per request. Run: `deno bench --no-check bench/parser_bench.ts`.
 */

import { encodeCommands } from "../resp/request_encoder.ts";
import { DEFAULT_REQUEST_LIMITS, REQUEST, RequestParser } from "../resp/request_parser.ts";

const PIPELINE = 256;

const key = (i: number): string => `key:${String(i).padStart(12, "0")}`;
const numbers = Array.from({ length: PIPELINE }, (_, i) => i);

const PIPELINES: Record<string, Uint8Array> = {
  "256 GET, key of 16 bytes": encodeCommands(numbers.map((i) => ["GET", key(i)])),
  "256 SET, key and value of 16 bytes": encodeCommands(
    numbers.map((i) => ["SET", key(i), "0123456789abcdef"]),
  ),
  "256 MSET of 10 keys": encodeCommands(
    numbers.map((i) => ["MSET", ...numbers.slice(0, 10).flatMap((k) => [key(i + k), "v"])]),
  ),
  "256 inline GET": new TextEncoder().encode(numbers.map((i) => `GET ${key(i)}\r\n`).join("")),
  "16 SET, value of 64 KiB": encodeCommands(
    numbers.slice(0, 16).map((i) => ["SET", key(i), new Uint8Array(65536)]),
  ),
};

for (const [name, bytes] of Object.entries(PIPELINES)) {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  Deno.bench(name, { group: name }, () => {
    let at = 0;
    while (parser.parse(bytes, at, bytes.length) === REQUEST) at = parser.next;
    if (at !== bytes.length) throw new Error(`Parsed ${at} of ${bytes.length} bytes`);
  });
}
