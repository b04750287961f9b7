import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { CliError } from "../../../../server/cli/cli_error.ts";
import { MixDraw, type MixEntry, parseMix } from "../../../../server/cli/load/operation_mix.ts";
import { operationOf, OPERATIONS } from "../../../../server/cli/load/operations.ts";
import { Random, seeds } from "../../../helpers/random.ts";

for (const seed of seeds("operation mix")) {
  Deno.test(`mix: operations come in proportion to their weights (seed ${seed})`, () => {
    const draw = new MixDraw(parseMix("get=6,set=3,lpush=1"), new Random(seed));
    const counts = [0, 0, 0];
    for (let i = 0; i < 100_000; i++) counts[draw.next()]++;
    for (const [entry, share] of [0.6, 0.3, 0.1].entries()) {
      assertAlmostEquals(counts[entry] / 100_000, share, 0.01);
    }
  });
}

/** A mix as it may be written. */
function mixText(mix: readonly MixEntry[]): string {
  return mix.map(({ operation, weight }) => `${operation.name}=${weight}`).join(",");
}

Deno.test("mix: by position and by name", () => {
  const cases: [string, string][] = [
    ["1:9", "set=1,get=9"],
    ["1:8:1", "set=1,get=8,del=1"],
    ["0:1:0", "get=1"],
    ["0.5:2.5", "set=0.5,get=2.5"],
    ["incr", "incr=1"],
    ["get=8, hset=1,lpush", "get=8,hset=1,lpush=1"],
  ];
  for (const [text, expected] of cases) assertEquals(mixText(parseMix(text)), expected);
});

Deno.test("mix: what is none", () => {
  const cases: [string, string][] = [
    ["5", "expected set:get or set:get:del"],
    ["1:2:3:4", "expected set:get or set:get:del"],
    ["0:0", "nothing would be asked for"],
    ["get=1,get=2", "get is named twice"],
    ["gett=1", "unknown operation 'gett'"],
    ["flushall", "there are set, get, del, "],
    ["get=x", "'get=x' is no operation=number"],
    ["get=-1", "'get=-1' is no operation=number"],
  ];
  for (const [text, message] of cases) assertThrows(() => parseMix(text), CliError, message);
});

Deno.test("mix: every operation is filled by one that exists and is filled by itself", () => {
  for (const { filler } of OPERATIONS) {
    if (filler !== undefined) assertEquals(operationOf(filler)?.filler, filler);
  }
});
