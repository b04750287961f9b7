/** The options of a durable store: what they mean, their defaults, and the checks that a wrong one meets. */

import { parseByteSize } from "../../store/encoding/byte_size.ts";
import { StoreError } from "../../store/errors.ts";
import type { StoreOptions } from "../../store/options.ts";
import { type AofSettings, defaultAofSettings } from "../../store/persistence/aof/aof.ts";
import type { FsyncPolicy } from "../../store/persistence/aof/append_log.ts";
import { show } from "../../store/show_value.ts";

export type { FsyncPolicy };

/**
 * What {@linkcode openStore} makes a store with: where its data is kept and how, and all options of a store
 * in memory.
 *
 * @typeParam V What the store's values are; it follows from `codec`.
 *
 * @example
 * ```ts
 * import { type DurableStoreOptions, openStore } from "@vortis/core/durable";
 *
 * const options: DurableStoreOptions = {
 *   dir: await Deno.makeTempDir(),
 *   fsync: "always",
 *   maxMemory: "256mb",
 * };
 * await using store = await openStore(options);
 * store.set("key", "value");
 * await store.flush(); // from here on not even a loss of power takes it away
 * ```
 */
export interface DurableStoreOptions<V = string> extends StoreOptions<V> {
  /** The directory of the data; it is made if it is not there. One store or server at a time uses it. */
  readonly dir: string;
  /**
   * When the disk is told to keep what has been written. Whatever it is, each write is in the operating
   * system's hands when the synchronous code that made it has ended, so an end of the process alone loses
   * none; it concerns a loss of power, or a crash of the system.
   *
   * - `"always"`: at once. Calls do not wait for it: {@linkcode DurableStore.flush} does, and so do the
   *   replies of a server that serves the store.
   * - `"everysec"`, the default: once a second. About the last second may be lost.
   * - `"no"`: when the system does it by itself, on Linux mostly within 30 seconds.
   */
  readonly fsync?: FsyncPolicy;
  /**
   * By how many percent the files may grow before they are rewritten without what is out of date, in
   * the background. 0: never by itself. Default 100.
   */
  readonly rewritePercentage?: number;
  /**
   * Up to which size files are not rewritten by themselves: bytes, or a text such as `"64mb"`, the
   * default.
   */
  readonly rewriteMinSize?: number | string;
  /**
   * Aborted while the data is being loaded, it ends that: {@linkcode openStore} rejects with its
   * reason. Afterwards it stops the background removal of expired keys; the store stays open.
   */
  readonly signal?: AbortSignal;
}

/** Options, checked: of the store, of the log, and the directory. */
export interface ResolvedDurableOptions<V> {
  readonly dir: string;
  readonly log: AofSettings;
  readonly store: StoreOptions<V>;
}

const POLICIES: readonly string[] = ["always", "everysec", "no"] satisfies FsyncPolicy[];

/**
 * Checks the options that concern files and fills in what is left out; the others are the store's to
 * check.
 * @throws {StoreError} `INVALID_OPTION`, naming the option and its value.
 */
export function resolveDurableOptions<V>(
  options: DurableStoreOptions<V>,
): ResolvedDurableOptions<V> {
  const { dir, fsync, rewritePercentage, rewriteMinSize, ...store } = options;
  const log = defaultAofSettings();
  if (typeof dir !== "string" || dir === "" || dir.includes("\0")) {
    refuse("dir", dir, "the path of a directory");
  }
  if (fsync !== undefined) {
    if (!POLICIES.includes(fsync)) refuse("fsync", fsync, `one of ${POLICIES.join(", ")}`);
    log.fsync = fsync;
  }
  if (rewritePercentage !== undefined) {
    if (!Number.isSafeInteger(rewritePercentage) || rewritePercentage < 0) {
      refuse("rewritePercentage", rewritePercentage, "a whole number from 0 on");
    }
    log.rewritePercentage = rewritePercentage;
  }
  if (rewriteMinSize !== undefined) log.rewriteMinBytes = bytesOf(rewriteMinSize);
  return { dir, log, store };
}

function bytesOf(size: unknown): number {
  const bytes = typeof size === "string" && /\d/.test(size) ? parseByteSize(size) : size;
  if (typeof bytes === "number" && Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  refuse("rewriteMinSize", size, 'a number of bytes from 0 on or a size such as "64mb"');
}

function refuse(name: string, value: unknown, wanted: string): never {
  throw new StoreError(
    "INVALID_OPTION",
    `Cannot open a store with ${name} ${show(value)}: it must be ${wanted}`,
  );
}
