import { assertEquals, assertThrows } from "@std/assert";
import { NameTable } from "../../../server/command/name_table.ts";
import { Random } from "../../helpers/random.ts";
import { REDIS_COMMANDS } from "./redis_facts.ts";

const NAMES = REDIS_COMMANDS.map(({ name }) => name).filter((name) => !name.includes("|"));
const encoder = new TextEncoder();

/** Looks a name up in the middle of other bytes, as in a request. */
function lookup<T>(table: NameTable<T>, name: Uint8Array): T | undefined {
  const bytes = new Uint8Array(name.length + 10).fill(0x41);
  bytes.set(name, 5);
  return table.lookup(bytes, 5, 5 + name.length);
}

const table = new NameTable(NAMES.map((name) => [name, name]));

Deno.test("finds every command name of Redis in every mix of cases", () => {
  const random = new Random(1);
  for (const name of NAMES) {
    const letters = name.length;
    const mixes = letters <= 8 ? 1 << letters : 256;
    for (let mix = 0; mix < mixes; mix++) {
      const bits = letters <= 8 ? mix : random.uint32();
      const bytes = encoder.encode(name);
      bytes.forEach((byte, i) => {
        if (byte >= 0x61 && byte <= 0x7a && (bits >> (i & 31)) & 1) bytes[i] = byte - 32;
      });
      assertEquals(lookup(table, bytes), name);
    }
  }
});

Deno.test("rejects every name that differs in one byte, is cut, or goes on", () => {
  const known = new Set(NAMES);
  const latin1 = new TextDecoder("latin1");
  for (const name of NAMES) {
    const bytes = encoder.encode(name);
    for (let i = 0; i < bytes.length; i++) {
      const right = bytes[i];
      for (let byte = 0; byte < 256; byte++) {
        bytes[i] = byte;
        const text = latin1.decode(bytes).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        const expected = known.has(text) ? text : undefined;
        if (lookup(table, bytes) !== expected) assertEquals(text, expected);
      }
      bytes[i] = right;
    }
    const shorter = bytes.slice(0, -1);
    if (!known.has(name.slice(0, -1))) assertEquals(lookup(table, shorter), undefined);
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    assertEquals(lookup(table, longer), undefined);
  }
});

Deno.test("a carriage return is no hyphen, and other bytes are no underscore", () => {
  const small = new NameTable([["a-b", 1], ["a_b", 2]]);
  assertEquals(lookup(small, encoder.encode("A-B")), 1);
  assertEquals(lookup(small, encoder.encode("A_B")), 2);
  assertEquals(lookup(small, encoder.encode("a\rb")), undefined);
  assertEquals(lookup(small, Uint8Array.of(0x61, 0x7f, 0x62)), undefined);
});

Deno.test("empty and overlong names are unknown", () => {
  assertEquals(lookup(table, new Uint8Array(0)), undefined);
  assertEquals(lookup(table, new Uint8Array(25).fill(0x61)), undefined);
  assertEquals(lookup(table, new Uint8Array(4000).fill(0x61)), undefined);
  assertEquals(new NameTable<number>([]).lookup(encoder.encode("a"), 0, 1), undefined);
});

Deno.test("names that collide are all found", () => {
  // Same length, same first, middle and last byte: the same hash.
  const names = Array.from({ length: 26 }, (_, i) => `a${String.fromCharCode(97 + i)}bxc`);
  const colliding = new NameTable(names.map((name, i) => [name, i]));
  names.forEach((name, i) => assertEquals(lookup(colliding, encoder.encode(name)), i));
  assertEquals(lookup(colliding, encoder.encode("a-bxc")), undefined);
});

Deno.test("get, values and size", () => {
  const small = new NameTable([["b", 1], ["a", 2]]);
  assertEquals(small.get("a"), 2);
  assertEquals(small.get("A"), undefined);
  assertEquals(small.values(), [1, 2]);
  assertEquals(small.size, 2);
});

Deno.test("refuses names that it could not find again", () => {
  assertThrows(() => new NameTable([["", 1]]), RangeError, "its length");
  assertThrows(() => new NameTable([["a".repeat(25), 1]]), RangeError, "its length");
  assertThrows(() => new NameTable([["a", 1], ["a", 2]]), RangeError, "is there already");
});
