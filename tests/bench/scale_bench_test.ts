/** The parts of the scale benchmark that decide what is reported. */
import { assertEquals } from "@std/assert";
import { checkpointsUpTo, whyItStopped } from "../../bench/scale_bench.ts";

Deno.test("checkpoints are the decades and the end", () => {
  assertEquals(checkpointsUpTo(10_000), [10_000]);
  assertEquals(checkpointsUpTo(250_000), [10_000, 100_000, 250_000]);
  assertEquals(checkpointsUpTo(1_000_000), [10_000, 100_000, 1_000_000]);
});

Deno.test("the reason why a process stopped is found in what it printed", () => {
  const thrown = "error: Uncaught (in promise) RangeError: Map maximum size exceeded\n    at x";
  assertEquals(whyItStopped(thrown), "RangeError: Map maximum size exceeded");
  const fatal =
    "<--- Last few GCs --->\n\n#\n# Fatal JavaScript out of memory: Reached heap limit\n";
  assertEquals(whyItStopped(fatal), "# Fatal JavaScript out of memory: Reached heap limit");
  assertEquals(whyItStopped(""), "the process ended");
});
