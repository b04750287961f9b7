/**
 * What the garbage collector sees of a store: next to nothing, however many keys there are.
 */
import { assert, assertLess } from "@std/assert";
import { runWithStore } from "../helpers/programs/library_program.ts";

Deno.test("the heap grows by less than a byte a key, and a full collection takes no longer", async () => {
  const printed = await runWithStore(
    `
      const keys = (from, to) => {
        for (let i = from; i < to; i++) store.set("key:" + i, "value of " + i, i % 4 ? undefined : { ex: 600 });
      };
      const heap = () => {
        gc();
        gc();
        return Deno.memoryUsage().heapUsed;
      };
      const collection = () => {
        const times = [];
        for (let i = 0; i < 9; i++) {
          const begin = performance.now();
          gc();
          times.push(performance.now() - begin);
        }
        return times.sort((a, b) => a - b)[4];
      };
      const store = new Store({ activeExpiry: false });
      keys(0, 10_000);
      const few = heap();
      const fewMs = collection();
      keys(10_000, 310_000);
      const many = heap();
      const manyMs = collection();
      console.log(JSON.stringify({ size: store.size, perKey: (many - few) / 300_000, fewMs, manyMs }));
    `,
    "--expose-gc",
  );
  const { size, perKey, fewMs, manyMs } = JSON.parse(printed);
  assert(size === 310_000);
  assertLess(perKey, 1, `${perKey} bytes a key`);
  assertLess(manyMs, fewMs * 2 + 5, `${fewMs} ms with 10,000 keys, ${manyMs} ms with 310,000`);
});
