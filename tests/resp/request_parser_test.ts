/**
 * The request parser against fixtures. Every fixture runs whole, byte by byte, and cut in two at each of its positions.
 */

import { assert, assertEquals, assertLess } from "@std/assert";
import {
  DEFAULT_REQUEST_LIMITS,
  INCOMPLETE,
  PROTOCOL_ERROR,
  REQUEST,
  type RequestLimits,
  RequestParser,
} from "../../resp/request_parser.ts";
import { encodeCommand } from "../../resp/request_encoder.ts";
import {
  ARRAY_ERRORS,
  ARRAYS,
  INLINE,
  INVALID_COUNT,
  LONG,
  PING,
  type RequestFixture,
  UNAUTHENTICATED,
} from "./request_fixtures.ts";
import { binary, bytesOf, everyByte, parseInPieces } from "./parse_in_pieces.ts";

function limitsOf(fixture: RequestFixture): RequestLimits {
  return { ...DEFAULT_REQUEST_LIMITS, ...fixture.limits };
}

function check(fixture: RequestFixture, cuts: Iterable<number>): void {
  const parsed = parseInPieces(bytesOf(fixture.input), cuts, limitsOf(fixture));
  assertEquals(parsed.requests, fixture.requests);
  assertEquals(parsed.error, fixture.error);
}

for (const fixture of [...ARRAYS, ...ARRAY_ERRORS, ...UNAUTHENTICATED, ...INLINE]) {
  Deno.test(`parser: ${fixture.name}`, () => {
    check(fixture, []);
    check(fixture, everyByte(fixture.input.length));
    for (const cut of everyByte(fixture.input.length)) check(fixture, [cut]);
  });
}

for (const fixture of LONG) {
  Deno.test(`parser: ${fixture.name}`, () => {
    check(fixture, []);
    const cuts = Array.from({ length: Math.ceil(fixture.input.length / 997) }, (_, i) => i * 997);
    check(fixture, cuts);
  });
}

Deno.test("parser: a pipeline of requests costs no argument tables beyond the largest", () => {
  const parser = new RequestParser();
  const input = encodeCommand(Array(100).fill("x"));
  assertEquals(parser.parse(input, 0, input.length), REQUEST);
  assertEquals(parser.arguments.starts.length, 128);
  parser.reset();
  assertEquals(parser.arguments.starts.length, 32);
});

Deno.test("parser: says how many bytes the argument under way still needs", () => {
  const parser = new RequestParser();
  const input = bytesOf("*2\r\n$3\r\nSET\r\n$100000\r\nabc");
  assertEquals(parser.parse(input, 0, input.length), INCOMPLETE);
  assertEquals(parser.needed, 100000 - 3 + 2);
  parser.reset();
  assertEquals(parser.parse(input, 0, 2), INCOMPLETE);
  assertEquals(parser.needed, 0);
});

Deno.test("parser: knows whether a request is under way", () => {
  const parser = new RequestParser();
  const input = bytesOf(PING);
  assertEquals(parser.isMidRequest, false);
  assertEquals(parser.parse(input, 0, 6), INCOMPLETE);
  assertEquals(parser.isMidRequest, true);
  assertEquals(parser.parse(input, 0, input.length), REQUEST);
  assertEquals(parser.isMidRequest, false);
});

Deno.test("parser: after a protocol error nothing is parsed until reset", () => {
  const parser = new RequestParser();
  const wrong = bytesOf("*x\r\n");
  const right = bytesOf(PING);
  assertEquals(parser.parse(wrong, 0, wrong.length), PROTOCOL_ERROR);
  assertEquals(parser.parse(right, 0, right.length), PROTOCOL_ERROR);
  assertEquals(parser.error, INVALID_COUNT);
  parser.reset();
  assertEquals(parser.parse(right, 0, right.length), REQUEST);
});

Deno.test("parser: limits that change count from the next request on", () => {
  const parser = new RequestParser({ ...DEFAULT_REQUEST_LIMITS, unauthenticated: true });
  const input = bytesOf("*11\r\n" + "$1\r\nx\r\n".repeat(11));
  parser.limits = DEFAULT_REQUEST_LIMITS;
  assertEquals(parser.parse(input, 0, input.length), REQUEST);
  assertEquals(parser.arguments.count, 11);
});

Deno.test("parser: inline words stay valid while the read buffer is overwritten", () => {
  const parser = new RequestParser();
  const input = bytesOf('SET key "v\\x41"\r\n');
  assertEquals(parser.parse(input, 0, input.length), REQUEST);
  input.fill(0);
  assertEquals(parser.arguments.text(2), "vA");
});

Deno.test("parser: a million arguments in reads of 16 KiB cost what they cost in one", () => {
  const count = 1_000_000;
  const input = bytesOf("*" + count + "\r\n" + "$1\r\nx\r\n".repeat(count));
  const parser = new RequestParser();
  const time = (step: number): number => {
    parser.reset();
    const begun = performance.now();
    for (let end = step; end < input.length; end += step) {
      assertEquals(parser.parse(input, 0, end), INCOMPLETE);
    }
    assertEquals(parser.parse(input, 0, input.length), REQUEST);
    assertEquals(parser.arguments.count, count);
    return performance.now() - begun;
  };
  time(input.length);
  const whole = time(input.length);
  const pieces = time(16 * 1024);
  // Parsed anew at each of 427 reads it would be about 200 times as long.
  assertLess(pieces, 20 * whole + 50);
});

// What broke earlier servers of this kind.

Deno.test("regression: *0 and *-1 neither answer nor end the connection", () => {
  const parsed = parseInPieces(bytesOf("*0\r\n*-1\r\n" + PING), [], DEFAULT_REQUEST_LIMITS);
  assertEquals(parsed, { requests: [["PING"]], error: undefined, consumed: 23 });
});

Deno.test("regression: an inline command ended by LF alone is a command", () => {
  const parsed = parseInPieces(bytesOf("SET k v\nGET k\n"), [], DEFAULT_REQUEST_LIMITS);
  assertEquals(parsed.requests, [["SET", "k", "v"], ["GET", "k"]]);
});

Deno.test("regression: a command split inside its last token is one command", () => {
  const input = bytesOf("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n");
  for (let cut = input.length - 7; cut < input.length; cut++) {
    const parsed = parseInPieces(input, [cut], DEFAULT_REQUEST_LIMITS);
    assertEquals(parsed.requests, [["SET", "k", "value"]]);
  }
});

Deno.test("regression: a message over 4096 bytes is one message", () => {
  for (const size of [4095, 4096, 4097, 70_000]) {
    const value = "v".repeat(size);
    const input = encodeCommand(["SET", "k", value]);
    const parsed = parseInPieces(input, [4096], DEFAULT_REQUEST_LIMITS);
    assertEquals(parsed.requests, [["SET", "k", value]]);
  }
});

Deno.test("regression: bytes that are not UTF-8 are data", () => {
  const value = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const parsed = parseInPieces(encodeCommand(["SET", value, value]), [], DEFAULT_REQUEST_LIMITS);
  assertEquals(parsed.requests, [["SET", binary(value), binary(value)]]);
});

Deno.test("regression: an empty line is skipped and what follows is parsed", () => {
  const parsed = parseInPieces(bytesOf("\r\n" + PING + "\n" + PING), [], DEFAULT_REQUEST_LIMITS);
  assertEquals(parsed.requests, [["PING"], ["PING"]]);
});

Deno.test("regression: a malformed array is an error at once, not a hang", () => {
  for (const input of ["*x\r\n", "*1\r\nPING\r\n", "*1\r\n$x\r\n", "*1\r\n$-1\r\n"]) {
    const parsed = parseInPieces(bytesOf(input), [], DEFAULT_REQUEST_LIMITS);
    assert(parsed.error?.startsWith("ERR Protocol error: "), input);
  }
});

Deno.test("regression: a line end inside a value is no end of the value", () => {
  const input = encodeCommand(["SET", "k", "a\r\nFLUSHALL\r\n"]);
  const parsed = parseInPieces(input, [], DEFAULT_REQUEST_LIMITS);
  assertEquals(parsed.requests, [["SET", "k", "a\r\nFLUSHALL\r\n"]]);
});

Deno.test("regression: huge announced lengths allocate nothing", () => {
  const inputs = ["*2147483647\r\n", "*1\r\n$536870912\r\n", "*2147483647\r\n$536870912\r\n"]
    .map(bytesOf);
  const parsers = inputs.flatMap((input) =>
    Array.from({ length: 1000 }, () => {
      const parser = new RequestParser();
      assertEquals(parser.parse(input, 0, input.length), INCOMPLETE);
      return parser;
    })
  );
  for (const parser of parsers) {
    assertEquals(parser.arguments.starts.length, 32);
    assertEquals(parser.arguments.bytes.length, 0);
  }
});

Deno.test("regression: before authentication at most 10 arguments of 16 KB", () => {
  const limits = { ...DEFAULT_REQUEST_LIMITS, unauthenticated: true };
  assertEquals(
    parseInPieces(bytesOf("*11\r\n"), [], limits).error,
    "ERR Protocol error: unauthenticated multibulk length",
  );
  assertEquals(
    parseInPieces(bytesOf("*2\r\n$4\r\nECHO\r\n$16385\r\n"), [], limits).error,
    "ERR Protocol error: unauthenticated bulk length",
  );
});
