/** Stream IDs: arithmetic on words, and the texts that a C library takes. */
import { assertEquals, assertThrows } from "@std/assert";
import { StreamId } from "../../../../store/types/streams/stream_id.ts";
import {
  NO_ID,
  OPEN_ID,
  parseRangeId,
  parseStreamId,
} from "../../../../store/types/streams/stream_id_text.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const MAX = (1n << 64n) - 1n;
const encoder = new TextEncoder();

function numberOf(id: StreamId): bigint {
  const [ms, seq] = String(id).split("-").map(BigInt);
  return (ms << 64n) | seq;
}

Deno.test("IDs count, compare and print as numbers of 128 bits", () => {
  for (const seed of seeds("stream IDs")) {
    const random = new Random(seed);
    const word = () => random.pick([0n, 1n, 0xffff_ffffn, BigInt(random.int(0, 0x7fffffff))]);
    const draw = () => StreamId.of((word() << 32n) | word(), (word() << 32n) | word());
    for (let i = 0; i < 3000; i++) {
      const a = draw();
      const b = random.chance(0.1) ? StreamId.of(0, 0) : draw();
      const number = numberOf(a);
      const other = numberOf(b);
      const order = number < other ? -1 : number > other ? 1 : 0;
      assertEquals(a.compare(b), order);
      const words = new Int32Array(5);
      b.store(words, 1);
      assertEquals(a.compareWords(words, 1), order);
      b.setMin();
      b.read(words, 1);
      assertEquals(numberOf(b), other);
      const step = random.chance(0.5);
      const moved = step ? a.increment() : a.decrement();
      const limit = step ? (MAX << 64n) | MAX : 0n;
      assertEquals(moved, number !== limit);
      if (moved) assertEquals(numberOf(a), step ? number + 1n : number - 1n);
    }
  }
});

Deno.test("only numbers of 64 bits make an ID", () => {
  assertThrows(() => StreamId.of(-1, 0), RangeError, "-1");
  assertThrows(() => StreamId.of(0, MAX + 1n), RangeError);
});

/** The ID of a text, with what kind it is; the sequence that is missing is 0 or the last. */
function parse(text: string, missing: 0 | -1 = 0): string {
  const id = new StreamId();
  const bytes = encoder.encode(`<${text}>`);
  const kind = parseStreamId(bytes, 1, bytes.length - 1, id, missing);
  return kind === NO_ID ? "none" : kind === OPEN_ID ? `open ${id}` : String(id);
}

Deno.test("texts of IDs", () => {
  assertEquals(parse("5"), "5-0");
  assertEquals(parse("5", -1), `5-${MAX}`);
  assertEquals(parse("5-6"), "5-6");
  assertEquals(parse("5-*"), "open 5-0");
  assertEquals(parse(`${MAX}-${MAX}`), `${MAX}-${MAX}`);
  assertEquals(
    parse("9007199254740993-9223372036854775808"),
    "9007199254740993-9223372036854775808",
  );
  assertEquals(parse("007- +8"), "7-8");
  assertEquals(parse("1--05"), `1-${MAX - 4n}`);
  assertEquals(parse("1\0garbage"), "1-0");
  assertEquals(parse("0".repeat(126) + "9"), "9-0");
  const wrong = ["", "-", "+", "x", "1-", "-1", "1-x", "1--5", "1-2-3", "1.5", "*", "5-**", "1 "];
  for (const text of [...wrong, " ", String(MAX + 1n), "0".repeat(127) + "9", "+-1"]) {
    assertEquals(parse(text), "none", text);
  }
});

Deno.test("ends of ranges may be the first and the last ID", () => {
  const id = new StreamId();
  const range = (text: string) => {
    const bytes = encoder.encode(text);
    return parseRangeId(bytes, 0, bytes.length, id, 0) ? String(id) : "none";
  };
  assertEquals(["-", "+", "3", "3-*", ""].map(range), [
    "0-0",
    `${MAX}-${MAX}`,
    "3-0",
    "none",
    "none",
  ]);
});
