/**
 * Who must be called when: a binary heap of deadlines under one timer.
 *
 * Blocked clients come and go by the thousand every second, most of them long before their deadline. So
 * the timer is only set anew for an earlier deadline than the one it runs for; when it fires and the
 * deadline's owner has left meanwhile, it is set for the next one.
 */

/** The longest delay of a timer, 31 bits of milliseconds. */
const MAX_DELAY_MS = 0x7fffffff;

/** Something with a deadline. */
export interface Deadlined {
  /** When, in ms since the epoch. */
  readonly deadlineMs: number;
  /** Of two equal deadlines the one with the smaller order comes first. */
  readonly order: number;
  /** Where it stands in the heap; the queue's own. -1: nowhere. */
  heapIndex: number;
}

/** A queue of deadlines. */
export class DeadlineQueue<T extends Deadlined> {
  readonly #heap: T[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What the timer runs for. */
  #timerMs = Infinity;

  /**
   * `onDue` is called when a deadline may have come: call {@linkcode DeadlineQueue.due} then, and
   * {@linkcode DeadlineQueue.rearm} afterwards. Without a timer (`timed` is false) nobody calls.
   */
  constructor(private readonly onDue: () => void, private readonly timed = true) {}

  /** Number of entries. */
  get size(): number {
    return this.#heap.length;
  }

  /** Adds an entry. O(log n). */
  add(entry: T, nowMs: number): void {
    this.#heap.push(entry);
    this.#up(this.#heap.length - 1, entry);
    if (entry.deadlineMs < this.#timerMs) this.#arm(nowMs);
  }

  /** Takes an entry out, if it is in. O(log n). */
  remove(entry: T): void {
    const index = entry.heapIndex;
    if (index < 0) return;
    entry.heapIndex = -1;
    const last = this.#heap.pop()!;
    if (last === entry) return;
    this.#up(index, last);
    this.#down(last.heapIndex, last);
  }

  /** Takes out and returns the first entry whose deadline is not after `nowMs`, if there is one. */
  due(nowMs: number): T | undefined {
    const first = this.#heap.at(0);
    if (first === undefined || first.deadlineMs > nowMs) return undefined;
    this.remove(first);
    return first;
  }

  /** Ends the timer; the entries stay. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timerMs = Infinity;
  }

  /** Sets the timer for the first entry. */
  #arm(nowMs: number): void {
    this.stop();
    const first = this.#heap.at(0);
    if (first === undefined || !this.timed) return;
    this.#timerMs = first.deadlineMs;
    const delayMs = Math.min(Math.max(first.deadlineMs - nowMs, 0), MAX_DELAY_MS);
    this.#timer = setTimeout(() => {
      this.#timerMs = Infinity;
      this.onDue();
    }, delayMs);
  }

  /** Sets the timer again after it has fired and what was due has been taken out. */
  rearm(nowMs: number): void {
    if (this.#timerMs === Infinity) this.#arm(nowMs);
  }

  #up(from: number, entry: T): void {
    const heap = this.#heap;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      this.#place(heap[parent], index);
      index = parent;
    }
    this.#place(entry, index);
  }

  #down(from: number, entry: T): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], entry)) break;
      this.#place(heap[child], index);
      index = child;
    }
    this.#place(entry, index);
  }

  #place(entry: T, index: number): void {
    this.#heap[index] = entry;
    entry.heapIndex = index;
  }
}

function isBefore(a: Deadlined, b: Deadlined): boolean {
  return a.deadlineMs < b.deadlineMs || (a.deadlineMs === b.deadlineMs && a.order < b.order);
}
