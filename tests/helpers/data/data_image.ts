/**
 * All data of a server as text that is equal for equal data: what tables and histories leave to chance
 * (order, seen times of consumers) is left out.
 */
import type { TestClient, TestServer } from "../commands.ts";

/** How a value of each type is read whole. */
const READERS: Readonly<Record<string, (client: TestClient, key: Uint8Array) => string>> = {
  "+string": (client, key) => client.reply(["GET", key]),
  "+list": (client, key) => client.reply(["LRANGE", key, "0", "-1"]),
  "+set": (client, key) => elements(client, ["SMEMBERS", key]).map(text).sort().join(" "),
  // Which of two equal scores a minimum answers, 0 or -0, is left open.
  "+zset": (client, key) =>
    client.reply(["ZRANGE", key, "0", "-1", "WITHSCORES"]).replaceAll("$2 -0", "$1 0"),
  "+hash": hash,
  "+stream": (client, key) =>
    client.reply(["XINFO", "STREAM", key, "FULL", "COUNT", "0"])
      // Where in the tree entries lie, and when a consumer was seen, is not data.
      .replace(/\$1[56] radix-tree-(keys|nodes) :\d+/g, "")
      .replace(/\$9 seen-time :\d+/g, ""),
};

/** The image: a line of text for each key, by `database/key`. */
export function dataImage(server: TestServer): Map<string, string> {
  const image = new Map<string, string>();
  for (const namespace of server.engine.namespaces.values()) {
    const client = server.client();
    client.session.keyspace = namespace;
    const keys: Uint8Array[] = [];
    let cursor = 0;
    do {
      cursor = namespace.walk(cursor, () => keys.push(namespace.keyBytes()));
    } while (cursor !== 0);
    for (const key of keys) {
      const type = client.reply(["TYPE", key]);
      if (type === "+none") continue;
      const value = READERS[type]!(client, key);
      const line = `${type} ${client.reply(["PEXPIRETIME", key])} ${value}`;
      image.set(`${namespace.name}/${text(key)}`, line);
    }
    server.disconnect(client.session);
  }
  return image;
}

/** The keys whose values differ, with both. */
export function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key))
    .map((key) => `${key}\n  was:    ${a.get(key)}\n  became: ${b.get(key)}`);
}

/** Fields in order, each with its value and expire time. */
function hash(client: TestClient, key: Uint8Array): string {
  return elements(client, ["HKEYS", key]).map((field) => {
    const value = client.reply(["HGET", key, field]);
    return `${text(field)}=${value} ${client.reply(["HPEXPIRETIME", key, "FIELDS", "1", field])}`;
  }).sort().join(" ");
}

/** The bulk strings of a reply that is an array of them. */
function elements(client: TestClient, request: (string | Uint8Array)[]): Uint8Array[] {
  const bytes = client.replyBytes(request);
  const found: Uint8Array[] = [];
  let at = bytes.indexOf(0x0a) + 1;
  while (at < bytes.length) {
    const line = bytes.indexOf(0x0a, at);
    const length = Number(text(bytes.subarray(at + 1, line)));
    found.push(bytes.slice(line + 1, line + 1 + length));
    at = line + 1 + length + 2;
  }
  return found;
}

function text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
