/**
 * Searching a sorted set of positions: the members within a circle or a box.
 *
 * The step is chosen so that the cell around the centre and its eight neighbours cover the shape; each of
 * them is a range of scores, whose members are then measured one by one. Cells that the shape does
 * not touch are left out. As Redis does it, cell by cell, so that results come in the same order.
 */

import {
  decodePosition,
  degrees,
  distanceM,
  EARTH_RADIUS_M,
  edge,
  GEO_STEPS,
  latitudeDistanceM,
  MAX_LATITUDE,
  MAX_LONGITUDE,
  type Position,
  radians,
  weave,
} from "../../encoding/geohash.ts";
import type { Namespace } from "../../engine/namespace.ts";
import { memberScore } from "./sorted_sets.ts";
import { ranksByScore } from "./ranges.ts";
import { SortedSetWalk } from "./walk.ts";

/** What is searched: around `center` a circle, or a box with sides along the meridians, in metres. */
export interface GeoShape {
  readonly center: Position;
  readonly radiusM?: number | undefined;
  readonly widthM?: number | undefined;
  readonly heightM?: number | undefined;
}

/** A member that was found. */
export interface GeoResult extends Position {
  readonly member: Uint8Array;
  /** Its distance from the centre in metres. */
  readonly distanceM: number;
  /** Its score: the position as 52 bits. */
  readonly score: number;
}

/** Half of the equator, about, in metres: the widest cell. */
const MERCATOR_MAX_M = 20037726.37;

const walk = new SortedSetWalk();
const position: Position = { longitude: 0, latitude: 0 };

/** The position of a member of the open set; false if there is none. */
export function memberPosition(
  namespace: Namespace,
  bytes: Uint8Array,
  start: number,
  end: number,
  into: Position,
): boolean {
  const score = memberScore(namespace, bytes, start, end);
  if (Number.isNaN(score)) return false;
  decodePosition(score, into);
  return true;
}

/**
 * The members of the open set within a shape, at most `limit`, in no particular order.
 * O(members in the cells around the shape).
 */
export function searchArea(namespace: Namespace, shape: GeoShape, limit: number): GeoResult[] {
  const results: GeoResult[] = [];
  const { cells, step } = cellsAround(shape);
  const scale = 2 ** (2 * (GEO_STEPS - step));
  let last = -1;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell < 0) continue;
    // Of a shape as large as the world neighbours are the same cell.
    if (last > 0 && cell === cells[last]) continue;
    if (results.length >= limit) break;
    searchCell(namespace, shape, cell * scale, (cell + 1) * scale, limit, results);
    last = i;
  }
  return results;
}

function searchCell(
  namespace: Namespace,
  shape: GeoShape,
  min: number,
  max: number,
  limit: number,
  results: GeoResult[],
): void {
  const { first, count } = ranksByScore(namespace, {
    min,
    max,
    withoutMin: false,
    withoutMax: true,
  });
  walk.begin(namespace, first, count, false);
  while (walk.next()) {
    decodePosition(walk.score, position);
    const distance = distanceWithin(shape, position);
    if (distance < 0) continue;
    results.push({
      member: walk.bytes.slice(walk.start, walk.end),
      longitude: position.longitude,
      latitude: position.latitude,
      distanceM: distance,
      score: walk.score,
    });
    if (results.length >= limit) return;
  }
}

/** Metres from a shape's centre to a position in it, -1 if it is outside. */
function distanceWithin({ center, radiusM, widthM, heightM }: GeoShape, place: Position): number {
  if (radiusM !== undefined) {
    const distance = distanceM(center, place);
    return distance > radiusM ? -1 : distance;
  }
  if (latitudeDistanceM(place.latitude, center.latitude) > heightM! / 2) return -1;
  const across = { longitude: center.longitude, latitude: place.latitude };
  if (distanceM(place, across) > widthM! / 2) return -1;
  return distanceM(center, place);
}

/** The step at which nine cells cover a circle. */
function stepForRadius(radiusM: number, latitude: number): number {
  if (radiusM === 0) return GEO_STEPS;
  let step = 1;
  for (; radiusM < MERCATOR_MAX_M; step++) radiusM *= 2;
  step -= 2;
  // Cells are narrower towards the poles.
  if (Math.abs(latitude) > 66) step--;
  if (Math.abs(latitude) > 80) step--;
  return Math.min(Math.max(step, 1), GEO_STEPS);
}

/** North, south, east, west, and the corners: steps to the east, steps to the north. */
const NEIGHBOURS: readonly (readonly [number, number])[] = [
  ...[[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0]] as const,
  ...[[1, 1], [-1, 1], [1, -1], [-1, -1]] as const,
];

/** The cell around the centre and its neighbours; -1 for those that are not needed. */
function cellsAround(shape: GeoShape): { cells: number[]; step: number } {
  const { center, radiusM } = shape;
  const heightM = radiusM ?? shape.heightM! / 2;
  const widthM = radiusM ?? shape.widthM! / 2;
  const { longitude, latitude } = center;
  const up = degrees(heightM / EARTH_RADIUS_M);
  // A degree of longitude is shortest at the side that is nearer to a pole.
  const far = latitude < 0 ? latitude - up : latitude + up;
  const aside = degrees(widthM / EARTH_RADIUS_M / Math.cos(radians(far)));
  const north = latitude + up;
  const south = latitude - up;
  const east = longitude + aside;
  const west = longitude - aside;

  const reachM = radiusM ?? Math.sqrt(widthM * widthM + heightM * heightM);
  let step = stepForRadius(reachM, latitude);
  let grid = new Grid(step, longitude, latitude);
  const tooSmall = grid.latitude(1, 1) < north || grid.latitude(0, -1) > south ||
    grid.longitude(1, 1) < east || grid.longitude(0, -1) > west;
  if (step > 1 && tooSmall) grid = new Grid(--step, longitude, latitude);

  const notSouth = step >= 2 && grid.latitude(0) < south;
  const notNorth = step >= 2 && grid.latitude(1) > north;
  const notWest = step >= 2 && grid.longitude(0) < west;
  const notEast = step >= 2 && grid.longitude(1) > east;
  const cells = NEIGHBOURS.map(([dx, dy]) => {
    if (
      (dy < 0 && notSouth) || (dy > 0 && notNorth) || (dx < 0 && notWest) || (dx > 0 && notEast)
    ) {
      return -1;
    }
    return weave(grid.step(grid.x, dx), grid.step(grid.y, dy));
  });
  return { cells, step };
}

/** The cells of one step, and the one that a position is in. */
class Grid {
  readonly x: number;
  readonly y: number;
  readonly #cells: number;

  constructor(step: number, longitude: number, latitude: number) {
    this.#cells = 2 ** step;
    this.x = this.#index(longitude, MAX_LONGITUDE);
    this.y = this.#index(latitude, MAX_LATITUDE);
  }

  #index(degrees: number, limit: number): number {
    return Math.floor((degrees - -limit) / (2 * limit) * this.#cells);
  }

  /**
   * The index of a neighbour. The world is round; at the poles Redis has it go on at the other one. The
   * very edge of the map has an index of its own, one too high.
   */
  step(index: number, by: number): number {
    return by === 0 ? index : (index + by) & (this.#cells - 1);
  }

  /** Longitude of the west (0) or east (1) side of the cell, or of the one so many steps away. */
  longitude(side: 0 | 1, steps = 0): number {
    return edge(this.step(this.x, steps) + side, this.#cells, MAX_LONGITUDE);
  }

  /** Latitude of the south (0) or north (1) side of the cell, or of the one so many steps away. */
  latitude(side: 0 | 1, steps = 0): number {
    return edge(this.step(this.y, steps) + side, this.#cells, MAX_LATITUDE);
  }
}
