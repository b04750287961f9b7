/**
 * A load: clients that ask for a mix of operations, for a time or a number of requests.
 *
 * Without a rate each client sends as many requests as its pipeline is deep and waits for all their
 * replies before it sends more, as redis-benchmark does. With a rate, requests have times
 * (`paced_schedule.ts`), and whichever client has room takes the next one that is due.
 *
 *     connecting → warming up → measured → draining → ended
 */

import { cpuUsage } from "../../diagnostics/cpu_usage.ts";
import { describeSystemError } from "../../errors/system_error.ts";
import { MixDraw, type MixEntry } from "./operation_mix.ts";
import { type Distribution, keySequence } from "./key_sequence.ts";
import { LoadConnection, type LoadSource } from "./load_connection.ts";
import type { LoadProtocol } from "./protocols/protocol.ts";
import { LoadRecorder } from "./load_recorder.ts";
import { PacedSchedule } from "./paced_schedule.ts";
import { RequestWriter, type ValueSizes, ValueSource } from "./protocols/request_template.ts";
import { SeededRandom } from "./seeded_random.ts";

/** What is to be done. */
export interface LoadPlan {
  readonly mix: readonly MixEntry[];
  readonly distribution: Distribution;
  /** Keys are drawn from so many. */
  readonly keys: number;
  /** Members, fields and scores are drawn from so many. */
  readonly elements: number;
  readonly sizes: ValueSizes;
  readonly ttlMs: number | undefined;
  readonly keyPrefix: string;
  readonly clients: number;
  /** Requests that a client has under way at most. */
  readonly pipeline: number;
  /** How long is measured; undefined if a number of requests is. */
  readonly durationMs: number | undefined;
  /** How many requests are measured; undefined if a time is. */
  readonly requests: number | undefined;
  /** Requests a second; undefined for as many as can be. */
  readonly rate: number | undefined;
  /** How long requests are sent before they are measured. */
  readonly warmUpMs: number;
  readonly seed: number;
}

/** How long a load waits for a server. */
export interface Patience {
  /** For replies, when nothing more is sent. */
  readonly drainMs: number;
  /** For a connection, when there is none any more: then the server is gone. */
  readonly reconnectMs: number;
}

const PATIENCE: Patience = { drainMs: 2000, reconnectMs: 3000 };

/** Where a load is. */
export type LoadPhase = "connecting" | "warming up" | "measuring" | "draining" | "ended";

/** How often its watcher is called. */
const TICK_MS = 100;
const RECONNECT_MS = 100;
/** Connections that are opened at once: fewer than wait in any server's queue. */
const OPENED_AT_ONCE = 64;
/**
 * A timer fires up to two milliseconds late; requests that are due within this time are waited for in turns
 * of the event loop, which keep a processor busy but come in time. If there is only one, the server needs it.
 */
const TURNING_MS = navigator.hardwareConcurrency > 1 ? 2 : 0;

/** One load. */
export class LoadRun implements LoadSource {
  readonly recorder: LoadRecorder;
  readonly writer: RequestWriter;
  readonly pipeline: number;
  phase: LoadPhase = "connecting";
  /** Why the load ended before it was done; undefined if it was done or was stopped. */
  failure: string | undefined;
  /** Whether it was stopped from outside. */
  wasStopped = false;

  readonly #mix: MixDraw;
  readonly #connections: LoadConnection[] = [];
  #lostAllMs = 0;
  #schedule: PacedSchedule | undefined;
  /** Measured requests that may still be sent. */
  #left: number;
  #endMs = Infinity;
  #stoppedMs = 0;
  #busyCores = 0;
  #next = 0;
  #isTurning = false;
  readonly #touched: LoadConnection[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #ended = Promise.withResolvers<void>();

  /** @param watch Called ten times a second, and when the phase changes. */
  constructor(
    readonly protocol: LoadProtocol,
    readonly plan: LoadPlan,
    private readonly watch: (run: LoadRun, nowMs: number) => void = () => {},
    private readonly patience: Patience = PATIENCE,
  ) {
    const random = new SeededRandom(plan.seed);
    const values = new ValueSource(plan.sizes, random);
    const contents = { values, keyPrefix: plan.keyPrefix, ttlMs: plan.ttlMs };
    const operations = plan.mix.map(({ operation }) => operation);
    this.writer = new RequestWriter(
      operations.map((operation) => protocol.template(operation, contents)),
      keySequence(plan.distribution, plan.keys, random),
      plan.elements,
      values,
      random,
    );
    this.recorder = new LoadRecorder(
      operations.map((operation) => ({
        name: operation.name,
        missKind: protocol.missKind(operation),
      })),
    );
    this.#mix = new MixDraw(plan.mix, random);
    this.pipeline = plan.pipeline;
    this.#left = plan.requests ?? Infinity;
  }

  /** How long has been measured so far, or in all. */
  measuredMs(nowMs: number): number {
    if (this.phase === "connecting" || this.phase === "warming up") return 0;
    const { measureMs, lastReplyMs } = this.recorder;
    const end = this.#stoppedMs === 0 ? nowMs : Math.max(lastReplyMs, this.#stoppedMs);
    return Math.max(0, end - measureMs);
  }

  /** Cores that this process has kept busy, on average: near 1, it can hardly ask for more. */
  get busyCores(): number {
    return this.#busyCores;
  }

  /** How much is done, from 0 to 1. */
  progress(nowMs: number): number {
    const { durationMs, requests } = this.plan;
    if (durationMs !== undefined) return Math.min(1, this.measuredMs(nowMs) / durationMs);
    return Math.min(1, this.recorder.requests / requests!);
  }

  /**
   * Runs the load to its end. Rejects if the first connections cannot be made; what happens later is
   * counted.
   */
  async run(): Promise<void> {
    try {
      await this.#connect();
      const nowMs = performance.now();
      const startCpuMs = cpuMs();
      this.recorder.measureMs = nowMs + this.plan.warmUpMs;
      this.#endMs = this.recorder.measureMs + (this.plan.durationMs ?? Infinity);
      const { rate } = this.plan;
      if (rate !== undefined) this.#schedule = new PacedSchedule(nowMs, rate);
      const ticking = setInterval(() => this.#tick(performance.now()), TICK_MS);
      try {
        this.#enter(this.plan.warmUpMs > 0 ? "warming up" : "measuring", nowMs);
        if (this.wasStopped) this.#drain(nowMs);
        else if (rate !== undefined) this.#pump(nowMs);
        else for (const connection of [...this.#connections]) this.#feed(connection, nowMs);
        await this.#ended.promise;
      } finally {
        this.#busyCores = (cpuMs() - startCpuMs) / Math.max(1, performance.now() - nowMs);
        clearInterval(ticking);
      }
    } finally {
      this.phase = "ended";
      for (const timer of this.#timers) clearTimeout(timer);
      for (const connection of this.#connections) connection.close();
    }
    this.watch(this, performance.now());
  }

  /** Ends it early: nothing more is sent. */
  stop(): void {
    if (this.phase === "ended") return;
    this.wasStopped = true;
    if (this.phase !== "connecting") this.#drain(performance.now());
  }

  /** A connection's call. */
  onReplies(connection: LoadConnection, nowMs: number): void {
    if (this.phase === "draining") {
      this.#endWhenDrained();
    } else if (this.#schedule !== undefined) {
      this.#pump(nowMs);
    } else if (connection.inFlight === 0) {
      this.#feed(connection, nowMs);
    }
  }

  /** A connection's call. */
  onLost(connection: LoadConnection, reason: unknown): void {
    this.recorder.lostConnection(describeSystemError(reason));
    this.#connections.splice(this.#connections.indexOf(connection), 1);
    if (this.phase === "draining") {
      this.#endWhenDrained();
      return;
    }
    if (this.#connections.length === 0) this.#lostAllMs = performance.now();
    this.#later(RECONNECT_MS, () => this.#reconnect());
  }

  async #connect(): Promise<void> {
    const { clients } = this.plan;
    for (let opened = 0; opened < clients && !this.wasStopped; opened += OPENED_AT_ONCE) {
      const count = Math.min(OPENED_AT_ONCE, clients - opened);
      const connections = Array.from({ length: count }, () => new LoadConnection(this));
      this.#connections.push(...connections);
      await Promise.all(connections.map((connection) => connection.open()));
    }
  }

  async #reconnect(): Promise<void> {
    const connection = new LoadConnection(this);
    try {
      await connection.open();
    } catch (error) {
      if (this.#isOver()) return;
      const nowMs = performance.now();
      if (this.#connections.length === 0 && nowMs - this.#lostAllMs >= this.patience.reconnectMs) {
        this.failure ??= describeSystemError(error);
        this.#drain(nowMs);
      } else {
        this.#later(RECONNECT_MS, () => this.#reconnect());
      }
      return;
    }
    if (this.#isOver()) {
      connection.close();
      return;
    }
    this.#connections.push(connection);
    if (this.phase === "connecting") return;
    const nowMs = performance.now();
    if (this.#schedule !== undefined) this.#pump(nowMs);
    else this.#feed(connection, nowMs);
  }

  /** Without a rate: gives a client as many requests as it may have under way. */
  #feed(connection: LoadConnection, nowMs: number): void {
    if (this.#isDone(nowMs)) {
      this.#drain(nowMs);
      return;
    }
    let count = this.pipeline;
    if (nowMs >= this.recorder.measureMs) {
      count = Math.min(count, this.#left);
      this.#left -= count;
    }
    for (; count > 0; count--) connection.push(this.#mix.next(), nowMs);
    connection.flush();
  }

  /** With a rate: hands out what is due. */
  #pump(nowMs: number): void {
    const schedule = this.#schedule!;
    while (schedule.dueMs <= nowMs) {
      if (schedule.dueMs >= this.#endMs || this.#left === 0) {
        this.#drain(nowMs);
        break;
      }
      const connection = this.#withRoom();
      if (connection === undefined) break;
      if (schedule.dueMs >= this.recorder.measureMs) this.#left--;
      connection.push(this.#mix.next(), schedule.take());
      if (this.#touched.at(-1) !== connection) this.#touched.push(connection);
    }
    for (const connection of this.#touched) connection.flush();
    this.#touched.length = 0;
    // Without room, the next replies call.
    if (!this.#isOver() && schedule.dueMs > nowMs) this.#pumpAt(schedule.dueMs, nowMs);
  }

  #pumpAt(dueMs: number, nowMs: number): void {
    if (this.#isTurning) return;
    this.#isTurning = true;
    const wake = () => {
      this.#isTurning = false;
      if (!this.#isOver()) this.#pump(performance.now());
    };
    const waitMs = dueMs - nowMs;
    if (waitMs > TURNING_MS) this.#later(waitMs - TURNING_MS, wake);
    else setImmediate(wake);
  }

  /** A client that may have one more request under way, in turn; undefined if there is none. */
  #withRoom(): LoadConnection | undefined {
    const connections = this.#connections;
    for (let tried = 0; tried < connections.length; tried++) {
      const connection = connections[this.#next++ % connections.length];
      if (connection.isOpen && connection.inFlight < this.pipeline) return connection;
    }
    return undefined;
  }

  #tick(nowMs: number): void {
    if (this.phase === "warming up" && nowMs >= this.recorder.measureMs) {
      this.#enter("measuring", nowMs);
    } else {
      this.watch(this, nowMs);
    }
    if (!this.#isOver() && this.#isDone(nowMs)) this.#drain(nowMs);
  }

  #isDone(nowMs: number): boolean {
    return nowMs >= this.#endMs || this.#left === 0;
  }

  #isOver(): boolean {
    return this.phase === "draining" || this.phase === "ended";
  }

  /** Nothing more is sent; it ends when all replies are there, or have been waited for long enough. */
  #drain(nowMs: number): void {
    if (this.#isOver()) return;
    const endMs = Math.min(nowMs, this.#endMs);
    // What was due and found no client free is not left out of the account.
    if (this.#schedule !== undefined) {
      const due = this.#schedule.dueBetween(this.recorder.measureMs, endMs);
      this.recorder.unsent = Math.min(due, this.#left);
    }
    this.#stoppedMs = endMs;
    this.#enter("draining", nowMs);
    this.#later(this.patience.drainMs, () => {
      for (const connection of this.#connections) connection.close();
      this.#ended.resolve();
    });
    this.#endWhenDrained();
  }

  #endWhenDrained(): void {
    if (this.#connections.every(({ inFlight }) => inFlight === 0)) this.#ended.resolve();
  }

  #enter(phase: LoadPhase, nowMs: number): void {
    this.phase = phase;
    this.watch(this, nowMs);
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}

/** Processor time of this process, in milliseconds; 0 where the system does not tell. */
function cpuMs(): number {
  const usage = cpuUsage();
  return usage === undefined ? 0 : (usage.user + usage.system) / 1000;
}
