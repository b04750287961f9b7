import { assertEquals } from "@std/assert";
import { type Deadlined, DeadlineQueue } from "../../../server/clients/deadline_queue.ts";
import { Random, seeds } from "../../helpers/random.ts";

class Entry implements Deadlined {
  heapIndex = -1;

  constructor(readonly deadlineMs: number, readonly order: number) {}
}

Deno.test("entries come out in the order of their deadlines, whatever was taken out between", () => {
  for (const seed of seeds("deadline queue")) {
    const random = new Random(seed);
    const queue = new DeadlineQueue<Entry>(() => {}, false);
    let model: Entry[] = [];
    for (let i = 0; i < 5000; i++) {
      const operation = random.int(10);
      if (operation < 5) {
        const entry = new Entry(i / 10 + random.int(100), i);
        queue.add(entry, 0);
        model.push(entry);
      } else if (operation < 8 && model.length > 0) {
        const entry = random.pick(model);
        queue.remove(entry);
        queue.remove(entry);
        model = model.filter((other) => other !== entry);
      } else {
        const due: Entry[] = [];
        for (let e = queue.due(i / 10); e !== undefined; e = queue.due(i / 10)) due.push(e);
        const expected = model.filter((entry) => entry.deadlineMs <= i / 10)
          .sort((a, b) => a.deadlineMs - b.deadlineMs || a.order - b.order);
        assertEquals(due, expected);
        model = model.filter((entry) => entry.deadlineMs > i / 10);
      }
      assertEquals(queue.size, model.length);
    }
  }
});

Deno.test("one timer follows the first deadline and outlives entries that leave", async () => {
  const fired: number[] = [];
  const done = Promise.withResolvers<void>();
  const start = performance.now();
  const now = () => performance.now() - start;
  const queue: DeadlineQueue<Entry> = new DeadlineQueue(() => {
    for (let e = queue.due(now()); e !== undefined; e = queue.due(now())) fired.push(e.order);
    queue.rearm(now());
    if (queue.size === 0) done.resolve();
  });
  const gone = new Entry(5, 1);
  queue.add(new Entry(60, 3), 0);
  queue.add(gone, 0);
  queue.add(new Entry(30, 2), 0);
  queue.remove(gone);
  await done.promise;
  assertEquals(fired, [2, 3]);
  queue.add(new Entry(1e12, 4), now());
  queue.stop();
});
