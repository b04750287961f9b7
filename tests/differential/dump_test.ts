/**
 * DUMP and RESTORE both ways between redis-server and the server under test: a value of every encoding
 * goes over and comes back, and is the same one in the same encoding.
 */
import { assertEquals } from "@std/assert";
import { escapeBytes } from "../helpers/command_line.ts";
import { DUMPED_READS, DUMPED_VALUES } from "../helpers/dumped_values.ts";
import { RawConnection } from "../helpers/raw_connection.ts";
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
