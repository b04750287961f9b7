/** Where replies end and what they are, however they are cut. */
import { assertEquals, assertThrows } from "@std/assert";
import { HttpReplyScanner } from "../../../../../server/cli/load/protocols/http_reply_scanner.ts";
import {
  ANSWERED,
  FAILED,
  NULL,
  ReplyFormatError,
  type ReplyReceiver,
  type ReplyScanner,
  ZERO,
} from "../../../../../server/cli/load/protocols/reply_scanner.ts";
import { RespReplyScanner } from "../../../../../server/cli/load/protocols/resp_reply_scanner.ts";

const encoder = new TextEncoder();

/** The kinds of all replies, of bytes that come in pieces of a length. */
function kinds(
  make: (receiver: ReplyReceiver) => ReplyScanner,
  text: string,
  pieceBytes: number,
): number[] {
  const found: number[] = [];
  const scanner = make({ onReply: (kind) => found.push(kind) });
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = bytes.slice(at, at + pieceBytes);
    // What lies behind the length is old: it must not be read.
    const room = new Uint8Array(piece.length + 20).fill(0x2b);
    room.set(piece);
    scanner.scan(room, piece.length);
  }
  return found;
}

function check(
  make: (receiver: ReplyReceiver) => ReplyScanner,
  replies: readonly (readonly [string, number])[],
): void {
  const text = replies.map(([reply]) => reply).join("");
  const expected = replies.map(([, kind]) => kind);
  for (const pieceBytes of [1, 2, 3, 7, 16, text.length]) {
    assertEquals(kinds(make, text, pieceBytes), expected, `in pieces of ${pieceBytes}`);
  }
}

Deno.test("RESP replies: each kind, in pieces of any length", () => {
  check((receiver) => new RespReplyScanner(receiver), [
    ["+OK\r\n", ANSWERED],
    ["+\r\n", ANSWERED],
    ["-ERR no\r\n", FAILED],
    [":0\r\n", ZERO],
    [":-0\r\n", ZERO],
    [":10\r\n", ANSWERED],
    [":-1\r\n", ANSWERED],
    ["$-1\r\n", NULL],
    ["$0\r\n\r\n", ANSWERED],
    ["$5\r\n\r\n-E:\r\n", ANSWERED],
    [`$300\r\n${"x".repeat(300)}\r\n`, ANSWERED],
    ["*-1\r\n", NULL],
    ["*0\r\n", ANSWERED],
    ["*3\r\n$-1\r\n:0\r\n-ERR inside\r\n", ANSWERED],
    ["*2\r\n*2\r\n*0\r\n$1\r\nx\r\n*-1\r\n", ANSWERED],
    ["*1\r\n*1\r\n*1\r\n$2\r\n\r\n\r\n", ANSWERED],
    [":0\r\n", ZERO],
  ]);
});

Deno.test("RESP replies: the text of an error, and what is no reply", () => {
  const scanner = new RespReplyScanner({ onReply() {} });
  const scan = (text: string) => scanner.scan(encoder.encode(text), text.length);
  scan("-WRONGTYPE Operation");
  scan(" against a key\r\n+OK\r\n*1\r\n-ERR inside\r\n");
  assertEquals(scanner.errorText, "WRONGTYPE Operation against a key");
  scan(`-ERR ${"x".repeat(1000)}\r\n`);
  assertEquals(scanner.errorText.length, 256);
  assertThrows(
    () => scan("HTTP/1.1 400 Bad Request\r\n"),
    ReplyFormatError,
    'the server does not answer in RESP: expected a reply, found "H"',
  );
});

Deno.test("HTTP replies: bodies of every kind, in pieces of any length", () => {
  check((receiver) => new HttpReplyScanner(receiver), [
    ["HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\ncontent-length: 5\r\n\r\nHTTP/", ANSWERED],
    ["HTTP/1.1 204 No Content\r\nETag: x\r\n\r\n", ANSWERED],
    ["HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", ANSWERED],
    ["HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}", NULL],
    ["HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", ANSWERED],
    [
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n0\r\n\r\n\r\n1a;x=y\r\n" +
      `${"a".repeat(26)}\r\n0\r\nTrailer: x\r\n\r\n`,
      ANSWERED,
    ],
    [
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 Unauthorized\r\nContent-Length: 1\r\n\r\nx",
      FAILED,
    ],
    ["HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n", FAILED],
    [`HTTP/1.1 200 OK\r\nX-Long: ${"l".repeat(500)}\r\nContent-Length: 1\r\n\r\nx`, ANSWERED],
  ]);
});

Deno.test("HTTP replies: the text of an error, and what is no reply", () => {
  const scanner = new HttpReplyScanner({ onReply() {} });
  const scan = (text: string) => scanner.scan(encoder.encode(text), text.length);
  scan("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
  assertEquals(scanner.errorText, "HTTP 503 Service Unavailable");
  assertThrows(() => scan("-ERR unknown command\r\n"), ReplyFormatError, "does not answer in HTTP");
  const lengthless = new HttpReplyScanner({ onReply() {} });
  const head = encoder.encode("HTTP/1.1 200 OK\r\nContent-Length: x\r\n");
  assertThrows(() => lengthless.scan(head, head.length), ReplyFormatError, "has no length");
});
