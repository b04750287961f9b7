/**
 * The best candidates seen so far, kept between evictions.
 *
 * Each eviction samples a few records and offers them to the pool; the best of the pool goes. So a
 * good candidate that was sampled and not needed is not forgotten, and few samples come close
 * to looking at all records (the idea is Redis's, since 3.0). An entry may have become stale:
 * it holds what is needed to find that out without reading at its address.
 */

const POOL_SIZE = 16;

/** A small list of candidates in ascending order of their scores. */
export class CandidatePool<Owner> {
  length = 0;
  readonly owners: (Owner | undefined)[] = new Array(POOL_SIZE).fill(undefined);
  readonly addresses: Int32Array = new Int32Array(POOL_SIZE);
  readonly hashes: Int32Array = new Int32Array(POOL_SIZE);
  /** The access words when they were sampled. */
  readonly words: Int32Array = new Int32Array(POOL_SIZE);
  readonly scores: Float64Array = new Float64Array(POOL_SIZE);

  /** Whether a candidate of this score would be taken. */
  wants(score: number): boolean {
    return this.length < POOL_SIZE || score > this.scores[0];
  }

  /** Takes a candidate in; the worst one drops out if there are too many. */
  offer(owner: Owner, address: number, hash: number, word: number, score: number): void {
    for (let i = 0; i < this.length; i++) {
      if (this.addresses[i] !== address || this.owners[i] !== owner) continue;
      if (this.words[i] === word && this.hashes[i] === hash) return;
      // What was sampled there has been used or replaced since: it is what it is now.
      this.#shift(i + 1, this.length, -1);
      this.length--;
      break;
    }
    let place = this.length;
    while (place > 0 && this.scores[place - 1] > score) place--;
    if (this.length === POOL_SIZE) {
      if (place === 0) return;
      place--;
      this.#shift(1, place + 1, -1);
    } else {
      this.#shift(place, this.length, 1);
      this.length++;
    }
    this.owners[place] = owner;
    this.addresses[place] = address;
    this.hashes[place] = hash;
    this.words[place] = word;
    this.scores[place] = score;
  }

  clear(): void {
    this.owners.fill(undefined);
    this.length = 0;
  }

  /**
   * Moves the entries [from, to) by one place. By hand: they are at most sixteen, and a call of
   * `copyWithin` costs more than that.
   */
  #shift(from: number, to: number, by: 1 | -1): void {
    if (by === 1) {
      for (let i = to; i > from; i--) this.#move(i - 1, i);
    } else {
      for (let i = from; i < to; i++) this.#move(i, i - 1);
    }
  }

  #move(from: number, to: number): void {
    this.owners[to] = this.owners[from];
    this.addresses[to] = this.addresses[from];
    this.hashes[to] = this.hashes[from];
    this.words[to] = this.words[from];
    this.scores[to] = this.scores[from];
  }
}
