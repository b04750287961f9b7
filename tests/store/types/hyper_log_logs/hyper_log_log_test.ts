import { assert, assertEquals } from "@std/assert";
import { estimate, HyperLogLog } from "../../../../store/types/hyper_log_logs/hyper_log_log.ts";
import { REGISTERS } from "../../../../store/types/hyper_log_logs/sparse_registers.ts";

const encoder = new TextEncoder();

function add(log: HyperLogLog, text: string, maxSparseBytes = 3000): string {
  const bytes = encoder.encode(text);
  return log.add(bytes, 0, bytes.length, maxSparseBytes);
}

function registersOf(log: HyperLogLog): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  assert(log.maximum(registers));
  return registers;
}

Deno.test("estimates stay within three standard errors", () => {
  const log = new HyperLogLog();
  log.clear();
  assertEquals(estimate(registersOf(log)), 0);
  let count = 0;
  for (const goal of [1, 10, 100, 1000, 10_000, 100_000]) {
    while (count < goal) add(log, `element ${count++}`);
    const error = Math.abs(estimate(registersOf(log)) - count) / count;
    assert(error < 3 * 0.0081, `${count}: ${error}`);
  }
});

Deno.test("sparse and dense registers are the same ones", () => {
  const sparse = new HyperLogLog();
  const dense = new HyperLogLog();
  sparse.clear();
  dense.clear();
  assert(dense.makeDense());
  for (let i = 0; i < 3000; i++) {
    assertEquals(add(sparse, `${i % 2500}`, 100_000), add(dense, `${i % 2500}`), `${i}`);
  }
  assert(sparse.isSparse && !dense.isSparse);
  assertEquals(registersOf(sparse), registersOf(dense));
  assert(sparse.makeDense());
  assertEquals(registersOf(sparse), registersOf(dense));
});

Deno.test("a sparse one becomes dense past its limit", () => {
  const log = new HyperLogLog();
  log.clear();
  for (let i = 0; log.isSparse; i++) {
    assert(log.length <= 3000);
    add(log, `${i}`);
  }
  assertEquals(log.length, 12304);
});

Deno.test("what is no HyperLogLog is not loaded, and corrupt registers are found", () => {
  const log = new HyperLogLog();
  const header = [0x48, 0x59, 0x4c, 0x4c, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80];
  const load = (...bytes: number[]) => log.load(Uint8Array.from(bytes), 0, bytes.length);
  assert(!load());
  assert(!load(...header.slice(1)));
  assert(!load(...header.with(0, 0)));
  assert(!load(...header.with(4, 2), 0x7f, 0xff));
  assert(!load(...header.with(4, 0), 0x7f, 0xff));
  for (const registers of [[], [0x7f], [0x7f, 0xfe], [0x7f, 0xff, 0], [0x80]]) {
    assert(load(...header, ...registers));
    assert(!log.maximum(new Uint8Array(REGISTERS)), `${registers}`);
    assert(!log.makeDense(), `${registers}`);
  }
  assert(load(...header));
  assertEquals(add(log, "a"), "corrupt");
});
