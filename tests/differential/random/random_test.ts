/**
 * Random commands must get the same replies from redis-server and from Vortis: more than 300,000 of
 * them, half from a fixed seed and half from a new one.
 */
import { assert, assertEquals } from "@std/assert";
import { seeds } from "../../helpers/random.ts";
import { startPair } from "../yardstick.ts";
import { runRandom, showRandomDifference } from "./run.ts";

const COMMANDS_PER_SEED = 160_000;

Deno.test("random commands get redis-server's replies", async () => {
  for (const seed of seeds("random commands")) {
    await using pair = await startPair();
    const result = await runRandom({
      seed,
      commands: COMMANDS_PER_SEED,
      expected: pair.redis.port,
      actual: pair.subject.port,
    });
    const { difference } = result;
    assert(!difference, `seed ${seed}: ${difference && showRandomDifference(difference)}`);
    assertEquals(result.compared, COMMANDS_PER_SEED);
  }
});
