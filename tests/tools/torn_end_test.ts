import { assertEquals } from "@std/assert";
import { endsWhole, tearEnd } from "../../tools/stress/torn_end.ts";
import { Random } from "../helpers/random.ts";

const WHOLE = "#TS:1700000000\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\nvw\r\n";
const encoder = new TextEncoder();

Deno.test("a log ends whole behind a command or an annotation, and nowhere else", () => {
  const bytes = encoder.encode(WHOLE);
  const ends = [0, WHOLE.indexOf("*"), WHOLE.length];
  for (let length = 0; length <= bytes.length; length++) {
    assertEquals(endsWhole(bytes.subarray(0, length)), ends.includes(length), `${length} bytes`);
  }
});

Deno.test("a log is torn once: what ends in half a command stays as it is", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (let seed = 0; seed < 50; seed++) {
      await Deno.writeTextFile(path, WHOLE);
      tearEnd(path, new Random(seed));
      const torn = await Deno.readTextFile(path);
      assertEquals([torn.startsWith(WHOLE), endsWhole(encoder.encode(torn))], [true, false]);
      tearEnd(path, new Random(seed + 1));
      assertEquals(await Deno.readTextFile(path), torn);
    }
  } finally {
    await Deno.remove(path);
  }
});
