/**
 * A consumer group of a stream: how far it has read, and what it has delivered to which of its consumers
 * without an acknowledgement.
 *
 * A pending entry has a record in the group's list and its ID in the list of the consumer who has it. A
 * group and a consumer are objects; their names are binary strings, a character for each byte,
 * whose order is that of the bytes.
 */

import type { Arena } from "../../memory/arena.ts";
import { CONSUMER_RECORD_WORDS, GROUP_RECORD_WORDS, PendingList } from "./pending_list.ts";
import { StreamId } from "./stream_id.ts";
import { WideCount } from "./wide_count.ts";

/** One who reads for a group. */
export class Consumer {
  readonly pending: PendingList;
  readonly nameBytes: Uint8Array;

  constructor(
    readonly name: string,
    /** Its number, by which records of the group's list name it. */
    readonly index: number,
    /** When it last asked for something, in ms since the epoch. */
    public seenMs: number,
    arena: Arena,
  ) {
    this.pending = new PendingList(arena, CONSUMER_RECORD_WORDS);
    this.nameBytes = bytesOf(name);
  }
}

/** A group. */
export class ConsumerGroup {
  /** The last ID that was delivered. */
  readonly lastId: StreamId = new StreamId();
  /** How many of the entries ever added are not behind `lastId`; −1: unknown. */
  readonly entriesRead: WideCount = new WideCount();
  readonly pending: PendingList;
  readonly nameBytes: Uint8Array;
  readonly #byName = new Map<string, Consumer>();
  readonly #byIndex: (Consumer | undefined)[] = [];
  readonly #freeIndexes: number[] = [];

  constructor(readonly name: string, private readonly arena: Arena) {
    this.pending = new PendingList(arena, GROUP_RECORD_WORDS);
    this.nameBytes = bytesOf(name);
  }

  /** Bytes of the lists of pending entries. O(consumers). */
  get bytes(): number {
    let bytes = this.pending.bytes;
    for (const consumer of this.#byName.values()) bytes += consumer.pending.bytes;
    return bytes;
  }

  /** Number of consumers. */
  get size(): number {
    return this.#byName.size;
  }

  /** The consumers in the order of their names. O(consumers · log consumers). */
  consumers(): Consumer[] {
    return inOrder(this.#byName);
  }

  /** The consumer of that name. */
  consumer(name: string): Consumer | undefined {
    return this.#byName.get(name);
  }

  /** The consumer who has the entry at the position of `pending`. */
  owner(): Consumer {
    return this.#byIndex[this.pending.consumer]!;
  }

  /** Adds a consumer of a name that none has yet. */
  addConsumer(name: string, nowMs: number): Consumer {
    const index = this.#freeIndexes.pop() ?? this.#byIndex.length;
    return this.#enter(new Consumer(name, index, nowMs, this.arena));
  }

  /** Removes a consumer, and what it has is pending no more. O(its pending entries · log those of all). */
  removeConsumer(consumer: Consumer): void {
    const { pending } = consumer;
    if (pending.size > 0) {
      pending.goToEdge(false);
      do {
        pending.readId(ENTRY_ID);
        if (this.pending.find(ENTRY_ID)) this.pending.remove();
      } while (pending.next());
      pending.free(Infinity);
    }
    this.#byName.delete(consumer.name);
    this.#byIndex[consumer.index] = undefined;
    this.#freeIndexes.push(consumer.index);
  }

  /** Goes to the entry of that ID in `pending`, which is made for `consumer` if it is not there. */
  deliver(id: StreamId, consumer: Consumer, nowMs: number): void {
    const { pending } = this;
    if (pending.find(id)) this.give(id, consumer);
    else this.addPending(id, consumer);
    pending.timeMs = nowMs;
    COUNT.value = 1;
    pending.storeDeliveries(COUNT);
  }

  /** Enters an ID that is not pending, delivered never, and goes to it in `pending`. */
  addPending(id: StreamId, consumer: Consumer): void {
    const { pending } = this;
    pending.insert(id);
    pending.consumer = consumer.index;
    pending.timeMs = 0;
    COUNT.value = 0;
    pending.storeDeliveries(COUNT);
    consumer.pending.insert(id);
  }

  /** Gives the entry at the position of `pending`, which has that ID, to a consumer. */
  give(id: StreamId, consumer: Consumer): void {
    const owner = this.owner();
    if (owner === consumer) return;
    if (owner.pending.find(id)) owner.pending.remove();
    consumer.pending.insert(id);
    this.pending.consumer = consumer.index;
  }

  /** Counts one more delivery of the entry at the position of `pending`. */
  countDelivery(): void {
    this.pending.readDeliveries(COUNT);
    COUNT.increment();
    this.pending.storeDeliveries(COUNT);
  }

  /** The entry is pending no more; false if it was not. O(log entries). */
  settle(id: StreamId): boolean {
    if (!this.pending.find(id)) return false;
    const owner = this.owner();
    if (owner.pending.find(id)) owner.pending.remove();
    this.pending.remove();
    return true;
  }

  /** Frees the lists, at most so many blocks; true when none is left. */
  free(blocks: number): boolean {
    if (!this.pending.free(blocks)) return false;
    for (const consumer of this.#byName.values()) {
      if (!consumer.pending.free(blocks)) return false;
    }
    return true;
  }

  /** A copy with blocks of its own. O(pending entries). */
  clone(): ConsumerGroup {
    const copy = new ConsumerGroup(this.name, this.arena);
    copy.lastId.copy(this.lastId);
    copy.entriesRead.copy(this.entriesRead);
    copy.pending.copyFrom(this.pending, ENTRY_ID);
    for (const { name, index, seenMs, pending } of this.#byName.values()) {
      const consumer = copy.#enter(new Consumer(name, index, seenMs, this.arena));
      consumer.pending.copyFrom(pending, ENTRY_ID);
    }
    copy.#freeIndexes.push(...this.#freeIndexes);
    return copy;
  }

  #enter(consumer: Consumer): Consumer {
    this.#byName.set(consumer.name, consumer);
    this.#byIndex[consumer.index] = consumer;
    return consumer;
  }
}

function bytesOf(name: string): Uint8Array {
  return Uint8Array.from(name, (character) => character.charCodeAt(0));
}

/** The values of a map in the order of their names. */
export function inOrder<T>(byName: ReadonlyMap<string, T>): T[] {
  const names = [...byName.keys()].sort((a, b) => a < b ? -1 : 1);
  return names.map((name) => byName.get(name)!);
}

// Registers of the operation under way.
const ENTRY_ID = new StreamId();
const COUNT = new WideCount();
