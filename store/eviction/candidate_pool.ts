/**
 * The best candidates seen so far, kept between evictions.
 *
 * Each eviction samples a few records and offers them to the pool; the best of the pool goes. So a
 * good candidate that was sampled and not needed is not forgotten, and few samples come close
 * to looking at all records (the idea is Redis's, since 3.0). An entry may have become stale:
 * it holds what tells whether the record at its address is still the one that was sampled.
 *
 * The entries are in no order: with sixteen of them, looking for the best or the worst is cheaper
 * than keeping six lists sorted.
 */

const POOL_SIZE = 16;

/** A small set of candidates. */
export class CandidatePool<Owner> {
  length = 0;
  readonly owners: (Owner | undefined)[] = new Array(POOL_SIZE).fill(undefined);
  readonly addresses: Int32Array = new Int32Array(POOL_SIZE);
  /** Word 0 of the records when they were sampled: lengths, type and layout. */
  readonly headers: Int32Array = new Int32Array(POOL_SIZE);
  /** Their access words when they were sampled. */
  readonly words: Int32Array = new Int32Array(POOL_SIZE);
  readonly scores: Float64Array = new Float64Array(POOL_SIZE);

  /** What a candidate's score must pass to be taken; of no meaning unless the pool is full. */
  #lowest = 0;
  #lowestAt = 0;

  /** Whether a candidate of this score would be taken. */
  wants(score: number): boolean {
    return this.length < POOL_SIZE || score > this.#lowest;
  }

  /** Takes a wanted candidate in; the worst one drops out if there are too many. */
  offer(owner: Owner, address: number, header: number, word: number, score: number): void {
    let place = this.#placeOf(owner, address);
    // What was sampled at that address before may have been used or replaced since: it is what
    // it is now.
    if (place < 0) place = this.length < POOL_SIZE ? this.length++ : this.#lowestAt;
    this.owners[place] = owner;
    this.addresses[place] = address;
    this.headers[place] = header;
    this.words[place] = word;
    this.scores[place] = score;
    if (this.length === POOL_SIZE) this.#findLowest();
  }

  /** Index of the candidate with the highest score, -1 if there is none. */
  best(): number {
    let best = -1;
    let highest = -Infinity;
    for (let i = 0; i < this.length; i++) {
      if (this.scores[i] < highest) continue;
      highest = this.scores[i];
      best = i;
    }
    return best;
  }

  /** Takes a candidate out. */
  remove(index: number): void {
    const last = --this.length;
    this.owners[index] = this.owners[last];
    this.addresses[index] = this.addresses[last];
    this.headers[index] = this.headers[last];
    this.words[index] = this.words[last];
    this.scores[index] = this.scores[last];
    this.owners[last] = undefined;
  }

  clear(): void {
    this.owners.fill(undefined);
    this.length = 0;
  }

  #placeOf(owner: Owner, address: number): number {
    for (let i = 0; i < this.length; i++) {
      if (this.addresses[i] === address && this.owners[i] === owner) return i;
    }
    return -1;
  }

  #findLowest(): void {
    let at = 0;
    for (let i = 1; i < POOL_SIZE; i++) if (this.scores[i] < this.scores[at]) at = i;
    this.#lowestAt = at;
    this.#lowest = this.scores[at];
  }
}
