import { assert, assertEquals } from "@std/assert";
import { nextTurn, SlicedWork } from "../../../server/durability/slices.ts";

/** Does nothing useful for so long. */
function burn(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** A listener that sends back what it gets, to its first client. */
async function echo(listener: Deno.TcpListener): Promise<void> {
  using connection = await listener.accept();
  const buffer = new Uint8Array(16);
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return;
    await connection.write(buffer.subarray(0, count));
  }
}

Deno.test("sockets are served between slices, and slices go on without any", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = echo(listener);
  let served = 0;
  let slices = 0;
  {
    using client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    client.setNoDelay(true);
    const ended = new Promise<unknown>((resolve) => {
      new SlicedWork((budgetMs) => {
        burn(budgetMs);
        return ++slices === 100;
      }, resolve);
    });
    let isOver = false;
    ended.then(() => isOver = true);
    const byte = new Uint8Array(1);
    while (!isOver) {
      await client.write(byte);
      await client.read(byte);
      served++;
    }
    assertEquals(await ended, undefined);
  }
  await serving;
  assert(served >= slices / 4, `${served} replies during ${slices} slices`);

  // With nothing else to do one slice follows the other.
  const startMs = performance.now();
  await new Promise<unknown>((resolve) => new SlicedWork(() => --slices === 0, resolve));
  for (let i = 0; i < 20; i++) await nextTurn();
  assert(performance.now() - startMs < 2000);
});

Deno.test("work ends when it fails or is stopped", async () => {
  const error = await new Promise<unknown>((resolve) => {
    new SlicedWork(() => {
      throw new Error("no");
    }, resolve);
  });
  assertEquals((error as Error).message, "no");
  let steps = 0;
  let stop = () => {};
  const work = new SlicedWork(() => {
    steps++;
    stop();
    return false;
  }, () => steps = -1);
  stop = () => work.stop();
  while (steps === 0) await nextTurn();
  for (let i = 0; i < 5; i++) await nextTurn();
  assertEquals(steps, 1);
});
