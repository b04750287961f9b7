/**
 * The request parser against fixtures, each seen from redis-server 7.0.15 through a raw socket.
 * Every fixture runs whole, byte by byte, and cut in two at each of its positions.
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
import { binary, bytesOf, everyByte, parseInPieces } from "./parse_in_pieces.ts";

interface Fixture {
  name: string;
  /** A binary string: one character a byte. */
  input: string;
  requests: string[][];
  error?: string;
  limits?: Partial<RequestLimits>;
}

const PING = "*1\r\n$4\r\nPING\r\n";

const arrays: Fixture[] = [
  { name: "one argument", input: PING, requests: [["PING"]] },
  {
    name: "a pipeline",
    input: "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n" + PING + PING,
    requests: [["GET", "k"], ["PING"], ["PING"]],
  },
  {
    name: "ten arguments, a count of two digits",
    input: "*10\r\n" + "$1\r\nx\r\n".repeat(10) + PING,
    requests: [Array(10).fill("x"), ["PING"]],
  },
  { name: "more arguments than the tables hold at first", ...manyArguments(100) },
  {
    name: "an argument of two-digit length",
    input: "*1\r\n$12\r\nabcdefghijkl\r\n",
    requests: [["abcdefghijkl"]],
  },
  { name: "an empty argument", input: "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", requests: [["ECHO", ""]] },
  {
    name: "any bytes in an argument",
    input: "*2\r\n$1\r\n\0\r\n$4\r\n\r\n\xff$\r\n",
    requests: [["\0", "\r\n\xff$"]],
  },
  { name: "*0 is skipped", input: "*0\r\n" + PING, requests: [["PING"]] },
  { name: "*-1 is skipped", input: "*-1\r\n" + PING, requests: [["PING"]] },
  { name: "any negative count is skipped", input: "*-5\r\n" + PING, requests: [["PING"]] },
  {
    name: "a negative count of 64 bits is skipped",
    input: "*-9223372036854775808\r\n" + PING,
    requests: [["PING"]],
  },
  {
    name: "the byte after a header's CR is not looked at",
    input: "*1\rX$4\rYPING\r\n",
    requests: [["PING"]],
  },
  {
    name: "the two bytes after a body are not looked at",
    input: "*1\r\n$4\r\nPINGab*1\r\n$4\r\nPINGcd",
    requests: [["PING"], ["PING"]],
  },
  { name: "INT_MAX arguments may be announced", input: "*2147483647\r\n$1\r\nx\r\n", requests: [] },
  { name: "512 MiB may be announced", input: "*1\r\n$536870912\r\nx", requests: [] },
  { name: "an array that is not complete", input: "*2\r\n$4\r\nPING\r\n$2\r\nx", requests: [] },
  { name: "a NUL hides the end of the count", input: "*1\0\r\n$4\r\nPING\r\n", requests: [] },
  { name: "a NUL hides the end of a length", input: "*1\r\n$4\0\r\nPING\r\n", requests: [] },
  { name: "a wrong type byte waits for its line's end", input: "*1\r\n!xyz\n", requests: [] },
];

const invalidCount = "ERR Protocol error: invalid multibulk length";
const invalidLength = "ERR Protocol error: invalid bulk length";

const arrayErrors: Fixture[] = [
  ...["", "-0", "01", "+1", " 1", "1 ", "1a", "x", "-", "2147483648", "9223372036854775808"]
    .map((count) => ({
      name: `the count ${JSON.stringify(count)}`,
      input: `*${count}\r\n${PING}`,
      requests: [],
      error: invalidCount,
    })),
  ...["", "-1", "-0", "04", "+4", " 4", "4 ", "4a", "x", "536870913", "99999999999999999999"]
    .map((length) => ({
      name: `the length ${JSON.stringify(length)}`,
      input: `*1\r\n$${length}\r\nPING\r\n`,
      requests: [],
      error: invalidLength,
    })),
  {
    name: "a length beyond proto-max-bulk-len",
    input: "*1\r\n$1025\r\n",
    requests: [],
    error: invalidLength,
    limits: { maxBulkBytes: 1024 },
  },
  {
    name: "an argument that is no bulk string",
    input: "*1\r\n+PING\r\n",
    requests: [],
    error: "ERR Protocol error: expected '$', got '+'",
  },
  {
    name: "an empty line where a length should be, quoted as a space",
    input: "*1\r\n\r\n",
    requests: [],
    error: "ERR Protocol error: expected '$', got ' '",
  },
  {
    name: "a line feed where a length should be, quoted as a space",
    input: "*1\r\n\nX\r\n",
    requests: [],
    error: "ERR Protocol error: expected '$', got ' '",
  },
  {
    name: "a byte above 127 where a length should be",
    input: "*1\r\n\xff\r\n",
    requests: [],
    error: "ERR Protocol error: expected '$', got '\xff'",
  },
  {
    name: "an error after whole requests",
    input: PING + "*x\r\n" + PING,
    requests: [["PING"]],
    error: invalidCount,
  },
  {
    name: "an error in a later argument",
    input: "*2\r\n$4\r\nPING\r\nPING\r\n",
    requests: [],
    error: "ERR Protocol error: expected '$', got 'P'",
  },
];

const unauthenticated: Partial<RequestLimits> = { unauthenticated: true };

const unauthenticatedFixtures: Fixture[] = [
  {
    name: "10 arguments before authentication",
    input: "*10\r\n" + "$1\r\nx\r\n".repeat(10),
    requests: [Array(10).fill("x")],
    limits: unauthenticated,
  },
  {
    name: "11 arguments before authentication",
    input: "*11\r\n",
    requests: [],
    error: "ERR Protocol error: unauthenticated multibulk length",
    limits: unauthenticated,
  },
  {
    name: "16384 bytes before authentication",
    input: "*1\r\n$16384\r\n",
    requests: [],
    limits: unauthenticated,
  },
  {
    name: "16385 bytes before authentication",
    input: "*1\r\n$16385\r\n",
    requests: [],
    error: "ERR Protocol error: unauthenticated bulk length",
    limits: unauthenticated,
  },
  {
    name: "a count that is wrong in any case, before authentication",
    input: "*2147483648\r\n",
    requests: [],
    error: invalidCount,
    limits: unauthenticated,
  },
  {
    name: "a length that is wrong in any case, before authentication",
    input: "*1\r\n$536870913\r\n",
    requests: [],
    error: invalidLength,
    limits: unauthenticated,
  },
  {
    name: "any number of inline words before authentication",
    input: "PING" + " x".repeat(30) + "\r\n",
    requests: [["PING", ...Array(30).fill("x")]],
    limits: unauthenticated,
  },
];

const unbalanced = "ERR Protocol error: unbalanced quotes in request";

const inline: Fixture[] = [
  { name: "a line ended by CR LF", input: "PING\r\n", requests: [["PING"]] },
  { name: "a line ended by LF alone", input: "PING\n", requests: [["PING"]] },
  { name: "a line ended by CR CR LF", input: "PING\r\r\n", requests: [["PING"]] },
  { name: "blank lines are skipped", input: "\r\n\n \t\r\nPING\n", requests: [["PING"]] },
  { name: "blanks around words", input: "  GET \t k  \r\n", requests: [["GET", "k"]] },
  { name: "a CR parts words", input: "a\rb\r\n", requests: [["a", "b"]] },
  { name: "a vertical tab before a word", input: "\x0bPING\r\n", requests: [["PING"]] },
  { name: "a vertical tab inside a word", input: "a\x0bb\r\n", requests: [["a\x0bb"]] },
  { name: "a vertical tab after quotes", input: '"a"\x0bb\r\n', requests: [["a", "b"]] },
  {
    name: "bytes that are not UTF-8",
    input: "ECHO \xff\xfe\r\n",
    requests: [["ECHO", "\xff\xfe"]],
  },
  { name: "words in double quotes", input: 'ECHO "a b"\r\n', requests: [["ECHO", "a b"]] },
  {
    name: "escapes in double quotes",
    input: 'ECHO "a\\x41\\n\\r\\t\\b\\a\\q\\"b\\\\"\r\n',
    requests: [["ECHO", 'aA\n\r\t\b\x07q"b\\']],
  },
  { name: "both cases of hexadecimal digits", input: '"\\xfF\\xA0"\n', requests: [["\xff\xa0"]] },
  { name: "an escape of one hexadecimal digit", input: '"\\x4"\r\n', requests: [["x4"]] },
  { name: "an escape of no hexadecimal digits", input: '"\\xzz"\r\n', requests: [["xzz"]] },
  { name: "no escapes outside quotes", input: "ECHO \\x41\r\n", requests: [["ECHO", "\\x41"]] },
  { name: "words in single quotes", input: "ECHO 'a\\'b\\n'\r\n", requests: [["ECHO", "a'b\\n"]] },
  { name: "an empty word", input: 'ECHO ""\r\n', requests: [["ECHO", ""]] },
  { name: "an empty name", input: "''\r\n", requests: [[""]] },
  { name: "quotes that open in a word", input: "fo\"o b\" a'b'\r\n", requests: [["foo b", "ab"]] },
  { name: "a bulk header without an array", input: "$4\r\nPING\r\n", requests: [["$4"], ["PING"]] },
  { name: "a NUL hides the end of the line", input: "ECHO a\0b\r\nPING\r\n", requests: [] },
  { name: "a NUL at the beginning", input: "\0" + PING, requests: [] },
  { name: "a line that has not ended", input: "PING", requests: [] },
  ...['"a"b', '"a', "'a", "'a'b", 'fo"o b"x', '"a\\', '"a\\"', "it's"].map((line) => ({
    name: `the line ${line}`,
    input: `${line}\r\n`,
    requests: [],
    error: unbalanced,
  })),
];

/** Fixtures whose size forbids cutting them at every position. */
const long: Fixture[] = [
  { name: "a count line of 64 KiB", input: "*" + "1".repeat(65535), requests: [] },
  {
    name: "a count line beyond 64 KiB",
    input: "*" + "1".repeat(65536),
    requests: [],
    error: "ERR Protocol error: too big mbulk count string",
  },
  {
    name: "a count line that ends at 64 KiB",
    input: "*" + "1".repeat(65535) + "\r\n",
    requests: [],
    error: invalidCount,
  },
  { name: "a length line of 64 KiB", input: "*1\r\n$" + "1".repeat(65535), requests: [] },
  {
    name: "a length line beyond 64 KiB",
    input: "*1\r\n$" + "1".repeat(65536),
    requests: [],
    error: "ERR Protocol error: too big bulk count string",
  },
  {
    name: "NULs for a length line",
    input: "*1\r\n" + "\0".repeat(65537),
    requests: [],
    error: "ERR Protocol error: too big bulk count string",
  },
  { name: "an inline request of 64 KiB without end", input: "A".repeat(65536), requests: [] },
  {
    name: "an inline request of 64 KiB",
    input: "A".repeat(65536) + "\n",
    requests: [["A".repeat(65536)]],
  },
  {
    name: "an inline request beyond 64 KiB",
    input: "A".repeat(65537),
    requests: [],
    error: "ERR Protocol error: too big inline request",
  },
  {
    name: "NULs for an inline request",
    input: "\0".repeat(65537),
    requests: [],
    error: "ERR Protocol error: too big inline request",
  },
  {
    name: "an argument of 100 kB",
    input: `*2\r\n$4\r\nECHO\r\n$100000\r\n${"v".repeat(100000)}\r\n`,
    requests: [["ECHO", "v".repeat(100000)]],
  },
];

function manyArguments(count: number): { input: string; requests: string[][] } {
  const words = Array.from({ length: count }, (_, i) => `argument${i}`);
  return { input: binary(encodeCommand(words)), requests: [words] };
}

function limitsOf(fixture: Fixture): RequestLimits {
  return { ...DEFAULT_REQUEST_LIMITS, ...fixture.limits };
}

function check(fixture: Fixture, cuts: Iterable<number>): void {
  const parsed = parseInPieces(bytesOf(fixture.input), cuts, limitsOf(fixture));
  assertEquals(parsed.requests, fixture.requests);
  assertEquals(parsed.error, fixture.error);
}

for (const fixture of [...arrays, ...arrayErrors, ...unauthenticatedFixtures, ...inline]) {
  Deno.test(`parser: ${fixture.name}`, () => {
    check(fixture, []);
    check(fixture, everyByte(fixture.input.length));
    for (const cut of everyByte(fixture.input.length)) check(fixture, [cut]);
  });
}

for (const fixture of long) {
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
  assertEquals(parser.error, invalidCount);
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
