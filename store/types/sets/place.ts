/**
 * Where a set is kept: under a key, in a namespace's open record, or nowhere yet, while it is being
 * computed.
 *
 * Both grow, shrink and change their representation in the same way, so that what SUNIONSTORE makes is
 * exactly what SADD would have made.
 */

import type { Engine } from "../../engine/engine.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import type { Namespace } from "../../engine/namespace.ts";

/** What edits of a set need of the place that it is in; a `Namespace` has it all. */
export type SetPlace = Pick<
  Namespace,
  | "engine"
  | "bytes"
  | "kind"
  | "valueStart"
  | "valueEnd"
  | "valueLength"
  | "reserve"
  | "resize"
  | "largeValue"
  | "enlarge"
>;

const INITIAL_BYTES = 256;

/**
 * A set under no key. It is empty, and of no kind, until something is reserved in it.
 *
 * Whoever makes one calls {@linkcode ScratchSet.dispose} at the end: its members may live in the
 * engine's arena.
 */
export class ScratchSet implements SetPlace {
  bytes: Uint8Array = new Uint8Array(INITIAL_BYTES);
  #kind = 0;
  #length = 0;
  #large: LargeValue | undefined;

  constructor(readonly engine: Engine) {}

  /** Its kind, 0 as long as it has none. */
  kind(): number {
    return this.#kind;
  }

  valueStart(): number {
    return 0;
  }

  valueEnd(): number {
    return this.#length;
  }

  valueLength(): number {
    return this.#length;
  }

  reserve(kind: number, length: number): void {
    this.resize(kind, length);
  }

  resize(kind: number, length: number): void {
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.#length));
      this.bytes = grown;
    }
    this.#kind = kind;
    this.#length = length;
  }

  largeValue(): LargeValue {
    return this.#large!;
  }

  enlarge(kind: number, value: LargeValue): void {
    this.#kind = kind;
    this.#length = 0;
    this.#large = value;
  }

  /** Hands the large set over to the caller, who owns it from now on. */
  release(): LargeValue {
    const large = this.#large!;
    this.#large = undefined;
    this.#kind = 0;
    return large;
  }

  /** Frees what it holds. */
  dispose(): void {
    if (this.#large !== undefined) this.engine.reclaimer.add(this.release());
  }
}
