import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { Arena, blockBytes, CHUNK_SHIFT, OFFSET_MASK } from "../../../store/memory/arena.ts";
import { CLASS_BYTES, MAX_CLASS_BYTES, sizeClassOf } from "../../../store/memory/size_classes.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { scaled } from "../../helpers/test_scale.ts";

const MIB = 1024 * 1024;

function byteAt(address: number): number {
  return (address & OFFSET_MASK) * 8;
}

/** Every block is filled with its own byte: a block that overlaps another is found when it is freed. */
class CheckedArena {
  readonly meter = { usedBytes: 0 };
  readonly arena = new Arena(this.meter);
  readonly blocks: { address: number; size: number; fill: number }[] = [];
  expectedBytes = 0;
  #fill = 0;

  allocate(size: number): void {
    const address = this.arena.allocate(size);
    assert(address !== 0);
    const fill = this.#fill = (this.#fill + 1) & 255;
    const start = byteAt(address);
    const bytes = this.arena.bytes[address >>> CHUNK_SHIFT];
    assertLessOrEqual(start + size, bytes.length);
    bytes.fill(fill, start, start + size);
    this.blocks.push({ address, size, fill });
    this.expectedBytes += blockBytes(size);
    assertEquals(this.arena.usedBytes, this.expectedBytes);
  }

  free(index: number): void {
    const { address, size, fill } = this.blocks[index];
    const start = byteAt(address);
    const bytes = this.arena.bytes[address >>> CHUNK_SHIFT];
    for (let i = start; i < start + size; i += size > 4096 ? 61 : 1) {
      if (bytes[i] !== fill) throw new Error(`Byte ${i - start} of a block of ${size} was changed`);
    }
    this.arena.free(address, size);
    this.expectedBytes -= blockBytes(size);
    this.blocks[index] = this.blocks[this.blocks.length - 1];
    this.blocks.pop();
  }

  check(): void {
    assertEquals(this.arena.usedBytes, this.expectedBytes);
    assertEquals(this.meter.usedBytes, this.expectedBytes);
    assertLessOrEqual(this.arena.usedBytes, this.arena.reservedBytes);
    const chunks = this.arena.bytes.reduce((sum, chunk) => sum + chunk.length, 0);
    assertEquals(this.arena.reservedBytes, chunks);
  }
}

function randomSize(random: Random): number {
  return random.weighted<() => number>([
    [60, () => 1 + random.int(200)],
    [25, () => 1 + random.int(4000)],
    [10, () => 1 + random.int(100_000)],
    [1, () => 1 + random.int(2 * MIB)],
    [0.05, () => 1 + random.int(20 * MIB)],
  ])();
}

for (const seed of seeds("arena")) {
  Deno.test(`random blocks of 1 B to 20 MB never overlap and are all counted, seed ${seed}`, () => {
    const random = new Random(seed);
    const checked = new CheckedArena();
    checked.allocate(20 * MIB);
    for (let i = 0; i < scaled(40_000); i++) {
      // Grows and shrinks by turns, so that spans and chunks come and go.
      const growing = Math.floor(i / 5000) % 2 === 0;
      if (checked.blocks.length === 0 || random.chance(growing ? 0.7 : 0.3)) {
        checked.allocate(randomSize(random));
      } else {
        checked.free(random.int(checked.blocks.length));
      }
      if (i % 1000 === 0) checked.check();
    }
    while (checked.blocks.length > 0) checked.free(random.int(checked.blocks.length));
    checked.check();
    assertEquals(checked.arena.usedBytes, 0);
    assertLessOrEqual(checked.arena.reservedBytes, 16 * MIB);
  });
}

Deno.test("chunks are given back when their blocks are freed", () => {
  const checked = new CheckedArena();
  for (let size = 8; size <= 64 * 1024; size *= 2) {
    for (let bytes = 0; bytes < 8 * MIB; bytes += size) checked.allocate(size);
  }
  assert(checked.arena.reservedBytes > 100 * MIB);
  while (checked.blocks.length > 0) checked.free(checked.blocks.length - 1);
  assertLessOrEqual(checked.arena.reservedBytes, 16 * MIB);
});

Deno.test("a freed block serves the next allocation of its size", () => {
  const arena = new Arena();
  const addresses = Array.from({ length: 1000 }, () => arena.allocate(40));
  const reserved = arena.reservedBytes;
  for (const address of addresses) arena.free(address, 40);
  const again = Array.from({ length: 1000 }, () => arena.allocate(40));
  assertEquals(new Set(again), new Set(addresses));
  assertEquals(arena.reservedBytes, reserved);
});

Deno.test("memory freed by one size serves another", () => {
  const arena = new Arena();
  const small = Array.from({ length: 100_000 }, () => arena.allocate(64));
  const reserved = arena.reservedBytes;
  for (const address of small) arena.free(address, 64);
  for (let i = 0; i < 3000; i++) arena.allocate(2000);
  assertLessOrEqual(arena.reservedBytes, reserved);
});

Deno.test("a key that comes and goes neither takes nor gives back memory", () => {
  const arena = new Arena();
  arena.free(arena.allocate(100), 100);
  const reserved = arena.reservedBytes;
  for (let i = 0; i < 1000; i++) {
    arena.free(arena.allocate(100), 100);
    assertEquals(arena.reservedBytes, reserved);
  }
});

Deno.test("a block of 64 bytes is one cache line", () => {
  const arena = new Arena();
  for (let i = 0; i < 100; i++) assertEquals(arena.allocate(64) & 7, 6);
});

Deno.test("a small arena stays small", () => {
  const arena = new Arena();
  arena.allocate(100);
  assertLess(arena.reservedBytes, 100_000);
});

Deno.test("clear gives everything back", () => {
  const meter = { usedBytes: 5 };
  const arena = new Arena(meter);
  for (let i = 0; i < 1000; i++) arena.allocate(1 + i * 100);
  arena.clear();
  assertEquals([arena.usedBytes, arena.reservedBytes, meter.usedBytes], [0, 0, 5]);
  assert(arena.allocate(100) !== 0);
});

Deno.test("size classes hold what they are asked for and waste at most an eighth", () => {
  for (let size = 1; size <= MAX_CLASS_BYTES; size += size < 5000 ? 1 : 97) {
    const bytes = CLASS_BYTES[sizeClassOf(size)];
    assert(bytes >= size, `${size} in ${bytes}`);
    assert(bytes - size < Math.max(8, size / 8 + 8), `${size} in ${bytes}`);
    if (size > 1) assert(sizeClassOf(size - 1) <= sizeClassOf(size));
  }
  assertEquals(blockBytes(MAX_CLASS_BYTES), MAX_CLASS_BYTES);
  assertEquals(blockBytes(MAX_CLASS_BYTES + 1) % 65536, 0);
});
