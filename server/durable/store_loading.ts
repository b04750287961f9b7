/**
 * The data of a store's files on their way into memory, in slices: those of a log, or those of an RDB file.
 */

import type { Engine } from "../../store/engine/engine.ts";
import type { Aof } from "../../store/persistence/aof/aof.ts";
import type { CommandExecutor } from "../../store/persistence/aof/replay.ts";
import type { FileSystem } from "../../store/persistence/file_system.ts";
import { RdbLoader } from "../../store/persistence/rdb/loader.ts";

/** What was found when a store was opened. */
export interface Recovery {
  /** Keys of the last full state. */
  readonly keys: number;
  /** Changes made to it after that. */
  readonly changes: number;
  /** Bytes at the end that were no whole change, as a crash leaves them, and were cut off. */
  readonly cutBytes: number;
  /** What was strange but no damage, in whole sentences. */
  readonly warnings: readonly string[];
}

/** What is found where there are no files. */
export const NOTHING_FOUND: Recovery = { keys: 0, changes: 0, cutBytes: 0, warnings: [] };

/** Data on their way into memory. */
export interface Loading {
  /** Goes on for about `budgetMs`; true at the end. */
  step(budgetMs: number): boolean;
  abort(): void;
  /** What has been found, at the end. */
  readonly recovery: Recovery;
}

/** Begins to load a log; undefined if there is none. @throws {FileError | AofDamageError} */
export function loadLog(aof: Aof, replay: CommandExecutor): Loading | undefined {
  const warnings: string[] = [];
  const load = aof.load(replay, { warn: (message) => warnings.push(message) });
  if (load === undefined) return undefined;
  return {
    step: (budgetMs) => load.step(budgetMs),
    abort: () => load.abort(),
    get recovery() {
      const { keys, commands: changes, torn } = load;
      const cutBytes = torn === undefined ? 0 : torn.oldBytes - torn.newBytes;
      return { keys, changes, cutBytes, warnings };
    },
  };
}

/** Data of an RDB file on their way into memory. */
export interface SnapshotLoading extends Loading {
  readonly loader: RdbLoader;
}

/** Begins to load an RDB file. @throws {FileError | RdbDamageError} */
export function loadSnapshot(engine: Engine, files: FileSystem, path: string): SnapshotLoading {
  const file = files.open(path);
  const warnings: string[] = [];
  try {
    const loader = new RdbLoader(engine, file, { warn: (message) => warnings.push(message) });
    return {
      loader,
      step: (budgetMs) => {
        let isOver = true;
        try {
          isOver = loader.step(budgetMs);
        } finally {
          if (isOver) file.close();
        }
        return isOver;
      },
      abort: () => {
        loader.abort();
        file.close();
      },
      get recovery() {
        return { keys: loader.keys, changes: 0, cutBytes: 0, warnings };
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}
