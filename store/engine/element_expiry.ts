/**
 * Removes elements of large collections whose time has come: the fields of hashes.
 *
 * They stand in one timing wheel, whatever their collection is, so that a cycle costs what is due and a
 * collection with expire times no table of its own. The access word of an element's record, which
 * has no other use, is the handle of the collection that it belongs to.
 */

import type { TimingWheel } from "../expiry/timing_wheel.ts";
import type { Clock } from "../clock.ts";
import { writeExpiry } from "../keyspace/record.ts";
import { type Arena, CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import type { LargeValues } from "./large_values.ts";

/**
 * How long an element is left alone whose collection has been removed: it goes when the reclaimer comes
 * to it.
 */
const REMOVED_MS = 60_000;

/** The engine, as far as elements are concerned. */
interface Elements {
  readonly clock: Clock;
  readonly elements: Arena;
  readonly elementWheel: TimingWheel;
  readonly largeValues: LargeValues;
  readonly keeper: unknown;
}

/** What the sweeper sees of a wheel that has to wait: there is something in it, and nothing to be done. */
const HELD = { size: 1, busy: false };

/** What the sweeper sees of an engine's elements; like a keyspace. */
export class ElementExpiry {
  /** Whether an element is due that must stay as it is until the snapshot under way has it. */
  #held = false;

  constructor(private readonly engine: Elements) {}

  get wheel(): { readonly size: number; readonly busy: boolean } {
    return this.#held ? HELD : this.engine.elementWheel;
  }

  /** Removes at most `limit` due elements; returns how many. */
  removeDue(limit: number): number {
    const { elements, elementWheel, largeValues } = this.engine;
    const nowMs = this.engine.clock.now();
    let removed = 0;
    this.#held = false;
    while (removed < limit) {
      const address = elementWheel.due(nowMs);
      if (address === 0) break;
      const words = elements.words[address >>> CHUNK_SHIFT];
      const at = (address & OFFSET_MASK) << 1;
      if (largeValues.expireElement(words[at + 1], address)) {
        removed++;
        continue;
      }
      // A snapshot may still write the removed collection, with the times that it had.
      this.#held = this.engine.keeper !== undefined;
      if (this.#held) break;
      removed++;
      elementWheel.remove(address);
      writeExpiry(words, at, nowMs + REMOVED_MS);
      elementWheel.add(address);
    }
    return removed;
  }
}
