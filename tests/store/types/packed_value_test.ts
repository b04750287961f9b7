import { assertEquals } from "@std/assert";
import {
  endOfListpack,
  firstEntry,
  isEnd,
  listpackBytes,
  listpackLength,
  nextEntry,
  PackedValue,
  previousEntry,
  readEntry,
  seekEntry,
} from "../../../store/encoding/listpack.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import {
  createPacked,
  insertEntry,
  removeEntries,
  replaceEntry,
} from "../../../store/types/packed_value.ts";
import { TestServer } from "../../helpers/commands.ts";
import { Random, seeds } from "../../helpers/random.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The elements of the open record, read forwards; reading backwards must agree. */
function elements(namespace: Namespace): string[] {
  const { bytes } = namespace;
  const pack = namespace.valueStart();
  const value = new PackedValue();
  const found: string[] = [];
  for (let at = firstEntry(pack); !isEnd(bytes, at); at = nextEntry(bytes, at)) {
    readEntry(bytes, at, value);
    found.push(decoder.decode(value.bytes.subarray(value.start, value.end)));
  }
  const backwards: string[] = [];
  let at = previousEntry(bytes, pack, endOfListpack(bytes, pack));
  for (; at >= 0; at = previousEntry(bytes, pack, at)) {
    readEntry(bytes, at, value);
    backwards.push(decoder.decode(value.bytes.subarray(value.start, value.end)));
  }
  assertEquals(backwards.reverse(), found);
  assertEquals(listpackBytes(bytes, pack), namespace.valueLength());
  assertEquals(listpackLength(bytes, pack), found.length);
  return found;
}

function randomElement(random: Random): string {
  if (random.chance(0.4)) return String(random.int(-70_000, 70_000) ** random.int(1, 3));
  return random.text(random.chance(0.9) ? random.int(80) : random.int(6000));
}

function edit(seed: number, settings: Record<string, string>): void {
  const random = new Random(seed);
  const server = new TestServer(settings);
  const namespace = server.keyspace(0);
  namespace.loadText("k");
  createPacked(namespace, Kind.PackedList, 0, 0);
  const model: string[] = [];
  assertEquals(elements(namespace), model);
  for (let i = 0; i < 4000; i++) {
    const { bytes } = namespace;
    const pack = namespace.valueStart();
    const index = random.int(model.length + 1);
    const at = index === model.length ? endOfListpack(bytes, pack) : seekEntry(bytes, pack, index);
    const element = randomElement(random);
    const source = encoder.encode(`<<${element}>>`);
    const operation = random.int(3);
    if (operation === 0 || index === model.length) {
      const place = insertEntry(namespace, at, source, 2, source.length - 2);
      assertEquals(place, seekEntry(namespace.bytes, namespace.valueStart(), index));
      model.splice(index, 0, element);
    } else if (operation === 1) {
      replaceEntry(namespace, at, source, 2, source.length - 2);
      model[index] = element;
    } else {
      const count = Math.min(random.int(6), model.length - index);
      removeEntries(namespace, at, count);
      model.splice(index, count);
    }
    if (i % 20 === 0) {
      assertEquals(elements(namespace), model);
      assertEquals(namespace.kind(), Kind.PackedList);
    }
  }
  assertEquals(elements(namespace), model);
}

Deno.test("random edits of a packed collection agree with an array", () => {
  for (const seed of seeds("packed value")) edit(seed, {});
});

Deno.test("edits keep the collection whole while a limit makes other keys go", () => {
  edit(7, { "maxmemory": "100kb", "maxmemory-policy": "allkeys-random" });
});

Deno.test("a packed collection is made with room for its first elements", () => {
  const namespace = new TestServer().keyspace(0);
  namespace.loadText("k");
  const source = encoder.encode("abc12");
  const at = createPacked(namespace, Kind.PackedHash, 0, 0);
  insertEntry(namespace, insertEntry(namespace, at, source, 3, 5), source, 0, 3);
  assertEquals(elements(namespace), ["abc", "12"]);
});
