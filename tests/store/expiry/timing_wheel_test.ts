import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { TimingWheel } from "../../../store/expiry/timing_wheel.ts";
import {
  EXPIRES,
  expiryOf,
  Kind,
  recordBytes,
  writeExpiry,
  writeHeader,
} from "../../../store/keyspace/record.ts";
import { Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../../store/memory/arena.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { scaled } from "../../helpers/test_scale.ts";

/** Width of a slot of the first level; a record may come that much late, never early. */
const TICK_MS = 32;
const START_MS = 1_700_000_000_123;
const DAY_MS = 86_400_000;

/** Records without keys or values in a wheel, and when each is due. */
class Timed {
  readonly arena = new Arena();
  readonly wheel: TimingWheel;
  readonly due = new Map<number, number>();
  /** When each must be gone: a tick after its time, or after it was added if that was later. */
  readonly latest = new Map<number, number>();
  now = START_MS;

  constructor() {
    this.wheel = new TimingWheel(this.arena, this.now);
  }

  add(expiryMs: number): number {
    const address = this.arena.allocate(recordBytes(EXPIRES, 0, 0));
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    writeHeader(words, at, Kind.String, EXPIRES, 0, 0);
    writeExpiry(words, at, expiryMs);
    assertEquals(expiryOf(words, at), expiryMs);
    this.wheel.add(address);
    this.due.set(address, expiryMs);
    this.latest.set(address, Math.max(expiryMs, this.now) + 2 * TICK_MS);
    return address;
  }

  remove(address: number): void {
    this.wheel.remove(address);
    this.arena.free(address, recordBytes(EXPIRES, 0, 0));
    this.due.delete(address);
  }

  /** Moves a record to another block, as a change of its length does. */
  move(address: number): void {
    const target = this.arena.allocate(recordBytes(EXPIRES, 0, 0));
    const from = this.arena.words[address >>> CHUNK_SHIFT];
    const to = this.arena.words[target >>> CHUNK_SHIFT];
    const size = recordBytes(EXPIRES, 0, 0) >>> 2;
    for (let i = 0; i < size; i++) {
      to[((target & OFFSET_MASK) << 1) + i] = from[((address & OFFSET_MASK) << 1) + i];
    }
    this.wheel.moved(address, target);
    for (const times of [this.due, this.latest]) {
      times.set(target, times.get(address)!);
      times.delete(address);
    }
    this.arena.free(address, recordBytes(EXPIRES, 0, 0));
  }

  /** Removes what is due; returns how many calls came back busy. */
  drain(): number {
    let busy = 0;
    for (;;) {
      const address = this.wheel.due(this.now);
      if (address !== 0) {
        const expiryMs = this.due.get(address);
        assert(expiryMs !== undefined, "a record that was removed came back");
        assert(expiryMs < this.now, `${this.now - expiryMs} ms after its time`);
        this.remove(address);
      } else if (this.wheel.busy) busy++;
      else break;
    }
    return busy;
  }

  check(): void {
    assertEquals(this.wheel.size, this.due.size);
    for (const [address, expiryMs] of this.due) {
      const late = this.now > this.latest.get(address)!;
      assert(!late, `due ${this.now - expiryMs} ms ago and still there`);
    }
  }
}

for (const seed of seeds("timing wheel")) {
  Deno.test(`records come when they are due, in any pattern of times and jumps, seed ${seed}`, () => {
    const random = new Random(seed);
    for (let round = 0; round < scaled(6); round++) {
      const timed = new Timed();
      for (let i = 0; i < 6000; i++) {
        const addresses = timed.due;
        random.weighted<() => void>([
          [10, () =>
            void timed.add(
              timed.now + random.weighted<() => number>([
                [4, () => random.int(100)],
                [4, () => random.int(20_000)],
                [4, () => random.int(5_000_000)],
                [2, () => random.int(60 * DAY_MS)],
                [1, () => random.int(40_000) * DAY_MS],
                [0.3, () => Number.MAX_SAFE_INTEGER - timed.now - random.int(1000)],
                [1, () => -random.int(100_000)],
              ])(),
            )],
          [3, () => {
            const [address] = addresses.keys();
            if (address !== undefined) timed.remove(address);
          }],
          [2, () => {
            const list = [...addresses.keys()].slice(0, 20);
            if (list.length > 0) timed.move(random.pick(list));
          }],
          [1, () => {
            timed.now += random.weighted<() => number>([
              [10, () => random.int(100)],
              [5, () => random.int(10_000)],
              [3, () => random.int(600_000)],
              [1, () => random.int(3 * DAY_MS)],
              [0.2, () => random.int(1000) * DAY_MS],
            ])();
            timed.drain();
            timed.check();
          }],
        ])();
      }
      timed.now += 200 * 365 * DAY_MS;
      timed.drain();
      timed.check();
      for (const address of [...timed.due.keys()]) timed.remove(address);
      assertEquals([timed.wheel.size, timed.arena.usedBytes], [0, 0]);
    }
  });
}

Deno.test("a record is never early and at most a tick late", () => {
  for (const inMs of [1, 31, 32, 33, 255 * 32, 256 * 32, 257 * 32, 65_536 * 32, 65_537 * 32 + 5]) {
    const timed = new Timed();
    timed.add(START_MS + inMs);
    timed.now = START_MS + inMs;
    timed.drain();
    assertEquals(timed.wheel.size, 1, `${inMs} ms: early`);
    timed.now += TICK_MS + 1;
    timed.drain();
    assertEquals(timed.wheel.size, 0, `${inMs} ms: late`);
  }
});

Deno.test("spreading a crowded slot is done in bounded pieces", () => {
  const timed = new Timed();
  // All of them wait in one slot of a higher level.
  for (let i = 0; i < 10_000; i++) timed.add(START_MS + 3_000_000 + (i % 1000));
  timed.now = START_MS + 3_000_000 - 300_000;
  let calls = 0;
  for (; timed.wheel.size === 10_000 && calls < 10_000; calls++) {
    assertEquals(timed.wheel.due(timed.now), 0);
    if (!timed.wheel.busy) break;
  }
  timed.now += 400_000;
  const busy = timed.drain();
  assertEquals(timed.wheel.size, 0);
  assert(calls + busy > 100, `${calls + busy} pieces`);
});

Deno.test("a long jump over empty slots costs few steps", () => {
  const timed = new Timed();
  timed.add(START_MS + 300 * 365 * DAY_MS);
  const begin = performance.now();
  for (let year = 0; year < 299; year++) {
    timed.now += 365 * DAY_MS;
    assertEquals(timed.drain() > 1000, false);
  }
  assertLessOrEqual(performance.now() - begin, 500);
  timed.now += 2 * 365 * DAY_MS;
  timed.drain();
  assertEquals(timed.wheel.size, 0);
});

Deno.test("time that is set back brings nothing early", () => {
  const timed = new Timed();
  timed.add(START_MS + 10_000);
  timed.now += 5000;
  timed.drain();
  timed.now -= 60_000;
  timed.add(timed.now + 1000);
  timed.drain();
  assertEquals(timed.wheel.size, 2);
  timed.now += 60_100;
  timed.drain();
  assertEquals([...timed.due.values()], [START_MS + 10_000]);
});

Deno.test("samples go round all records, those soon due first when they are asked for", () => {
  const timed = new Timed();
  const soon = timed.add(START_MS + 1000);
  for (let i = 0; i < 500; i++) timed.add(START_MS + 5000 + i * 10_000);
  const into = new Int32Array(16);
  const seen = new Set<number>();
  for (let i = 0; i < 200; i++) {
    const count = timed.wheel.sample(into, 5);
    assertEquals(count, 5);
    for (let j = 0; j < count; j++) {
      assert(timed.due.has(into[j]));
      seen.add(into[j]);
    }
  }
  assertEquals(seen.size, 501);
  assert(timed.wheel.soonest(into, 5) > 0);
  assertEquals(into[0], soon);
  for (const address of [...timed.due.keys()]) timed.remove(address);
  assertEquals([timed.wheel.sample(into, 5), timed.wheel.soonest(into, 5)], [0, 0]);
});
