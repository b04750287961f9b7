/**
 * How many nodes a radix tree of a stream's node IDs has, which XINFO STREAM tells. Here the nodes stand in
 * a directory; in Redis they hang in a tree of the 16 bytes of their IDs, big-endian.
 *
 * Such a tree has a node wherever keys part, one for each run of bytes that keys have in common (or alone)
 * between such places, and a leaf for each key. So it follows from the lengths of the prefixes that
 * neighbours have in common: each key adds a leaf and the run before it, and, unless its
 * parting from the key before is at a depth that is open already, a place of parting and the run cut off there.
 */

import { type IdDirectory, SLOT_SHIFT } from "./id_directory.ts";

const KEY_BYTES = 16;

/** Nodes of the tree. O(nodes of the stream). */
export function radixNodes({ words, first, size }: IdDirectory): number {
  if (size === 0) return 1;
  // Depths at which the path to the last key parts from others, from the root on.
  const depths: number[] = [];
  let nodes = size;
  let runs = 0;
  const close = (depth: number, end: number) => {
    // The run below the parting at `depth` up to `end`, the next parting or the leaf.
    if (end > depth + 1) runs++;
  };
  for (let i = 1; i < size; i++) {
    const shared = sharedBytes(words, (first + i) << SLOT_SHIFT);
    let end = KEY_BYTES;
    while (depths.length > 0 && depths[depths.length - 1] > shared) {
      const depth = depths.pop()!;
      close(depth, end);
      end = depth;
    }
    if (depths.length === 0 || depths[depths.length - 1] < shared) {
      nodes++;
      depths.push(shared);
    }
    close(shared, end);
  }
  for (let end = KEY_BYTES;;) {
    const depth = depths.pop();
    if (depth === undefined) {
      // The run from the root.
      if (end > 0) runs++;
      return nodes + runs;
    }
    close(depth, end);
    end = depth;
  }
}

/** Bytes that the ID at `at` begins with as the one before does. */
function sharedBytes(words: Int32Array, at: number): number {
  for (let i = 0; i < 4; i++) {
    const difference = words[at + i] ^ words[at + i - (1 << SLOT_SHIFT)];
    if (difference !== 0) return i * 4 + (Math.clz32(difference) >> 3);
  }
  return KEY_BYTES;
}
