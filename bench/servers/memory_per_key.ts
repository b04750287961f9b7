/**
 * Resident memory that a server spends on a key, or on an element of a large collection.
 *
 * A fresh server is warmed up with misses (which store nothing, but compile its parser and grow
 * its buffers), its resident memory is read, the keys are loaded, and it is read again once it has
 * settled. The difference over the number of keys is the price of a key: table, header, allocator
 * losses and all.
 */
import { residentBytes, settledResidentBytes } from "../measure/resident_memory.ts";
import type { Candidate } from "./bench_server.ts";
import { askMissingKeys } from "./key_loader.ts";

const WARM_UP_MISSES = 100_000;

/** One measurement. */
export interface MemoryResult {
  /** Resident bytes before the first key. */
  before: number;
  /** Resident bytes after the last one. */
  after: number;
  /** The difference over the number of keys. */
  bytesPerKey: number;
  /** How long the load took. */
  loadMs: number;
}

/**
 * Starts a server, loads it, ends it.
 *
 * @param load sends `keys` keys, or as many elements, to the server on a port.
 */
export async function measureMemoryPerKey(
  candidate: Candidate,
  keys: number,
  load: (port: number) => Promise<void>,
): Promise<MemoryResult> {
  const server = await candidate.start();
  try {
    await askMissingKeys(server.port, WARM_UP_MISSES);
    const before = await settledResidentBytes(server.pid);
    const start = performance.now();
    await load(server.port);
    const loadMs = performance.now() - start;
    await settledResidentBytes(server.pid);
    const after = await residentBytes(server.pid);
    return { before, after, bytesPerKey: (after - before) / keys, loadMs };
  } finally {
    await server.stop();
  }
}
