/** The data types whose elements are listed, by the names that TYPE gives them. Strings have none. */

import type { ElementKind } from "./element_kind.ts";
import { HASHES } from "./hashes.ts";
import { LISTS } from "./lists.ts";
import { SETS } from "./sets.ts";
import { SORTED_SETS } from "./sorted_sets.ts";
import { STREAMS } from "./streams.ts";

/** By the name that TYPE gives. */
export const KINDS: Readonly<Record<string, ElementKind>> = {
  list: LISTS,
  hash: HASHES,
  set: SETS,
  zset: SORTED_SETS,
  stream: STREAMS,
};

/** All types, strings too, with what people call them. */
export const TYPES: readonly { readonly value: string; readonly label: string }[] = [
  { value: "string", label: "String" },
  { value: "hash", label: "Hash" },
  { value: "list", label: "List" },
  { value: "set", label: "Set" },
  { value: "zset", label: "Sorted set" },
  { value: "stream", label: "Stream" },
];
