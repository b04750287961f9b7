/**
 * Which clients may have which keys in a cache of their own: keys, each with the ids of its readers.
 *
 * A server may track a million keys, so a key is a record in an arena like those of the keyspaces, and
 * no JavaScript object. Its value is the ids, six bytes each, ascending:
 *
 *     key "user:1"   value  id 3 │ id 17 │ id 21        least significant byte first
 *
 * Ids of clients that have left stay until their key changes or its row of ids must grow: then they are
 * dropped. So memory is bounded by the keys of the table times the clients connected.
 */

import { Arena } from "../../store/memory/arena.ts";
import { KeyProbe } from "../../store/keyspace/key_probe.ts";
import { randomRecord } from "../../store/keyspace/random_record.ts";
import { Kind } from "../../store/keyspace/record.ts";
import { RecordSpace } from "../../store/keyspace/record_space.ts";
import { TimingWheel } from "../../store/expiry/timing_wheel.ts";

const ID_BYTES = 6;
const TWO_POW_24 = 0x1000000;
/** From this many ids on, those of clients that have left are looked for whenever ids have doubled. */
const CROWDED_IDS = 16;

/** Keys and the ids of the clients that have read them. */
export class TrackedKeys extends RecordSpace {
  /** All ids of all keys. */
  items = 0;
  /** Ids of the key taken out last: the first {@linkcode TrackedKeys.takenCount}. */
  taken: Float64Array = new Float64Array(16);
  takenCount = 0;
  /** The key that {@linkcode TrackedKeys.remember} works on, or that was drawn. */
  readonly #probe: KeyProbe;

  /** The seeds are those of the keyspaces, so that their probes are good here. */
  constructor(seed0: number, seed1: number) {
    const arena = new Arena();
    super(arena, seed0, seed1, new TimingWheel(arena, 0));
    this.#probe = new KeyProbe(seed0, seed1);
  }

  /** Number of keys. */
  get size(): number {
    return this.table.size;
  }

  /** Bytes of keys, ids and table. */
  get usedBytes(): number {
    return this.arena.usedBytes;
  }

  /**
   * Notes that a client has read the key in `bytes[start, end)`. O(1), and O(log clients) for a key
   * that many have read.
   *
   * @param isConnected Whether the client of an id is there still.
   */
  remember(
    bytes: Uint8Array,
    start: number,
    end: number,
    id: number,
    isConnected: (id: number) => boolean,
  ): void {
    const probe = this.#probe;
    probe.load(bytes, start, end);
    const address = this.table.find(probe);
    if (address === 0) {
      this.createRecord(probe, Kind.RawString, ID_BYTES, 0, 0);
      this.#write(0, id);
      this.items++;
      return;
    }
    this.open(address);
    let count = this.valueLength() / ID_BYTES;
    let place = this.#placeOf(id, count);
    if (place < count && this.#read(place) === id) return;
    if (count >= CROWDED_IDS && (count & (count - 1)) === 0) {
      count = this.#dropStrangers(count, isConnected);
      place = this.#placeOf(id, count);
    }
    this.relayout(address, Kind.RawString, (count + 1) * ID_BYTES, false);
    const at = this.valueStart();
    this.bytes.copyWithin(
      at + (place + 1) * ID_BYTES,
      at + place * ID_BYTES,
      at + count * ID_BYTES,
    );
    this.#write(place, id);
    this.items++;
  }

  /** Takes the probe's key out; its readers are in `taken` then. False if nobody has read it. */
  take(probe: KeyProbe): boolean {
    const address = this.table.find(probe);
    if (address === 0) return false;
    this.open(address);
    const count = this.valueLength() / ID_BYTES;
    if (count > this.taken.length) this.taken = new Float64Array(count * 2);
    for (let i = 0; i < count; i++) this.taken[i] = this.#read(i);
    this.takenCount = count;
    this.items -= count;
    this.removeRecord(probe, address);
    return true;
  }

  /** Takes any key out, as {@linkcode TrackedKeys.take} does, and answers which; there must be one. */
  takeAny(): KeyProbe {
    const probe = this.#probe;
    this.open(randomRecord(this.table));
    const start = this.keyStart();
    probe.loadWords(this.words, start >>> 2, this.keyEnd() - start);
    this.take(probe);
    return probe;
  }

  /** Forgets all keys. O(chunks). */
  clear(): void {
    this.removeAll(0);
    this.items = 0;
  }

  /** Index of the first of the open record's `count` ids that is `id` or greater. */
  #placeOf(id: number, count: number): number {
    // Most readers are new clients: theirs are the greatest ids.
    if (count === 0 || this.#read(count - 1) < id) return count;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#read(middle) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Drops the ids of clients that have left from the open record; returns how many stay. */
  #dropStrangers(count: number, isConnected: (id: number) => boolean): number {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const id = this.#read(i);
      if (isConnected(id)) this.#write(kept++, id);
    }
    this.items -= count - kept;
    return kept;
  }

  #read(i: number): number {
    const { bytes } = this;
    const at = this.valueStart() + i * ID_BYTES;
    const low = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const high = bytes[at + 3] | (bytes[at + 4] << 8) | (bytes[at + 5] << 16);
    return high * TWO_POW_24 + low;
  }

  #write(i: number, id: number): void {
    const { bytes } = this;
    const at = this.valueStart() + i * ID_BYTES;
    const high = Math.floor(id / TWO_POW_24);
    for (let k = 0; k < 3; k++) {
      bytes[at + k] = (id >>> (k << 3)) & 255;
      bytes[at + 3 + k] = (high >>> (k << 3)) & 255;
    }
  }
}
