/**
 * The table of data types.
 */

import { HASH_TYPE } from "./hashes/hash_type.ts";
import { LIST_TYPE } from "./lists/list_type.ts";
import { SET_TYPE } from "./sets/set_type.ts";
import { SORTED_SET_TYPE } from "./sorted_sets/sorted_set_type.ts";
import { STREAM_TYPE } from "./streams/stream_type.ts";
import { STRING_TYPE } from "./strings/string_type.ts";
import type { ValueType } from "./value_type.ts";

/** Every data type. */
export const VALUE_TYPES: readonly ValueType[] = [
  STRING_TYPE,
  LIST_TYPE,
  HASH_TYPE,
  SET_TYPE,
  SORTED_SET_TYPE,
  STREAM_TYPE,
];

const BY_KIND: readonly ValueType[] = VALUE_TYPES.reduce<ValueType[]>((table, type) => {
  for (const kind of type.kinds) table[kind] = type;
  return table;
}, []);

/** The type of a record's kind. O(1). */
export function valueTypeOf(kind: number): ValueType {
  return BY_KIND[kind];
}

/** The type of that name in any case, `undefined` if there is none. */
export function valueTypeNamed(name: string): ValueType | undefined {
  const lower = name.toLowerCase();
  return VALUE_TYPES.find((type) => type.name === lower);
}
