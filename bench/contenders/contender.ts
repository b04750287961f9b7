/**
 * What the in-process benchmarks ask of a cache: the one interface that an adapter fills, whatever
 * its library calls things.
 *
 * Adapters are thin: each method is one call of the library where the library has such a call, so
 * that a benchmark times the library. What a library lacks is said in `lacks` and left out of the
 * tables, not imitated.
 */

/** A cache of texts under test. */
export interface Contender {
  /** Stores a value without a time to live. */
  set(key: string, value: string): void;
  /** Stores a value that lives for an hour. */
  setWithTtl(key: string, value: string): void;
  /** The value, or undefined. */
  get(key: string): string | undefined;
  /** How many keys it holds. */
  size(): number;
  /** Lets go of everything: timers too. */
  dispose(): void;
}

/** How a contender is to be set up. */
export interface ContenderOptions {
  /** Keys that it must be able to hold at once. */
  capacity: number;
  /** Whether it throws old keys out past its capacity; otherwise it is never filled so far. */
  evicts: boolean;
  /** Whether keys are stored with a time to live. */
  expires: boolean;
}

/** What a library may be without. */
export type Feature = "evicts" | "expires";

/** A library under test. */
export interface ContenderKind {
  /** Name in tables, the npm package's where it is one. */
  name: string;
  /** Features that it does not have. */
  lacks: readonly Feature[];
  /** Makes an empty cache. */
  create(options: ContenderOptions): Contender;
}

/** The time to live of `setWithTtl`: long enough never to end within a benchmark. */
export const TTL_SECONDS = 3600;
