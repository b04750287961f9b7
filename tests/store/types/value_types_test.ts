import { assertEquals, assertStrictEquals } from "@std/assert";
import { Kind } from "../../../store/keyspace/record.ts";
import { VALUE_TYPES, valueTypeNamed, valueTypeOf } from "../../../store/types/value_types.ts";

Deno.test("each type has kinds of records of its own", () => {
  const known = new Set<number>(Object.values(Kind));
  const kinds = VALUE_TYPES.flatMap(({ kinds }) => kinds);
  assertEquals(kinds.filter((kind) => !known.has(kind)), []);
  assertEquals(new Set(kinds).size, kinds.length);
  for (const type of VALUE_TYPES) {
    for (const kind of type.kinds) assertStrictEquals(valueTypeOf(kind), type);
  }
});

Deno.test("types are found by their names, in any case", () => {
  for (const type of VALUE_TYPES) {
    assertStrictEquals(valueTypeNamed(type.name), type);
    assertStrictEquals(valueTypeNamed(type.name.toUpperCase()), type);
  }
  assertEquals(valueTypeNamed("strings"), undefined);
  assertEquals(valueTypeNamed(""), undefined);
});
