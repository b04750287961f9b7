/**
 * The flags of a command as bits of one number, so that a gate of the dispatcher is one AND.
 *
 * The bits stand in the order in which COMMAND INFO prints the flags.
 */

import type { CommandFlag } from "./description.ts";

/** It may change the dataset. */
export const WRITE = 1 << 0;
/** It only reads keys. */
export const READONLY = 1 << 1;
/** It may use more memory: refused when the limit is reached. */
export const DENYOOM = 1 << 2;
/** For administrators. */
export const ADMIN = 1 << 3;
/** It belongs to publish/subscribe. */
export const PUBSUB = 1 << 4;
/** Scripts may not call it. */
export const NOSCRIPT = 1 << 5;
/** It may wait. */
export const BLOCKING = 1 << 6;
/** Allowed while the dataset is being loaded. */
export const LOADING = 1 << 7;
/** Allowed on a replica whose data may be old. */
export const STALE = 1 << 8;
/** MONITOR does not show it. */
export const SKIP_MONITOR = 1 << 9;
/** The slow log does not record it. */
export const SKIP_SLOWLOG = 1 << 10;
/** A cluster node takes it for slots that it is importing. */
export const ASKING = 1 << 11;
/** Constant or logarithmic time: counts under the "fast-command" latency event. */
export const FAST = 1 << 12;
/** Allowed before authentication. */
export const NO_AUTH = 1 << 13;
/** It replicates although it is not flagged as a write. */
export const MAY_REPLICATE = 1 << 14;
/** It takes keys but may be called without any. */
export const NO_MANDATORY_KEYS = 1 << 15;
/** Refused while the dataset is being loaded in the background. */
export const NO_ASYNC_LOADING = 1 << 16;
/** Not allowed inside a transaction. */
export const NO_MULTI = 1 << 17;
/** Its keys do not stand at fixed positions. Follows from the key specs. */
export const MOVABLE_KEYS = 1 << 18;
/** Allowed while a script keeps the server busy. */
export const ALLOW_BUSY = 1 << 19;

/** COMMAND INFO's names of the flags: the name at index `i` belongs to bit `i`. */
export const FLAG_NAMES: readonly (CommandFlag | "movablekeys")[] = [
  "write",
  "readonly",
  "denyoom",
  "admin",
  "pubsub",
  "noscript",
  "blocking",
  "loading",
  "stale",
  "skip_monitor",
  "skip_slowlog",
  "asking",
  "fast",
  "no_auth",
  "may_replicate",
  "no_mandatory_keys",
  "no_async_loading",
  "no_multi",
  "movablekeys",
  "allow_busy",
];

/** The bits of a list of flags. Throws `TypeError` on an unknown name. */
export function flagBits(flags: readonly CommandFlag[]): number {
  let bits = 0;
  for (const flag of flags) {
    const bit = FLAG_NAMES.indexOf(flag);
    if (bit < 0) throw new TypeError(`Cannot use the command flag: "${flag}" is unknown`);
    bits |= 1 << bit;
  }
  return bits;
}

/** The names of the flags whose bits are set, in COMMAND INFO's order. */
export function flagNames(bits: number): string[] {
  return FLAG_NAMES.filter((_, bit) => (bits & (1 << bit)) !== 0);
}
