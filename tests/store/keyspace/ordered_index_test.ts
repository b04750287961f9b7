/** The ordered index against a sorted array, over random operations. */
import { assert, assertEquals } from "@std/assert";
import { TimingWheel } from "../../../store/expiry/timing_wheel.ts";
import { ElementTable } from "../../../store/keyspace/element_table.ts";
import { KeyProbe } from "../../../store/keyspace/key_probe.ts";
import { OrderedIndex } from "../../../store/keyspace/ordered_index.ts";
import {
  COUNT,
  doubleAt,
  doublesOf,
  LEAF_MEMBERS,
  NEXT,
  NODE_BYTES,
  SCORES,
  wordAt,
  wordsOf,
} from "../../../store/keyspace/ordered_node.ts";
import { Kind } from "../../../store/keyspace/record.ts";
import { Arena } from "../../../store/memory/arena.ts";
import { Random, seeds } from "../../helpers/random.ts";

function elementTable(arena: Arena): ElementTable {
  return new ElementTable(arena, new KeyProbe(1, 2), new TimingWheel(arena, 0));
}

interface Entry {
  name: string;
  score: number;
  address: number;
}

function byOrder(a: Entry, b: Entry): number {
  return a.score - b.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** An index, the table of its members, and the same entries in an array. */
class Model {
  readonly arena = new Arena();
  readonly table = elementTable(this.arena);
  readonly index = new OrderedIndex(this.arena);
  readonly entries: Entry[] = [];

  add(name: string, score: number): void {
    this.table.probe.loadText(name);
    const address = this.table.insert(Kind.String, 8);
    this.index.insert(score, address);
    const entry = { name, score, address };
    this.entries.splice(this.place(entry), 0, entry);
  }

  remove(place: number): void {
    const [{ name, score, address }] = this.entries.splice(place, 1);
    this.index.remove(score, address);
    this.table.probe.loadText(name);
    assert(this.table.delete());
  }

  removeAt(place: number): void {
    const [{ name, address }] = this.entries.splice(place, 1);
    assertEquals(this.index.removeAt(place), address);
    this.table.probe.loadText(name);
    assert(this.table.delete());
  }

  move(place: number, score: number): void {
    const [entry] = this.entries.splice(place, 1);
    this.index.move(entry.score, entry.address, score);
    entry.score = score;
    this.entries.splice(this.place(entry), 0, entry);
  }

  /** Where an entry is or belongs. */
  place(entry: Entry): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (byOrder(this.entries[middle], entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Everything that can be asked, at some places. */
  check(random: Random): void {
    const { index, entries } = this;
    assertEquals(index.size, entries.length);
    for (let i = 0; i < 4 && entries.length > 0; i++) {
      const place = random.int(entries.length);
      const { name, score, address } = entries[place];
      assertEquals(index.rank(score, address), place, name);
      index.seek(place);
      assertEquals(this.memberAt(index.leaf, index.slot), address);
      for (const asked of [score, score + 0.25]) {
        const below = entries.findIndex((entry) => entry.score >= asked);
        assertEquals(index.countBelow(asked, false), below < 0 ? entries.length : below);
        const notAbove = entries.findIndex((entry) => entry.score > asked);
        assertEquals(index.countBelow(asked, true), notAbove < 0 ? entries.length : notAbove);
      }
    }
    assertEquals(index.countBelow(-Infinity, false), 0);
    assertEquals(index.countBelow(Infinity, true), entries.length);
  }

  /** The leaves from the first to the last, in their order. */
  checkAll(): void {
    const { index, entries, arena } = this;
    const found: [number, number][] = [];
    let nodes = 0;
    if (entries.length > 0) {
      index.seek(0);
      for (let leaf = index.leaf; leaf !== 0;) {
        const words = wordsOf(arena, leaf);
        const count = words[wordAt(leaf) + COUNT];
        assert(count > 0);
        nodes++;
        for (let slot = 0; slot < count; slot++) {
          const score = doublesOf(arena, leaf)[doubleAt(leaf) + SCORES + slot];
          found.push([score, this.memberAt(leaf, slot)]);
        }
        leaf = words[wordAt(leaf) + NEXT];
      }
    }
    assertEquals(found, entries.map(({ score, address }) => [score, address]));
    assert(nodes * NODE_BYTES <= index.bytes);
    assertEquals(arena.usedBytes, this.table.totalBytes + index.bytes);
  }

  memberAt(leaf: number, slot: number): number {
    return wordsOf(this.arena, leaf)[wordAt(leaf) + LEAF_MEMBERS + slot];
  }
}

const TEXTS = ["", "a", "ab", "abc", "abcd", "abcde", "b", "ba", "abca", "zzzzzzzzzzzz"];

function run(seed: number, operations: number, scores: (random: Random) => number): void {
  const random = new Random(seed);
  const model = new Model();
  const names = new Set<string>();
  let growing = true;
  for (let i = 0; i < operations; i++) {
    const { entries } = model;
    if (entries.length > 2000) growing = false;
    if (entries.length < 5) growing = true;
    const action = random.float();
    if (entries.length === 0 || action < (growing ? 0.6 : 0.2)) {
      const name = random.pick(TEXTS) + random.text(random.int(12));
      const known = entries.some((entry) => entry.name === name);
      if (!known) model.add(name, scores(random));
      names.add(name);
    } else if (action < 0.7) {
      model.move(random.int(entries.length), scores(random));
    } else if (action < 0.85) {
      model.remove(random.int(entries.length));
    } else {
      model.removeAt(random.chance(0.5) ? 0 : random.int(entries.length));
    }
    if (i % 8 === 0) model.check(random);
    if (i % 2000 === 0) model.checkAll();
  }
  model.checkAll();
  while (model.entries.length > 0) model.removeAt(random.int(model.entries.length));
  model.checkAll();
  assertEquals(model.index.bytes, NODE_BYTES);
}

Deno.test("an index agrees with a sorted array", () => {
  for (const seed of seeds("ordered index")) {
    run(seed, 8_000, (random) => random.int(-500, 500));
    run(seed + 1, 8_000, (random) => random.int(3));
    run(seed + 2, 5_000, (random) => (random.float() - 0.5) * 10 ** random.int(300));
  }
});

Deno.test("members of one score are found by their bytes", () => {
  const random = new Random(7);
  const model = new Model();
  for (let i = 0; i < 3000; i++) model.add(`member:${i}`, 0);
  const sorted = model.entries.map(({ name }) => name);
  for (let i = 0; i < 500; i++) {
    const text = `member:${random.int(4000)}${random.chance(0.3) ? "!" : ""}`;
    const bytes = new TextEncoder().encode(text);
    const below = sorted.filter((name) => name < text).length;
    const notAbove = sorted.filter((name) => name <= text).length;
    assertEquals(model.index.countBelowMember(bytes, 0, bytes.length, false), below);
    assertEquals(model.index.countBelowMember(bytes, 0, bytes.length, true), notAbove);
  }
});

Deno.test("bytes are compared unsigned, and a prefix comes first", () => {
  const arena = new Arena();
  const table = elementTable(arena);
  const index = new OrderedIndex(arena);
  const members = [[], [0], [0, 0], [1, 255], [127], [128], [128, 1, 2, 3], [255], [255, 255, 0]];
  const addresses = members.map((bytes) => {
    table.load(new Uint8Array(bytes), 0, bytes.length);
    return table.insert(Kind.String, 8);
  });
  for (const i of new Random(3).shuffle(members.map((_, i) => i))) index.insert(0, addresses[i]);
  assertEquals(addresses.map((address) => index.rank(0, address)), members.map((_, i) => i));
});

Deno.test("zero and minus zero are one score, infinities are the ends", () => {
  const model = new Model();
  const scores = [-0, 0, Infinity, -Infinity, 1, -1, Number.MAX_VALUE, 5e-324];
  scores.forEach((score, i) => model.add(`m${i}`, score));
  model.checkAll();
  assertEquals(model.index.countBelow(0, false), 2);
  assertEquals(model.index.countBelow(-0, true), 4);
});

Deno.test("ascending and descending entries fill the leaves", () => {
  for (const sign of [1, -1]) {
    const model = new Model();
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      model.table.probe.loadText(`m${i}`);
      model.index.insert(sign * i, model.table.insert(Kind.String, 8));
    }
    assert(model.index.bytes / count < 13.5, `${model.index.bytes / count} bytes an entry`);
  }
});

Deno.test("an index is freed in slices", () => {
  const model = new Model();
  for (let i = 0; i < 30_000; i++) {
    model.table.probe.loadText(`m${i}`);
    model.index.insert((i * 7919) % 30_011, model.table.insert(Kind.String, 8));
  }
  let slices = 1;
  while (!model.index.free(1000)) slices++;
  assert(slices > 20, `${slices} slices`);
  assertEquals(model.index.bytes, 0);
  assert(model.table.free(Infinity));
  assertEquals(model.arena.usedBytes, 0);
});

Deno.test("inner nodes are split and merged", () => {
  const random = new Random(11);
  const model = new Model();
  for (let i = 0; i < 25_000; i++) model.add(`m${i}`, random.int(1_000_000));
  model.checkAll();
  for (let i = 0; i < 100; i++) model.check(random);
  // From the middle outwards, so that whole subtrees go while others stay full.
  while (model.entries.length > 2_000) {
    model.removeAt(model.entries.length >> 1);
    if (model.entries.length % 1000 === 0) model.check(random);
  }
  model.checkAll();
  for (let i = 0; i < 3_000; i++) model.add(`n${i}`, random.int(1_000_000));
  model.checkAll();
  while (model.entries.length > 0) {
    model.remove(random.int(model.entries.length));
    if (model.entries.length % 500 === 0) model.check(random);
  }
  assertEquals(model.index.bytes, NODE_BYTES);
});
