/**
 * DUMP and RESTORE both ways between redis-server and the server under test: a value of every encoding
 * goes over and comes back, and is the same one in the same encoding.
 */
import { assertEquals } from "@std/assert";
import { escapeBytes } from "../helpers/command_line.ts";
import { DUMPED_STREAMS, onStream } from "../helpers/data/dumped_streams.ts";
import { DUMPED_READS, DUMPED_VALUES } from "../helpers/data/dumped_values.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { startPair } from "./yardstick.ts";

/** The bytes of a bulk string's reply. */
async function dump(client: RawConnection, key: string): Promise<Uint8Array> {
  const reply = await client.command("DUMP", key);
  return reply.slice(reply.indexOf(10) + 1, -2);
}

/** All that can be seen of a value. Hashes have no order: theirs is taken away. */
async function look(client: RawConnection, key: string): Promise<string> {
  const type = await client.value("TYPE", key) as string;
  const encoding = await client.value("OBJECT", "ENCODING", key);
  const content = escapeBytes(await client.command(...DUMPED_READS[type](key)));
  return encoding + (type === "hash" ? content.split("\\r\\n").sort().join("|") : content);
}

async function make(client: RawConnection, key: string): Promise<void> {
  const [name, ...args] = DUMPED_VALUES[key];
  await client.command(name, key, ...args);
}

for (const settings of [["yes", "-2"], ["no", "5"]]) {
  const [compression, listSize] = settings;
  const args = ["--list-max-listpack-size", listSize];
  Deno.test(`values go to redis-server and back, compression ${compression}`, async () => {
    await using pair = await startPair(args);
    using redis = await RawConnection.connect(pair.redis.port);
    using ours = await RawConnection.connect(pair.subject.port);
    await redis.command("CONFIG", "SET", "rdbcompression", compression);
    await redis.command("CONFIG", "SET", "sanitize-dump-payload", "yes");
    for (const key of Object.keys(DUMPED_VALUES)) {
      await make(redis, key);
      await make(ours, key);
      const expected = await look(redis, key);
      assertEquals(await look(ours, key), expected, key);
      const theirs = await dump(redis, key);
      assertEquals(await ours.text("RESTORE", "in", "0", theirs, "REPLACE"), "+OK\r\n", key);
      assertEquals(await look(ours, "in"), expected, `${key} from redis-server`);
      const own = await dump(ours, key);
      assertEquals(await redis.text("RESTORE", "in", "0", own, "REPLACE"), "+OK\r\n", key);
      assertEquals(await look(redis, "in"), expected, `${key} to redis-server`);
    }
  });
}

/** All that can be seen of a stream but the times, which go on. */
async function lookAtStream(client: RawConnection, key: string): Promise<string> {
  const info = escapeBytes(await client.command("XINFO", "STREAM", key, "FULL", "COUNT", "0"));
  return info + escapeBytes(await client.command("XREVRANGE", key, "+", "-"));
}

Deno.test("streams go to redis-server and back, to the byte", async () => {
  await using pair = await startPair(["--stream-node-max-entries", "60"]);
  using redis = await RawConnection.connect(pair.redis.port);
  using ours = await RawConnection.connect(pair.subject.port);
  await redis.command("CONFIG", "SET", "sanitize-dump-payload", "yes");
  for (const compression of ["no", "yes"]) {
    await redis.command("CONFIG", "SET", "rdbcompression", compression);
    for (const [key, requests] of Object.entries(DUMPED_STREAMS)) {
      for (const client of [redis, ours]) {
        await client.command("DEL", key);
        for (const request of requests) await client.command(...onStream(key, request));
      }
      // There and back: nothing is lost on the way, neither times nor tombstones nor nodes.
      const theirs = await dump(redis, key);
      assertEquals(await ours.text("RESTORE", "in", "0", theirs, "REPLACE"), "+OK\r\n", key);
      assertEquals(await lookAtStream(ours, "in"), await lookAtStream(redis, key), key);
      const back = await dump(ours, "in");
      if (compression === "no") assertEquals(back, theirs, key);
      assertEquals(await redis.text("RESTORE", "in", "0", back, "REPLACE"), "+OK\r\n", key);
      assertEquals(await dump(redis, "in"), theirs, key);

      const own = await dump(ours, key);
      assertEquals(await redis.text("RESTORE", "in", "0", own, "REPLACE"), "+OK\r\n", key);
      assertEquals(await lookAtStream(redis, "in"), await lookAtStream(ours, key), key);
      if (compression === "no") assertEquals(await dump(redis, "in"), own, key);
    }
  }
});
