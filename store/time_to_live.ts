/**
 * Times to live as the library's users give them, checked and turned into expire times.
 *
 * Everywhere an `ex` or `seconds` counts seconds and a `px` or `ms` milliseconds, relative ones from now and
 * those with `At` from the Unix epoch; all are whole numbers from 1 on. Inside the store there
 * is one form alone: milliseconds since the epoch.
 */

import type { Clock } from "./clock.ts";
import { StoreError } from "./errors.ts";
import { KEEP_EXPIRY, NO_EXPIRY } from "./engine/namespace.ts";
import { show } from "./show_value.ts";

/**
 * How `set` stores a value. At most one of `ex`, `px`, `exAt`, `pxAt` and `keepTtl` may be given;
 * with none of them the key never expires, whatever it did before.
 *
 * @example
 * ```ts
 * import { type SetOptions, Store } from "@vortis/core";
 * import { assert } from "@std/assert";
 *
 * using store = new Store();
 * const once: SetOptions = { nx: true, ex: 30 };
 * assert(store.set("lock", "me", once));
 * assert(!store.set("lock", "you", once));
 * ```
 */
export interface SetOptions {
  /** Time to live in seconds, a whole number from 1 on. */
  readonly ex?: number | undefined;
  /** Time to live in milliseconds, a whole number from 1 on. */
  readonly px?: number | undefined;
  /** When the key expires, in seconds since the Unix epoch; a time in the past removes the key. */
  readonly exAt?: number | undefined;
  /** When the key expires, in milliseconds since the Unix epoch. */
  readonly pxAt?: number | undefined;
  /** Whether the key keeps the expire time that it has. */
  readonly keepTtl?: boolean | undefined;
  /** Store only if the key does not exist. Not with `xx`. */
  readonly nx?: boolean | undefined;
  /** Store only if the key exists. Not with `nx`. */
  readonly xx?: boolean | undefined;
  /** Whether to return the value that the key had, instead of whether it was stored. */
  readonly get?: boolean | undefined;
}

/**
 * Under which condition an expire time is set. `nx` goes with no other, `gt` not with `lt`. A key that
 * never expires counts as expiring later than any other.
 *
 * @example
 * ```ts
 * import { type ExpireOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const extend: ExpireOptions = { gt: true };
 * store.set("session", "data", { ex: 60 });
 * assertEquals(store.expire("session", 30, extend), false);
 * assertEquals(store.expire("session", 90, extend), true);
 * ```
 */
export interface ExpireOptions {
  /** Only if the key has no expire time. */
  readonly nx?: boolean | undefined;
  /** Only if the key has an expire time. */
  readonly xx?: boolean | undefined;
  /** Only if the new expire time is later than the present one. */
  readonly gt?: boolean | undefined;
  /** Only if the new expire time is earlier than the present one. */
  readonly lt?: boolean | undefined;
}

/**
 * The expire time that options of `set` ask for, as `Namespace.put` takes it.
 * @throws {StoreError} `INVALID_TTL` or, for two of the options at once, `INVALID_ARGUMENT`.
 */
export function expiryOfOptions(options: SetOptions, clock: Clock): number {
  const { ex, px, exAt, pxAt, keepTtl } = options;
  let expiryMs = NO_EXPIRY;
  let given = 0;
  if (ex !== undefined) {
    expiryMs = expiryIn("ex", ex, 1000, clock);
    given++;
  }
  if (px !== undefined) {
    expiryMs = expiryIn("px", px, 1, clock);
    given++;
  }
  if (exAt !== undefined) {
    expiryMs = expiryAt("exAt", exAt, 1000);
    given++;
  }
  if (pxAt !== undefined) {
    expiryMs = expiryAt("pxAt", pxAt, 1);
    given++;
  }
  if (keepTtl === true) {
    expiryMs = KEEP_EXPIRY;
    given++;
  }
  if (given > 1) {
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot set with ${
        describe(options)
      }: only one of ex, px, exAt, pxAt and keepTtl may be given`,
    );
  }
  return expiryMs;
}

/**
 * The expire time `time × unitMs` milliseconds from now.
 * @throws {StoreError} `INVALID_TTL` with the name and the value.
 */
export function expiryIn(name: string, time: number, unitMs: number, clock: Clock): number {
  const expiryMs = clock.now() + time * unitMs;
  if (Number.isInteger(time) && time > 0 && Number.isSafeInteger(expiryMs)) return expiryMs;
  refuse(name, time);
}

/**
 * The expire time `time × unitMs` milliseconds after the epoch.
 * @throws {StoreError} `INVALID_TTL` with the name and the value.
 */
export function expiryAt(name: string, time: number, unitMs: number): number {
  const expiryMs = time * unitMs;
  if (Number.isInteger(time) && time > 0 && Number.isSafeInteger(expiryMs)) return expiryMs;
  refuse(name, time);
}

/** @throws {StoreError} `INVALID_ARGUMENT` if the conditions exclude each other. */
export function checkExpireOptions(options: ExpireOptions): void {
  const { nx, xx, gt, lt } = options;
  if ((nx && (xx || gt || lt)) || (gt && lt)) {
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot expire with ${describe(options)}: these conditions exclude each other`,
    );
  }
}

/** Whether the conditions allow to replace the expire time `old` (0 for none) by `expiryMs`. */
export function expireAllowed(options: ExpireOptions, old: number, expiryMs: number): boolean {
  if (options.nx && old !== NO_EXPIRY) return false;
  if (options.xx && old === NO_EXPIRY) return false;
  if (options.gt && (old === NO_EXPIRY || expiryMs <= old)) return false;
  return !(options.lt && old !== NO_EXPIRY && expiryMs >= old);
}

/** The options that are given, for a message: `ex 10 and px 5`. */
export function describe(options: object): string {
  return Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? name : `${name} ${show(value)}`))
    .join(" and ");
}

function refuse(name: string, time: unknown): never {
  const wanted = "it must be a whole number from 1 on, and not past the year 287396";
  throw new StoreError("INVALID_TTL", `Cannot expire a key with ${name} ${show(time)}: ${wanted}`);
}
