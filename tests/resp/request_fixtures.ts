/**
 * Requests as bytes, with what redis-server 7.0.15 was seen to make of them through a raw socket.
 * The parser's tests run them whole and in pieces; the differential tests send them to a server.
 */

import type { RequestLimits } from "../../resp/request_parser.ts";
import { encodeCommand } from "../../resp/request_encoder.ts";
import { binary } from "./parse_in_pieces.ts";

/** Bytes that a client sends, and what the parser makes of them. */
export interface RequestFixture {
  name: string;
  /** A binary string: one character a byte. */
  input: string;
  requests: string[][];
  error?: string;
  limits?: Partial<RequestLimits>;
}

/** A request that shows where the next one begins. */
export const PING = "*1\r\n$4\r\nPING\r\n";

/** Arrays of bulk strings. */
export const ARRAYS: RequestFixture[] = [
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

/** The error of a wrong count. */
export const INVALID_COUNT = "ERR Protocol error: invalid multibulk length";
const invalidLength = "ERR Protocol error: invalid bulk length";

/** Arrays that end the connection. */
export const ARRAY_ERRORS: RequestFixture[] = [
  ...["", "-0", "01", "+1", " 1", "1 ", "1a", "x", "-", "2147483648", "9223372036854775808"]
    .map((count) => ({
      name: `the count ${JSON.stringify(count)}`,
      input: `*${count}\r\n${PING}`,
      requests: [],
      error: INVALID_COUNT,
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
    error: INVALID_COUNT,
  },
  {
    name: "an error in a later argument",
    input: "*2\r\n$4\r\nPING\r\nPING\r\n",
    requests: [],
    error: "ERR Protocol error: expected '$', got 'P'",
  },
];

const unauthenticated: Partial<RequestLimits> = { unauthenticated: true };

/** What a client may send before it has authenticated. */
export const UNAUTHENTICATED: RequestFixture[] = [
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
    error: INVALID_COUNT,
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

/** Inline requests, right and wrong. */
export const INLINE: RequestFixture[] = [
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
export const LONG: RequestFixture[] = [
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
    error: INVALID_COUNT,
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
