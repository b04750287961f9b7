/**
 * Positions on Earth as numbers of 52 bits, such that what is near often has near numbers.
 *
 * Longitude and latitude are each cut in halves 26 times; the bits that say which half are woven into
 * one number, longitude first (Niemeyer, 2008). The first 2·s bits name a cell of step s. Latitudes
 * end where the Mercator projection makes a square of the world, at ±85.05112878°. All as Redis has
 * it: a position is the score of a sorted set's member.
 */

/** Bits of each coordinate. */
export const GEO_STEPS = 26;
export const MAX_LONGITUDE = 180;
export const MAX_LATITUDE = 85.05112878;
/** Mean radius of the Earth in metres, Redis's. */
export const EARTH_RADIUS_M = 6372797.560856;

const TWO_POW_32 = 4294967296;
const TWO_POW_52 = 2 ** 52;
const RADIANS = Math.PI / 180;
const ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
/** Letters of a standard geohash: ten of five bits, and one for compatibility. */
const GEOHASH_LETTERS = 11;

/** A position, in degrees. */
export interface Position {
  longitude: number;
  latitude: number;
}

/** Whether a position has a number; infinities and NaN have none. */
export function isPosition(longitude: number, latitude: number): boolean {
  return Math.abs(longitude) <= MAX_LONGITUDE && Math.abs(latitude) <= MAX_LATITUDE;
}

/** The number of the cell of a step around a position: 2 · `step` bits. */
export function encodeCell(longitude: number, latitude: number, step: number): number {
  return encodeIn(longitude, latitude, step, MAX_LATITUDE);
}

function encodeIn(longitude: number, latitude: number, step: number, maxLatitude: number): number {
  const cells = 2 ** step;
  const x = Math.floor((longitude - -MAX_LONGITUDE) / (2 * MAX_LONGITUDE) * cells);
  const y = Math.floor((latitude - -maxLatitude) / (2 * maxLatitude) * cells);
  return weave(x, y);
}

/** The 52-bit number of a position. */
export function encodePosition(longitude: number, latitude: number): number {
  return encodeCell(longitude, latitude, GEO_STEPS);
}

/** Weaves two numbers of at most 27 bits; those of `x` are the higher ones. */
export function weave(x: number, y: number): number {
  const low = spread(y) | (spread(x) << 1);
  const high = spread(y >>> 16) | (spread(x >>> 16) << 1);
  return (high >>> 0) * TWO_POW_32 + (low >>> 0);
}

/** Puts a zero behind each of the low 16 bits. */
function spread(bits: number): number {
  bits &= 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

/** The reverse of `spread`. */
function gather(bits: number): number {
  bits &= 0x55555555;
  bits = (bits | (bits >>> 1)) & 0x33333333;
  bits = (bits | (bits >>> 2)) & 0x0f0f0f0f;
  bits = (bits | (bits >>> 4)) & 0x00ff00ff;
  return (bits | (bits >>> 8)) & 0xffff;
}

/**
 * The position of a 52-bit number, the middle of its cell, into `position`. Other scores are read as
 * 64 bits, as Redis does, and what is beyond the map comes to lie at its edge.
 */
export function decodePosition(score: number, position: Position): void {
  let low: number;
  let high: number;
  if (score >= 0 && score < TWO_POW_52) {
    low = score % TWO_POW_32 | 0;
    high = Math.floor(score / TWO_POW_32);
  } else {
    const bits = Number.isFinite(score) && Math.abs(score) < 2 ** 64
      ? BigInt.asUintN(64, BigInt(Math.trunc(score)))
      : 1n << 63n;
    low = Number(BigInt.asIntN(32, bits));
    high = Number(BigInt.asIntN(32, bits >> 32n));
  }
  const y = gather(low) + gather(high) * 65536;
  const x = gather(low >>> 1) + gather(high >>> 1) * 65536;
  const cells = 2 ** GEO_STEPS;
  position.longitude = middle(x, cells, MAX_LONGITUDE);
  position.latitude = middle(y, cells, MAX_LATITUDE);
}

function middle(index: number, cells: number, limit: number): number {
  const from = edge(index, cells, limit);
  const to = edge(index + 1, cells, limit);
  return Math.min(Math.max((from + to) / 2, -limit), limit);
}

/** Where cell `index` of `cells` between `-limit` and `limit` begins. */
export function edge(index: number, cells: number, limit: number): number {
  return -limit + (index / cells) * (limit - -limit);
}

/** The standard geohash of a position, eleven letters; its latitudes end at the poles. */
export function geohashText({ longitude, latitude }: Position): string {
  const bits = encodeIn(longitude, latitude, GEO_STEPS, 90);
  let text = "";
  for (let i = 1; i < GEOHASH_LETTERS; i++) {
    text += ALPHABET[Math.floor(bits / 2 ** (2 * GEO_STEPS - 5 * i)) % 32];
  }
  return text + ALPHABET[0];
}

/** Metres between two positions along the surface (haversine). */
export function distanceM(a: Position, b: Position): number {
  const v = Math.sin((b.longitude * RADIANS - a.longitude * RADIANS) / 2);
  if (v === 0) return latitudeDistanceM(a.latitude, b.latitude);
  const aLatitude = a.latitude * RADIANS;
  const bLatitude = b.latitude * RADIANS;
  const u = Math.sin((bLatitude - aLatitude) / 2);
  const h = u * u + Math.cos(aLatitude) * Math.cos(bLatitude) * v * v;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h));
}

/** Metres between two latitudes. */
export function latitudeDistanceM(a: number, b: number): number {
  return EARTH_RADIUS_M * Math.abs(b * RADIANS - a * RADIANS);
}

/** Degrees as radians. */
export function radians(degrees: number): number {
  return degrees * RADIANS;
}

/** Radians as degrees. */
export function degrees(angle: number): number {
  return angle / RADIANS;
}
