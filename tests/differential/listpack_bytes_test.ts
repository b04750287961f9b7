/**
 * Our listpacks are Redis's, to the byte: redis-server's DUMP of a list shows the bytes that it makes
 * of the same elements.
 */
import { assertEquals } from "@std/assert";
import {
  adjustHeader,
  createListpack,
  EMPTY_LISTPACK_BYTES,
  entryBytesFor,
  firstEntry,
  writeEntry,
} from "../../store/encoding/listpack.ts";
import { Random, seeds } from "../helpers/random.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";

const encoder = new TextEncoder();

const EDGES = [
  ...["0", "1", "127", "128", "-1", "4095", "4096", "-4096", "-4097", "32767", "32768", "-32768"],
  ...["-32769", "8388607", "8388608", "-8388608", "-8388609", "2147483647", "2147483648"],
  ...["-2147483648", "-2147483649", "9007199254740991", "9007199254740993", "-9007199254740993"],
  ...["9223372036854775807", "-9223372036854775808", "9223372036854775808", "", "-", "-0", "00"],
  ...["+1", " 1", "1.5", "a", "0x1", "99999999999999999999"],
];

function packOf(elements: readonly Uint8Array[]): Uint8Array {
  const size = elements.reduce((sum, each) => sum + entryBytesFor(each, 0, each.length), 0);
  const bytes = new Uint8Array(EMPTY_LISTPACK_BYTES + size);
  createListpack(bytes, 0);
  let at = firstEntry(0);
  for (const each of elements) at = writeEntry(bytes, at, each, 0, each.length);
  bytes[at] = 0xff;
  adjustHeader(bytes, 0, size, elements.length);
  return bytes;
}

/** The only node of a dumped list, uncompressed: type 18, one node, packed, its length, itself. */
function nodeOf(payload: Uint8Array): Uint8Array {
  assertEquals([...payload.subarray(0, 3)], [18, 1, 2]);
  let at = 3;
  let length = payload[at++];
  if (length >>> 6 === 1) length = ((length & 63) << 8) | payload[at++];
  else if (length === 0x80) {
    length = new DataView(payload.buffer, payload.byteOffset).getUint32(at);
    at += 4;
  } else assertEquals(length >>> 6, 0);
  assertEquals(payload.length, at + length + 10);
  return payload.slice(at, at + length);
}

/** The bytes of a bulk string's reply. */
function bulk(reply: Uint8Array): Uint8Array {
  const start = reply.indexOf(0x0a) + 1;
  return reply.slice(start, reply.length - 2);
}

Deno.test("listpacks have redis-server's bytes", async () => {
  await using redis = await startRedis([
    "--rdbcompression",
    "no",
    "--list-max-listpack-size",
    "-5",
  ]);
  using client = await RawConnection.connect(redis.port);
  const compare = async (elements: readonly Uint8Array[]) => {
    await client.command("DEL", "list");
    await client.command("RPUSH", "list", ...elements);
    const payload = bulk(await client.command("DUMP", "list"));
    const expected = nodeOf(payload);
    const ours = packOf(elements);
    assertEquals(ours, expected);
  };
  for (const edge of EDGES) await compare([encoder.encode(edge)]);
  await compare(EDGES.map((edge) => encoder.encode(edge)));
  for (const length of [62, 63, 64, 65, 125, 126, 127, 128, 4094, 4095, 4096, 16_380, 50_000]) {
    await compare([encoder.encode("s".repeat(length)), encoder.encode("7")]);
  }
  for (const seed of seeds("listpack bytes")) {
    const random = new Random(seed);
    for (let i = 0; i < 60; i++) {
      const elements = Array.from({ length: random.int(1, 60) }, () => {
        if (random.chance(0.2)) return random.bytes(random.int(200));
        if (random.chance(0.3)) return encoder.encode(random.text(random.int(300)));
        return encoder.encode(String(random.int(-300, 300) ** random.int(1, 7)));
      });
      await compare(elements);
    }
  }
});
