/**
 * Files that redis-server writes, loaded here: values of every type and encoding, expire times, databases,
 * with and without compression and checksum.
 */
import { assert, assertEquals } from "@std/assert";
import { DenoFileSystem } from "../../store/persistence/deno_file_system.ts";
import { RdbLoader } from "../../store/persistence/rdb_loader.ts";
import { TestServer } from "../helpers/commands.ts";
import { DUMPED_STREAMS, onStream } from "../helpers/dumped_streams.ts";
import { DUMPED_VALUES } from "../helpers/dumped_values.ts";
import { RawConnection } from "../helpers/raw_connection.ts";
import { startRedis } from "../helpers/redis_server.ts";

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
    assertEquals(await redis.text("SAVE"), "+OK\r\n");
    const directory = await redis.value("CONFIG", "GET", "dir") as string[];
    const file = new DenoFileSystem().open(`${directory[1]}/dump.rdb`);
    const policy = settings.includes("allkeys-lfu") ? { "maxmemory-policy": "allkeys-lfu" } : {};
    const ours = new TestServer(policy);
    const loader = new RdbLoader(ours.engine, file);
    while (!loader.step(0));
    file.close();
    assertEquals([loader.keys, loader.loadedBytes], [2 * keys.length, loader.totalBytes]);
    assertEquals(loader.aux.get("redis-ver"), "7.0.15");

    const client = ours.client();
    for (const database of ["0", "9"]) {
      await redis.command("SELECT", database);
      client.reply(["SELECT", database]);
      for (const key of keys) {
        assertEquals(client.replyBytes(["TYPE", key]), await redis.command("TYPE", key));
        assertEquals(
          client.replyBytes(["PEXPIRETIME", key]),
          await redis.command("PEXPIRETIME", key),
        );
        assertEquals(
          client.replyBytes(["OBJECT", "ENCODING", key]),
          await redis.command("OBJECT", "ENCODING", key),
          key,
        );
        // What redis-server has digests of is the same value: it tells by DEBUG DIGEST-VALUE.
        const payload = bulk(client.replyBytes(["DUMP", key]));
        const time = (await redis.text("PEXPIRETIME", key)).slice(1, -2).replace("-1", "0");
        await redis.command("RESTORE", "back", time, payload, "REPLACE", "ABSTTL");
        const [own, back] = await redis.value("DEBUG", "DIGEST-VALUE", key, "back") as string[];
        assertEquals(back, own, key);
        assert(own.length === 40 && own !== "0".repeat(40));
        // But of streams it digests no groups.
        if (!(key in DUMPED_STREAMS)) continue;
        assertEquals(await redis.command("DUMP", "back"), await redis.command("DUMP", key), key);
      }
      await redis.command("DEL", "back");
    }
  });
}
