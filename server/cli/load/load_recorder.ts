/**
 * What has come of requests, by operation: latencies, hits, misses, errors. Only requests that began,
 * or were due, in the measured time count; what came before was warming up.
 */

import { LatencyCounts } from "./latency_counts.ts";
import { FAILED } from "./protocols/reply_scanner.ts";

/** Different texts of errors that are kept apart; the rest is counted together. */
const MOST_ERROR_TEXTS = 20;
/** Stands for the others. */
const OTHER_ERRORS = "other errors";

/** What has come of one operation. */
export class OperationRecord {
  /** Latencies of all replies, errors included. */
  readonly latencies = new LatencyCounts();
  hits = 0;
  misses = 0;
  /** Error replies. */
  errors = 0;
  /** Requests that were not answered, because the connection broke or the load ended. */
  lost = 0;

  /** @param missKind The kind of reply that is a miss, if it can miss. */
  constructor(readonly name: string, readonly missKind: number | undefined) {}

  /** Requests that came to an end, in whatever way. */
  get requests(): number {
    return this.latencies.count + this.lost;
  }

  /** Requests that did not do what they should. */
  get failures(): number {
    return this.errors + this.lost;
  }
}

/** Counts for one load. */
export class LoadRecorder {
  /** By operation, in the order of the mix. */
  readonly operations: readonly OperationRecord[];
  /** How often each error came, by its text. */
  readonly errorTexts = new Map<string, number>();
  /** Connections that broke. */
  lostConnections = 0;
  /** Why the last one of them did. */
  lostReason = "";
  /** Requests that were due in the measured time and have never been sent. */
  unsent = 0;
  /** From when on requests are measured, by `performance.now()`. */
  measureMs = 0;
  /** When the last measured reply came. */
  lastReplyMs = 0;

  constructor(operations: readonly { name: string; missKind: number | undefined }[]) {
    this.operations = operations.map(({ name, missKind }) => new OperationRecord(name, missKind));
  }

  /** A reply has come. */
  reply(operation: number, kind: number, startMs: number, nowMs: number): void {
    if (startMs < this.measureMs) return;
    const record = this.operations[operation];
    record.latencies.record(nowMs - startMs);
    this.lastReplyMs = nowMs;
    if (kind === FAILED) record.errors++;
    else if (kind === record.missKind) record.misses++;
    else if (record.missKind !== undefined) record.hits++;
  }

  /** What a reply that was an error says. */
  errorText(text: string, startMs: number): void {
    if (startMs < this.measureMs) return;
    const known = this.errorTexts.has(text) || this.errorTexts.size < MOST_ERROR_TEXTS;
    const key = known ? text : OTHER_ERRORS;
    this.errorTexts.set(key, (this.errorTexts.get(key) ?? 0) + 1);
  }

  /** A connection has broken. */
  lostConnection(reason: string): void {
    this.lostConnections++;
    this.lostReason = reason;
  }

  /** A request will not be answered. */
  lost(operation: number, startMs: number): void {
    if (startMs >= this.measureMs) this.operations[operation].lost++;
  }

  /** Latencies of all operations. */
  allLatencies(): LatencyCounts {
    const all = new LatencyCounts();
    for (const { latencies } of this.operations) all.add(latencies);
    return all;
  }

  /** Requests of all operations. */
  get requests(): number {
    return this.operations.reduce((sum, { requests }) => sum + requests, 0);
  }

  /** Requests of all operations that did not do what they should. */
  get failures(): number {
    return this.operations.reduce((sum, { failures }) => sum + failures, 0);
  }
}
