import { assertEquals } from "@std/assert";
import { LookAhead } from "../../server/look_ahead.ts";
import type { Table } from "../../store/keyspace/table.ts";
import { encodeCommand } from "../../resp/request_encoder.ts";
import { Random, seeds } from "../helpers/random.ts";
import { KeyedTable } from "../store/keyspace/keyed_table.ts";

const encoder = new TextEncoder();
const RECORDS = 20_000;

function largeTable(): Table {
  const keyed = new KeyedTable();
  for (let i = 0; i < RECORDS; i++) keyed.add(`key:${i}`);
  return keyed.table;
}

const table = largeTable();

function requests(count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `*3\r\n$3\r\nSET\r\n$5\r\nkey:${i % 10}\r\n$1\r\nv\r\n`,
  )
    .join("");
}

Deno.test("a look takes sixteen requests and says where it stopped", () => {
  const ahead = new LookAhead();
  const one = requests(1).length;
  const bytes = encoder.encode(requests(40));
  assertEquals(ahead.look(table, bytes, 0, bytes.length), 16 * one);
  assertEquals(ahead.count, 16);
  assertEquals(ahead.look(table, bytes, 16 * one, bytes.length), 32 * one);
  assertEquals(ahead.look(table, bytes, 32 * one, bytes.length), bytes.length);
  assertEquals(ahead.count, 8);
});

Deno.test("a request that is not complete, and all behind what is unusual, is left alone", () => {
  const ahead = new LookAhead();
  const counted = (text: string) => {
    const bytes = encoder.encode(text);
    assertEquals(ahead.look(table, bytes, 0, bytes.length), bytes.length, text);
    return ahead.count;
  };
  const four = requests(4);
  assertEquals(counted(four + "*3\r\n$3\r\nSET\r\n$5\r\nkey"), 4);
  assertEquals(counted(four + "*3\r\n$3\r\nSET\r\n$5\r\nkey:1\r\n$99999999999\r\n"), 5);
  assertEquals(counted(four + "PING\r\n" + four), 4);
  assertEquals(counted(four + "*-1\r\n" + four), 4);
  assertEquals(counted(four + "*0\r\n" + four), 4);
  assertEquals(counted(four + "*12\r\n" + four), 4);
  assertEquals(counted(four + "*2\r\n$-1\r\n$3\r\nabc\r\n" + four), 4);
  assertEquals(counted(four + "*1\r\n$4\r\nPING\r\n" + four), 8);
  assertEquals(counted(requests(1)), 0);
});

Deno.test("a small table is not worth it", () => {
  const keyed = new KeyedTable();
  keyed.add("key:1");
  const ahead = new LookAhead();
  const bytes = encoder.encode(requests(8));
  assertEquals(ahead.look(keyed.table, bytes, 0, bytes.length), bytes.length);
  assertEquals(ahead.count, 0);
});

for (const seed of seeds("look ahead")) {
  Deno.test(`bytes of any kind neither stop it nor lead it past their end, seed ${seed}`, () => {
    const random = new Random(seed);
    const ahead = new LookAhead();
    const alphabet = encoder.encode("*$0123456789\r\n\r\n-ab");
    for (let round = 0; round < 20_000; round++) {
      const valid = encodeCommand(["GET", `key:${random.int(RECORDS)}`]);
      const noise = Uint8Array.from(
        { length: random.int(60) },
        () => alphabet[random.int(alphabet.length)],
      );
      const bytes = new Uint8Array(valid.length * 4 + noise.length);
      for (let i = 0; i < 4; i++) bytes.set(valid, i * valid.length);
      bytes.set(noise, valid.length * 4);
      // Damage a byte now and then.
      if (random.chance(0.5)) {
        bytes[random.int(bytes.length)] = alphabet[random.int(alphabet.length)];
      }
      const end = bytes.length - random.int(4);
      const stop = ahead.look(table, bytes, 0, end);
      assertEquals(stop > 0 && stop <= end, true);
    }
  });
}
