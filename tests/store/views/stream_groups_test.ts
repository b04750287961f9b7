/** `store.streams`: consumer groups, what they read, and what is pending. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  ManualClock,
  Store,
  StoreError,
  type StreamEntry,
  type StreamEntryId,
  WrongTypeError,
} from "../../../mod.ts";
import { refuses } from "../../helpers/refuses.ts";
import { engineOf } from "../../../store/store.ts";

const clock = new ManualClock();

/** A store with a stream `s` of entries `1-0` … `n-0` and a group `g` that begins with them. */
function withGroup(count: number): Store {
  const store = new Store({ clock });
  store.streams.createGroup("s", "g", { after: 0 });
  for (let n = 1; n <= count; n++) store.streams.add("s", { n: String(n) }, { id: `${n}-0` });
  return store;
}

function ids(entries: readonly { readonly id: StreamEntryId }[]): string {
  return entries.map(({ id }) => parseInt(id)).join(" ");
}

Deno.test("groups are made, moved and destroyed", () => {
  using store = new Store();
  const { streams } = store;
  assertEquals(streams.createGroup("s", "g"), true);
  assertEquals([streams.createGroup("s", "g"), store.type("s")], [false, "stream"]);
  streams.add("s", { a: "1" }, { id: "1-0" });
  streams.add("s", { a: "2" }, { id: "2-0" });
  streams.createGroup("s", "all", { after: 0 });
  streams.createGroup("s", "late", { after: "1-0", entriesRead: 1 });
  streams.createGroup("s", "new", { after: "last" });
  assertEquals(
    streams.groups("s").map((
      { name, lastId, lag, entriesRead },
    ) => [name, lastId, lag, entriesRead]),
    [
      ["all", "0-0", 2, undefined],
      ["g", "0-0", 2, undefined],
      ["late", "1-0", 1, 1],
      ["new", "2-0", 0, undefined],
    ],
  );
  streams.setGroupPosition("s", "new", { after: 1 });
  assertEquals(ids(streams.readGroup("s", "new", "c")), "2");
  streams.setGroupPosition("s", "all", { after: "last" });
  assertEquals(streams.readGroup("s", "all", "c"), []);
  assertEquals([streams.destroyGroup("s", "g"), streams.destroyGroup("s", "g")], [true, false]);
  assertEquals(streams.destroyGroup("none", "g"), false);
  assertEquals([streams.groups("s").length, streams.groups("none")], [3, []]);
  assertEquals(streams.info("s")?.groups, 3);
});

Deno.test("consumers are made by reading too, and listed", () => {
  using store = withGroup(3);
  const { streams } = store;
  assertEquals(streams.createConsumer("s", "g", "b"), true);
  assertEquals(streams.createConsumer("s", "g", "b"), false);
  streams.readGroup("s", "g", "a", { limit: 2 });
  clock.advance(70);
  assertEquals(streams.consumers("s", "g"), [
    { name: "a", pending: 2, idleMs: 70 },
    { name: "b", pending: 0, idleMs: 70 },
  ]);
  assertEquals(streams.deleteConsumer("s", "g", "a"), 2);
  assertEquals(streams.deleteConsumer("s", "g", "a"), undefined);
  assertEquals(streams.pending("s", "g").size, 0);
});

Deno.test("each entry goes to one consumer, and is pending until acknowledged", () => {
  using store = withGroup(5);
  const { streams } = store;
  assertEquals(ids(streams.readGroup("s", "g", "a", { limit: 2 })), "1 2");
  assertEquals(ids(streams.readGroup("s", "g", "b", { limit: 1, noAck: true })), "3");
  assertEquals(ids(streams.readGroup("s", "g", "b")), "4 5");
  assertEquals(streams.readGroup("s", "g", "b"), []);
  assertEquals(streams.pending("s", "g"), {
    size: 4,
    firstId: "1-0",
    lastId: "5-0",
    consumers: new Map([["a", 2], ["b", 2]]),
  });
  assertEquals(streams.ack("s", "g", "1-0", "1-0", "3-0", "99-0"), 1);
  assertEquals(streams.ack("s", "none", "2-0"), 0);
  assertEquals(streams.ack("none", "g", "2-0"), 0);
  assertEquals(streams.ack("s", "g", "2-0", "4-0", "5-0"), 3);
  assertEquals(streams.pending("s", "g"), {
    size: 0,
    firstId: undefined,
    lastId: undefined,
    consumers: new Map(),
  });
});

Deno.test("a consumer reads again what it has not acknowledged", () => {
  using store = withGroup(4);
  const { streams } = store;
  streams.readGroup("s", "g", "a");
  streams.delete("s", "2-0");
  const again = streams.readPending("s", "g", "a");
  assertEquals(ids(again), "1 2 3 4");
  assertEquals(again.map(({ deleted }: StreamEntry) => deleted), [false, true, false, false]);
  assertEquals(ids(streams.readPending("s", "g", "a", { after: "2-0", limit: 1 })), "3");
  assertEquals(streams.readPending("s", "g", "b"), []);
  assertEquals(streams.pendingEntries("s", "g").map(({ deliveries }) => deliveries), [2, 1, 3, 2]);
});

Deno.test("pending entries are listed by range, consumer and age", () => {
  using store = withGroup(6);
  const { streams } = store;
  streams.readGroup("s", "g", "a", { limit: 3 });
  clock.advance(100);
  streams.readGroup("s", "g", "b");
  const list = (options = {}) => ids(streams.pendingEntries("s", "g", options));
  assertEquals(list(), "1 2 3 4 5 6");
  assertEquals(list({ consumer: "b" }), "4 5 6");
  assertEquals(list({ consumer: "nobody" }), "");
  assertEquals(list({ minIdleMs: 100 }), "1 2 3");
  assertEquals(list({ from: 2, before: 5 }), "2 3 4");
  assertEquals(list({ after: "2-0", limit: 2 }), "3 4");
  assertEquals(list({ after: 5, to: 3 }), "");
  assertEquals(streams.pendingEntries("s", "g", { limit: 1 }), [
    { id: "1-0", consumer: "a", idleMs: 100, deliveries: 1 },
  ]);
});

Deno.test("entries are claimed one by one", () => {
  using store = withGroup(4);
  const { streams } = store;
  streams.readGroup("s", "g", "a", { limit: 3 });
  clock.advance(1000);
  assertEquals(streams.claim("s", "g", "b", ["1-0"], { minIdleMs: 1001 }), []);
  assertEquals(streams.consumers("s", "g").length, 1);
  const [entry] = streams.claim("s", "g", "b", ["1-0", "4-0"], { minIdleMs: 1000 });
  assertEquals([entry.id, entry.get("n")], ["1-0", "1"]);
  streams.claim("s", "g", "b", ["2-0"], { idleMs: 300, deliveries: 7 });
  assertEquals(ids(streams.claim("s", "g", "b", ["4-0"], { force: true })), "4");
  assertEquals(streams.pendingEntries("s", "g"), [
    { id: "1-0", consumer: "b", idleMs: 0, deliveries: 2 },
    { id: "2-0", consumer: "b", idleMs: 300, deliveries: 7 },
    { id: "3-0", consumer: "a", idleMs: 1000, deliveries: 1 },
    { id: "4-0", consumer: "b", idleMs: 0, deliveries: 2 },
  ]);
  streams.delete("s", "3-0");
  assertEquals(streams.claim("s", "g", "b", ["3-0"]), []);
  assertEquals(streams.pending("s", "g").size, 3);
});

Deno.test("what was left behind is claimed in steps", () => {
  using store = withGroup(10);
  const { streams } = store;
  streams.readGroup("s", "g", "a");
  streams.delete("s", "2-0", "9-0");
  clock.advance(1000);
  streams.readPending("s", "g", "a", { after: "9-0" });
  const options = { minIdleMs: 500, limit: 4 };
  const first = streams.autoClaim("s", "g", "b", options);
  assertEquals([ids(first.entries), first.deleted, first.next], ["1 3 4", ["2-0"], "5-0"]);
  const second = streams.autoClaim("s", "g", "b", { ...options, from: first.next });
  assertEquals([ids(second.entries), second.deleted, second.next], ["5 6 7 8", [], "9-0"]);
  const third = streams.autoClaim("s", "g", "b", { ...options, from: second.next });
  assertEquals([ids(third.entries), third.deleted, third.next], ["", ["9-0"], undefined]);
  assertEquals(streams.pending("s", "g").consumers, new Map([["a", 1], ["b", 7]]));
});

Deno.test("groups refuse misuse", () => {
  using store = withGroup(1);
  const { streams } = store;
  store.set("string", "x");
  const nobody = 5 as unknown as string;
  for (const [key, group] of [["s", "none"], ["none", "g"]]) {
    refuses("NO_SUCH_GROUP", () => streams.setGroupPosition(key, group, {}));
    refuses("NO_SUCH_GROUP", () => streams.createConsumer(key, group, "c"));
    refuses("NO_SUCH_GROUP", () => streams.deleteConsumer(key, group, "c"));
    refuses("NO_SUCH_GROUP", () => streams.consumers(key, group));
    refuses("NO_SUCH_GROUP", () => streams.readGroup(key, group, "c"));
    refuses("NO_SUCH_GROUP", () => streams.readPending(key, group, "c"));
    refuses("NO_SUCH_GROUP", () => streams.pending(key, group));
    refuses("NO_SUCH_GROUP", () => streams.pendingEntries(key, group));
    refuses("NO_SUCH_GROUP", () => streams.claim(key, group, "c", ["1-0"]));
    refuses("NO_SUCH_GROUP", () => streams.autoClaim(key, group, "c", { minIdleMs: 0 }));
  }
  for (
    const call of [
      () => streams.createGroup("string", "g"),
      () => streams.destroyGroup("string", "g"),
      () => streams.groups("string"),
      () => streams.readGroup("string", "g", "c"),
      () => streams.ack("string", "g", "1-0"),
      () => streams.pending("string", "g"),
      () => streams.claim("string", "g", "c", []),
      () => streams.autoClaim("string", "g", "c", { minIdleMs: 0 }),
    ]
  ) assertThrows(call, WrongTypeError);
  refuses("INVALID_ARGUMENT", () => streams.createGroup("s", nobody));
  refuses("INVALID_ARGUMENT", () => streams.createGroup("s", "h", { after: -1 }));
  refuses("INVALID_ARGUMENT", () => streams.createGroup("s", "h", { entriesRead: -1 }));
  refuses("INVALID_ARGUMENT", () => streams.createGroup("s", "h", { after: "$" as "last" }));
  refuses("INVALID_ARGUMENT", () => streams.readGroup("s", "g", nobody));
  refuses("INVALID_ARGUMENT", () => streams.readGroup("s", "g", "c", { limit: 0 }));
  refuses("INVALID_ARGUMENT", () => streams.ack("s", "g", "x" as StreamEntryId));
  refuses("INVALID_ARGUMENT", () => streams.claim("s", "g", "c", [], { minIdleMs: -1 }));
  refuses("INVALID_ARGUMENT", () => streams.claim("s", "g", "c", [], { deliveries: 0.5 }));
  refuses("INVALID_ARGUMENT", () => streams.autoClaim("s", "g", "c", { minIdleMs: 0, limit: 0 }));
  refuses("INVALID_ARGUMENT", () => streams.pendingEntries("s", "g", { minIdleMs: -1 }));
  assertEquals([streams.groups("s").length, streams.consumers("s", "g")], [1, []]);
});

Deno.test("names may be any bytes; a namespace has groups of its own; an expired stream has none", () => {
  using store = withGroup(1);
  const { streams } = store.namespace("other");
  assertEquals(streams.groups("s"), []);
  const name = Uint8Array.of(0xc3, 0xbc);
  streams.createGroup("s", name, { after: 0 });
  streams.add("s", { a: "1" });
  assertEquals(streams.readGroup("s", "ü", "ÿ").length, 1);
  assertEquals(streams.consumers("s", "ü").map((consumer) => consumer.name), ["ÿ"]);
  store.namespace("other").pexpire("s", 10);
  clock.advance(11);
  refuses("NO_SUCH_GROUP", () => streams.readGroup("s", "ü", "ÿ"));
  store.clearAll();
  assertEquals(engineOf(store).elements.usedBytes, 0);
});

Deno.test("what a group reads counts against the limit", () => {
  using store = new Store({ maxMemory: "1mb", clock });
  const { streams } = store;
  streams.createGroup("s", "g", { after: 0 });
  assertThrows(() => {
    for (;;) streams.add("s", { n: "1" });
  }, StoreError);
  const size = streams.size("s");
  refuses("OUT_OF_MEMORY", () => streams.readGroup("s", "g", "c"));
  assertEquals(streams.groups("s")[0].pending, 0);
  assertEquals(streams.readGroup("s", "g", "c", { noAck: true }).length, size);
});
