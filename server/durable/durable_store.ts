/**
 * The library's store with its data in a directory: the append-only file of a server that listens to
 * nobody.
 *
 * ```
 *  program ──► DurableStore ──► engine ──► change feed ──► appendonlydir/
 *                                  ▲                            │
 *                                  └── replayed when it opens ──┘
 * ```
 *
 * Reading and writing are as synchronous as in memory: changes go to the log, and the log to the disk, in
 * the background; `flush` waits for it.
 */

import { disposedError } from "../../store/disposed.ts";
import { StoreError } from "../../store/errors.ts";
import type { StoreOptions } from "../../store/options.ts";
import { DenoFileSystem } from "../../store/persistence/deno_file_system.ts";
import type { Aof } from "../../store/persistence/aof.ts";
import { FileError, joinPath } from "../../store/persistence/file_system.ts";
import { Snapshot } from "../../store/persistence/snapshot.ts";
import { engineOf, Store } from "../../store/store.ts";
import { Config } from "../config/config.ts";
import type { Durability } from "../durability.ts";
import { PersistenceError } from "../durability/persistence_error.ts";
import { Logger } from "../log.ts";
import { partsOf, type RunningServer, serve } from "../server.ts";

/** How a durable store is opened: what a store in memory takes, and where its data is kept. */
export interface DurableStoreOptions<V = string> extends StoreOptions<V> {
  /**
   * The directory, which is made if need be. It belongs to one process at a time. A `dump.rdb` or an
   * `appendonlydir` of Redis in it is loaded.
   */
  readonly dir: string;
  /**
   * When the log is synced, apart from `flush`: a tenth of a second after a change at the latest
   * (`"always"`), once a second (`"everysec"`, the default), or when the system likes (`"no"`).
   */
  readonly fsync?: "always" | "everysec" | "no";
  /** Told of warnings, a line each; by default they go to the standard error. */
  readonly warn?: (line: string) => void;
}

/** What a store in memory does not know of. */
interface Backing {
  readonly server: RunningServer;
  readonly durability: Durability;
}

/** `flush` looks so often whether the disk has everything, in milliseconds. */
const FLUSH_POLL_MS = 1;
/** How much of a snapshot is made at a time, in milliseconds. */
const SNAPSHOT_SLICE_MS = 2;
/** What `restore` reads is kept in this file until it is loaded. */
const RESTORED_FILE = "temp-restore.rdb";

const FSYNCS: readonly unknown[] = ["always", "everysec", "no"];

/**
 * Opens the store of a directory with the data that it has.
 *
 * @throws {PersistenceError} if another process uses the directory, or its files are damaged: the message
 *   says which, where, and what can be done.
 * @throws {StoreError} `INVALID_OPTION`.
 *
 * @example Data that is there the next time
 * ```ts
 * import { openStore } from "@vortis/core/durable";
 * import { assertEquals } from "@std/assert";
 *
 * const dir = await Deno.makeTempDir();
 * {
 *   await using store = await openStore({ dir });
 *   store.set("greeting", "hello");
 * }
 * {
 *   await using store = await openStore({ dir });
 *   assertEquals(store.get("greeting"), "hello");
 * }
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function openStore<V = string>(
  options: DurableStoreOptions<V>,
): Promise<DurableStore<V>> {
  return await DurableStore.open(options);
}

/**
 * A {@linkcode Store} whose data is kept in a directory; {@linkcode openStore} makes it.
 *
 * `await using`, or `await store[Symbol.asyncDispose]()`, brings everything to the disk at its end.
 */
export class DurableStore<V = string> extends Store<V> implements AsyncDisposable {
  #backing: Backing | undefined;
  #ended: Promise<void> | undefined;

  /** Opens a directory; see {@linkcode openStore}. */
  static async open<V = string>(options: DurableStoreOptions<V>): Promise<DurableStore<V>> {
    const { dir, fsync = "everysec", warn, ...inMemory } = options;
    if (typeof dir !== "string" || dir === "") refuse("dir", "the path of a directory");
    if (!FSYNCS.includes(fsync)) refuse("fsync", '"always", "everysec" or "no"');
    // Nothing is to expire while it is loaded.
    const store = new DurableStore<V>({ ...inMemory as StoreOptions<V>, activeExpiry: false });
    try {
      new DenoFileSystem().makeDirectory(dir);
      const server = await serve({
        store: store as Store<unknown>,
        durable: true,
        config: new Config({
          ...{ dir: Deno.realPathSync(dir), appendonly: "yes", appendfsync: fsync, save: "" },
          ...{ bind: "", port: "0" },
        }),
        log: new Logger({ level: "warning", ...(warn === undefined ? {} : { write: warn }) }),
      });
      const { durability, sweeper } = partsOf(server);
      // The store has a sweeper of its own.
      sweeper.stop();
      store.#backing = { server, durability };
      if (options.activeExpiry !== false) store.startExpiry();
      return store;
    } catch (error) {
      store[Symbol.dispose]();
      if (error instanceof FileError) throw new PersistenceError("file-system", error.message);
      throw error;
    }
  }

  /**
   * Resolves when all that has been written by now is on the disk.
   *
   * @throws {PersistenceError} `file-system`, if it cannot be written: the disk is full, for example. It is
   *   tried again from then on, and nothing is lost meanwhile unless the program ends.
   *
   * @example
   * ```ts
   * import { openStore } from "@vortis/core/durable";
   *
   * const dir = await Deno.makeTempDir();
   * await using store = await openStore({ dir, fsync: "no" });
   * store.set("paid", "yes");
   * await store.flush(); // from here on it survives a loss of power
   * await Deno.remove(dir, { recursive: true });
   * ```
   */
  async flush(): Promise<void> {
    const { log } = this.#aof();
    const { position } = log;
    try {
      while (!log.isOnDisk(position)) {
        await new Promise((resolve) => setTimeout(resolve, FLUSH_POLL_MS));
      }
    } catch (error) {
      throw asPersistenceError(error);
    }
  }

  /**
   * The data of this moment as the bytes of an RDB file, which Redis loads too. The program may go on
   * writing: what changes before it is read is kept for the stream. There is one such stream at a time, and
   * the log is not rewritten while it is open.
   *
   * @throws {StoreError} `INVALID_ARGUMENT`, if a stream is open already.
   *
   * @example A backup
   * ```ts
   * import { openStore } from "@vortis/core/durable";
   * import { assertEquals } from "@std/assert";
   *
   * const dir = await Deno.makeTempDir();
   * {
   *   await using store = await openStore({ dir });
   *   store.set("a", "1");
   *   const backup = await new Response(store.snapshot()).arrayBuffer();
   *   store.clear();
   *   await store.restore(new Blob([backup]).stream());
   *   assertEquals(store.get("a"), "1");
   * }
   * await Deno.remove(dir, { recursive: true });
   * ```
   */
  snapshot(): ReadableStream<Uint8Array<ArrayBuffer>> {
    this.#aof();
    this.#backing!.durability.appendOnly!.finishRewrite();
    const engine = engineOf(this as Store<unknown>);
    if (engine.keeper !== undefined) {
      throw new StoreError(
        "INVALID_ARGUMENT",
        "Cannot begin a snapshot: another one is being read",
      );
    }
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const snapshot = new Snapshot(engine, {
      write: (bytes, start, end) => void chunks.push(new Uint8Array(bytes.subarray(start, end))),
    }, {});
    return new ReadableStream({
      pull(controller) {
        let isDone = false;
        while (chunks.length === 0 && !isDone) isDone = snapshot.step(SNAPSHOT_SLICE_MS);
        for (const chunk of chunks.splice(0)) controller.enqueue(chunk);
        if (isDone) controller.close();
      },
      cancel: () => snapshot.abort(),
    });
  }

  /**
   * Puts the data of an RDB file, of Vortis or Redis, in the place of all that there is.
   *
   * The stream is read into a file first; then everything changes at once. If it cannot be loaded, the
   * store is what it was.
   *
   * @throws {PersistenceError} `damaged`, or `file-system`.
   */
  async restore(rdb: AsyncIterable<Uint8Array>): Promise<void> {
    await this.flush();
    const { durability } = this.#backing!;
    const files = new DenoFileSystem();
    const path = joinPath(durability.directory, RESTORED_FILE);
    try {
      const file = files.create(path);
      try {
        for await (const chunk of rdb) file.write(chunk, 0, chunk.length);
      } finally {
        file.close();
      }
      this.#aof();
      durability.restore(path);
    } catch (error) {
      throw asPersistenceError(error);
    } finally {
      files.remove(path);
    }
  }

  /**
   * Brings everything to the disk, gives the directory back and disposes of the store; for `await using`.
   * Calling it again returns the same promise.
   *
   * @throws {PersistenceError} `file-system`, if the last writes could not be brought to the disk.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#ended ??= this.#end();
  }

  /** Brings everything to the disk and disposes of the store, and waits for the disk in doing so. */
  override [Symbol.dispose](): void {
    const backing = this.#backing;
    this.#backing = undefined;
    backing?.durability.stop();
    backing?.server.shutdown();
    super[Symbol.dispose]();
  }

  async #end(): Promise<void> {
    const backing = this.#backing;
    try {
      if (backing !== undefined) await this.flush();
    } finally {
      this[Symbol.dispose]();
      await backing?.server.finished;
    }
  }

  #aof(): Aof {
    const aof = this.#backing?.durability.appendOnly?.aof;
    if (aof === undefined) throw disposedError();
    return aof;
  }
}

function refuse(name: string, wanted: string): never {
  throw new StoreError(
    "INVALID_OPTION",
    `Cannot open a store with this ${name}: it must be ${wanted}`,
  );
}

function asPersistenceError(error: unknown): unknown {
  return error instanceof FileError ? new PersistenceError("file-system", error.message) : error;
}
