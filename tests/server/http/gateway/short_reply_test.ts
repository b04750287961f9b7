import { assertEquals } from "@std/assert";
import { ReplyDecoder } from "../../../../resp/reply_decoder.ts";
import { ReplyWriter } from "../../../../resp/reply_writer.ts";
import {
  decodeShortReply,
  elementsAnnounced,
} from "../../../../server/http/gateway/short_reply.ts";

Deno.test("short replies are what the decoder makes of them, others are left to it", () => {
  const cases: [write: (writer: ReplyWriter) => void, short: boolean][] = [
    [(writer) => writer.null(), true],
    [(writer) => writer.integer(0), true],
    [(writer) => writer.integer(-42), true],
    [(writer) => writer.integer(123_456_789_012), true],
    [(writer) => writer.integer(Number.MAX_SAFE_INTEGER), false],
    [(writer) => writer.bulk(new Uint8Array([13, 10, 0xff]), 0, 3), true],
    [(writer) => writer.bulkText(""), true],
    [(writer) => writer.bulkText("x".repeat(70_000)), true],
    [(writer) => writer.simple("OK"), false],
    [(writer) => writer.error("ERR x"), false],
    [(writer) => writer.array(0), false],
    [(writer) => writer.double(1.5), false],
  ];
  for (const protocol of [2, 3] as const) {
    for (const [write, isShort] of cases) {
      const writer = new ReplyWriter(protocol);
      write(writer);
      const decoder = new ReplyDecoder();
      decoder.push(writer.bytes.subarray(0, writer.length));
      const expected = decoder.next();
      const short = decodeShortReply(writer.bytes, writer.length);
      // A double is a string in RESP2.
      if (isShort || expected?.type === "bulk") assertEquals(short, expected);
      else assertEquals(short, undefined);
    }
  }
});

Deno.test("how many elements a reply has is read from its beginning", () => {
  const announced = (text: string) => elementsAnnounced(new TextEncoder().encode(text));
  assertEquals(announced("*1234567\r\n"), 1_234_567);
  assertEquals(announced("~0\r\n"), 0);
  assertEquals(announced("%21\r\n"), 42);
  assertEquals(announced("*-1\r\n"), 0);
  assertEquals(announced("$5\r\nhello\r\n"), 0);
});
