/** A user's codec may use the store while a view decodes what it has read. */
import { assertEquals, assertThrows } from "@std/assert";
import { type Codec, Store } from "../../../mod.ts";

const COUNT = 200;

/** Values that were written as `<view> <number>`; reading one reads and writes all over the store. */
const meddling: Codec<string> = {
  encode(value) {
    return new TextEncoder().encode(value);
  },
  decode(bytes) {
    const value = new TextDecoder().decode(bytes);
    if (meddles) {
      meddles = false;
      store.lists.pushRight("l", "later");
      store.lists.range("l");
      store.hashes.getAll("h");
      store.hashes.delete("h", "5");
      store.sets.members("s");
      store.sortedSets.entries("z");
      store.sets.delete("s", "set 7");
      store.sortedSets.delete("z", "zset 9");
      meddles = true;
    }
    return value;
  },
};
let meddles = false;
const store: Store = new Store({ codec: meddling });

function fill(): void {
  meddles = false;
  store.clear();
  for (let i = 0; i < COUNT; i++) {
    store.lists.pushRight("l", `list ${i}`);
    store.hashes.set("h", String(i), `hash ${i}`);
    store.sets.add("s", `set ${i}`);
    store.sortedSets.add("z", `zset ${i}`, i);
  }
  meddles = true;
}

const names = (what: string) => Array.from({ length: COUNT }, (_, i) => `${what} ${i}`);

Deno.test("what was read is what was there, whatever the codec does to it", () => {
  fill();
  assertEquals(store.lists.range("l"), names("list"));
  fill();
  assertEquals(store.lists.popLeft("l", COUNT), names("list"));
  fill();
  assertEquals(store.lists.popRight("l"), `list ${COUNT - 1}`);
  fill();
  const values = new Map(Array.from({ length: COUNT }, (_, i) => [String(i), `hash ${i}`]));
  assertEquals(store.hashes.getAll("h"), values);
  fill();
  assertEquals(store.hashes.values("h").toSorted(), names("hash").toSorted());
  fill();
  assertEquals(store.hashes.getMany("h", ["1", "none", "5", "6"]), [
    ...["hash 1", undefined, "hash 5", "hash 6"],
  ]);
  fill();
  assertEquals(store.sets.members("s").toSorted(), names("set").toSorted());
  fill();
  assertEquals(store.sets.pop("s", COUNT).toSorted(), names("set").toSorted());
  fill();
  assertEquals(store.sortedSets.members("z"), names("zset"));
  fill();
  assertEquals(
    store.sortedSets.popMax("z", COUNT).map(([member]) => member).toReversed(),
    names("zset"),
  );
});

Deno.test("a codec that throws leaves the views as they were", () => {
  using broken = new Store({
    codec: {
      encode: (value: string) => new TextEncoder().encode(value),
      decode(bytes): string {
        throw new Error(`no ${new TextDecoder().decode(bytes)}`);
      },
    },
  });
  broken.lists.pushRight("l", "a", "b");
  for (let i = 0; i < 3; i++) assertThrows(() => broken.lists.range("l"), Error, "no a");
  assertEquals([broken.lists.size("l"), broken.lists.pushRight("l", "c")], [2, 3]);
});
