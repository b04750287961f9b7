/** Streams: entries in nodes, against a model and in corners. */
import { assertEquals } from "@std/assert";
import { defaultPackingLimits } from "../../../../store/engine/packing_limits.ts";
import { Stream } from "../../../../store/types/streams/stream.ts";
import { StreamId } from "../../../../store/types/streams/stream_id.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { scaled } from "../../../helpers/test_scale.ts";
import { entriesOf, StreamModel } from "./stream_model.ts";

const LIMITS = [
  [4096, 100],
  [4096, 4],
  [200, 0],
  [0, 0],
  [0, 1],
];

Deno.test("streams agree with a model over random operations, and leave nothing behind", () => {
  for (const seed of seeds("streams")) {
    for (const [bytes, entries] of LIMITS) {
      const engine = makeEngine();
      engine.packing.streamNodeMaxBytes = bytes;
      engine.packing.streamNodeMaxEntries = entries;
      const model = new StreamModel(engine, new Random(seed + bytes + entries));
      for (let i = 0; i < scaled(3_000); i++) model.step();
      model.end();
      assertEquals(engine.elements.usedBytes, 0);
      assertEquals(model.stream.nodes.blockBytes, 0);
    }
  }
});

function streamOf(count: number, limits = defaultPackingLimits()): Stream {
  const engine = makeEngine();
  Object.assign(engine.packing, limits);
  const stream = new Stream(engine);
  const pairs = byteRanges(["field", "value"]);
  const id = new StreamId();
  for (let i = 0; i < count; i++) {
    stream.nextId(i, id);
    stream.add(id, pairs, 0, 2);
  }
  return stream;
}

function trim(stream: Stream, maxLength: number, approximate: boolean, limit = 0): number {
  return stream.trim({ maxLength, minId: new StreamId(), approximate, limit });
}

Deno.test("approximate trimming removes whole nodes alone, as many as the limit allows", () => {
  const stream = streamOf(1050);
  assertEquals(stream.nodes.directory.size, 11);
  assertEquals(trim(stream, 1000, true), 0);
  assertEquals(trim(stream, 950, true), 100);
  assertEquals(trim(stream, 0, true, 250), 200);
  assertEquals(trim(stream, 0, true, 99), 0);
  assertEquals(trim(stream, 0, true), 750);
  assertEquals([stream.length, stream.nodes.directory.size], [0, 0]);
});

Deno.test("exact trimming flags what a node loses", () => {
  const stream = streamOf(250);
  assertEquals(trim(stream, 120, false), 130);
  assertEquals(String(stream.firstId), "130-0");
  assertEquals(stream.nodes.directory.size, 2);
  assertEquals(entriesOf(stream).length, 120);
  assertEquals(String(stream.maxDeletedId), "0-0");
});

Deno.test("counts of a node change their size", () => {
  const stream = streamOf(5000, {
    ...defaultPackingLimits(),
    streamNodeMaxBytes: 0,
    streamNodeMaxEntries: 0,
  });
  assertEquals(stream.nodes.directory.size, 1);
  assertEquals(entriesOf(stream).length, 5000);
  assertEquals(trim(stream, 4095, false), 905);
  assertEquals(trim(stream, 100, false), 3995);
  const ids = entriesOf(stream).map(({ id }) => id);
  assertEquals(ids, Array.from({ length: 100 }, (_, i) => `${4900 + i}-0`));
  for (let i = 4900; i < 5000; i++) assertEquals(stream.delete(StreamId.of(i, 0)), true);
  assertEquals([stream.length, stream.nodes.blockBytes], [0, 0]);
});

Deno.test("a full node takes the block that its bytes need", () => {
  const stream = streamOf(100_000);
  const perEntry = stream.bytes / 100_000;
  assertEquals(perEntry < 18, true, `${perEntry} bytes an entry`);
});

Deno.test("IDs follow the clock, and the last ID where the clock stands or goes back", () => {
  const stream = new Stream(makeEngine());
  const id = new StreamId();
  const next = (nowMs: number): string => {
    stream.nextId(nowMs, id);
    stream.add(id, byteRanges(["a", "b"]), 0, 2);
    return String(id);
  };
  assertEquals([5, 5, 3, 6].map(next), ["5-0", "5-1", "5-2", "6-0"]);
  const whole = (1n << 64n) - 1n;
  stream.lastId.copy(StreamId.of(7, whole));
  assertEquals(next(7), "8-0");
  id.copy(StreamId.of(8, 0));
  assertEquals([stream.nextSequence(id), String(id)], [true, "8-1"]);
  id.copy(StreamId.of(9, 0));
  assertEquals([stream.nextSequence(id), String(id)], [true, "9-0"]);
  stream.lastId.copy(StreamId.of(9, whole));
  assertEquals(stream.nextSequence(id), false);
  stream.lastId.copy(StreamId.of(whole, whole));
  assertEquals(stream.isExhausted, true);
});
