/**
 * The library's view of geo sets: `store.geo`.
 */

import {
  distanceM,
  encodePosition,
  geohashText,
  isPosition,
  type Position,
} from "../encoding/geohash.ts";
import { StoreError } from "../errors.ts";
import { type Key, loadKey } from "../key.ts";
import { show } from "../show_value.ts";
import { memberPosition, searchArea } from "../types/sorted_sets/geo_search.ts";
import { readSortedSet } from "../types/sorted_sets/sorted_sets.ts";
import { addMembers } from "../types/sorted_sets/changes.ts";
import { checkCount, CollectionView } from "./collection_view.ts";

/**
 * A place on the map, in degrees; latitudes reach to ±85.05112878.
 *
 * @example
 * ```ts
 * import { type GeoPosition, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const palermo: GeoPosition = { longitude: 13.361389, latitude: 38.115556 };
 * assertEquals(store.geo.add("cities", "Palermo", palermo), true);
 * ```
 */
export interface GeoPosition {
  /** Degrees east: −180 to 180. */
  readonly longitude: number;
  /** Degrees north. */
  readonly latitude: number;
}

/**
 * What is searched: around a position or a member, a circle or a box.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { type GeoSearchOptions, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.geo.add("cities", "Palermo", { longitude: 13.361389, latitude: 38.115556 });
 * const near: GeoSearchOptions<string> = { member: "Palermo", widthM: 2000, heightM: 1000 };
 * assertEquals(store.geo.search("cities", near).length, 1);
 * ```
 */
export interface GeoSearchOptions<V> {
  /** The centre, unless it is a member. */
  readonly center?: GeoPosition | undefined;
  /** The member that is the centre. */
  readonly member?: V | undefined;
  /** A circle's radius in metres, unless it is a box. */
  readonly radiusM?: number | undefined;
  /** A box's width in metres. */
  readonly widthM?: number | undefined;
  /** A box's height in metres. */
  readonly heightM?: number | undefined;
  /** At most so many, the nearest ones; default all. */
  readonly limit?: number | undefined;
}

/**
 * A member that was found.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { type GeoSearchResult, Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const center = { longitude: 13.361389, latitude: 38.115556 };
 * store.geo.add("cities", "Palermo", center);
 * const [found]: GeoSearchResult<string>[] = store.geo.search("cities", { center, radiusM: 10 });
 * assertEquals([found.member, Math.round(found.distanceM)], ["Palermo", 0]);
 * ```
 */
export interface GeoSearchResult<V> extends GeoPosition {
  /** The member. */
  readonly member: V;
  /** Its distance from the centre in metres. */
  readonly distanceM: number;
}

/**
 * Geo sets: members with positions on Earth under one key, as `store.geo`.
 *
 * A geo set is a sorted set whose scores are positions, so `store.sortedSets` works on it, too:
 * `delete`, `size` and the like. A position is kept in 52 bits, less than a metre off.
 *
 * Every method throws a `WrongTypeError` if a key holds no sorted set, and what all methods of
 * {@linkcode StoreNamespace} throw.
 *
 * @typeParam V What the members are.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * store.geo.add("cities", "Palermo", { longitude: 13.361389, latitude: 38.115556 });
 * store.geo.add("cities", "Catania", { longitude: 15.087269, latitude: 37.502669 });
 * assertEquals(Math.round(store.geo.distance("cities", "Palermo", "Catania")!), 166274);
 * const near = store.geo.search("cities", {
 *   center: { longitude: 15, latitude: 37 },
 *   radiusM: 100_000,
 * });
 * assertEquals(near.map(({ member }) => member), ["Catania"]);
 * ```
 */
export class GeoView<V = string> extends CollectionView<V> {
  /**
   * Gives a member a position, which makes the set if need be; returns whether the member is new.
   * @throws {StoreError} `INVALID_ARGUMENT` for a position that is not on the map.
   */
  add(key: Key, member: V, position: GeoPosition): boolean {
    checkPosition(position);
    const list = this.takeList();
    this.addValue(list, member);
    loadKey(this.keyspace, key);
    const score = encodePosition(position.longitude, position.latitude);
    const { added } = addMembers(this.keyspace, list, 0, 1, Float64Array.of(score), 0);
    this.giveList(list);
    return added === 1;
  }

  /** A member's position, `undefined` if there is none. */
  position(key: Key, member: V): GeoPosition | undefined {
    return this.#position(key, member);
  }

  /** A member's position as a standard geohash of eleven letters, `undefined` if there is none. */
  hash(key: Key, member: V): string | undefined {
    const position = this.#position(key, member);
    return position && geohashText(position);
  }

  /** Metres between two members, `undefined` if one of them is not there. */
  distance(key: Key, first: V, second: V): number | undefined {
    const a = this.#position(key, first);
    const b = this.#position(key, second);
    return a && b && distanceM(a, b);
  }

  /**
   * The members within a circle or a box, the nearest first.
   * @throws {StoreError} `INVALID_ARGUMENT` for a shape that is none, or a centre that is not there.
   */
  search(key: Key, options: GeoSearchOptions<V>): GeoSearchResult<V>[] {
    const { radiusM, widthM, heightM, limit } = options;
    if (radiusM !== undefined) checkLength("radiusM", radiusM);
    else {
      checkLength("widthM", widthM);
      checkLength("heightM", heightM);
    }
    if (limit !== undefined) checkCount("limit to", limit, 0);
    const center = this.#center(key, options);
    loadKey(this.keyspace, key);
    if (!readSortedSet(this.keyspace)) return [];
    const found = searchArea(this.keyspace, { center, radiusM, widthM, heightM }, Infinity);
    found.sort((a, b) => a.distanceM - b.distanceM);
    return found.slice(0, limit).map(({ member, longitude, latitude, distanceM }) => ({
      member: this.format.fromBytes(member),
      longitude,
      latitude,
      distanceM,
    }));
  }

  #center(key: Key, { center, member }: GeoSearchOptions<V>): GeoPosition {
    if ((center === undefined) === (member === undefined)) {
      throw new StoreError(
        "INVALID_ARGUMENT",
        "Cannot search without a centre: give either center or member",
      );
    }
    if (center !== undefined) {
      checkPosition(center);
      return center;
    }
    const position = this.#position(key, member!);
    if (position !== undefined) return position;
    throw new StoreError(
      "INVALID_ARGUMENT",
      `Cannot search around ${show(member)}: no such member`,
    );
  }

  #position(key: Key, member: V): Position | undefined {
    const list = this.takeList();
    this.addValue(list, member);
    loadKey(this.keyspace, key);
    const position = { longitude: 0, latitude: 0 };
    const found = readSortedSet(this.keyspace) &&
      memberPosition(this.keyspace, list.bytes, list.starts[0], list.ends[0], position);
    this.giveList(list);
    return found ? position : undefined;
  }
}

function checkPosition({ longitude, latitude }: GeoPosition): void {
  if (isPosition(longitude, latitude)) return;
  throw new StoreError(
    "INVALID_ARGUMENT",
    `Cannot use ${show(longitude)}, ${show(latitude)} as a position: it is not on the map`,
  );
}

function checkLength(name: string, length: number | undefined): void {
  if (length !== undefined && length >= 0) return;
  throw new StoreError("INVALID_ARGUMENT", `Cannot search with ${name} ${show(length)}`);
}
