import { assert, assertEquals } from "@std/assert";
import { OutputBuffer } from "../../../server/network/output_buffer.ts";
import { ReplyBufferPool } from "../../../server/network/reply_buffer_pool.ts";

Deno.test("the output buffer hands out what was collected and collects anew", () => {
  const pool = new ReplyBufferPool();
  const reply = { bytes: new Uint8Array(16 * 1024), length: 5 };
  const output = new OutputBuffer(reply, pool);
  assertEquals([reply.length, reply.bytes.length, output.memoryBytes], [0, 0, 0]);
  assert(!output.begin());
  output.lend();
  reply.bytes.set([1, 2, 3]);
  reply.length = 3;
  assert(output.begin());
  output.lend();
  reply.bytes[0] = 4;
  reply.length = 1;
  assertEquals([output.sendingBytes, output.pendingBytes], [3, 4]);
  assertEquals([...output.view()], [1, 2, 3]);
  assert(!output.advance(2));
  assertEquals([...output.view()], [3]);
  assert(output.advance(1));
  assert(output.begin());
  assertEquals([...output.view()], [4]);
  assert(output.advance(1));
  assertEquals([output.pendingBytes, output.memoryBytes], [0, 0]);
});
