import { assertEquals } from "@std/assert";
import { ReplyWriter } from "../../../resp/reply_writer.ts";
import { replyEntries } from "../../../server/command/packed_reply.ts";
import { entryBytesFor, writeEntry } from "../../../store/encoding/listpack.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function pack(texts: readonly string[], before: number, behind: number): Uint8Array {
  const parts = texts.map((text) => encoder.encode(text));
  const size = parts.reduce((sum, part) => sum + entryBytesFor(part, 0, part.length), before);
  const bytes = new Uint8Array(size + behind);
  let at = before;
  for (const part of parts) at = writeEntry(bytes, at, part, 0, part.length);
  return bytes;
}

function expectReply(texts: readonly string[], before: number, behind: number): void {
  const bytes = pack(texts, before, behind);
  const reply = new ReplyWriter(2, 64);
  reply.array(texts.length);
  const mark = reply.length;
  assertEquals(replyEntries(reply, bytes, before, texts.length), bytes.length - behind);
  const expected = texts.map((text) => `$${encoder.encode(text).length}\r\n${text}\r\n`).join("");
  assertEquals(decoder.decode(reply.bytes.slice(mark, reply.length)), expected);
}

Deno.test("strings of every length and integers, one or many, up to the end of the buffer", () => {
  for (const count of [1, 5, 6, 7, 40]) {
    for (let length = 0; length <= 130; length++) {
      for (const behind of [0, 1, 100]) {
        const text = "abcdefghij".repeat(13).slice(0, length);
        expectReply(Array.from({ length: count }, () => text), behind & 7, behind);
      }
    }
  }
  for (
    const n of [0, 9, 127, 4095, 4096, 32_768, 8_388_608, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 2 ** 62]
  ) {
    expectReply([`${n}`, "a", `${-n}`, "", `${n}`, "bc", `${n}`, "d"], 3, 90);
  }
});

Deno.test("mixed entries in random order", () => {
  for (const seed of seeds("packed reply")) {
    const random = new Random(seed);
    for (let i = 0; i < 300; i++) {
      const texts = Array.from({ length: random.int(400) }, () => {
        if (random.chance(0.3)) return String(random.int(-100_000, 100_000));
        return random.text(random.int(random.chance(0.9) ? 30 : 5000));
      });
      expectReply(texts, random.int(20), random.pick([0, 10, 200]));
    }
  }
});

Deno.test("a reply written behind others leaves them alone", () => {
  const bytes = pack(["one", "two", "three", "four", "five", "six", "seven"], 0, 100);
  const reply = new ReplyWriter(2, 64);
  reply.simple("before");
  replyEntries(reply, bytes, 0, 7);
  reply.simple("behind");
  assertEquals(
    decoder.decode(reply.bytes.slice(0, reply.length)),
    "+before\r\n$3\r\none\r\n$3\r\ntwo\r\n$5\r\nthree\r\n$4\r\nfour\r\n$4\r\nfive\r\n$3\r\nsix\r\n" +
      "$5\r\nseven\r\n+behind\r\n",
  );
});
