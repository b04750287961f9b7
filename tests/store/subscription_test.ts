/** `store.subscribe` and `store.publish`: what comes, in which order, and all the ways to end. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  bytes,
  type ChannelMessage,
  json,
  Store,
  StoreError,
  type Subscription,
} from "../../mod.ts";
import { refuses } from "../helpers/refuses.ts";
import { engineOf } from "../../store/store.ts";
import { runWithStore } from "../helpers/programs/library_program.ts";

/** Whether nobody is subscribed to anything. */
function isQuiet(store: Store<never> | Store<unknown>): boolean {
  return engineOf(store).pubsub.isIdle;
}

/** Takes what waits. */
async function taken<V>(subscription: Subscription<V>): Promise<ChannelMessage<V>[]> {
  const messages: ChannelMessage<V>[] = [];
  while (subscription.buffered > 0) messages.push((await subscription.next()).value!);
  return messages;
}

Deno.test("subscribe: messages come in order, whether or not somebody waits", async () => {
  using store = new Store();
  assertEquals(store.publish("c", "early"), 0);
  const subscription = store.subscribe("c");
  assertEquals([store.publish("c", "1"), store.publish("c", "2")], [1, 1]);
  assertEquals(store.publish("other", "x"), 0);
  assertEquals(subscription.buffered, 2);
  assertEquals((await taken(subscription)).map(({ value }) => value), ["1", "2"]);
  const waiting = [subscription.next(), subscription.next()];
  store.publish("c", "3");
  store.publish("c", "4");
  store.publish("c", "5");
  assertEquals((await Promise.all(waiting)).map(({ value }) => value?.value), ["3", "4"]);
  assertEquals((await subscription.next()).value?.value, "5");
  subscription.close();
  assertEquals(await subscription.next(), { done: true, value: undefined });
  assertEquals(store.publish("c", "late"), 0);
});

Deno.test("subscribe: several channels, several subscriptions, each counted", async () => {
  using store = new Store();
  using both = store.subscribe(["a", "b", "a"]);
  using one = store.subscribe("b");
  assertEquals([store.publish("a", "1"), store.publish("b", "2")], [1, 2]);
  assertEquals((await taken(both)).map(({ channel, text }) => channel + text), ["a1", "b2"]);
  assertEquals((await taken(one)).map(({ channel, pattern }) => [channel, pattern]), [
    ["b", undefined],
  ]);
});

Deno.test("subscribePattern: once for each pattern that matches", async () => {
  using store = new Store();
  using patterns = store.subscribePattern(["o*", "*n?", "x"]);
  using channel = store.subscribe("one");
  assertEquals(store.publish("one", "m"), 3);
  assertEquals(store.publish("two", "m"), 0);
  const got = (await taken(patterns)).map(({ channel, pattern }) => `${pattern} ${channel}`);
  assertEquals(got, ["o* one", "*n? one"]);
  assertEquals(channel.buffered, 1);
});

Deno.test("names are bytes, values are the codec's, what is read is a copy", async () => {
  using store = new Store({ codec: bytes });
  using first = store.subscribe(Uint8Array.of(0xff, 0));
  using second = store.subscribePattern(Uint8Array.of(0xff, 0x2a));
  using umlaut = store.subscribe("ÿ");
  assertEquals(store.publish(Uint8Array.of(0xff, 0), Uint8Array.of(1, 2)), 2);
  assertEquals(store.publish(Uint8Array.of(0xc3, 0xbf), Uint8Array.of(3)), 1);
  const [message] = await taken(first);
  message.value[0] = 9;
  message.bytes[0] = 9;
  message.channelBytes[0] = 9;
  const [same] = await taken(second);
  for (const { value, bytes, channelBytes, channel } of [message, same]) {
    assertEquals([value, bytes], [Uint8Array.of(1, 2), Uint8Array.of(1, 2)]);
    assertEquals([channelBytes, channel], [Uint8Array.of(0xff, 0), "\ufffd\0"]);
  }
  assertEquals((await taken(umlaut))[0].channel, "ÿ");
});

Deno.test("a message that the codec cannot read ends nothing", async () => {
  using store = new Store({ codec: json<number>() });
  using subscription = store.subscribe("c");
  const { pubsub } = engineOf(store);
  const channel = new TextEncoder().encode("c");
  const text = new TextEncoder().encode("no json");
  assertEquals(pubsub.publish("c", channel, 0, 1, text, 0, text.length), 1);
  store.publish("c", 7);
  const [broken, whole] = await taken(subscription);
  assertThrows(() => broken.value, SyntaxError);
  assertEquals([broken.text, whole.value], ["no json", 7]);
});

Deno.test("a loop ends by break, by close, by its signal, with the store", async () => {
  const store = new Store();
  for await (const _ of publishing(store, store.subscribe("c"))) break;
  assert(isQuiet(store));

  for (const end of ["close", "abort", "dispose"] as const) {
    const controller = new AbortController();
    const subscription = store.subscribe("c", { signal: controller.signal });
    const other = store.subscribePattern("*", { signal: controller.signal });
    const seen: string[] = [];
    const loop = (async () => {
      for await (const { value } of subscription) seen.push(value);
    })();
    store.publish("c", "1");
    await Promise.resolve();
    store.publish("c", "2");
    if (end === "close") [subscription, other].forEach((each) => each.close());
    if (end === "abort") controller.abort();
    if (end === "dispose") store[Symbol.dispose]();
    await loop;
    assertEquals([subscription.closed, other.closed, other.buffered], [true, true, 0]);
    if (end !== "dispose") assert(isQuiet(store));
    assertEquals(seen[0], "1");
  }
  refuses("DISPOSED", () => store.publish("c", "x"));
  refuses("DISPOSED", () => store.subscribe("c"));
});

/** A subscription to which two messages have been published. */
function publishing(store: Store, subscription: Subscription): Subscription {
  store.publish("c", "1");
  store.publish("c", "2");
  return subscription;
}

Deno.test("an aborted signal, or no channel, gives a subscription that has ended", async () => {
  using store = new Store();
  const ended = store.subscribe("c", { signal: AbortSignal.abort() });
  assertEquals([ended.closed, (await ended.next()).done], [true, true]);
  assertEquals((await store.subscribe([]).next()).done, true);
  assertEquals(store.publish("c", "m"), 0);
});

Deno.test("a subscription that has ended has left its signal", () => {
  using store = new Store();
  const { signal } = new AbortController();
  let listening = 0;
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  signal.addEventListener = (...args: unknown[]) => {
    listening++;
    Reflect.apply(add, signal, args);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    listening--;
    Reflect.apply(remove, signal, args);
  };
  const subscriptions = Array.from({ length: 10 }, () => store.subscribe("c", { signal }));
  assertEquals(listening, 10);
  subscriptions.forEach((each) => each.close());
  subscriptions.forEach((each) => each.close());
  assertEquals(listening, 0);
});

Deno.test("a buffer that is full ends the subscription, which says so once", async () => {
  using store = new Store();
  const slow = store.subscribe("c", { maxBufferedBytes: 1000 });
  using quick = store.subscribe("c");
  const counts = [1, 2, 3, 4, 5].map((i) => store.publish("c", `${i}`.repeat(100)));
  // Each takes 357 bytes: the third finds no room.
  assertEquals(counts, [2, 2, 2, 1, 1]);
  assertEquals([slow.closed, slow.buffered, slow.dropped, quick.buffered], [true, 0, 3, 5]);
  const error = await assertRejects(() => slow.next(), StoreError, "1000 bytes");
  assertEquals(error.code, "BUFFER_FULL");
  assertEquals(await slow.next(), { done: true, value: undefined });
});

Deno.test("a buffer that is full drops what it is told to", async () => {
  using store = new Store();
  const options = { maxBufferedBytes: "1k" };
  using oldest = store.subscribe("c", { ...options, overflow: "drop-oldest" });
  using newest = store.subscribe("c", { ...options, overflow: "drop-newest" });
  for (let i = 0; i < 10; i++) store.publish("c", String(i));
  assertEquals((await taken(oldest)).map(({ value }) => value).join(""), "789");
  assertEquals((await taken(newest)).map(({ value }) => value).join(""), "012");
  assertEquals([oldest.dropped, newest.dropped], [7, 7]);
  store.publish("c", "x".repeat(1000));
  assertEquals([oldest.buffered, oldest.dropped, newest.dropped], [0, 8, 8]);
  assertEquals(store.publish("c", "y"), 2);
});

Deno.test("a long queue is taken in order, and its memory shrinks", async () => {
  using store = new Store();
  using subscription = store.subscribe("c", { maxBufferedBytes: "64mb" });
  let next = 0;
  for (let i = 0; i < 20_000; i++) {
    store.publish("c", String(i));
    if (i % 3 === 2) assertEquals((await subscription.next()).value?.value, String(next++));
  }
  for (const { value } of await taken(subscription)) assertEquals(value, String(next++));
  assertEquals(next, 20_000);
});

Deno.test("subscribe and publish refuse misuse", () => {
  using store = new Store();
  refuses("INVALID_ARGUMENT", () => store.subscribe(1 as unknown as string));
  refuses("INVALID_ARGUMENT", () => store.subscribe(["a", null as unknown as string]));
  refuses("INVALID_ARGUMENT", () => store.subscribePattern({} as string));
  refuses("INVALID_ARGUMENT", () => store.publish(1 as unknown as string, "m"));
  refuses("INVALID_ARGUMENT", () => store.publish("c", 1 as unknown as string));
  refuses("INVALID_ARGUMENT", () => store.subscribe("c", { maxBufferedBytes: -1 }));
  refuses("INVALID_ARGUMENT", () => store.subscribe("c", { maxBufferedBytes: "much" }));
  refuses("INVALID_ARGUMENT", () => store.subscribe("c", { overflow: "x" as "close" }));
  refuses("INVALID_ARGUMENT", () => store.subscribe("c", { signal: {} as AbortSignal }));
  assert(isQuiet(store));
});

Deno.test("a forgotten subscription is collected, whatever its signal and its channels do", async () => {
  const printed = await runWithStore(
    `
      const store = new Store();
      const { signal } = new AbortController();
      for (let i = 0; i < 100; i++) store.subscribe("c", { signal });
      const kept = store.subscribe("c", { signal });
      const loop = (async () => { for await (const { value } of store.subscribe("c")) return value; })();
      const before = store.publish("other", "x") + store.publish("c", "1");
      await loop;
      for (let i = 0; i < 50 && store.publish("c", "2") > 1; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      console.log(before, store.publish("c", "3"), kept.closed);
    `,
    "--expose-gc",
  );
  assertEquals(printed.trim(), "102 1 false");
});
