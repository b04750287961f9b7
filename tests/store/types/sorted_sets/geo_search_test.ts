/** Searching positions against measuring each of them. */
import { assert, assertEquals } from "@std/assert";
import {
  decodePosition,
  distanceM,
  encodePosition,
  latitudeDistanceM,
} from "../../../../store/encoding/geohash.ts";
import { type GeoShape, searchArea } from "../../../../store/types/sorted_sets/geo_search.ts";
import { readSortedSet } from "../../../../store/types/sorted_sets/sorted_sets.ts";
import { addMembers } from "../../../../store/types/sorted_sets/changes.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const decoder = new TextDecoder();
const COUNT = 2000;

Deno.test("a search finds what measuring each member finds", () => {
  for (const seed of seeds("geo search")) {
    const random = new Random(seed);
    const namespace = makeEngine().namespace("0");
    const names = Array.from({ length: COUNT }, (_, i) => `place:${i}`);
    const scores = Float64Array.from(
      names,
      () => encodePosition((random.float() - 0.5) * 40, (random.float() - 0.5) * 40),
    );
    namespace.loadText("g");
    addMembers(namespace, byteRanges(names.flatMap((name) => [name, ""])), 0, COUNT, scores, 0);
    const places = names.map((name, i) => {
      const place = { name, longitude: 0, latitude: 0 };
      decodePosition(scores[i], place);
      return place;
    });
    let found = 0;
    for (let i = 0; i < 200; i++) {
      const center = {
        longitude: (random.float() - 0.5) * 40,
        latitude: (random.float() - 0.5) * 40,
      };
      const size = 10 ** (2 + random.float() * 4.5);
      const shape: GeoShape = random.chance(0.5)
        ? { center, radiusM: size }
        : { center, widthM: size, heightM: size * random.float() * 2 };
      const expected = places.filter((place) => {
        if (shape.radiusM !== undefined) return distanceM(center, place) <= shape.radiusM;
        if (latitudeDistanceM(place.latitude, center.latitude) > shape.heightM! / 2) return false;
        const across = { longitude: center.longitude, latitude: place.latitude };
        return distanceM(place, across) <= shape.widthM! / 2;
      }).map(({ name }) => name);
      namespace.loadText("g");
      assert(readSortedSet(namespace));
      const results = searchArea(namespace, shape, Infinity);
      assertEquals(results.map(({ member }) => decoder.decode(member)).sort(), expected.sort());
      const some = searchArea(namespace, shape, 3);
      assertEquals(some.length, Math.min(3, expected.length));
      found += results.length;
    }
    assert(found > 1000, String(found));
  }
});
