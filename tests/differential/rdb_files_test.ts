/**
 * Files that redis-server writes, loaded here: values of every type and encoding, expire times, databases,
 * with and without compression and checksum.
 */
import { assert, assertEquals } from "@std/assert";
import { DenoFileSystem } from "../../store/persistence/deno_file_system.ts";
import { RdbLoader } from "../../store/persistence/rdb/loader.ts";
import type { SettingTexts } from "../../server/config/config.ts";
import { type TestClient, TestServer } from "../helpers/commands.ts";
import { DUMPED_STREAMS, onStream } from "../helpers/data/dumped_streams.ts";
import { DUMPED_VALUES } from "../helpers/data/dumped_values.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { seeds } from "../helpers/random.ts";
import { keysOf } from "../helpers/data/rdb_samples.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { CommandGenerator } from "./random/commands.ts";

/** The bytes of a bulk string's reply. */
function bulk(reply: Uint8Array): Uint8Array {
  return reply.slice(reply.indexOf(10) + 1, -2);
}

/** Fills databases 0 and 9 of redis-server. */
async function fill(redis: RawConnection): Promise<string[]> {
  for (const database of ["0", "9"]) {
    await redis.command("SELECT", database);
    for (const [key, [name, ...args]] of Object.entries(DUMPED_VALUES)) {
      await redis.command(name, key, ...args);
    }
    for (const [key, requests] of Object.entries(DUMPED_STREAMS)) {
      for (const request of requests) await redis.command(...onStream(key, request));
    }
    await redis.command("PEXPIREAT", "long-list", "9000000000123");
    await redis.command("PEXPIREAT", "int", "9000000000456");
    await redis.command("PEXPIREAT", "groups", "9223372036854775807");
  }
  return [...Object.keys(DUMPED_VALUES), ...Object.keys(DUMPED_STREAMS)];
}

/** Lets redis-server save and load again, and loads what it has saved. */
async function loadSaved(redis: RawConnection, settings: SettingTexts = {}) {
  assertEquals(await redis.text("DEBUG", "RELOAD"), "+OK\r\n");
  const directory = await redis.value("CONFIG", "GET", "dir") as string[];
  const file = new DenoFileSystem().open(`${directory[1]}/dump.rdb`);
  const ours = new TestServer(settings);
  const loader = new RdbLoader(ours.engine, file);
  while (!loader.step(0));
  file.close();
  return { ours, loader };
}

/** Compares all that can be told of these keys of the databases that both have selected. */
async function compareKeys(
  redis: RawConnection,
  client: TestClient,
  keys: readonly (string | Uint8Array)[],
): Promise<void> {
  for (const key of keys) {
    for (const request of [["TYPE"], ["OBJECT", "ENCODING"]]) {
      const expected = await redis.command(...request, key);
      assertEquals(client.replyBytes([...request, key]), expected, `${request} ${key}`);
    }
    // Whether it is the same value, redis-server tells by DEBUG DIGEST-VALUE.
    const payload = bulk(client.replyBytes(["DUMP", key]));
    const time = (await redis.text("PEXPIRETIME", key)).slice(1, -2).replace("-1", "0");
    // Some times are beyond what a JavaScript number has exactly.
    const ownTime = client.reply(["PEXPIRETIME", key]).slice(1).replace("-1", "0");
    const isSame = Number(time) > Number.MAX_SAFE_INTEGER
      ? Math.abs(Number(ownTime) - Number(time)) <= 2048
      : ownTime === time;
    assert(isSame, `PEXPIRETIME ${key}: ${ownTime}, not ${time}`);
    await redis.command("RESTORE", "(back)", time, payload, "REPLACE", "ABSTTL");
    const [own, back] = await redis.value("DEBUG", "DIGEST-VALUE", key, "(back)") as string[];
    assertEquals(back, own, `${key}`);
    assert(own.length === 40 && own !== "0".repeat(40));
    // But of streams it digests no groups.
    if (client.reply(["TYPE", key]) !== "+stream") continue;
    assertEquals(await redis.command("DUMP", "(back)"), await redis.command("DUMP", key));
  }
  await redis.command("DEL", "(back)");
}

const VARIANTS: [settings: string[], what: string][] = [
  [["--rdbcompression", "yes"], "as it is by default"],
  [["--rdbcompression", "no", "--rdbchecksum", "no"], "without compression and checksum"],
  [["--list-max-listpack-size", "3", "--stream-node-max-entries", "7"], "of many nodes"],
  [["--maxmemory-policy", "allkeys-lfu", "--maxmemory", "1gb"], "with frequencies"],
];

for (const [settings, what] of VARIANTS) {
  Deno.test(`a file of redis-server is loaded, ${what}`, async () => {
    await using server = await startRedis([...settings, "--enable-debug-command", "yes"]);
    using redis = await RawConnection.connect(server.port);
    const keys = await fill(redis);
    const policy = settings.includes("allkeys-lfu") ? { "maxmemory-policy": "allkeys-lfu" } : {};
    const { ours, loader } = await loadSaved(redis, policy);
    assertEquals([loader.keys, loader.loadedBytes], [2 * keys.length, loader.totalBytes]);
    assertEquals(loader.aux.get("redis-ver"), "7.0.15");

    const client = ours.client();
    for (const database of ["0", "9"]) {
      await redis.command("SELECT", database);
      client.reply(["SELECT", database]);
      await compareKeys(redis, client, keys);
    }
  });
}

const ROUNDS = 6;
const COMMANDS = 2500;
/** What changes the way of the replies, or leaves nothing to save. */
const UNWANTED = [
  ...["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"],
  ...["FLUSHALL", "FLUSHDB", "QUIT", "RESET", "HELLO"],
];

Deno.test("what random commands have left in redis-server is loaded", async () => {
  for (const seed of seeds("RDB files")) {
    await using server = await startRedis(["--enable-debug-command", "yes"]);
    const generator = new CommandGenerator(seed);
    let loaded = 0;
    for (let round = 0; round < ROUNDS; round++) {
      using random = await RawConnection.connect(server.port);
      const commands = Array.from({ length: COMMANDS }, () => generator.next(UNWANTED).args);
      await random.pipeline([...commands, ["DISCARD"]]);
      using redis = await RawConnection.connect(server.port);
      const { ours } = await loadSaved(redis);
      const client = ours.client();
      for (let database = 0; database < 16; database++) {
        await redis.command("SELECT", String(database));
        client.reply(["SELECT", String(database)]);
        const keys = keysOf(client);
        assertEquals(await redis.text("DBSIZE"), `:${keys.length}\r\n`, `database ${database}`);
        await compareKeys(redis, client, keys);
        loaded += keys.length;
      }
    }
    assert(loaded > 100, `${loaded} keys`);
  }
});
