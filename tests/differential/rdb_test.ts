/**
 * RDB files that a snapshot has written: redis-check-rdb accepts them, and redis-server loads from them what
 * was there, value by value and in the same encodings.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Argument } from "../helpers/command_line.ts";
import { escapeBytes } from "../helpers/command_line.ts";
import { type TestClient, TestServer } from "../helpers/commands.ts";
import { DUMPED_STREAMS, onStream } from "../helpers/data/dumped_streams.ts";
import { DUMPED_VALUES } from "../helpers/data/dumped_values.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { seeds } from "../helpers/random.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { Upheaval } from "../helpers/data/upheaval.ts";
import { DenoFileSystem } from "../../store/persistence/deno_file_system.ts";
import { RdbSave, type RdbSaveOptions } from "../../store/persistence/snapshot_save.ts";

/** Requests that show all of a value, by its type, and whether its elements have an order. */
const READS: Record<string, [ordered: boolean, ...requests: ((key: Argument) => Argument[])[]]> = {
  string: [true, (key) => ["GET", key]],
  list: [true, (key) => ["LRANGE", key, "0", "-1"]],
  set: [false, (key) => ["SMEMBERS", key]],
  hash: [false, (key) => ["HGETALL", key]],
  zset: [true, (key) => ["ZRANGE", key, "0", "-1", "WITHSCORES"]],
  stream: [
    true,
    (key) => ["XINFO", "STREAM", key, "FULL", "COUNT", "0"],
    (key) => ["XREVRANGE", key, "+", "-"],
  ],
};

type Ask = (...args: Argument[]) => Promise<string>;

function askOurs(client: TestClient): Ask {
  return (...args) =>
    Promise.resolve(escapeBytes(
      client.replyBytes(args.map((arg) => typeof arg === "number" ? String(arg) : arg)),
    ));
}

function askRedis(client: RawConnection): Ask {
  return async (...args) => escapeBytes(await client.command(...args));
}

/** All that can be seen of a key; the encoding only if that is asked for. */
async function look(ask: Ask, key: Argument, encoding: boolean): Promise<string> {
  const type = (await ask("TYPE", key)).slice(1, -4);
  if (type === "none") return type;
  const [ordered, ...requests] = READS[type];
  let text = type + await ask("PEXPIRETIME", key);
  if (encoding) text += await ask("OBJECT", "ENCODING", key);
  for (const request of requests) {
    const reply = await ask(...request(key));
    text += ordered ? reply : pieces(reply, type === "hash" ? 2 : 1);
  }
  return text;
}

/** The elements of an array of strings in an order of their own. */
function pieces(reply: string, step: number): string {
  const [count, ...lines] = reply.split("\\r\\n");
  const elements: string[] = [];
  for (let i = 0; i + 2 * step <= lines.length; i += 2 * step) {
    elements.push(lines.slice(i, i + 2 * step).join(" "));
  }
  return count + elements.sort().join("|");
}

/**
 * Saves the data of a server, checks the file and compares what redis-server makes of it: values, and
 * encodings if nothing has shrunk since they were chosen.
 */
async function compare(
  server: TestServer,
  options: RdbSaveOptions,
  args: string[],
  encodings: boolean,
) {
  const dir = await Deno.makeTempDir({ prefix: "vortis-rdb-" });
  try {
    const path = `${dir}/dump.rdb`;
    new RdbSave(server.engine, new DenoFileSystem(), path, options).finishNow();
    const check = await new Deno.Command("redis-check-rdb", { args: [path] }).output();
    const output = new TextDecoder().decode(check.stdout);
    assert(check.success, output);
    assertStringIncludes(output, "RDB looks OK!");
    await using redis = await startRedis([...args, "--dir", dir]);
    using connection = await RawConnection.connect(redis.port);
    const theirs = askRedis(connection);
    const client = server.client();
    const ours = askOurs(client);
    for (let database = 0; database < 16; database++) {
      for (const ask of [ours, theirs]) await ask("SELECT", String(database));
      assertEquals(await theirs("DBSIZE"), await ours("DBSIZE"), `database ${database}`);
      const keys: Uint8Array[] = [];
      const { keyspace } = client.session;
      for (let cursor = 0;;) {
        cursor = keyspace.walk(cursor, () => keys.push(keyspace.keyBytes()));
        if (cursor === 0) break;
      }
      for (const key of keys) {
        const expected = await look(ours, key, encodings);
        assertEquals(await look(theirs, key, encodings), expected, escapeBytes(key));
      }
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A server whose time is now. */
function makeServer(settings: Record<string, string> = {}): TestServer {
  const server = new TestServer({ "proto-max-bulk-len": "1mb", ...settings });
  server.advance(Date.now() - server.time.now());
  return server;
}

for (const compress of [false, true]) {
  Deno.test(`redis-server loads a value of every encoding, compression ${compress}`, async () => {
    const server = makeServer({ "stream-node-max-entries": "60" });
    const client = server.client();
    for (const [key, [name, ...args]] of Object.entries(DUMPED_VALUES)) {
      client.replyBytes([name, key, ...args]);
    }
    for (const [key, requests] of Object.entries(DUMPED_STREAMS)) {
      for (const request of requests) client.replyBytes(onStream(key, request));
    }
    client.reply("SELECT 3");
    client.reply("SET later v PX 100000000");
    client.reply("SELECT 9");
    client.reply(["SET", "long", "0123456789".repeat(100_000)]);
    client.reply(["SET", "k".repeat(1000), "v".repeat(70_000)]);
    const args = ["--stream-node-max-entries", "60"];
    await compare(server, { compress, checksum: compress }, args, true);
  });
}

Deno.test("redis-server loads what random commands have made", async () => {
  const limits = {
    "hash-max-listpack-entries": "6",
    "set-max-intset-entries": "6",
    "zset-max-listpack-entries": "6",
  };
  for (const seed of seeds("rdb")) {
    const server = makeServer(limits);
    const upheaval = new Upheaval(server, seed, 1e9, false);
    upheaval.run(8000);
    const args = Object.entries(limits).flatMap(([name, value]) => [`--${name}`, value]);
    await compare(server, {}, args, false);
  }
});
