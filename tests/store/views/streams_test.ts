/** `store.streams`: what users give and get; the type itself is tested in `types/streams/`. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  type Codec,
  json,
  ManualClock,
  Store,
  StreamEntry,
  type StreamEntryId,
  streamEntryId,
  type StreamRange,
  WrongTypeError,
} from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";
import { engineOf } from "../../../store/store.ts";

/** A stream `s` with entries `1-0` … `n-0`, whose field `n` is the number. */
function filled(store: Store, count: number): void {
  for (let n = 1; n <= count; n++) store.streams.add("s", { n: String(n) }, { id: `${n}-0` });
}

Deno.test("streams: entries are added with an ID of their time, or a given one", () => {
  const clock = new ManualClock(5000);
  using store = new Store({ clock });
  const { streams } = store;
  assertStrictEquals(streams, store.streams);
  const now = clock.now();
  assertEquals(streams.add("s", { a: "1" }), `${now}-0`);
  assertEquals(streams.add("s", new Map([["b", "2"]])), `${now}-1`);
  clock.advance(-100);
  assertEquals(streams.add("s", [["c", "3"], [new TextEncoder().encode("d"), ""]]), `${now}-2`);
  assertEquals(streams.add("s", { e: "" }, { id: `${now + 1}-*` }), `${now + 1}-0`);
  assertEquals(streams.add("s", { e: "" }, { id: `${now + 1}-7` }), `${now + 1}-7`);
  assertEquals(streams.add("none", { a: "1" }, { onlyIfExists: true }), undefined);
  const far = "9999999999999999-0";
  assertEquals(streams.add("s", { f: "x" }, { onlyIfExists: true, id: far }), far);
  assertEquals([streams.size("s"), streams.size("none"), store.has("none")], [6, 0, false]);
  assertEquals(streams.range("s").slice(0, 3), [
    new StreamEntry(`${now}-0`, [["a", "1"]]),
    new StreamEntry(`${now}-1`, [["b", "2"]]),
    new StreamEntry(`${now}-2`, [["c", "3"], ["d", ""]]),
  ]);
  assertEquals(store.type("s"), "stream");
});

Deno.test("streams: an entry tells its fields", () => {
  using store = new Store();
  const { streams } = store;
  streams.add("s", [["a", "1"], ["b", "2"], ["a", "3"]], { id: "1700000000000-5" });
  const entry = streams.get("s", "1700000000000-5")!;
  assertEquals(entry.pairs, [["a", "1"], ["b", "2"], ["a", "3"]]);
  assertEquals([entry.get("a"), entry.get("b"), entry.get("c")], ["1", "2", undefined]);
  assertEquals(entry.toObject(), { a: "3", b: "2" });
  assertEquals([entry.timeMs, entry.deleted], [1_700_000_000_000, false]);
  assertEquals(streams.get("s", "1700000000000-4"), undefined);
  assertEquals(streams.get("none", "1-0"), undefined);
});

Deno.test("streams: IDs of 64 bits, and an end", () => {
  using store = new Store();
  const { streams } = store;
  const max = 2n ** 64n - 1n;
  streams.add("s", { a: "1" }, { id: `${9007199254740993n}-${max}` as StreamEntryId });
  assertEquals(streams.range("s")[0].id as string, `9007199254740993-${max}`);
  refuses("ID_TOO_SMALL", () => streams.add("s", { a: "1" }, { id: "9007199254740993-*" }));
  const last = `${max}-${max}` as StreamEntryId;
  assertEquals(streams.add("s", { a: "1" }, { id: last }), last);
  refuses("ID_TOO_SMALL", () => streams.add("s", { a: "1" }));
  assertEquals(streams.range("s", { after: last }), []);
  assertEquals([...streams.entries("s", { reverse: true })].length, 2);
});

Deno.test("streams: ranges from and to, behind and before, limited, reversed", () => {
  using store = new Store();
  const { streams } = store;
  filled(store, 9);
  const numbers = (range?: StreamRange) =>
    streams.range("s", range).map((entry) => entry.get("n")).join("");
  assertEquals(numbers(), "123456789");
  assertEquals(numbers({ from: "3-0", to: "5-0" }), "345");
  assertEquals(numbers({ after: "3-0", before: "5-0" }), "4");
  assertEquals(numbers({ from: 3, to: 5 }), "345");
  assertEquals(numbers({ after: 3, before: 5 }), "4");
  assertEquals(numbers({ from: "3-1", limit: 2 }), "45");
  assertEquals(numbers({ to: 5, limit: 2, reverse: true }), "54");
  assertEquals(numbers({ limit: 0 }), "");
  assertEquals(numbers({ from: 5, to: 4 }), "");
  assertEquals(numbers({ before: 0 }), "");
  assertEquals(streams.range("none"), []);
  for (const range of [{ from: 1, after: 1 }, { to: 1, before: 1 }, { limit: -1 }, { from: 0.5 }]) {
    refuses("INVALID_ARGUMENT", () => numbers(range));
  }
  refuses("INVALID_ARGUMENT", () => numbers({ from: "3" as StreamEntryId }));
  refuses("INVALID_ARGUMENT", () => numbers({ to: "+" as StreamEntryId }));
});

Deno.test("streams: an iterator goes through a stream that changes meanwhile", () => {
  using store = new Store();
  const { streams } = store;
  filled(store, 1000);
  const seen: number[] = [];
  for (const entry of streams.entries("s")) {
    const n = Number(entry.get("n"));
    seen.push(n);
    streams.delete("s", entry.id, `${n + 500}-0`);
    if (n === 10) streams.add("s", { n: "1001" }, { id: "1001-0" });
  }
  // What was deleted after its batch was taken is still returned.
  assert(seen.length >= 501 && seen.length < 760, String(seen.length));
  assertEquals(seen.at(-1), 1001);
  assertEquals(new Set(seen).size, seen.length);

  filled(store.namespace("n") as Store, 300);
  const other = store.namespace("n").streams;
  const ids = (range?: StreamRange) => [...other.entries("s", range)].map(({ id }) => parseInt(id));
  const up = Array.from({ length: 300 }, (_, i) => i + 1);
  assertEquals(ids(), up);
  assertEquals(ids({ reverse: true }), up.toReversed());
  assertEquals(ids({ after: 10, limit: 200 }), up.slice(10, 210));
  assertEquals(ids({ limit: 128 }).length, 128);
  assertEquals([...other.entries("none")], []);
  refuses("INVALID_ARGUMENT", () => [...other.entries("s", { limit: 0.5 })]);
});

Deno.test("streams: several are read at once", () => {
  using store = new Store();
  const { streams } = store;
  filled(store, 3);
  streams.add("t", { n: "x" }, { id: "1-0" });
  const read = (...args: Parameters<typeof streams.read>) =>
    streams.read(...args).map(([key, entries]) => [key, entries.length]);
  assertEquals(read({ s: 0, t: 0, none: 0 }), [["s", 3], ["t", 1]]);
  assertEquals(read({ t: "1-0", s: "2-0" }), [["s", 1]]);
  assertEquals(read(new Map([["s", 0]]), { limit: 2 }), [["s", 2]]);
  assertEquals(read([[new TextEncoder().encode("t"), 0]]), [["t", 1]]);
  assertEquals(read({}), []);
  refuses("INVALID_ARGUMENT", () => read({ s: 0 }, { limit: 0 }));
  refuses("INVALID_ARGUMENT", () => read({ s: "$" as StreamEntryId }));
  store.set("string", "x");
  assertThrows(() => read({ s: 0, string: 0 }), WrongTypeError);
});

Deno.test("streams: entries are deleted and trimmed; the stream remembers", () => {
  using store = new Store();
  const { streams } = store;
  filled(store, 9);
  assertEquals(streams.delete("s", "9-0", "9-0", "77-0"), 1);
  assertEquals(streams.delete("none", "1-0"), 0);
  assertEquals(streams.trim("s", { maxLength: 6 }), 2);
  assertEquals(streams.trim("s", { minId: 5 }), 2);
  assertEquals(streams.trim("s", { minId: "4-9" }), 0);
  assertEquals(streams.trim("none", { maxLength: 1 }), 0);
  const info = streams.info("s")!;
  assertEquals([info.size, info.entriesAdded, info.lastId, info.maxDeletedId, info.groups], [
    ...[4, 9, "9-0", "9-0", 0],
  ]);
  assertEquals([info.firstEntry?.id, info.lastEntry?.id], ["5-0", "8-0"]);
  assert(info.bytes > 0);
  assertEquals(streams.trim("s", { maxLength: 0 }), 4);
  assertEquals([store.has("s"), streams.size("s"), streams.info("s")?.firstEntry], [
    ...[true, 0, undefined],
  ]);
  refuses("ID_TOO_SMALL", () => streams.add("s", { a: "1" }, { id: "9-0" }));
  assertEquals(streams.info("none"), undefined);
  store.delete("s");
  assertEquals(engineOf(store).elements.usedBytes, 0);
});

Deno.test("streams: trimming while adding, exactly or nearly", () => {
  using store = new Store();
  const { streams } = store;
  for (let n = 1; n <= 1000; n++) {
    streams.add("exact", { n: "1" }, { id: `${n}-0`, trim: { maxLength: 10 } });
    streams.add("near", { n: "1" }, {
      id: `${n}-0`,
      trim: { maxLength: 10, approximate: true },
    });
    streams.add("from", { n: "1" }, { id: `${n}-0`, trim: { minId: Math.max(n - 4, 0) } });
  }
  assertEquals([streams.size("exact"), streams.size("from")], [10, 5]);
  assert(streams.size("near") >= 10 && streams.size("near") <= 110);
  filled(store, 1000);
  assertEquals(streams.trim("s", { maxLength: 0, approximate: true, limit: 250 }), 200);
  assertEquals(streams.trim("s", { maxLength: 0, approximate: true }), 800);
});

Deno.test("streams refuse misuse, and nothing is left of it", () => {
  using store = new Store();
  const { streams } = store;
  const entry = { a: "1" };
  for (
    const id of ["0-0", "x", "1", "1-", "-1-1", "1-1-1", "*", " 1-1", "18446744073709551616-0"]
  ) {
    const code = id === "0-0" ? "ID_TOO_SMALL" : "INVALID_ARGUMENT";
    refuses(code, () => streams.add("s", entry, { id: id as StreamEntryId }));
  }
  refuses("INVALID_ARGUMENT", () => streams.add("s", {}));
  refuses("INVALID_ARGUMENT", () => streams.add("s", "a" as unknown as { a: string }));
  refuses("INVALID_ARGUMENT", () => streams.add("s", { a: 1 as unknown as string }));
  refuses("INVALID_ARGUMENT", () => streams.add("s", entry, { trim: {} }));
  refuses("INVALID_ARGUMENT", () => streams.add("s", entry, { trim: { maxLength: 1, minId: 1 } }));
  refuses("INVALID_ARGUMENT", () => streams.trim("s", { maxLength: -1 }));
  refuses("INVALID_ARGUMENT", () => streams.trim("s", { maxLength: 1, limit: 1 }));
  refuses("INVALID_ARGUMENT", () => streams.trim("s", { minId: 1, approximate: true, limit: 0 }));
  refuses("INVALID_ARGUMENT", () => streams.delete("s", "x" as StreamEntryId));
  refuses("INVALID_ARGUMENT", () => streams.get("s", 5 as unknown as StreamEntryId));
  refuses("INVALID_ARGUMENT", () => streamEntryId("5"));
  assertEquals(streamEntryId("5-0"), "5-0");
  assertEquals(store.size, 0);
  streams.add("s", entry, { id: "5-5" });
  refuses("ID_TOO_SMALL", () => streams.add("s", entry, { id: "5-5" }));
  refuses("ID_TOO_SMALL", () => streams.add("s", entry, { id: "4-*" }));
  assertEquals(streams.add("s", entry, { id: "5-*" }), "5-6");
});

Deno.test("streams: a wrong type, an expire time, the end", () => {
  const clock = new ManualClock();
  using store = new Store({ clock });
  const { streams } = store;
  store.set("k", "v");
  for (
    const call of [
      () => streams.add("k", { a: "1" }),
      () => streams.size("k"),
      () => streams.get("k", "1-0"),
      () => streams.range("k"),
      () => [...streams.entries("k")],
      () => streams.delete("k", "1-0"),
      () => streams.trim("k", { maxLength: 0 }),
      () => streams.info("k"),
    ]
  ) assertThrows(call, WrongTypeError);
  assertEquals(store.get("k"), "v");

  const id = streams.add("s", { a: "1" });
  store.pexpire("s", 100);
  streams.add("s", { a: "2" });
  assertEquals(store.pttl("s"), 100);
  clock.advance(101);
  assertEquals([streams.size("s"), streams.get("s", id), streams.info("s")], [
    ...[0, undefined, undefined],
  ]);
  store[Symbol.dispose]();
  refuses("DISPOSED", () => streams.size("s"));
});

Deno.test("streams: values are the codec's, which may use the store", () => {
  using typed = new Store({ codec: json<{ c: number }>() });
  typed.streams.add("s", { reading: { c: 20 } });
  assertEquals(typed.streams.range("s")[0].get("reading"), { c: 20 });

  const codec: Codec<string> = {
    encode: (value) => new TextEncoder().encode(value),
    decode(bytes) {
      store.streams.size("s");
      store.streams.range("other");
      return new TextDecoder().decode(bytes);
    },
  };
  const store: Store = new Store({ codec });
  for (let n = 1; n <= 50; n++) store.streams.add("s", { n: String(n), m: "x" });
  const values = store.streams.range("s").map((entry) => entry.pairs.map(([, value]) => value));
  assertEquals(values, Array.from({ length: 50 }, (_, i) => [String(i + 1), "x"]));
  store[Symbol.dispose]();
});
