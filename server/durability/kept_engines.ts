/**
 * Engines whose data somebody else than a server keeps in files: those of the library's durable stores. A
 * server that serves one lets its replies wait for that log, and refuses writes while it cannot be
 * written, as with a log of its own.
 */

import type { Engine } from "../../store/engine/engine.ts";
import type { FileError } from "../../store/persistence/file_system.ts";
import type { ReplyCommits } from "../network/reply_commits.ts";

/** What keeps an engine's data. */
export interface KeptEngine {
  /** What replies wait for. */
  readonly commits: ReplyCommits;
  /** Why what is written may be lost, if so. */
  readonly fault: FileError | undefined;
  /** Calls a listener when `fault` has changed; the function returned takes it away again. */
  onFault(listener: () => void): () => void;
}

const kept = new WeakMap<Engine, KeptEngine>();

/** Who keeps an engine's data, if somebody does. */
export function keptEngine(engine: Engine): KeptEngine | undefined {
  return kept.get(engine);
}

/** Notes who does, or, with `undefined`, that nobody does any more. */
export function setKeptEngine(engine: Engine, keeper: KeptEngine | undefined): void {
  if (keeper === undefined) kept.delete(engine);
  else kept.set(engine, keeper);
}
