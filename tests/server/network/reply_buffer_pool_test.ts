import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { ReplyBufferPool } from "../../../server/network/reply_buffer_pool.ts";

Deno.test("the pool lends the buffer given back last and keeps no huge one", () => {
  const pool = new ReplyBufferPool();
  const first = pool.take();
  const second = pool.take();
  assert(first.buffer !== second.buffer);
  pool.give(first);
  pool.give(second);
  assertEquals(pool.keptBytes, 32 * 1024);
  assertStrictEquals(pool.take(), second);
  pool.give(new Uint8Array(100));
  const huge = new Uint8Array(1 << 20);
  pool.give(huge);
  assertEquals(huge.length, 0);
  assertEquals(pool.keptBytes, 16 * 1024);
  for (let i = 0; i < 1000; i++) pool.give(new Uint8Array(16 * 1024));
  assertEquals(pool.keptBytes, 8 * 1024 * 1024);
});
