/**
 * Frees what large values leave behind, a little at a time.
 *
 * Removing a key with a million elements takes no longer than removing any other: the value goes
 * onto a list here, and the sweeper frees its elements in slices. When nobody sweeps, an engine
 * without timers, everything is freed at once.
 */

import { releaseBuffer } from "../memory/arena.ts";

/** Something that can be freed in pieces: a large value out of use, memory that was cleared. */
export interface Reclaimable {
  /** Frees about `limit` elements, or what takes as long; true when nothing is left. */
  free(limit: number): boolean;
}

/** Chunks of an arena that was cleared: unmapping one takes as long as freeing so many elements. */
const ELEMENTS_PER_BUFFER = 8192;

/** The memory of a cleared arena. */
export class ReleasedBuffers implements Reclaimable {
  constructor(private readonly buffers: ArrayBuffer[]) {}

  free(limit: number): boolean {
    for (let freed = 0; freed < limit && this.buffers.length > 0; freed += ELEMENTS_PER_BUFFER) {
      releaseBuffer(this.buffers.pop()!);
    }
    return this.buffers.length === 0;
  }
}

/** What is freed at once, before a value is put on the list. */
const AT_ONCE = 64;

/** The values of one engine that are being freed. */
export class Reclaimer {
  /** Whether somebody calls {@linkcode Reclaimer.step} from time to time. */
  attended = false;
  readonly #pending: Reclaimable[] = [];
  /** What is to be done in slices too, but frees no memory. */
  readonly #chores: Reclaimable[] = [];

  /** Number of values that are not freed completely yet. */
  get size(): number {
    return this.#pending.length;
  }

  /** Whether there is anything to do in slices. */
  get busy(): boolean {
    return this.#pending.length > 0 || this.#chores.length > 0;
  }

  /** Takes over work that frees no memory: it comes last, and nobody who needs room waits for it. */
  addChore(chore: Reclaimable): void {
    if (!this.attended) chore.free(Infinity);
    else this.#chores.push(chore);
  }

  /** Does all chores that are left, at once. */
  finishChores(): void {
    for (const chore of this.#chores.splice(0)) chore.free(Infinity);
  }

  /** Takes over a value that is out of use. */
  add(value: Reclaimable): void {
    if (value.free(this.attended ? AT_ONCE : Infinity)) return;
    this.#pending.push(value);
  }

  /** Frees about `limit` elements. */
  step(limit: number): void {
    const list = this.#pending.length > 0 ? this.#pending : this.#chores;
    const value = list.at(-1);
    if (value !== undefined && value.free(limit)) list.pop();
  }

  /** Forgets all but cleared memory: the arena for elements has been cleared. */
  forgetElements(): void {
    const kept = this.#pending.filter((value) => value instanceof ReleasedBuffers);
    this.#pending.splice(0, Infinity, ...kept);
  }
}
