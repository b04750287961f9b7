/**
 * Random requests, and random damage to them, for the tests of whoever reads requests.
 */

import { encodeCommand } from "../../resp/request_encoder.ts";
import type { Random } from "../helpers/random.ts";
import { binary, bytesOf } from "./parse_in_pieces.ts";

/** Bytes that mean something to the parser, and a few that do not. */
const TELLING = bytesOf("*$\r\n\r\n0123456789-+\"'\\x \t\0\xff:aA");

function randomArgument(random: Random): Uint8Array {
  const length = random.int(10) === 0 ? random.int(300) : random.int(12);
  return Uint8Array.from(
    { length },
    () => random.int(3) === 0 ? random.int(256) : TELLING[random.int(TELLING.length)],
  );
}

/** A whole request, an array or inline: its bytes, and its arguments as binary strings. */
export function randomRequest(random: Random): { bytes: Uint8Array; request: string[] } {
  if (random.int(5) === 0) {
    const words = Array.from({ length: 1 + random.int(4) }, () => `w${random.int(1000)}`);
    return { bytes: bytesOf(words.join(" ") + (random.int(2) ? "\r\n" : "\n")), request: words };
  }
  const count = random.int(20) === 0 ? 1 + random.int(80) : 1 + random.int(5);
  const parts = Array.from({ length: count }, () => randomArgument(random));
  return { bytes: encodeCommand(parts), request: parts.map(binary) };
}

/** Changes one to four bytes or stretches of bytes. */
export function mutate(bytes: number[], random: Random): void {
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
