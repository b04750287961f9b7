/**
 * Times to live of a hash's fields, for the view of hashes; the same methods as those for keys.
 */

import type { Key } from "../key.ts";
import { loadKey } from "../key.ts";
import {
  checkExpireOptions,
  expireAllowed,
  type ExpireOptions,
  expiryAt,
  expiryIn,
} from "../time_to_live.ts";
import {
  expireFields,
  fieldExpiries,
  FieldExpiry,
  NEVER_EXPIRES,
  persistFields,
} from "../types/hashes/field_expiry.ts";
import { CollectionView } from "./collection_view.ts";

/**
 * What can be done about the expire times of fields; part of {@linkcode HashesView}.
 *
 * @typeParam V What the values are.
 *
 * @example
 * ```ts
 * import { type HashFieldExpiryView, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const hashes: HashFieldExpiryView<string> = store.hashes;
 * store.hashes.set("h", "field", "value");
 * assertEquals(hashes.expire("h", "field", 60), true);
 * ```
 */
export abstract class HashFieldExpiryView<V> extends CollectionView<V> {
  /**
   * Lets a field expire after so many seconds; false if there is no such field or `options` forbid it.
   * The field is gone then for everybody, and its memory is given back by the background cycle. Setting
   * the field anew takes its expire time off, changing it (`incrBy`) does not.
   *
   * @throws {StoreError} `INVALID_TTL` with the value if it is no whole number from 1 on.
   *
   * @example
   * ```ts
   * import { ManualClock, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new ManualClock();
   * using store = new Store({ clock });
   * store.hashes.set("session", { user: "Ada", token: "secret" });
   * store.hashes.expire("session", "token", 60);
   * assertEquals(store.hashes.ttl("session", "token"), 60);
   * clock.advance(60_001);
   * assertEquals(store.hashes.fields("session"), ["user"]);
   * ```
   */
  expire(key: Key, field: Key, seconds: number, options?: ExpireOptions): boolean {
    const { clock } = this.keyspace.engine;
    return this.#expire(key, field, expiryIn("seconds", seconds, 1000, clock), options);
  }

  /** Like {@linkcode HashFieldExpiryView.expire}, in milliseconds. */
  pexpire(key: Key, field: Key, ms: number, options?: ExpireOptions): boolean {
    const { clock } = this.keyspace.engine;
    return this.#expire(key, field, expiryIn("milliseconds", ms, 1, clock), options);
  }

  /**
   * Lets a field expire at a time, in whole seconds since the Unix epoch. A time in the past removes the
   * field at once. Otherwise like {@linkcode HashFieldExpiryView.expire}.
   */
  expireAt(key: Key, field: Key, seconds: number, options?: ExpireOptions): boolean {
    return this.#expire(key, field, expiryAt("seconds", seconds, 1000), options);
  }

  /** Like {@linkcode HashFieldExpiryView.expireAt}, in milliseconds since the epoch. */
  pexpireAt(key: Key, field: Key, ms: number, options?: ExpireOptions): boolean {
    return this.#expire(key, field, expiryAt("milliseconds", ms, 1), options);
  }

  /**
   * Seconds until the field expires, rounded to the nearest; `Infinity` if it never does, `undefined`
   * if there is no such field.
   */
  ttl(key: Key, field: Key): number | undefined {
    const ms = this.pttl(key, field);
    return ms === undefined ? undefined : Math.floor((ms + 500) / 1000);
  }

  /** Like {@linkcode HashFieldExpiryView.ttl}, in milliseconds. */
  pttl(key: Key, field: Key): number | undefined {
    const expiryMs = this.pexpireTime(key, field);
    return expiryMs === undefined ? undefined : expiryMs - this.keyspace.engine.clock.now();
  }

  /**
   * When the field expires, in milliseconds since the Unix epoch; `Infinity` if it never does, `undefined`
   * if there is no such field.
   */
  pexpireTime(key: Key, field: Key): number | undefined {
    const list = this.takeList();
    this.addName(list, field, "field");
    loadKey(this.keyspace, key);
    let found: number = FieldExpiry.Missing;
    fieldExpiries(this.keyspace, list, 0, 1, (expiryMs) => found = expiryMs);
    this.giveList(list);
    if (found === FieldExpiry.Missing) return undefined;
    return found === NEVER_EXPIRES ? Infinity : found;
  }

  /** Takes the expire time off a field; false if there is no such field or it has none. */
  persist(key: Key, field: Key): boolean {
    const list = this.takeList();
    this.addName(list, field, "field");
    loadKey(this.keyspace, key);
    let persisted = false;
    persistFields(this.keyspace, list, 0, 1, (result) => persisted = result === 1);
    this.giveList(list);
    return persisted;
  }

  #expire(key: Key, field: Key, expiryMs: number, options: ExpireOptions | undefined): boolean {
    if (options !== undefined) checkExpireOptions(options);
    const list = this.takeList();
    this.addName(list, field, "field");
    loadKey(this.keyspace, key);
    let done = false;
    expireFields(
      this.keyspace,
      list,
      0,
      1,
      expiryMs,
      (oldMs, newMs) => options === undefined || expireAllowed(options, oldMs, newMs),
      (result) => done = result === FieldExpiry.Set || result === FieldExpiry.Deleted,
    );
    this.giveList(list);
    return done;
  }
}
