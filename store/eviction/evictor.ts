/**
 * Making room: samples records, lets the policy rank them, removes the best candidate.
 *
 * An eviction costs a few samples whatever the number of keys. Candidates over all keys come from
 * a random place in the table, where neighbours are as random as their hashes; candidates with an
 * expire time come from there too while they are common, and from the timing wheel when they
 * are rare.
 */

import { CHUNK_SHIFT, OFFSET_MASK } from "../memory/arena.ts";
import { EXPIRES, expiryOf } from "../keyspace/record.ts";
import { randomRecord } from "../keyspace/random_record.ts";
import { sampleRecords } from "../keyspace/scan.ts";
import type { TimingWheel } from "../expiry/timing_wheel.ts";
import { CandidatePool } from "./candidate_pool.ts";
import type { EvictionPolicy, Sample } from "./policy.ts";
import { evicts } from "./policies.ts";
import { type VictimOwner, VictimQueue } from "./victim_queue.ts";

/** What the evictor needs of a keyspace. */
export interface Evictable extends VictimOwner {
  readonly wheel: TimingWheel;
  /** Removes the record at a live address as evicted. */
  evict(address: number): void;
}

/** More samples than this bring nothing. */
const MAX_SAMPLES = 64;
/**
 * Evictions that one round of sampling serves, with their samples all at once. The cost of a sample
 * is a cache miss; the processor waits for twenty of them hardly longer than for five. Entries that
 * were used since are told by their access words.
 */
const EVICTIONS_PER_ROUND = 4;
/** Empty buckets passed before a sample gives up, in a table that has been emptied. */
const PATIENCE = 256;
/** Random records looked at for one that may go. */
const MAX_DRAWS = 32;
/** Below one record in this many with an expire time, the wheel is the better source. */
const RARE = 8;

/** Chooses and removes records when a limit is reached. */
export class Evictor {
  policy: EvictionPolicy;
  /** Records looked at for each eviction (1 … 64). */
  samples: number;

  /** What the last round of sampling has chosen for the next evictions. */
  readonly #victims = new VictimQueue();
  readonly #pool = new CandidatePool<Evictable>();
  readonly #addresses = new Int32Array(MAX_SAMPLES);
  /** Word 0 of the records at those addresses, and what the policy gets of them. */
  readonly #headers = new Int32Array(MAX_SAMPLES);
  readonly #sampled: Sample = {
    count: 0,
    words: new Int32Array(MAX_SAMPLES),
    expiries: new Float64Array(MAX_SAMPLES),
    scores: new Float64Array(MAX_SAMPLES),
  };

  constructor(policy: EvictionPolicy, samples: number) {
    this.policy = policy;
    this.samples = samples;
  }

  /** Changes the policy; what the old one had gathered is forgotten. */
  setPolicy(policy: EvictionPolicy): void {
    this.policy = policy;
    this.forget();
  }

  /** Removes one record of some keyspace; false if the policy finds none to remove. */
  evictOne(keyspaces: readonly Evictable[], nowMs: number): boolean {
    if (!evicts(this.policy)) return false;
    if (this.policy.indifferent) return this.#evictAny(keyspaces);
    if (this.#victims.evictNext()) return true;
    for (let attempt = 0; attempt < 16; attempt++) {
      const keyspace = this.#pick(keyspaces);
      if (keyspace === undefined) return false;
      const evictions = this.#evictionsPerRound();
      this.#gather(keyspace, this.samples * evictions, nowMs);
      this.#victims.fill(this.#pool, evictions);
      if (this.#victims.evictNext()) return true;
    }
    return false;
  }

  /** Forgets the candidates; for when keyspaces are cleared or exchanged. */
  forget(): void {
    this.#victims.clear();
    this.#pool.clear();
  }

  #evictAny(keyspaces: readonly Evictable[]): boolean {
    const keyspace = this.#pick(keyspaces);
    if (keyspace === undefined) return false;
    const address = this.#draw(keyspace);
    if (address !== 0) keyspace.evict(address);
    return address !== 0;
  }

  /** A random candidate's address, 0 if there is none. */
  #draw({ table, wheel }: Evictable): number {
    if (this.policy.source === "all") return randomRecord(table);
    for (let i = 0; i < MAX_DRAWS && wheel.size * RARE >= table.size; i++) {
      const address = randomRecord(table);
      const words = table.arena.words[address >>> CHUNK_SHIFT];
      if ((words[(address & OFFSET_MASK) << 1] & EXPIRES) !== 0) return address;
    }
    return wheel.sample(this.#addresses, 1) === 0 ? 0 : this.#addresses[0];
  }

  /** A keyspace, chosen at random with the weight of its candidates; undefined if there are none. */
  #pick(keyspaces: readonly Evictable[]): Evictable | undefined {
    let total = 0;
    for (const keyspace of keyspaces) total += this.#candidates(keyspace);
    let place = Math.floor(Math.random() * total);
    for (const keyspace of keyspaces) {
      place -= this.#candidates(keyspace);
      if (place < 0) return keyspace;
    }
    return undefined;
  }

  #candidates(keyspace: Evictable): number {
    return this.policy.source === "all" ? keyspace.table.size : keyspace.wheel.size;
  }

  #sample(keyspace: Evictable, count: number): number {
    const { table, wheel } = keyspace;
    const into = this.#addresses;
    if (this.policy.source === "soonest") return wheel.soonest(into, count);
    if (this.policy.source === "volatile" && wheel.size * RARE < table.size) {
      return wheel.sample(into, count);
    }
    const start = (Math.random() * 4294967296) | 0;
    if (this.policy.source === "all") return sampleRecords(table, start, into, count, PATIENCE);
    const seen = sampleRecords(table, start, into, Math.min(count * RARE, MAX_SAMPLES), PATIENCE);
    let found = 0;
    for (let i = 0; i < seen && found < count; i++) {
      const words = table.arena.words[into[i] >>> CHUNK_SHIFT];
      if ((words[(into[i] & OFFSET_MASK) << 1] & EXPIRES) !== 0) into[found++] = into[i];
    }
    return found === 0 ? wheel.sample(into, count) : found;
  }

  /** What falls due first is asked for anew each time: it is known exactly. */
  #evictionsPerRound(): number {
    if (this.policy.source === "soonest") return 1;
    return Math.max(1, Math.min(EVICTIONS_PER_ROUND, Math.floor(MAX_SAMPLES / this.samples)));
  }

  #gather(keyspace: Evictable, samples: number, nowMs: number): void {
    const { table } = keyspace;
    const count = this.#sample(keyspace, Math.min(samples, MAX_SAMPLES));
    // Each record is a cache miss of its own. A loop that only reads lets the processor wait for
    // all of them at once; ranking in between would make it wait for one after the other.
    const addresses = this.#addresses;
    const headers = this.#headers;
    const { words: accessWords, expiries, scores } = this.#sampled;
    const chunks = table.arena.words;
    for (let i = 0; i < count; i++) {
      const words = chunks[addresses[i] >>> CHUNK_SHIFT];
      const at = (addresses[i] & OFFSET_MASK) << 1;
      headers[i] = words[at];
      accessWords[i] = words[at + 1];
      expiries[i] = (words[at] & EXPIRES) === 0 ? Infinity : expiryOf(words, at);
    }
    this.#sampled.count = count;
    this.policy.rank(this.#sampled, nowMs);
    const pool = this.#pool;
    for (let i = 0; i < count; i++) {
      if (!pool.wants(scores[i])) continue;
      pool.offer(keyspace, addresses[i], headers[i], accessWords[i], scores[i]);
    }
  }
}
