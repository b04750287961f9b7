/** Lists of pending entries and groups: against a model over random operations. */
import { assertEquals } from "@std/assert";
import { ConsumerGroup } from "../../../../store/types/streams/consumer_group.ts";
import type { PendingList } from "../../../../store/types/streams/pending_list.ts";
import { Stream } from "../../../../store/types/streams/stream.ts";
import { StreamId } from "../../../../store/types/streams/stream_id.ts";
import { WideCount } from "../../../../store/types/streams/wide_count.ts";
import { makeEngine } from "../../../helpers/engine.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { scaled } from "../../../helpers/test_scale.ts";

interface PendingEntry {
  consumer: string;
  timeMs: number;
  deliveries: number;
}

/** What is pending, each as text, in order. */
function read(list: PendingList, id: StreamId): string[] {
  const found: string[] = [];
  for (let more = list.seek(id); more; more = list.next()) {
    const each = new StreamId();
    list.readId(each);
    found.push(String(each));
  }
  return found;
}

function expectedIds(model: Map<number, PendingEntry>, from: number, consumer?: string): string[] {
  return [...model.keys()].sort((a, b) => a - b)
    .filter((id) => id >= from && (consumer === undefined || model.get(id)!.consumer === consumer))
    .map((id) => `${id}-0`);
}

function compare(group: ConsumerGroup, model: Map<number, PendingEntry>, from: number): void {
  const start = StreamId.of(from, 0);
  assertEquals(group.pending.size, model.size);
  assertEquals(read(group.pending, start), expectedIds(model, from));
  const count = new WideCount();
  for (const [id, expected] of model) {
    assertEquals(group.pending.find(StreamId.of(id, 0)), true);
    group.pending.readDeliveries(count);
    assertEquals(
      { consumer: group.owner().name, timeMs: group.pending.timeMs, deliveries: count.value },
      expected,
    );
  }
  for (const { name, pending } of group.consumers()) {
    assertEquals(read(pending, start), expectedIds(model, from, name));
  }
}

Deno.test("a group agrees with a model over random operations, and leaves nothing behind", () => {
  for (const seed of seeds("pending lists")) {
    for (const range of [20, 400, 4000]) {
      const random = new Random(seed + range);
      const engine = makeEngine();
      const stream = new Stream(engine);
      const group = stream.addGroup("g", new StreamId());
      const model = new Map<number, PendingEntry>();
      const names = ["a", "b", "c"];
      const consumerOf = (name: string) => group.consumer(name) ?? group.addConsumer(name, 1);
      for (let i = 0; i < scaled(6_000); i++) {
        const number = random.int(range);
        const id = StreamId.of(number, 0);
        const consumer = random.pick(names);
        const timeMs = random.int(2 ** 31) * 1000;
        const known = model.get(number);
        const growing = i % 3000 < 2000;
        if (random.chance(growing ? 0.6 : 0.1)) {
          group.deliver(id, consumerOf(consumer), timeMs);
          model.set(number, { consumer, timeMs, deliveries: 1 });
        } else if (random.chance(0.2)) {
          if (known !== undefined && group.pending.find(id)) {
            group.give(id, consumerOf(consumer));
            group.countDelivery();
            known.consumer = consumer;
            known.deliveries++;
          }
        } else {
          assertEquals(group.settle(id), model.delete(number));
        }
        if (random.chance(0.001) && group.consumer(consumer) !== undefined) {
          group.removeConsumer(group.consumer(consumer)!);
          for (const [key, entry] of model) if (entry.consumer === consumer) model.delete(key);
        }
        if (random.chance(0.005)) compare(group, model, random.int(range));
      }
      compare(group, model, 0);
      const used = engine.elements.usedBytes;
      const copy = stream.clone();
      assertEquals(copy.bytes > 0, true);
      for (const number of [...model.keys()]) group.settle(StreamId.of(number, 0));
      assertEquals(group.pending.blockBytes, 0);
      for (const { pending } of group.consumers()) assertEquals(pending.blockBytes, 0);
      compare(copy.groups.get("g")!, model, 0);
      assertEquals(engine.elements.usedBytes <= used, true);
      while (!copy.free(8));
      assertEquals(engine.elements.usedBytes, 0);
    }
  }
});

Deno.test("entries in order fill their blocks, and a list that empties from the front frees them", () => {
  const engine = makeEngine();
  const group = new ConsumerGroup("g", engine.elements);
  const consumer = group.addConsumer("c", 0);
  for (let i = 1; i <= 6400; i++) group.deliver(StreamId.of(i, 0), consumer, i);
  assertEquals(group.pending.directory.size, 100);
  assertEquals(group.pending.blockBytes, 6400 * 36);
  assertEquals(consumer.pending.blockBytes, 6400 * 16);
  for (let i = 1; i <= 6336; i++) group.settle(StreamId.of(i, 0));
  assertEquals(group.pending.directory.size, 1);
  assertEquals(group.free(1), true);
  assertEquals(engine.elements.usedBytes, 0);
});

Deno.test("freeing goes on where it stopped", () => {
  const engine = makeEngine();
  const group = new ConsumerGroup("g", engine.elements);
  const consumer = group.addConsumer("c", 0);
  for (let i = 1; i <= 640; i++) group.deliver(StreamId.of(i, 0), consumer, i);
  let calls = 1;
  while (!group.free(3)) calls++;
  assertEquals(calls > 3, true);
  assertEquals(engine.elements.usedBytes, 0);
});
