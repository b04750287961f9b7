import { assert, assertEquals } from "@std/assert";
import {
  ADDRESS,
  COUNT,
  NodeDirectory,
  SLOT_SHIFT,
} from "../../../../store/types/lists/node_directory.ts";
import { Random, seeds } from "../../../helpers/random.ts";

interface Node {
  address: number;
  count: number;
}

function nodesOf(directory: NodeDirectory): Node[] {
  return Array.from({ length: directory.size }, (_, i) => {
    const at = (directory.first + i) << SLOT_SHIFT;
    return { address: directory.words[at + ADDRESS], count: directory.words[at + COUNT] };
  });
}

function expectFound(directory: NodeDirectory, model: readonly Node[], index: number): void {
  let rest = index;
  let node = 0;
  for (; rest >= model[node].count; node++) rest -= model[node].count;
  assertEquals([directory.find(index) - directory.first, directory.offset], [node, rest]);
}

Deno.test("nodes come and go at both ends and in the middle, and every index finds its node", () => {
  for (const seed of seeds("list directory")) {
    for (const target of [5, 100, 2000]) {
      const random = new Random(seed + target);
      const directory = new NodeDirectory();
      const model: Node[] = [];
      let address = 0;
      for (let i = 0; i < 6000; i++) {
        const before = random.int(model.length + 1);
        const count = random.int(1, 300);
        const growing = model.length < target ? 8 : 2;
        if (random.int(10) < growing) {
          const side = random.int(3);
          const slot = side === 0
            ? directory.addFirst()
            : side === 1
            ? directory.addLast()
            : directory.insert(directory.first + before);
          directory.words[(slot << SLOT_SHIFT) + ADDRESS] = ++address;
          directory.count(slot, count);
          const place = side === 0 ? 0 : side === 1 ? model.length : before;
          model.splice(place, 0, { address, count });
        } else if (model.length > 0) {
          const gone = Math.min(random.int(1, 3), model.length - before);
          if (random.chance(0.2)) {
            for (let n = 0; n < gone; n++) {
              directory.count(directory.first + before + n, -model[before + n].count);
            }
            if (random.chance(0.5)) directory.remove(directory.first + before, gone);
            else directory.removeEmpty();
            model.splice(before, gone);
          } else {
            // As a queue does: the whole slides along.
            const slot = directory.first;
            directory.count(slot, -model[0].count);
            directory.remove(slot, 1);
            model.shift();
          }
        }
        const elements = model.reduce((sum, node) => sum + node.count, 0);
        assertEquals(directory.elements, elements);
        if (elements > 0) expectFound(directory, model, random.int(elements));
      }
      assertEquals(nodesOf(directory), model);
      for (let index = 0; index < directory.elements; index += 97) {
        expectFound(directory, model, index);
      }
      assert(directory.words.length >> SLOT_SHIFT <= 8 * Math.max(model.length, target, 8));
    }
  }
});
