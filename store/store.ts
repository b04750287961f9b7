/**
 * The store: an engine with its namespaces, its sweeper and its listeners, for use in a program.
 */

import { type Codec, formatOf, type ValueFormat } from "./codec.ts";
import { disposedError } from "./disposed.ts";
import { binaryName } from "./encoding/binary_string.ts";
import { Engine } from "./engine/engine.ts";
import { StoreError } from "./errors.ts";
import { type RemovalEvent, RemovalEvents, type RemovalReason } from "./engine/events.ts";
import { ExpirySweeper } from "./expiry/sweeper.ts";
import type { Key } from "./key.ts";
import { ProgramAudience } from "./mailbox.ts";
import { resolveOptions, type StoreOptions } from "./options.ts";
import { show } from "./show_value.ts";
import { type StoreStats, storeStats } from "./engine/stats.ts";
import { StoreNamespace } from "./store_namespace.ts";
import { checkName, nameBytes, type SubscribeOptions, Subscription } from "./subscription.ts";
import { checkLength } from "./types/strings/strings.ts";

/** Name of the namespace that a store itself is: the one that a connection to a server begins with. */
const OWN_NAMESPACE = "0";

/** What is shared by the views of one store. */
interface Parts<V> {
  readonly engine: Engine;
  readonly sweeper: ExpirySweeper;
  readonly codec: Codec<V>;
  readonly format: ValueFormat<V>;
  readonly audience: ProgramAudience;
  readonly signal: AbortSignal | undefined;
}

const engines = new WeakMap<object, Engine>();

/** The engine behind a store, for a server that serves it. Not part of the library's interface. */
export function engineOf(store: Store<never> | Store<unknown>): Engine {
  return engines.get(store)!;
}

/**
 * A key-value store in memory: keys with times to live, limits with eviction, namespaces, and a memory
 * layout that the garbage collector never sees.
 *
 * A store is itself a namespace, `"0"`: `set`, `get`, `size`, `clear` and so on concern that one.
 * {@linkcode Store.stats} and {@linkcode Store.clearAll} concern all. Limits are shared by all.
 *
 * After its end, by `using`, `store[Symbol.dispose]()` or {@linkcode Store.close}, its memory is given
 * back and every use throws a {@linkcode StoreError} with code `DISPOSED`; ending it again does nothing.
 *
 * @typeParam V What the values are; it follows from the option `codec`. Default `string`.
 *
 * @example A cache that lives as long as its block
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using cache = new Store({ maxMemory: "64mb", eviction: "allkeys-lru" });
 * cache.set("user:1", "Ada", { ex: 300 });
 * assertEquals(cache.get("user:1"), "Ada");
 * assertEquals(cache.ttl("user:1"), 300);
 * ```
 */
export class Store<V = string> extends StoreNamespace<V> {
  readonly #parts: Parts<V>;
  readonly #events: RemovalEvents;
  readonly #views = new Map<string, Map<unknown, { detach(): void }>>();
  readonly #startedMs: number;
  readonly #onAbort: () => void;
  #disposed = false;

  /**
   * Makes an empty store.
   *
   * @param options All may be left out; see {@linkcode StoreOptions}.
   * @throws {StoreError} `INVALID_OPTION`, naming the option and its value.
   *
   * @example Typed values
   * ```ts
   * import { json, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store({ codec: json<number[]>() });
   * store.set("primes", [2, 3, 5]);
   * assertEquals(store.get("primes"), [2, 3, 5]);
   * ```
   */
  constructor(options: StoreOptions<V> = {}) {
    const { engine: engineOptions, sweeper: sweeperOptions, activeExpiry, signal, codec } =
      resolveOptions(options);
    const engine = new Engine(engineOptions);
    super(engine.namespace(OWN_NAMESPACE), codec);
    const sweeper = new ExpirySweeper(engine, sweeperOptions);
    const audience = new ProgramAudience(engine.pubsub);
    this.#parts = { engine, sweeper, codec, format: formatOf(codec), audience, signal };
    this.#events = new RemovalEvents(engine.removals);
    this.#startedMs = engine.clock.now();
    engines.set(this, engine);
    // The signal may outlive the store by far: it holds the sweeper weakly, and nothing else.
    const weak = new WeakRef(sweeper);
    this.#onAbort = () => weak.deref()?.stop();
    signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (activeExpiry) this.startExpiry();
  }

  /**
   * A namespace: a keyspace of its own with the same methods. It is made when it is first asked for,
   * and the same name gives the same one. The server's databases are the namespaces `"0"` to `"15"`.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.namespace("a").set("b:k", "1");
   * assertEquals(store.namespace("a:b").has("k"), false);
   * assertEquals(store.namespaces(), ["0", "a", "a:b"]);
   * ```
   */
  namespace(name: string): StoreNamespace<V>;
  /**
   * A namespace whose values have a codec of their own. Make the codec once and use it again.
   *
   * @example Text here, JSON there
   * ```ts
   * import { json, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * const users = store.namespace("users", json<{ name: string }>());
   * users.set("1", { name: "Ada" });
   * assertEquals(users.get("1")?.name, "Ada");
   * assertEquals(store.namespace("users").get("1"), '{"name":"Ada"}');
   * ```
   */
  namespace<W>(name: string, codec: Codec<W>): StoreNamespace<W>;
  namespace(name: string, codec: Codec<unknown> = this.#parts.codec as Codec<unknown>): unknown {
    this.#check();
    if (typeof name !== "string") {
      throw new StoreError("INVALID_ARGUMENT", `Cannot name a namespace ${show(name)}`);
    }
    let views = this.#views.get(name);
    if (views === undefined) this.#views.set(name, views = new Map());
    let view = views.get(codec);
    if (view === undefined) {
      view = new StoreNamespace(this.#parts.engine.namespace(name), codec);
      views.set(codec, view);
    }
    return view;
  }

  /** Names of all namespaces that have been used, the store's own `"0"` first. */
  namespaces(): string[] {
    this.#check();
    return [...this.#parts.engine.namespaces.keys()];
  }

  /** Removes all keys of all namespaces. */
  clearAll(): void {
    this.#check();
    this.#parts.engine.clear();
  }

  /**
   * The figures of the whole store, and of each namespace.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * store.set("a", "1");
   * store.get("a");
   * store.namespace("other").get("a");
   * const { keys, hits, misses, namespaces } = store.stats();
   * assertEquals({ keys, hits, misses }, { keys: 1, hits: 1, misses: 1 });
   * assertEquals(namespaces.other.misses, 1);
   * ```
   */
  override stats(): StoreStats {
    this.#check();
    const { engine, sweeper } = this.#parts;
    return storeStats(engine, sweeper, engine.clock.now() - this.#startedMs);
  }

  /**
   * Calls a listener for each key that expires or is evicted, in any namespace. Costs nothing while
   * nobody listens.
   *
   * Events come in order, in a microtask after the call that caused them, so a listener may use the
   * store. What a listener throws is reported as uncaught; the others are called all the same.
   *
   * @param type `"expired"` or `"evicted"`.
   * @returns A function that takes the listener away again.
   * @throws {StoreError} `INVALID_ARGUMENT` for another type.
   *
   * @example
   * ```ts
   * import { ManualClock, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new ManualClock();
   * using store = new Store({ clock });
   * const expired: string[] = [];
   * const off = store.on("expired", (event) => expired.push(event.key));
   * store.set("session", "data", { px: 50 });
   * clock.advance(100);
   * assertEquals(store.activeExpireCycle(), 1);
   *
   * await Promise.resolve();
   * assertEquals(expired, ["session"]);
   * off();
   * ```
   */
  on(type: RemovalReason, listener: (event: RemovalEvent) => void): () => void {
    this.#check();
    if (type !== "expired" && type !== "evicted") {
      throw new StoreError(
        "INVALID_ARGUMENT",
        `Cannot listen to ${show(type)}: the events are "expired" and "evicted"`,
      );
    }
    return this.#events.on(type, listener);
  }

  /**
   * Subscribes to a channel, or to several: an async iterable of the messages that are published to them
   * from now on, by this program or by a client of a server that serves this store. Channels are the
   * store's, not a namespace's, and nothing of them is stored.
   *
   * Messages wait in a buffer of bounded size; a subscription that does not keep up with it ends with an
   * error, unless `overflow` says what to drop. See {@linkcode Subscription} for all that ends it.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no channel, or a wrong option.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * const end = new AbortController();
   * const news = store.subscribe(["news", "weather"], { signal: end.signal });
   * assertEquals(store.publish("news", "hello"), 1);
   * assertEquals(store.publish("weather", "rain"), 1);
   *
   * const got: string[] = [];
   * for await (const { channel, value } of news) {
   *   if (got.push(`${channel}: ${value}`) === 2) end.abort();
   * }
   * assertEquals(got, ["news: hello", "weather: rain"]);
   * ```
   */
  subscribe(channels: Key | readonly Key[], options: SubscribeOptions = {}): Subscription<V> {
    return this.#subscribe("channels", channels, options);
  }

  /**
   * Subscribes to all channels whose names match a glob pattern, or one of several: `*`, `?`, `[a-z]`,
   * `[^a]`, `\*`. A message whose channel matches several of them comes once for each. Otherwise like
   * {@linkcode Store.subscribe}.
   *
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no pattern, or a wrong option.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * using orders = store.subscribePattern("order:*");
   * store.publish("order:created", "17");
   * const { value: message } = await orders.next();
   * assertEquals([message?.channel, message?.value], ["order:created", "17"]);
   * ```
   */
  subscribePattern(
    patterns: Key | readonly Key[],
    options: SubscribeOptions = {},
  ): Subscription<V> {
    return this.#subscribe("patterns", patterns, options);
  }

  /**
   * Publishes a message to a channel: to this program's subscriptions and to the clients of every server
   * that serves this store. It is stored nowhere.
   *
   * @param message What the store's codec takes.
   * @returns How many got it: subscriptions to the channel, and for each pattern that it matches those to
   *   the pattern. O(these + patterns).
   * @throws {StoreError} `INVALID_ARGUMENT` for what is no channel or what the codec refuses, `TOO_LARGE`
   *   for a message of more than 512 MiB.
   *
   * @example
   * ```ts
   * import { Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * using store = new Store();
   * assertEquals(store.publish("news", "nobody hears this"), 0);
   * ```
   */
  publish(channel: Key, message: V): number {
    this.#check();
    const { engine: { pubsub }, format } = this.#parts;
    checkName(channel, "publish to");
    const bytes = format.toBytes(message);
    checkLength(this.keyspace, bytes.length);
    if (pubsub.isIdle) return 0;
    const name = nameBytes(channel);
    return pubsub.publish(binaryName(channel), name, 0, name.length, bytes, 0, bytes.length);
  }

  /**
   * Starts the background removal of expired keys; nothing happens if it runs already, or if the
   * store's signal is aborted. The timer does not keep a process alive.
   */
  startExpiry(): void {
    this.#check();
    const { sweeper, signal } = this.#parts;
    if (!signal?.aborted) sweeper.start();
  }

  /**
   * Stops the background removal of expired keys; nothing happens if it does not run. The store stays
   * good for use: expired keys are then removed when they are asked for.
   */
  stop(): void {
    this.#parts.sweeper.stop();
  }

  /**
   * Removes keys whose time has come, in all namespaces, for at most `expiryBudgetMs`, and returns how
   * many it removed. This is what runs in the background; it may be called whether that is on or
   * not. Cost follows the number of keys that are due.
   *
   * @example
   * ```ts
   * import { ManualClock, Store } from "@vortis/core";
   * import { assertEquals } from "@std/assert";
   *
   * const clock = new ManualClock();
   * using store = new Store({ clock, activeExpiry: false });
   * store.set("a", "1", { ex: 1 });
   * store.set("b", "2", { ex: 60 });
   * clock.advance(2000);
   * assertEquals(store.activeExpireCycle(), 1);
   * assertEquals(store.size, 1);
   * ```
   */
  activeExpireCycle(): number {
    this.#check();
    return this.#parts.sweeper.cycle();
  }

  /**
   * Ends the store, as leaving a `using` block does: for where there is no such block. Background work and
   * subscriptions end, the memory is given back, and every later use throws; ending it again does nothing.
   *
   * @example
   * ```ts
   * import { Store, StoreError } from "@vortis/core";
   * import { assertThrows } from "@std/assert";
   *
   * const store = new Store();
   * store.set("key", "value");
   * store.close();
   * assertThrows(() => store.get("key"), StoreError, "disposed");
   * ```
   */
  close(): void {
    this[Symbol.dispose]();
  }

  /** The same as {@linkcode Store.close}, for `using`. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { engine, sweeper, audience, signal } = this.#parts;
    sweeper.stop();
    audience.closeAll();
    signal?.removeEventListener("abort", this.#onAbort);
    this.#events.clear();
    engine.clear();
    for (const views of this.#views.values()) for (const view of views.values()) view.detach();
    this.#views.clear();
    this.detach();
  }

  #subscribe(
    kind: "channels" | "patterns",
    names: Key | readonly Key[],
    options: SubscribeOptions,
  ): Subscription<V> {
    this.#check();
    const { audience, format } = this.#parts;
    const list = Array.isArray(names) ? names as readonly Key[] : [names as Key];
    return new Subscription(audience, kind, list, options, format);
  }

  #check(): void {
    if (this.#disposed) throw disposedError();
  }
}
