/**
 * Runs a request parser over bytes cut in pieces, as a connection would: the buffer grows, the
 * bytes of a request under way move to its front, and the parser is told.
 */

import { PROTOCOL_ERROR, REQUEST, RequestParser } from "../../resp/request_parser.ts";
import type { RequestLimits } from "../../resp/request_parser.ts";

/** What came out: each request's arguments as binary strings, and the protocol error, if any. */
export interface Parsed {
  requests: string[][];
  error: string | undefined;
  /** How many bytes were consumed by whole requests. */
  consumed: number;
}

/** Bytes as a binary string: one character a byte. */
export function binary(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** A binary string as bytes. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * Feeds `input` to a new parser, cut at the positions `cuts` (ascending). The buffer is sized to
 * what it holds, so that a read past the end would find nothing, and what is behind `end` is
 * rubbish.
 */
export function parseInPieces(
  input: Uint8Array,
  cuts: Iterable<number>,
  limits: RequestLimits,
): Parsed {
  const parser = new RequestParser(limits);
  const parsed: Parsed = { requests: [], error: undefined, consumed: 0 };
  // Begins in the middle, so that positions are not by chance those of the input.
  let start = 7;
  let end = start;
  let buffer = new Uint8Array(start).fill(0x2a);
  let taken = 0;
  for (const cut of [...cuts, input.length]) {
    const piece = input.subarray(taken, cut);
    taken = cut;
    const newStart = taken % 5;
    const grown = new Uint8Array(newStart + end - start + piece.length + taken % 3).fill(0x0d);
    grown.set(buffer.subarray(start, end), newStart);
    grown.set(piece, newStart + end - start);
    parser.rebase(newStart - start);
    end = newStart + end - start + piece.length;
    start = newStart;
    buffer = grown;
    for (;;) {
      const status = parser.parse(buffer, start, end);
      if (status === PROTOCOL_ERROR) {
        parsed.error = parser.error;
        return parsed;
      }
      if (status !== REQUEST) break;
      const args = parser.arguments;
      if (args.count > 0) {
        parsed.requests.push(Array.from({ length: args.count }, (_, i) => args.binary(i)));
      }
      parsed.consumed += parser.next - start;
      start = parser.next;
    }
  }
  return parsed;
}

/** All positions in `[1, length)`: a cut after every byte. */
export function everyByte(length: number): number[] {
  return Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1);
}
