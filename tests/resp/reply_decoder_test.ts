/**
 * The reply decoder: every fixture whole, byte by byte, and cut in two at each position.
 */

import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { type Reply, RespError, toJS } from "../../resp/reply.ts";
import { ReplyDecoder, RespProtocolError } from "../../resp/reply_decoder.ts";
import { Random, seeds } from "../helpers/random.ts";
import { binary, bytesOf, everyByte } from "./parse_in_pieces.ts";

const bulk = (text: string): Reply => ({ type: "bulk", value: bytesOf(text) });
const integer = (value: number): Reply => ({ type: "integer", value });

const FIXTURES: [name: string, input: string, reply: Reply][] = [
  ["simple string", "+OK\r\n", { type: "simple", value: "OK" }],
  ["simple string in UTF-8", "+h\xc3\xa9\r\n", { type: "simple", value: "hé" }],
  ["empty simple string", "+\r\n", { type: "simple", value: "" }],
  ["CR inside a simple string", "+a\rb\r\n", { type: "simple", value: "a\rb" }],
  ["error", "-ERR no\r\n", { type: "error", value: "ERR no" }],
  ["integer", ":42\r\n", integer(42)],
  ["negative integer", ":-1\r\n", integer(-1)],
  ["integer of 64 bits", ":-9223372036854775808\r\n", { type: "integer", value: -(2n ** 63n) }],
  ["bulk", "$6\r\na\r\nb\0\xff\r\n", bulk("a\r\nb\0\xff")],
  ["empty bulk", "$0\r\n\r\n", bulk("")],
  ["null bulk", "$-1\r\n", { type: "nullBulk", value: null }],
  ["null array", "*-1\r\n", { type: "nullArray", value: null }],
  ["null", "_\r\n", { type: "null", value: null }],
  ["true", "#t\r\n", { type: "boolean", value: true }],
  ["false", "#f\r\n", { type: "boolean", value: false }],
  ["double", ",-1.5e-07\r\n", { type: "double", value: -1.5e-7, text: "-1.5e-07" }],
  ["integral double", ",10\r\n", { type: "double", value: 10, text: "10" }],
  ["infinity", ",inf\r\n", { type: "double", value: Infinity, text: "inf" }],
  ["negative infinity", ",-inf\r\n", { type: "double", value: -Infinity, text: "-inf" }],
  ["not a number", ",nan\r\n", { type: "double", value: NaN, text: "nan" }],
  [
    "big number",
    "(-3492890328409238509324850943850943825024385\r\n",
    { type: "bigNumber", value: -3492890328409238509324850943850943825024385n },
  ],
  ["bulk error", "!8\r\nERR a\r\nb\r\n", { type: "bulkError", value: "ERR a\r\nb" }],
  ["verbatim", "=7\r\ntxt:a\r\n\r\n", { type: "verbatim", value: bytesOf("a\r\n"), format: "txt" }],
  ["array", "*2\r\n:1\r\n$1\r\na\r\n", { type: "array", value: [integer(1), bulk("a")] }],
  ["empty array", "*0\r\n", { type: "array", value: [] }],
  ["set", "~1\r\n:1\r\n", { type: "set", value: [integer(1)] }],
  ["push", ">2\r\n+a\r\n:1\r\n", {
    type: "push",
    value: [{ type: "simple", value: "a" }, integer(1)],
  }],
  ["map", "%2\r\n:1\r\n:2\r\n$1\r\nk\r\n_\r\n", {
    type: "map",
    value: [[integer(1), integer(2)], [bulk("k"), { type: "null", value: null }]],
  }],
  ["empty map", "%0\r\n", { type: "map", value: [] }],
  ["containers in containers", "*3\r\n*0\r\n%1\r\n*1\r\n:1\r\n~2\r\n:2\r\n*-1\r\n:3\r\n", {
    type: "array",
    value: [
      { type: "array", value: [] },
      {
        type: "map",
        value: [[
          { type: "array", value: [integer(1)] },
          { type: "set", value: [integer(2), { type: "nullArray", value: null }] },
        ]],
      },
      integer(3),
    ],
  }],
  ["attributes", "|1\r\n+ttl\r\n:5\r\n$1\r\nv\r\n", {
    ...bulk("v"),
    attributes: [[{ type: "simple", value: "ttl" }, integer(5)]],
  }],
  [
    "attributes of an array and of an element",
    "|1\r\n:1\r\n:2\r\n*2\r\n|1\r\n:3\r\n:4\r\n:5\r\n:6\r\n",
    {
      type: "array",
      value: [{ ...integer(5), attributes: [[integer(3), integer(4)]] }, integer(6)],
      attributes: [[integer(1), integer(2)]],
    },
  ],
  ["attributes twice, and none", "|1\r\n:1\r\n:2\r\n|0\r\n|1\r\n:3\r\n:4\r\n:5\r\n", {
    ...integer(5),
    attributes: [[integer(1), integer(2)], [integer(3), integer(4)]],
  }],
];

function decodeInPieces(input: Uint8Array, cuts: number[]): { replies: Reply[]; raw: string[] } {
  const decoder = new ReplyDecoder();
  const replies: Reply[] = [];
  const raw: string[] = [];
  let taken = 0;
  for (const cut of [...cuts, input.length]) {
    decoder.push(input.subarray(taken, cut));
    taken = cut;
    for (let reply = decoder.next(); reply !== undefined; reply = decoder.next()) {
      replies.push(reply);
      raw.push(binary(decoder.raw()));
    }
  }
  assertEquals(decoder.pendingBytes, 0);
  return { replies, raw };
}

for (const [name, text, expected] of FIXTURES) {
  Deno.test(`decoder: ${name}`, () => {
    // Twice in a row, so that what one leaves behind shows in the next.
    const input = bytesOf(text + text);
    const result = { replies: [expected, expected], raw: [text, text] };
    assertEquals(decodeInPieces(input, []), result);
    assertEquals(decodeInPieces(input, everyByte(input.length)), result);
    for (const cut of everyByte(input.length)) assertEquals(decodeInPieces(input, [cut]), result);
  });
}

const MALFORMED: [string, string][] = [
  ["x\r\n", "unknown type byte 0x78"],
  [":\r\n", "malformed integer"],
  [":1a\r\n", "malformed integer"],
  [":9223372036854775808\r\n", "malformed integer"],
  ["$-2\r\n", "malformed bulk length"],
  ["$?\r\n", "malformed bulk length"],
  ["$1\r\nab\r\n", "no line end after a body of 1 bytes"],
  ["*-2\r\n", "malformed element count"],
  ["*?\r\n", "malformed element count"],
  ["%-1\r\n", "malformed element count"],
  ["_x\r\n", "malformed null"],
  ["#x\r\n", "malformed boolean"],
  [",x\r\n", "malformed double"],
  ["(1.5\r\n", "malformed big number"],
  ["=3\r\nabc\r\n", "malformed verbatim string"],
  ["*1\r\n!-1\r\n", "malformed bulk length"],
];

Deno.test("decoder: bytes that are not RESP are an error", () => {
  for (const [input, message] of MALFORMED) {
    const decoder = new ReplyDecoder();
    decoder.push(bytesOf(input));
    assertThrows(() => decoder.next(), RespProtocolError, message);
  }
});

Deno.test("decoder: a reply nested a hundred thousand deep", () => {
  const depth = 100_000;
  const decoder = new ReplyDecoder();
  decoder.push(bytesOf("*1\r\n".repeat(depth) + ":7\r\n"));
  const reply = decoder.next();
  assert(reply !== undefined);
  let value = toJS(reply);
  for (let level = 0; level < depth; level++) value = (value as [never])[0];
  assertEquals(value, 7);
});

Deno.test("decoder: huge announced lengths allocate nothing", () => {
  for (const header of ["*2147483647\r\n:1\r\n", "%1000000000\r\n", "$4294967296\r\nabc"]) {
    const decoder = new ReplyDecoder();
    decoder.push(bytesOf(header));
    assertEquals(decoder.next(), undefined);
    assertEquals(decoder.pendingBytes, header.length);
  }
});

Deno.test("decoder: a long reply in many pieces", () => {
  const value = "0123456789".repeat(50_000);
  const input = bytesOf(`*2\r\n$${value.length}\r\n${value}\r\n:1\r\n+next\r\n`);
  const cuts = Array.from({ length: Math.floor(input.length / 1000) }, (_, i) => (i + 1) * 1000);
  const { replies } = decodeInPieces(input, cuts);
  assertEquals(replies.length, 2);
  assertEquals(toJS(replies[0]), [value, 1]);
});

Deno.test("decoder: the same replies whole and in random pieces", () => {
  for (const seed of seeds("decoder")) {
    const random = new Random(seed);
    for (let round = 0; round < 200; round++) {
      const chosen = Array.from({ length: 1 + random.int(20) }, () => random.pick(FIXTURES));
      const input = bytesOf(chosen.map(([, text]) => text).join(""));
      const cuts = Array.from({ length: random.int(10) }, () => random.int(input.length + 1));
      const { replies, raw } = decodeInPieces(input, cuts.sort((a, b) => a - b));
      assertEquals(replies, chosen.map(([, , reply]) => reply), `seed ${seed}`);
      assertEquals(raw, chosen.map(([, text]) => text), `seed ${seed}`);
    }
  }
});

Deno.test("decoder: mutated bytes never do worse than a protocol error", () => {
  for (const seed of seeds("mutated replies")) {
    const random = new Random(seed);
    for (let round = 0; round < 3000; round++) {
      const [, text] = random.pick(FIXTURES);
      const input = bytesOf(text + random.pick(FIXTURES)[1]);
      for (let changes = 1 + random.int(3); changes > 0; changes--) {
        input[random.int(input.length)] = random.pick([...bytesOf("*$%~>|!=:09-\r\nx\xff")]);
      }
      const decoder = new ReplyDecoder();
      decoder.push(input);
      try {
        while (decoder.next() !== undefined);
        assert(decoder.pendingBytes <= input.length);
      } catch (error) {
        assert(error instanceof RespProtocolError, `seed ${seed}: ${binary(input)}`);
      }
    }
  }
});

Deno.test("errors: the code is the first word", () => {
  assertEquals(new RespError("WRONGTYPE Operation against a key").code, "WRONGTYPE");
  assertEquals(new RespError("ERR").code, "ERR");
});

Deno.test("toJS: every type as a plain value", () => {
  const convert = (text: string, options?: { bytes: boolean }): unknown => {
    const decoder = new ReplyDecoder();
    decoder.push(bytesOf(text));
    return toJS(decoder.next()!, options);
  };
  assertEquals(convert("+OK\r\n"), "OK");
  assertEquals(convert("$2\r\n\xc3\xa9\r\n"), "é");
  assertEquals(convert("$2\r\n\xc3\xa9\r\n", { bytes: true }), bytesOf("\xc3\xa9"));
  assertEquals(convert("=5\r\ntxt:a\r\n"), "a");
  assertEquals(convert(",1.5\r\n"), 1.5);
  assertEquals(convert("(12\r\n"), 12n);
  assertEquals(convert("#t\r\n"), true);
  assertEquals(convert("*3\r\n$-1\r\n*-1\r\n_\r\n"), [null, null, null]);
  const error = convert("-ERR x\r\n");
  assertInstanceOf(error, RespError);
  assertEquals(error.message, "ERR x");
  assertEquals(convert("~3\r\n:1\r\n:1\r\n*0\r\n"), new Set([1, []]));
  assertEquals(
    convert("%2\r\n+a\r\n%1\r\n+b\r\n*0\r\n+c\r\n~0\r\n"),
    new Map<unknown, unknown>([["a", new Map([["b", []]])], ["c", new Set()]]),
  );
  assertEquals(convert(">1\r\n:1\r\n"), [1]);
});
