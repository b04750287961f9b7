/**
 * The flags of a command as bits of one number, so that a gate of the dispatcher is one AND.
 *
 * The bits stand in the order in which COMMAND INFO prints the flags.
 */

import type { CommandFlag } from "./description.ts";

/** It may change the dataset. */
export const WRITE: number = 1 << 0;
/** It only reads keys. */
export const READONLY: number = 1 << 1;
/** It may use more memory: refused when the limit is reached. */
export const DENYOOM: number = 1 << 2;
/** For administrators. */
export const ADMIN: number = 1 << 3;
/** It belongs to publish/subscribe. */
export const PUBSUB: number = 1 << 4;
/** Scripts may not call it. */
export const NOSCRIPT: number = 1 << 5;
/** It may wait. */
export const BLOCKING: number = 1 << 6;
/** Allowed while the dataset is being loaded. */
export const LOADING: number = 1 << 7;
/** Allowed on a replica whose data may be old. */
export const STALE: number = 1 << 8;
/** MONITOR does not show it. */
export const SKIP_MONITOR: number = 1 << 9;
/** The slow log does not record it. */
export const SKIP_SLOWLOG: number = 1 << 10;
/** A cluster node takes it for slots that it is importing. */
export const ASKING: number = 1 << 11;
/** Constant or logarithmic time: counts under the "fast-command" latency event. */
export const FAST: number = 1 << 12;
/** Allowed before authentication. */
export const NO_AUTH: number = 1 << 13;
/** It replicates although it is not flagged as a write. COMMAND INFO does not tell. */
export const MAY_REPLICATE: number = 1 << 14;
/** It takes keys but may be called without any. */
export const NO_MANDATORY_KEYS: number = 1 << 15;
/** Refused while the dataset is being loaded in the background. */
export const NO_ASYNC_LOADING: number = 1 << 16;
/** Not allowed inside a transaction. */
export const NO_MULTI: number = 1 << 17;
/** Its keys do not stand at fixed positions. Follows from the key specs. */
export const MOVABLE_KEYS: number = 1 << 18;
/** Allowed while a script keeps the server busy. */
export const ALLOW_BUSY: number = 1 << 19;
/** Closed unless a setting opens it. COMMAND INFO does not tell. */
export const PROTECTED: number = 1 << 20;

/** The names of the flags: the name at index `i` belongs to bit `i`. */
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
  "protected",
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

/** The names of the flags whose bits are set and that COMMAND INFO tells, in its order. */
export function flagNames(bits: number): string[] {
  const told = bits & ~(MAY_REPLICATE | PROTECTED);
  return FLAG_NAMES.filter((_, bit) => (told & (1 << bit)) !== 0);
}
