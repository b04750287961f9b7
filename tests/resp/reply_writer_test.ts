/**
 * The reply writer: each reply's bytes in both protocols, as redis-server 7.0.15 spells them.
 */

import { assertEquals } from "@std/assert";
import { ReplyDecoder } from "../../resp/reply_decoder.ts";
import { ReplyWriter } from "../../resp/reply_writer.ts";
import { formatDouble } from "../../resp/numbers.ts";
import { Random, seeds } from "../helpers/random.ts";
import { binary, bytesOf } from "./parse_in_pieces.ts";

function output(writer: ReplyWriter): string {
  return binary(writer.bytes.subarray(0, writer.length));
}

/** What `write` writes in a protocol, into a buffer so small that it has to grow. */
function written(protocol: 2 | 3, write: (writer: ReplyWriter) => void): string {
  const writer = new ReplyWriter(protocol, 1);
  write(writer);
  return output(writer);
}

const ESCAPED = bytesOf("<\0\r\n\xff>");
const LONG = bytesOf("0123456789".repeat(30));
const TEXT = "1234567890".repeat(7) + "€";

const REPLIES: [
  name: string,
  write: (writer: ReplyWriter) => void,
  resp2: string,
  resp3?: string,
][] = [
  ["simple", (w) => w.simple("Background saving started"), "+Background saving started\r\n"],
  ["ok", (w) => w.ok(), "+OK\r\n"],
  ["pong", (w) => w.pong(), "+PONG\r\n"],
  ["queued", (w) => w.queued(), "+QUEUED\r\n"],
  ["error", (w) => w.error("ERR syntax error"), "-ERR syntax error\r\n"],
  ["error in UTF-8", (w) => w.error("ERR é"), "-ERR \xc3\xa9\r\n"],
  ["error of bytes", (w) => w.errorBinary("ERR \xff\r\n:1"), "-ERR \xff  :1\r\n"],
  ["integer 0", (w) => w.integer(0), ":0\r\n"],
  ["integer of one digit", (w) => w.integer(7), ":7\r\n"],
  ["negative integer", (w) => w.integer(-1), ":-1\r\n"],
  ["integer of ten digits", (w) => w.integer(4294967296), ":4294967296\r\n"],
  ["largest", (w) => w.integer(Number.MAX_SAFE_INTEGER), ":9007199254740991\r\n"],
  ["smallest", (w) => w.integer(Number.MIN_SAFE_INTEGER), ":-9007199254740991\r\n"],
  ["bigint", (w) => w.bigint(-(2n ** 63n)), ":-9223372036854775808\r\n"],
  ["integer text", (w) => w.integerText(bytesOf("a-12b"), 1, 4), ":-12\r\n"],
  ["bulk", (w) => w.bulk(ESCAPED, 1, 5), "$4\r\n\0\r\n\xff\r\n"],
  ["empty bulk", (w) => w.bulk(ESCAPED, 3, 3), "$0\r\n\r\n"],
  ["long bulk", (w) => w.bulk(LONG, 5, 295), `$290\r\n${binary(LONG).slice(5, 295)}\r\n`],
  ["bulk text", (w) => w.bulkText("héllo€"), "$9\r\nh\xc3\xa9llo\xe2\x82\xac\r\n"],
  ["bulk text with a pair", (w) => w.bulkText("😀"), "$4\r\n\xf0\x9f\x98\x80\r\n"],
  [
    "bulk text, lone surrogates",
    (w) => w.bulkText("\udc00a\ud800"),
    "$7\r\n\xef\xbf\xbda\xef\xbf\xbd\r\n",
  ],
  ["long bulk text", (w) => w.bulkText(TEXT), `$73\r\n${TEXT.slice(0, 70)}\xe2\x82\xac\r\n`],
  ["long ASCII text", (w) => w.bulkText("x".repeat(99)), `$99\r\n${"x".repeat(99)}\r\n`],
  ["bulk integer", (w) => w.bulkInteger(-1234567890123), "$14\r\n-1234567890123\r\n"],
  ["empty", (w) => w.emptyBulk(), "$0\r\n\r\n"],
  ["null", (w) => w.null(), "$-1\r\n", "_\r\n"],
  ["null array", (w) => w.nullArray(), "*-1\r\n", "_\r\n"],
  ["array", (w) => w.array(12), "*12\r\n"],
  ["map", (w) => w.map(12), "*24\r\n", "%12\r\n"],
  ["set", (w) => w.set(0), "*0\r\n", "~0\r\n"],
  ["push", (w) => w.push(3), "*3\r\n", ">3\r\n"],
  ["double", (w) => w.double(0.1), "$19\r\n0.10000000000000001\r\n", ",0.10000000000000001\r\n"],
  ["integral double", (w) => w.double(-12), "$3\r\n-12\r\n", ",-12\r\n"],
  ["negative zero", (w) => w.double(-0), "$2\r\n-0\r\n", ",-0\r\n"],
  ["infinity", (w) => w.double(-Infinity), "$4\r\n-inf\r\n", ",-inf\r\n"],
  ["not a number", (w) => w.double(NaN), "$3\r\nnan\r\n", ",nan\r\n"],
  ["spelled double", (w) => w.doubleText("1.50"), "$4\r\n1.50\r\n", ",1.50\r\n"],
  ["true", (w) => w.boolean(true), ":1\r\n", "#t\r\n"],
  ["false", (w) => w.boolean(false), ":0\r\n", "#f\r\n"],
  [
    "big number",
    (w) => w.bigNumber("123456789012345678901"),
    "$21\r\n123456789012345678901\r\n",
    "(123456789012345678901\r\n",
  ],
  ["verbatim", (w) => w.verbatim("é"), "$2\r\n\xc3\xa9\r\n", "=6\r\ntxt:\xc3\xa9\r\n"],
  ["markdown", (w) => w.verbatim("# h", "mkd"), "$3\r\n# h\r\n", "=7\r\nmkd:# h\r\n"],
  ["raw", (w) => w.raw(bytesOf("..:1\r\n.."), 2, 6), ":1\r\n"],
  ["long raw", (w) => w.raw(LONG, 100, 300), binary(LONG).slice(100)],
];

for (const [name, write, resp2, resp3 = resp2] of REPLIES) {
  Deno.test(`writer: ${name}`, () => {
    assertEquals(written(2, write), resp2);
    assertEquals(written(3, write), resp3);
  });
}

Deno.test("writer: attributes are left out in RESP2", () => {
  const write = (writer: ReplyWriter): void => {
    if (writer.attribute(1)) {
      writer.bulkText("ttl");
      writer.integer(5);
    }
    writer.bulkText("v");
  };
  assertEquals(written(2, write), "$1\r\nv\r\n");
  assertEquals(written(3, write), "|1\r\n$3\r\nttl\r\n:5\r\n$1\r\nv\r\n");
});

Deno.test("writer: lengths known only at the end", () => {
  const write = (writer: ReplyWriter): void => {
    writer.ok();
    const outer = writer.beginArray();
    writer.integer(1);
    const map = writer.beginMap();
    for (let i = 0; i < 12; i++) {
      writer.integer(i);
      writer.null();
    }
    writer.endMap(map, 12);
    const set = writer.beginSet();
    writer.endSet(set, 0);
    writer.endArray(outer, 3);
  };
  const pairs = (nothing: string): string =>
    Array.from({ length: 12 }, (_, i) => `:${i}\r\n${nothing}\r\n`).join("");
  assertEquals(written(2, write), `+OK\r\n*3\r\n:1\r\n*24\r\n${pairs("$-1")}*0\r\n`);
  assertEquals(written(3, write), `+OK\r\n*3\r\n:1\r\n%12\r\n${pairs("_")}~0\r\n`);
});

Deno.test("writer: a partial reply can be dropped", () => {
  const writer = new ReplyWriter();
  writer.ok();
  const mark = writer.mark();
  writer.array(2);
  writer.bulkText("half");
  writer.rewind(mark);
  writer.error("ERR no");
  assertEquals(output(writer), "+OK\r\n-ERR no\r\n");
});

Deno.test("writer: the protocol can change between replies", () => {
  const writer = new ReplyWriter();
  writer.null();
  writer.protocol = 3;
  writer.null();
  assertEquals(output(writer), "$-1\r\n_\r\n");
});

Deno.test("writer: gives back what a huge reply took", () => {
  const writer = new ReplyWriter(2, 64);
  const small = writer.bytes.length;
  writer.bulk(new Uint8Array(100_000), 0, 100_000);
  assertEquals(writer.bytes.length >= 100_000, true);
  writer.shrink();
  assertEquals([writer.length, writer.bytes.length], [0, small]);
  writer.ok();
  const kept = writer.bytes;
  writer.shrink();
  assertEquals(writer.bytes, kept);
  assertEquals(writer.length, 0);
});

Deno.test("writer: room can be reserved for bytes written by hand", () => {
  const writer = new ReplyWriter(2, 32);
  writer.ok();
  writer.reserve(1000);
  assertEquals(writer.bytes.length >= 1005, true);
  assertEquals(output(writer), "+OK\r\n");
});

Deno.test("writer: whatever is written decodes to the same, in a buffer that always grows", () => {
  for (const seed of seeds("writer")) {
    const random = new Random(seed);
    const writer = new ReplyWriter(3, 1);
    const expected: unknown[] = [];
    for (let round = 0; round < 3000; round++) {
      const n = Math.trunc((random.float() * 2 - 1) * 10 ** random.int(1, 15)) + 0;
      const bytes = random.bytes(random.int(150));
      const from = random.int(bytes.length + 1);
      const double = random.float() * 10 ** random.int(-20, 20);
      writer.integer(n);
      writer.bulk(bytes, from, bytes.length);
      writer.double(double);
      expected.push(
        { type: "integer", value: n },
        { type: "bulk", value: bytes.slice(from) },
        { type: "double", value: double, text: formatDouble(double) },
      );
    }
    const decoder = new ReplyDecoder();
    decoder.push(writer.bytes.subarray(0, writer.length));
    for (const reply of expected) assertEquals<unknown>(decoder.next(), reply, `seed ${seed}`);
    assertEquals(decoder.pendingBytes, 0);
  }
});

// What broke earlier servers of this kind.

Deno.test("regression: replies count bytes, not characters", () => {
  assertEquals(written(2, (w) => w.bulkText("héllo€")).split("\r\n")[0], "$9");
  assertEquals(written(3, (w) => w.verbatim("héllo€")).split("\r\n")[0], "=13");
});

Deno.test("regression: CR or LF inside an error message makes no second reply", () => {
  for (const injected of ["ERR a\r\n+OK\r\n", "ERR a\n:1", "ERR é\r\n+OK"]) {
    const text = written(2, (w) => w.error(injected));
    assertEquals(text.indexOf("\r"), text.length - 2);
    assertEquals(text.indexOf("\n"), text.length - 1);
  }
});
