/**
 * The request parser on frames that are cut, mutated and glued at random. Whatever comes, it must
 * not throw, must end, must not allocate what a header merely announces, and must find the same
 * requests whether the bytes come whole or in pieces. Frames that were not mutated must be found
 * as they were sent.
 */

import { assert, assertEquals } from "@std/assert";
import { DEFAULT_REQUEST_LIMITS, RequestParser } from "../../resp/request_parser.ts";
import { encodeCommand } from "../../resp/request_encoder.ts";
import { Random, seeds } from "../helpers/random.ts";
import { binary, bytesOf, everyByte, parseInPieces } from "./parse_in_pieces.ts";

const ROUNDS = 1500;

/** Bytes that mean something to the parser, and a few that do not. */
const TELLING = bytesOf("*$\r\n\r\n0123456789-+\"'\\x \t\0\xff:aA");

function randomArgument(random: Random): Uint8Array {
  const length = random.int(10) === 0 ? random.int(300) : random.int(12);
  return Uint8Array.from(
    { length },
    () => random.int(3) === 0 ? random.int(256) : TELLING[random.int(TELLING.length)],
  );
}

function randomRequest(random: Random): { bytes: Uint8Array; request: string[] } {
  if (random.int(5) === 0) {
    const words = Array.from({ length: 1 + random.int(4) }, () => `w${random.int(1000)}`);
    return { bytes: bytesOf(words.join(" ") + (random.int(2) ? "\r\n" : "\n")), request: words };
  }
  const count = random.int(20) === 0 ? 1 + random.int(80) : 1 + random.int(5);
  const parts = Array.from({ length: count }, () => randomArgument(random));
  return { bytes: encodeCommand(parts), request: parts.map(binary) };
}

function mutate(bytes: number[], random: Random): void {
  for (let changes = 1 + random.int(4); changes > 0; changes--) {
    const at = random.int(bytes.length + 1);
    const byte = TELLING[random.int(TELLING.length)];
    switch (random.int(5)) {
      case 0:
        bytes.splice(at, 1);
        break;
      case 1:
        bytes.splice(at, 0, byte);
        break;
      case 2:
        bytes.splice(at, random.int(20), ...bytes.slice(0, random.int(20)));
        break;
      case 3:
        bytes.splice(
          at,
          0,
          ...bytesOf(["$536870912\r\n", "*2147483647\r\n", "*1000000\r\n"][random.int(3)]),
        );
        break;
      default:
        if (at < bytes.length) bytes[at] = byte;
    }
  }
}

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
