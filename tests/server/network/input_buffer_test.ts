import { assert, assertEquals } from "@std/assert";
import { InputBuffer } from "../../../server/network/input_buffer.ts";

/** Reads `count` bytes in as few reads as the buffer allows. */
function fill(input: InputBuffer, count: number): void {
  for (let left = count; left > 0;) {
    const taken = Math.min(input.room().length, left);
    input.filled(taken);
    left -= taken;
  }
}

Deno.test("the input buffer grows for a long request and gives the memory back", () => {
  const input = new InputBuffer();
  fill(input, 5_000_000);
  assertEquals(input.length, 5_000_000);
  assert(input.bytes.length < 4 * 5_000_000);
  input.consume(5_000_000);
  assertEquals(input.room().length, 16 * 1024);
});

Deno.test("the input buffer keeps what is left over while it moves and grows", () => {
  const input = new InputBuffer();
  let written = 0;
  let read = 0;
  for (let i = 0; i < 2000; i++) {
    const room = input.room();
    const count = Math.min(room.length, 1 + (i * 7919) % 3000);
    for (let j = 0; j < count; j++) room[j] = written++ & 0xff;
    input.filled(count);
    const consumed = Math.min(input.length, (i * 104729) % 3000);
    for (let j = 0; j < consumed; j++) assertEquals(input.bytes[input.start + j], read++ & 0xff);
    input.consume(consumed);
  }
  assertEquals(written - read, input.length);
});

Deno.test("the input buffer follows its client: larger for pipelines, small again after them", () => {
  const input = new InputBuffer();
  const readOnce = (count: number) => {
    input.filled(Math.min(input.room().length, count));
    input.consume(input.length);
  };
  assertEquals(input.room().length, 1024);
  readOnce(1024);
  assertEquals(input.room().length, 4096);
  readOnce(4096);
  assertEquals(input.room().length, 16_384);
  for (let i = 0; i < 32; i++) readOnce(100);
  assertEquals(input.room().length, 4096);
  for (let i = 0; i < 32; i++) readOnce(100);
  assertEquals(input.room().length, 1024);
});
