/**
 * One client of the crash test: it writes to keys of its own, several requests under way at a time, and
 * remembers what it has sent and what was acknowledged.
 *
 *     data ──► operations [0 … acknowledged … sent)
 *              must be there               may be there, in this order
 */

import { type Reply, RespClient } from "../../resp/mod.ts";
import { Random } from "../../tests/helpers/random.ts";
import { type ClientData, differenceAt, type Period, type ShownDatabase } from "./crash_model.ts";
import { type Operation, OperationSource } from "./crash_operations.ts";

/** What was sent and acknowledged at some moment: the operations that a state may have. */
export interface Bounds {
  least: number;
  most: number;
}

/** Most requests that are under way at a time. */
const MAX_DEPTH = 16;

/** A client and its two databases. */
export class CrashClient {
  /** What there was when the server was last started. */
  data: ClientData = [new Map(), new Map()];
  /** What was sent since then, in order. */
  operations: Operation[] = [];
  acknowledged = 0;
  /** When each was acknowledged, by `performance.now()`. */
  acknowledgedAt: number[] = [];
  /** A reply that should not have come. */
  failure: string | undefined;
  #connection: RespClient | undefined;
  #source: OperationSource;
  #running: Promise<void> = Promise.resolve();
  #paused = false;
  #ended = false;
  readonly #random: Random;

  /** @param firstDatabase The number of the first of its databases; the other is the next. */
  constructor(readonly name: string, seed: number, readonly firstDatabase: number) {
    this.#random = new Random(seed);
    this.#source = new OperationSource(this.#random, firstDatabase);
  }

  /** Operations sent. */
  get sent(): number {
    return this.operations.length;
  }

  /** Connects, and writes until the server is gone. */
  async begin(port: number): Promise<void> {
    this.#ended = false;
    const connection = await RespClient.connect({ hostname: "127.0.0.1", port });
    this.#connection = connection;
    this.#source.reconnected();
    await connection.call("SELECT", this.firstDatabase);
    connection.closed.then(() => this.#ended = true);
    this.resume();
  }

  /** Sends nothing more, and waits for the replies that are to come. */
  async pause(): Promise<void> {
    this.#paused = true;
    await this.#running;
  }

  /** Goes on. */
  resume(): void {
    this.#paused = false;
    this.#running = this.#run();
  }

  /** Waits for the end, when the server is gone. */
  async ended(): Promise<void> {
    this.#ended = true;
    await this.#connection?.closed;
    await this.#running;
  }

  /** Something that another connection does to this client's data; it is paused. */
  note(operation: Operation): void {
    this.operations.push(operation);
  }

  /** What was noted, or sent, has been acknowledged. */
  acknowledge(): void {
    this.acknowledgedAt[this.acknowledged++] = performance.now();
  }

  /** The most that was acknowledged before a time, by `performance.now()`. */
  acknowledgedBefore(time: number): number {
    let count = this.acknowledged;
    while (count > 0 && this.acknowledgedAt[count - 1] > time) count--;
    return count;
  }

  /**
   * After which numbers of operations, within the bounds, the data were as they are shown. None: `problem`
   * tells what is wrong with what comes next.
   */
  matches(
    shown: [ShownDatabase, ShownDatabase],
    { least, most }: Bounds,
    period: Period,
  ): { counts: number[]; problem: string } {
    const data = structuredClone(this.data);
    const counts: number[] = [];
    let problem = "";
    let fewest = Infinity;
    // Where a state differed is the first place to look at in the next one.
    let hint: [0 | 1, string] | undefined;
    for (let count = 0; count <= most; count++) {
      if (count > 0) this.operations[count - 1].apply(data);
      if (count < least) continue;
      const found = differenceOf(data, shown, period, hint);
      if (found === undefined) counts.push(count);
      else {
        hint = found.place;
        if (counts.length > 0) continue;
        const all = differencesOf(data, shown, period);
        if (all.length >= fewest) continue;
        fewest = all.length;
        problem = `after ${count} writes ${all.slice(0, 5).join("; ")}`;
      }
    }
    return { counts, problem };
  }

  /** The server has so many of the operations; the others are forgotten. */
  settle(count: number): void {
    for (let i = 0; i < count; i++) this.operations[i].apply(this.data);
    this.operations = [];
    this.acknowledged = 0;
    this.acknowledgedAt = [];
  }

  async #run(): Promise<void> {
    const random = this.#random;
    const underWay = new Set<Promise<void>>();
    let depth = 1;
    while (!this.#ended && !this.#paused) {
      if (underWay.size === 0) depth = random.chance(0.5) ? 1 : random.int(2, MAX_DEPTH);
      while (underWay.size < depth) {
        const sending = this.#send().finally(() => underWay.delete(sending));
        underWay.add(sending);
      }
      await Promise.all(underWay);
    }
  }

  async #send(): Promise<void> {
    const operation = this.#source.next();
    this.operations.push(operation);
    let replies: Reply[];
    try {
      replies = await this.#connection!.pipeline(operation.requests);
    } catch {
      this.#ended = true;
      return;
    }
    const refusal = replies.find(isRefusal);
    if (refusal !== undefined) {
      this.failure ??= `${JSON.stringify(operation.requests).slice(0, 200)} answers ` +
        JSON.stringify(refusal).slice(0, 200);
    }
    this.acknowledge();
  }
}

function isRefusal(reply: Reply): boolean {
  if (reply.type === "array") return reply.value.some(isRefusal);
  return reply.type === "error" || reply.type === "bulkError";
}

/** The first difference between data and what is shown; that of `hint` first. */
function differenceOf(
  data: ClientData,
  shown: [ShownDatabase, ShownDatabase],
  period: Period,
  hint: [0 | 1, string] | undefined,
): { place: [0 | 1, string]; text: string } | undefined {
  const at = (index: 0 | 1, key: string) => {
    const text = differenceAt(key, data[index].get(key), shown[index].get(key), period);
    return text === undefined ? undefined : { place: [index, key] as [0 | 1, string], text };
  };
  const hinted = hint && at(...hint);
  if (hinted !== undefined) return hinted;
  for (const index of [0, 1] as const) {
    for (const key of new Set([...data[index].keys(), ...shown[index].keys()])) {
      const found = at(index, key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** All differences, for a message. */
function differencesOf(
  data: ClientData,
  shown: [ShownDatabase, ShownDatabase],
  period: Period,
): string[] {
  return ([0, 1] as const).flatMap((index) =>
    [...new Set([...data[index].keys(), ...shown[index].keys()])].map((key) =>
      differenceAt(key, data[index].get(key), shown[index].get(key), period)
    ).filter((text) => text !== undefined)
  );
}
