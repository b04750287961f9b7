/**
 * The request parser on frames that are cut, mutated and glued at random. Whatever comes, it must
 * not throw, must end, must not allocate what a header merely announces, and must find the same
 * requests whether the bytes come whole or in pieces. Frames that were not mutated must be found
 * as they were sent.
 */

import { assert, assertEquals } from "@std/assert";
import { DEFAULT_REQUEST_LIMITS, RequestParser } from "../../resp/request_parser.ts";
import { Random, seeds } from "../helpers/random.ts";
import { everyByte, parseInPieces } from "./parse_in_pieces.ts";
import { mutate, randomRequest } from "./random_requests.ts";

const ROUNDS = 1500;

function randomCuts(length: number, random: Random): number[] {
  const cuts = Array.from({ length: random.int(8) }, () => random.int(length + 1));
  return cuts.sort((a, b) => a - b);
}

function fuzz(seed: number): void {
  const random = new Random(seed);
  for (let round = 0; round < ROUNDS; round++) {
    const sent = Array.from({ length: 1 + random.int(5) }, () => randomRequest(random));
    const bytes = sent.flatMap((request) => [...request.bytes]);
    const isMutated = random.int(3) > 0;
    if (isMutated) mutate(bytes, random);
    const input = Uint8Array.from(bytes);
    const limits = { ...DEFAULT_REQUEST_LIMITS, unauthenticated: random.int(4) === 0 };
    const where = `seed ${seed}, round ${round}`;

    const whole = parseInPieces(input, [], limits);
    assert(whole.consumed <= input.length, where);
    assertEquals(parseInPieces(input, everyByte(input.length), limits), whole, where);
    assertEquals(parseInPieces(input, randomCuts(input.length, random), limits), whole, where);
    if (!isMutated && !limits.unauthenticated) {
      assertEquals(whole.requests, sent.map((request) => request.request), where);
      assertEquals(whole.error, undefined, where);
    }

    const parser = new RequestParser(limits);
    parser.parse(input, 0, input.length);
    const capacity = parser.arguments.starts.length;
    assert(capacity <= Math.max(32, input.length), `${where}: tables of ${capacity}`);
  }
}

Deno.test("parser fuzz: the same requests whole, byte by byte and in random pieces", () => {
  for (const seed of seeds("parser fuzz")) fuzz(seed);
});
