import { assertEquals, assertThrows } from "@std/assert";
import { ManualClock, type RemovalEvent, Store, StoreError } from "../../mod.ts";
import { engineOf } from "../../store/store.ts";

function make(): { store: Store; clock: ManualClock } {
  const clock = new ManualClock();
  return {
    store: new Store({ clock, activeExpiry: false, maxKeys: 3, eviction: "volatile-ttl" }),
    clock,
  };
}

const told = ({ type, namespace, key }: RemovalEvent) => `${type} ${namespace}/${key}`;

Deno.test("expired keys are reported, found by a read, a write or a cycle", async () => {
  const { store, clock } = make();
  const events: string[] = [];
  store.on("expired", (event) => events.push(told(event)));
  store.set("read", "x", { px: 10 });
  store.set("written", "x", { px: 10 });
  store.namespace("other").set("swept", "x", { px: 10 });
  clock.advance(100);
  store.get("read");
  store.set("written", "y");
  assertEquals(store.activeExpireCycle(), 1);
  assertEquals(events, [], "not before the call has ended");
  await Promise.resolve();
  assertEquals(events, ["expired 0/read", "expired 0/written", "expired other/swept"]);
});

Deno.test("evicted keys are reported, deleted and overwritten ones are not", async () => {
  const { store } = make();
  const events: string[] = [];
  store.on("evicted", (event) => events.push(told(event)));
  store.on("expired", (event) => events.push(told(event)));
  for (let i = 1; i <= 5; i++) store.set(`key:${i}`, "x", { ex: i });
  store.set("key:5", "y");
  store.delete("key:5");
  store.rename("key:4", "key:6");
  store.clear();
  await Promise.resolve();
  assertEquals(events, ["evicted 0/key:1", "evicted 0/key:2"]);
});

Deno.test("a listener may use the store, also to put the key back", async () => {
  const { store, clock } = make();
  store.on("expired", ({ key }) => {
    store.set(key, "again");
  });
  store.set("key", "x", { px: 10 });
  clock.advance(20);
  assertEquals(store.get("key"), undefined);
  await Promise.resolve();
  assertEquals(store.get("key"), "again");
});

Deno.test("a listener is called until it is taken away, each on its own", async () => {
  const { store, clock } = make();
  let calls = 0;
  const listener = () => calls++;
  const first = store.on("expired", listener);
  const second = store.on("expired", listener);
  const expireOne = async () => {
    store.set("key", "x", { px: 1 });
    clock.advance(5);
    store.get("key");
    await Promise.resolve();
  };
  await expireOne();
  assertEquals(calls, 2);
  first();
  first();
  await expireOne();
  assertEquals(calls, 3);
  second();
  await expireOne();
  assertEquals(calls, 3);
});

Deno.test("events cost nothing while nobody listens", () => {
  const { store } = make();
  const { removals } = engineOf(store);
  assertEquals(removals.active, false);
  const off = store.on("evicted", () => {});
  assertEquals(removals.active, true);
  off();
  assertEquals(removals.active, false);
});

Deno.test("keys that are not UTF-8 arrive as bytes", async () => {
  const { store, clock } = make();
  const keys: Uint8Array[] = [];
  store.on("expired", ({ keyBytes }) => keys.push(keyBytes));
  store.set(Uint8Array.of(1, 255, 0), "x", { px: 1 });
  clock.advance(5);
  store.activeExpireCycle();
  store.get(Uint8Array.of(1, 255, 0));
  clock.advance(100);
  store.activeExpireCycle();
  await Promise.resolve();
  assertEquals(keys, [Uint8Array.of(1, 255, 0)]);
});

Deno.test("a listener that throws is reported and does not silence the others", async () => {
  const { store, clock } = make();
  const reported: unknown[] = [];
  const catcher = (event: ErrorEvent) => {
    event.preventDefault();
    reported.push(event.error);
  };
  globalThis.addEventListener("error", catcher);
  try {
    let calls = 0;
    store.on("expired", () => {
      throw new Error("listener");
    });
    store.on("expired", () => calls++);
    store.set("key", "x", { px: 1 });
    clock.advance(5);
    store.get("key");
    await new Promise((resolve) => setTimeout(resolve));
    assertEquals([calls, reported.map(String)], [1, ["Error: listener"]]);
  } finally {
    globalThis.removeEventListener("error", catcher);
  }
});

Deno.test("an unknown event is refused by its name", () => {
  const { store } = make();
  assertThrows(() => store.on("deleted" as never, () => {}), StoreError, '"deleted"');
});

Deno.test("no event comes after the store was disposed of", async () => {
  const { store, clock } = make();
  let calls = 0;
  store.on("expired", () => calls++);
  store.set("key", "x", { px: 1 });
  clock.advance(5);
  store.get("key");
  store[Symbol.dispose]();
  await Promise.resolve();
  assertEquals(calls, 0);
});
