/**
 * A store whose data outlasts the program: {@linkcode openStore} gives the same `Store`, kept in a
 * directory. It needs Deno, and the permissions to read and write that directory.
 *
 * @example
 * ```ts
 * import { openStore } from "@vortis/core/durable";
 * import { assertEquals } from "@std/assert";
 *
 * await using store = await openStore({ dir: await Deno.makeTempDir() });
 * store.set("greeting", "hello", { ex: 60 });
 * await store.flush();
 * assertEquals(store.get("greeting"), "hello");
 * ```
 *
 * @module
 */

export { openStore } from "./open_store.ts";
export { DurableStore, type Restored } from "./durable_store.ts";
export type { DurableStoreOptions, FsyncPolicy } from "./durable_options.ts";
export type { Recovery } from "./store_loading.ts";
export { PersistenceError, type PersistenceErrorCode } from "../durability/persistence_error.ts";
