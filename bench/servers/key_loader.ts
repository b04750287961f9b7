/**
 * Fills a server with keys through one pipelined connection, the same bytes for every server.
 *
 * Keys are `key:` and twelve digits, as redis-benchmark makes them: 16 bytes. Every reply that is
 * expected here (`+OK`, and `$-1` for a miss) takes five bytes, so a batch is done when five
 * bytes a command have come, and anything else is an error reply.
 */

const BATCH = 1000;
const REPLY_BYTES = 5;
const MINUS = 0x2d;
const encoder = new TextEncoder();

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
  await pipeline(port, load.keys, (index) => {
    return encodeRequest(["SET", keyName(index), valueText(index, load.valueBytes), ...ttl]);
  }, "+OK\r\n");
}

/**
 * Asks for keys that do not exist. It warms a server up (its parser compiled, its buffers grown)
 * and stores nothing.
 */
export async function askMissingKeys(port: number, requests: number): Promise<void> {
  await pipeline(port, requests, (index) => encodeRequest(["GET", `none:${index}`]), "$-1\r\n");
}

/** `key:000000000042` for 42: 16 bytes up to a million million. */
export function keyName(index: number): string {
  return "key:" + String(index).padStart(12, "0");
}

/** Text of exactly `bytes` bytes that differs from index to index and never looks like a number. */
export function valueText(index: number, bytes: number): string {
  return ("v" + index.toString(36)).padEnd(bytes, "x").slice(0, bytes);
}

/** A command in RESP. Its arguments are ASCII. */
export function encodeRequest(args: readonly string[]): string {
  return `*${args.length}\r\n` + args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join("");
}

async function pipeline(
  port: number,
  requests: number,
  request: (index: number) => string,
  expected: string,
): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const replies = new Uint8Array(BATCH * REPLY_BYTES);
  for (let from = 0; from < requests; from += BATCH) {
    const to = Math.min(from + BATCH, requests);
    let batch = "";
    for (let index = from; index < to; index++) batch += request(index);
    const [received] = await Promise.all([
      readExactly(connection, replies.subarray(0, (to - from) * REPLY_BYTES)),
      writeAll(connection, encoder.encode(batch)),
    ]);
    checkReplies(received, expected);
  }
}

/** Throws unless `replies` is `expected` over and over. */
function checkReplies(replies: Uint8Array, expected: string): void {
  for (let at = 0; at < replies.length; at++) {
    if (replies[at] !== expected.charCodeAt(at % REPLY_BYTES)) {
      const text = new TextDecoder().decode(replies.subarray(at - at % REPLY_BYTES));
      throw new Error(`Expected ${JSON.stringify(expected)}: got ${text.slice(0, 80)}`);
    }
  }
}

async function readExactly(connection: Deno.Conn, into: Uint8Array): Promise<Uint8Array> {
  for (let have = 0; have < into.length;) {
    const count = await connection.read(into.subarray(have));
    if (count === null) throw new Error("The server closed the connection while it was loaded");
    have += count;
    // An error reply is longer than five bytes: say what it is rather than miscount.
    if (into[0] === MINUS) throw new Error(await errorReply(connection, into.slice(0, have)));
  }
  return into;
}

/** The text of an error reply of which the beginning was read. */
async function errorReply(connection: Deno.Conn, beginning: Uint8Array): Promise<string> {
  const rest = new Uint8Array(256);
  const count = await connection.read(rest) ?? 0;
  const decoder = new TextDecoder();
  return (decoder.decode(beginning) + decoder.decode(rest.subarray(0, count))).split("\r\n")[0];
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}
