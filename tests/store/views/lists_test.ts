/** `store.lists`: what users give and get; the type itself is tested in `types/lists/`. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { bytes, json, type ListEnd, Store, WrongTypeError } from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";
import { engineOf } from "../../../store/store.ts";

Deno.test("lists: push and pop at both ends", () => {
  using store = new Store();
  const { lists } = store;
  assertStrictEquals(lists, store.lists);
  assertEquals(lists.pushLeft("l", "b", "a"), 2);
  assertEquals(lists.pushRight("l", "c", "", "é"), 5);
  assertEquals(lists.range("l"), ["a", "b", "c", "", "é"]);
  assertEquals(lists.pushRight("l"), 5);
  assertEquals(lists.pushRight("none"), 0);
  assertEquals(lists.pushLeftIfExists("none", "x"), 0);
  assertEquals(lists.pushRightIfExists("none", "x"), 0);
  assertEquals(store.has("none"), false);
  assertEquals([lists.pushLeftIfExists("l", "0"), lists.pushRightIfExists("l", "9")], [6, 7]);
  assertEquals([lists.popLeft("l"), lists.popRight("l")], ["0", "9"]);
  assertEquals(lists.popLeft("l", 2), ["a", "b"]);
  assertEquals(lists.popRight("l", 2), ["é", ""]);
  assertEquals(lists.popLeft("l", 0), []);
  assertEquals(store.type("l"), "list");
  assertEquals(lists.popRight("l", 100), ["c"]);
  assertEquals(store.has("l"), false);
  assertEquals([lists.popLeft("l"), lists.popRight("l")], [undefined, undefined]);
  assertEquals([lists.popLeft("l", 1), lists.size("l"), lists.range("l")], [[], 0, []]);
});

Deno.test("lists: by index", () => {
  using store = new Store();
  const { lists } = store;
  lists.pushRight("l", "a", "b", "c", "d");
  assertEquals([0, 3, 4, -1, -4, -5].map((i) => lists.at("l", i)), [
    ...["a", "d", undefined, "d", "a", undefined],
  ]);
  assertEquals(lists.at("x", 0), undefined);
  assertEquals(lists.range("l", 1, 2), ["b", "c"]);
  assertEquals(lists.range("l", -100, 0), ["a"]);
  assertEquals(lists.range("l", 3, 100), ["d"]);
  assertEquals(lists.range("l", 2, 1), []);
  assertEquals(lists.range("l", 0, -5), []);
  assertEquals([lists.set("l", 1, "B"), lists.set("l", -1, "D")], [true, true]);
  assertEquals([lists.set("l", 4, "x"), lists.set("l", -5, "x"), lists.set("x", 0, "x")], [
    ...[false, false, false],
  ]);
  lists.trim("l", 1, -1);
  assertEquals(lists.range("l"), ["B", "c", "D"]);
  lists.trim("x", 0, 1);
  lists.trim("l", 3, 5);
  assertEquals(store.has("l"), false);
});

Deno.test("lists: by value", () => {
  using store = new Store();
  const { lists } = store;
  lists.pushRight("l", "a", "b", "a", "c", "a");
  assertEquals(lists.indexOf("l", "a"), 0);
  assertEquals(lists.indexOf("l", "a", { rank: -1 }), 4);
  assertEquals(lists.indexOf("l", "a", { rank: 4 }), undefined);
  assertEquals(lists.indexOf("l", "c", { maxLength: 3 }), undefined);
  assertEquals(lists.indexesOf("l", "a", { limit: 2 }), [0, 2]);
  assertEquals(lists.indexesOf("l", "a", { rank: -2 }), [2, 0]);
  assertEquals(lists.indexesOf("x", "a"), []);
  assertEquals(lists.insertBefore("l", "c", "x"), 6);
  assertEquals(lists.insertAfter("l", "c", "y"), 7);
  assertEquals(lists.insertAfter("l", "nothing", "y"), undefined);
  assertEquals(lists.insertBefore("none", "a", "y"), undefined);
  assertEquals(lists.range("l"), ["a", "b", "a", "x", "c", "y", "a"]);
  assertEquals(lists.remove("l", "a", 1), 1);
  assertEquals(lists.remove("l", "a", -1), 1);
  assertEquals(lists.remove("l", "a"), 1);
  assertEquals([lists.remove("l", "a"), lists.remove("none", "a")], [0, 0]);
  assertEquals(lists.range("l"), ["b", "x", "c", "y"]);
});

Deno.test("lists: moving within one and between two", () => {
  using store = new Store();
  const { lists } = store;
  lists.pushRight("a", "1", "2", "3");
  assertEquals(lists.move("a", "a", "left", "right"), "1");
  assertEquals(lists.move("a", "b", "right", "left"), "1");
  assertEquals(lists.move("a", "b", "left", "right"), "2");
  assertEquals([lists.range("a"), lists.range("b")], [["3"], ["1", "2"]]);
  assertEquals(lists.move("a", "b", "left", "left"), "3");
  assertEquals(store.has("a"), false);
  assertEquals(lists.move("a", "b", "left", "left"), undefined);
});

Deno.test("lists: elements through a codec, namespaces, and keys as bytes", () => {
  using numbers = new Store({ codec: json<number[]>() });
  numbers.lists.pushRight("l", [1], [2, 3]);
  assertEquals(numbers.lists.range("l"), [[1], [2, 3]]);
  assertEquals(numbers.lists.indexOf("l", [2, 3]), 1);
  using raw = new Store({ codec: bytes });
  raw.lists.pushLeft("l", new Uint8Array([0, 255]));
  assertEquals(raw.lists.popRight("l"), new Uint8Array([0, 255]));
  using store = new Store();
  store.namespace("n").lists.pushLeft(new Uint8Array([108]), "x");
  assertEquals(store.namespace("n").lists.size("l"), 1);
  assertEquals(store.lists.size("l"), 0);
});

Deno.test("lists: large ones, their expire time, and nothing left behind", () => {
  using store = new Store();
  const { lists } = store;
  for (let i = 0; i < 5000; i++) lists.pushRight("l", `element ${i}`);
  store.expire("l", 100);
  assertEquals(lists.at("l", 2500), "element 2500");
  assertEquals(lists.range("l", 4998), ["element 4998", "element 4999"]);
  assertEquals(lists.popRight("l", 3), ["element 4999", "element 4998", "element 4997"]);
  assertEquals(lists.indexOf("l", "element 3000"), 3000);
  assertEquals(lists.insertBefore("l", "element 3000", "between"), 4998);
  lists.trim("l", 3000, 3001);
  assertEquals(lists.range("l"), ["between", "element 3000"]);
  assertEquals(store.ttl("l"), 100);
  store.delete("l");
  assertEquals(engineOf(store).elements.usedBytes, 0);
});

Deno.test("lists: what is refused", () => {
  using store = new Store();
  const { lists } = store;
  store.set("string", "v");
  lists.pushRight("l", "a");
  const calls = [
    () => lists.pushLeft("string", "a"),
    () => lists.pushRightIfExists("string", "a"),
    () => lists.popLeft("string"),
    () => lists.popRight("string", 1),
    () => lists.size("string"),
    () => lists.range("string"),
    () => lists.at("string", 0),
    () => lists.set("string", 0, "a"),
    () => lists.insertBefore("string", "a", "b"),
    () => lists.remove("string", "a"),
    () => lists.trim("string", 0, 1),
    () => lists.indexOf("string", "a"),
    () => lists.move("string", "l", "left", "left"),
    () => lists.move("l", "string", "left", "left"),
  ];
  for (const call of calls) assertThrows(call, WrongTypeError);
  for (const wrong of [1.5, NaN, Infinity, -0.1]) {
    refuses("INVALID_ARGUMENT", () => lists.at("l", wrong));
    refuses("INVALID_ARGUMENT", () => lists.range("l", wrong));
    refuses("INVALID_ARGUMENT", () => lists.trim("l", 0, wrong));
    refuses("INVALID_ARGUMENT", () => lists.set("l", wrong, "a"));
    refuses("INVALID_ARGUMENT", () => lists.remove("l", "a", wrong));
    refuses("INVALID_ARGUMENT", () => lists.popLeft("l", wrong));
    refuses("INVALID_ARGUMENT", () => lists.indexOf("l", "a", { rank: wrong }));
  }
  refuses("INVALID_ARGUMENT", () => lists.popLeft("l", -1));
  refuses("INVALID_ARGUMENT", () => lists.indexOf("l", "a", { rank: 0 }));
  refuses("INVALID_ARGUMENT", () => lists.indexOf("l", "a", { maxLength: 0 }));
  refuses("INVALID_ARGUMENT", () => lists.indexesOf("l", "a", { limit: 0 }));
  refuses("INVALID_ARGUMENT", () => lists.move("l", "m", "up" as ListEnd, "left"));
  assertEquals(lists.range("l"), ["a"]);
  const view = store.lists;
  store[Symbol.dispose]();
  refuses("DISPOSED", () => view.size("l"));
});
