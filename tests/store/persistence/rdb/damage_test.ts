/** Damage to RDB files: no byte may be wrong and no part may be missing without being noticed. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { RdbDamageError } from "../../../../store/persistence/rdb/damage_error.ts";
import { RdbLoader } from "../../../../store/persistence/rdb/loader.ts";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { fileOf } from "../../../helpers/data/rdb_bytes.ts";
import { keysOf, lookAt, RDB_SAMPLES, sampleFile } from "../../../helpers/data/rdb_samples.ts";

/** The payload that DUMP replies with. */
function dumpOf(client: TestClient, key: Uint8Array): Uint8Array {
  const reply = client.replyBytes(["DUMP", key]);
  return reply.slice(reply.indexOf(10) + 1, -2);
}

/** Loads a file into a server that has nothing; whether all of it was loaded. */
function load(server: TestServer, bytes: Uint8Array): boolean {
  const namespaceOf = (index: number) => index < 2 ? server.keyspace(index) : undefined;
  const loader = new RdbLoader(server.engine, fileOf(bytes), { namespaceOf });
  for (let steps = 0; !loader.step(1000); steps++) assert(steps < 100, "it does not end");
  return true;
}

/** A server with two databases, a client, and the bytes that they take when they are empty. */
function start(): { server: TestServer; client: TestClient; used: number } {
  const server = new TestServer();
  server.keyspace(0);
  server.keyspace(1);
  return { server, client: server.client(), used: server.engine.usedBytes };
}

/** Empties the server; nothing of what was there may be left. */
function empty(server: TestServer, client: TestClient, used: number): void {
  client.reply("FLUSHALL");
  while (server.engine.reclaimer.size > 0) server.engine.reclaimer.step(1000);
  assertEquals(server.engine.elements.usedBytes, 0);
  assertEquals(server.engine.usedBytes, used);
}

Deno.test("every form is read, as what it says", () => {
  const { server, client } = start();
  load(server, sampleFile().bytes());
  const seen = Object.keys(RDB_SAMPLES).map((key, i) => {
    if (i === 12) client.reply("SELECT 1");
    return `${key}: ${lookAt(client, key)}`;
  });
  for (const line of seen) assert(line.startsWith(line.split(" ")[0].replace(":", "")), line);
  const stream = client.reply(["XRANGE", "stream 2", "-", "+"]);
  assertEquals(stream, "*1 *2 $3 9-0 *2 $1 f $1 v");
  assertEquals(client.reply(["XRANGE", "stream 1", "-", "+"]), stream);
  assertEquals(client.reply(["XRANGE", "stream 3", "-", "+"]), stream);
  client.expectReply(
    ["HPEXPIRETIME", "hash 24", "FIELDS", "2", "f", "g"],
    `*2 :-1 :${2 ** 41 + 2}`,
  );
  client.expectReply(
    ["HPEXPIRETIME", "hash 22", "FIELDS", "2", "f", "g"],
    `*2 :-1 :${2 ** 41 + 1}`,
  );
  client.expectReply(["LRANGE", "list nodes", "0", "-1"], "*3 $1 a $1 7 $5 plain");
  client.expectReply(["PEXPIRETIME", "list ziplist"], ":2147483647000");
});

Deno.test("a file that is cut off anywhere is refused", () => {
  const { server, client, used } = start();
  const bytes = sampleFile().bytes();
  for (let length = 0; length < bytes.length; length++) {
    const error = assertThrows(() => load(server, bytes.slice(0, length)), RdbDamageError);
    assert(error.offset <= length, `${length}: ${error.message}`);
    if (length % 8 === 0) empty(server, client, used);
  }
  empty(server, client, used);
});

Deno.test("a file with any one byte changed is refused", () => {
  const { server, client, used } = start();
  const bytes = sampleFile().bytes();
  for (const seed of seeds("RDB byte flips")) {
    const random = new Random(seed);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] ^= random.int(1, 255);
      assertThrows(() => load(server, damaged), RdbDamageError, undefined, `byte ${at}`);
      if (at % 8 === 0) empty(server, client, used);
    }
    empty(server, client, used);
  }
});

Deno.test("without a checksum, a file with a byte changed is refused or makes sound values", () => {
  const { server, client, used } = start();
  const bytes = sampleFile().bytes(false);
  for (const seed of seeds("RDB byte flips without a checksum")) {
    const random = new Random(seed);
    let taken = 0;
    for (let at = random.int(4); at < bytes.length; at += random.int(1, 12)) {
      const damaged = bytes.slice();
      damaged[at] ^= random.chance(0.5) ? 1 << random.int(8) : random.int(1, 255);
      try {
        load(server, damaged);
        taken++;
      } catch (error) {
        assert(error instanceof RdbDamageError, `byte ${at}: ${error}`);
      }
      // Whatever was loaded, up to the damage at least, can be used.
      for (const database of ["0", "1"]) {
        client.reply(["SELECT", database]);
        for (const key of keysOf(client)) {
          const seen = lookAt(client, key);
          const payload = dumpOf(client, key);
          const reply = client.reply(["RESTORE", "again", "0", payload, "REPLACE"]);
          assertEquals(reply, "+OK", `byte ${at}: ${seen}`);
          assertEquals(lookAt(client, "again"), seen, `byte ${at}`);
        }
      }
      if (at % 8 === 0) empty(server, client, used);
      else client.reply("FLUSHALL");
    }
    assert(taken > 0);
    empty(server, client, used);
  }
});
