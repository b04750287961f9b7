import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  decodePosition,
  distanceM,
  encodeCell,
  encodePosition,
  geohashText,
  isPosition,
  MAX_LATITUDE,
} from "../../../store/encoding/geohash.ts";
import { Random, seeds } from "../../helpers/random.ts";

const position = { longitude: 0, latitude: 0 };

Deno.test("positions are numbers of 52 bits, and geohashes", () => {
  assertEquals(encodePosition(13.361389, 38.115556), 3479099956230698);
  assertEquals(encodePosition(15.087269, 37.502669), 3479447370796909);
  decodePosition(3479099956230698, position);
  assertEquals(geohashText(position), "sqc8b49rny0");
  assertEquals(position.longitude, 13.361389338970184);
});

Deno.test("a position is read back within a metre, and lies in its cell of any step", () => {
  for (const seed of seeds("geohash")) {
    const random = new Random(seed);
    for (let i = 0; i < 5_000; i++) {
      const longitude = (random.float() - 0.5) * 360;
      const latitude = (random.float() - 0.5) * 2 * MAX_LATITUDE;
      const score = encodePosition(longitude, latitude);
      decodePosition(score, position);
      assert(distanceM({ longitude, latitude }, position) < 1);
      const step = random.int(1, 26);
      assertEquals(encodeCell(longitude, latitude, step), Math.floor(score / 4 ** (26 - step)));
    }
  }
});

Deno.test("distances", () => {
  const palermo = { longitude: 13.361389338970184, latitude: 38.1155563954963 };
  const catania = { longitude: 15.087267458438873, latitude: 37.50266842333162 };
  assertAlmostEquals(distanceM(palermo, catania), 166274.1516, 0.0001);
  assertEquals(distanceM(palermo, palermo), 0);
  assert(isPosition(-180, MAX_LATITUDE) && !isPosition(180.1, 0) && !isPosition(0, -86));
  assert(!isPosition(NaN, 0));
});
