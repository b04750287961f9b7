/** Opens durable stores. */

import { DenoFileSystem } from "../../store/persistence/deno_file_system.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import { type DurableStoreOptions, resolveDurableOptions } from "./durable_options.ts";
import { DurableStore } from "./durable_store.ts";

/**
 * Opens the store that is kept in a directory; an empty one if nothing is there yet. It needs the
 * permissions to read and to write that directory.
 *
 * The files are those of a server that runs with `--dir` and `--appendonly yes`, Redis's included: a
 * directory can be one's and later the other's, but never two's at a time. A `dump.rdb` without a log
 * beside it is taken over.
 *
 * Loading goes in slices of some milliseconds; it takes about a second for a million small keys. If the last
 * write was cut short by a crash, what there is of it is cut off, see {@linkcode DurableStore.recovery}.
 *
 * @returns The store with all data loaded.
 * @throws {PersistenceError} `in-use`: another process, or another store of this one, has the directory.
 *   `damaged`: a file is not as it was written; the message names it, the place, the reason and the way
 *   out. `disk-full` and `file-system`: the system refuses to read or write. The files are as they were.
 * @throws {StoreError} `INVALID_OPTION`, naming the option and its value.
 *
 * @example
 * ```ts
 * import { openStore } from "@vortis/core/durable";
 * import { json } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = await Deno.makeTempDir();
 * await using store = await openStore({ dir, fsync: "always", codec: json<{ name: string }>() });
 * store.set("user:1", { name: "Ada" }, { ex: 3600 });
 * await store.flush();
 * assertEquals(store.get("user:1"), { name: "Ada" });
 * ```
 */
export function openStore<V = string>(options: DurableStoreOptions<V>): Promise<DurableStore<V>> {
  return openStoreOn(new DenoFileSystem(), options);
}

/** As {@linkcode openStore}, on any disk. */
export async function openStoreOn<V = string>(
  files: FileSystem,
  options: DurableStoreOptions<V>,
): Promise<DurableStore<V>> {
  const resolved = resolveDurableOptions(options);
  const store = new DurableStore<V>(files, resolved);
  await store.load(options.signal, options.activeExpiry ?? true);
  return store;
}
