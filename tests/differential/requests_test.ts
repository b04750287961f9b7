/**
 * How requests are read: every fixture of the request parser, and random damaged requests, sent to
 * redis-server and to the server under test over connections of their own. All bytes that come
 * back until the connection ends must be the same.
 */
import { assertEquals } from "@std/assert";
import { Random, seeds } from "../helpers/random.ts";
import { binary, bytesOf } from "../resp/parse_in_pieces.ts";
import { mutate, randomRequest } from "../resp/random_requests.ts";
import {
  ARRAY_ERRORS,
  ARRAYS,
  INLINE,
  LONG,
  type RequestFixture,
  UNAUTHENTICATED,
} from "../resp/request_fixtures.ts";
import { type Pair, startPair } from "./yardstick.ts";

const ROUNDS = 400;

/** Sends `input`, says that no more will come, and collects all that the server answers. */
async function exchange(port: number, input: Uint8Array): Promise<string> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const buffer = new Uint8Array(64 * 1024);
  let output = "";
  try {
    for (let sent = 0; sent < input.length;) sent += await conn.write(input.subarray(sent));
    await conn.closeWrite();
    for (let read = await conn.read(buffer); read !== null; read = await conn.read(buffer)) {
      output += binary(buffer.subarray(0, read));
    }
  } catch (error) {
    // A server that closes before it has read everything resets the connection.
    const isReset = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.NotConnected;
    if (!isReset) throw error;
  }
  return output;
}

async function compare(pair: Pair, input: Uint8Array, name: string): Promise<void> {
  const [expected, actual] = await Promise.all([
    exchange(pair.redis.port, input),
    exchange(pair.subject.port, input),
  ]);
  assertEquals(actual, expected, name);
}

async function compareAll(pair: Pair, fixtures: readonly RequestFixture[]): Promise<void> {
  for (const fixture of fixtures) await compare(pair, bytesOf(fixture.input), fixture.name);
}

Deno.test("requests: every fixture is read as redis-server reads it", async () => {
  await using pair = await startPair();
  const atDefaultLimits = [...ARRAYS, ...ARRAY_ERRORS, ...INLINE, ...LONG]
    .filter((fixture) => fixture.limits === undefined);
  await compareAll(pair, atDefaultLimits);
});

Deno.test("requests: what may be sent before authentication", async () => {
  await using pair = await startPair(["--requirepass", "secret"]);
  await compareAll(pair, UNAUTHENTICATED);
});

Deno.test("requests: random damaged requests", async () => {
  await using pair = await startPair();
  for (const seed of seeds("damaged requests")) {
    const random = new Random(seed);
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = Array.from({ length: 1 + random.int(4) }, () => randomRequest(random))
        .flatMap((request) => [...request.bytes]);
      if (random.int(4) > 0) mutate(bytes, random);
      await compare(pair, Uint8Array.from(bytes), `seed ${seed}, round ${round}`);
    }
  }
});
