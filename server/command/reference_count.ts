/** How many references Redis would have to a value: what OBJECT REFCOUNT and DEBUG OBJECT tell. */

import type { Namespace } from "../../store/engine/namespace.ts";
import { valueTypeOf } from "../../store/types/value_types.ts";

/** The references of an object that Redis keeps for all time. */
const SHARED_REFERENCES = 2 ** 31 - 1;
/** Policies that keep figures with each value, which therefore is not shared. */
const FIGURES_IN_VALUES = /-l[rf]u$/;

/** The references to the open record's value: 1, or 2^31 - 1 for one that all keys share. */
export function referenceCount(keyspace: Namespace): number {
  const { maxMemory, policy } = keyspace.engine;
  const mayShare = maxMemory === 0 || !FIGURES_IN_VALUES.test(policy.name);
  return mayShare && valueTypeOf(keyspace.kind()).isShared(keyspace) ? SHARED_REFERENCES : 1;
}
