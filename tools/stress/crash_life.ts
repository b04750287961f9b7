/**
 * One directory and the servers that live and die on it, round after round:
 *
 *     start ──► read everything, compare ──► load, BGSAVE, BGREWRITEAOF, FLUSHALL ──► SIGKILL ─┐
 *       ▲                                                                                       │
 *       └──── now and then: half a command behind the log, or a kill during the start ◄─────────┘
 *
 * What a start must show is a moment: for each client, how many of its writes there may be. With a log there
 * is one moment, the end (and one before and one after a FLUSHALL that nobody answered); without one, there
 * is one for each snapshot.
 */

import type { RespClient } from "../../resp/mod.ts";
import { Random } from "../../tests/helpers/random.ts";
import { type Bounds, CrashClient } from "./crash_client.ts";
import type { Period, ShownDatabase } from "./crash_model.ts";
import { readDatabase } from "./crash_reading.ts";
import { CrashServer, delay } from "./crash_server.ts";
import { tearEnd } from "./torn_end.ts";

/** How a server keeps its data. */
export type CrashMode = "always" | "everysec" | "no" | "snapshots";

/** What all rounds of a life have come to. */
export interface CrashCounts {
  rounds: number;
  writes: number;
  acknowledged: number;
  /** Unacknowledged writes that were there nevertheless, as they may be. */
  extra: number;
  rewrites: number;
  snapshots: number;
  flushes: number;
  tornEnds: number;
  killedAtStart: number;
  /** Acknowledged writes that were lost, as `everysec` allows, and the longest time before the kill. */
  lost: number;
  lostMs: number;
}

/** All counts at 0. */
export function noCounts(): CrashCounts {
  return {
    ...{ rounds: 0, writes: 0, acknowledged: 0, extra: 0, rewrites: 0, snapshots: 0, flushes: 0 },
    ...{ tornEnds: 0, killedAtStart: 0, lost: 0, lostMs: 0 },
  };
}

const CLIENTS = 5;
/** Seldom a round is so long that syncs happen beside the writes. */
const LONG_MS = 1300;
/** Before that much time has passed no sync in the background has begun, but for a rewrite. */
const NO_SYNC_YET_MS = 900;
/** What `everysec` may lose. */
const MAX_LOST_MS = 1000;

/** A directory and its servers. */
export class CrashLife {
  readonly #random: Random;
  readonly #clients: CrashClient[];
  /** What the next start may show: bounds for each client. */
  #moments: Bounds[][] = [];
  #isTorn = false;

  constructor(
    private readonly program: string,
    private readonly directory: string,
    readonly mode: CrashMode,
    readonly seed: number,
    private readonly counts: CrashCounts,
  ) {
    this.#random = new Random(seed);
    this.#clients = Array.from(
      { length: CLIENTS },
      (_, i) => new CrashClient(`client ${i}`, this.#random.uint32(), 2 * i),
    );
  }

  /**
   * One start, one load, one kill.
   * @throws {Error} if anything is not as it must be.
   */
  async round(): Promise<void> {
    this.counts.rounds++;
    const server = await this.#start();
    try {
      const client = await server.ready();
      await this.#check(client, server);
      await this.#load(client, server);
    } finally {
      await server.kill();
    }
    await Promise.all(this.#clients.map((one) => one.ended()));
    this.#expectEnd();
    const failure = this.#clients.find((one) => one.failure !== undefined)?.failure;
    if (failure !== undefined) throw new Error(`a write was refused: ${failure}\n${server.output}`);
    this.#tear();
  }

  /** A last start, to see what the last round has left. */
  async end(): Promise<void> {
    const server = await this.#start();
    try {
      await this.#check(await server.ready(), server);
    } finally {
      await server.kill();
    }
  }

  async #start(): Promise<CrashServer> {
    const random = this.#random;
    const args = this.mode === "snapshots" ? ["--save", "3600 1000000000"] : [
      ...["--save", "", "--appendonly", "yes", "--appendfsync", this.mode],
      ...["--aof-use-rdb-preamble", random.pick(["yes", "no"])],
      ...["--aof-timestamp-enabled", random.pick(["yes", "no"])],
      // Under everysec it has to be known whether there was a rewrite.
      "--auto-aof-rewrite-min-size",
      this.mode === "everysec" ? "1gb" : random.pick(["64kb", "1mb", "64mb"]),
    ];
    const all = ["--dir", this.directory, ...args];
    if (random.chance(0.08)) {
      this.counts.killedAtStart++;
      const server = new CrashServer(this.program, all);
      await delay(random.int(30, 250));
      await server.kill();
      // It may have come to cutting the end off, and it may not.
      this.#isTorn = false;
    }
    return new CrashServer(this.program, all);
  }

  /** Compares all that there is with all that may be there. */
  async #check(client: RespClient, server: CrashServer): Promise<void> {
    const fail = (problem: string) => {
      throw new Error(`after the restart ${problem}\n${server.output}`);
    };
    if (/ answers: /.test(server.output)) fail("commands of the log answer errors");
    // Without our doing there may be one, too: SIGKILL ends a write between two pages.
    if (this.#isTorn && !/were cut off/.test(server.output)) fail("a torn end was not reported");
    const period: Period = { begin: Date.now() - 100, end: 0 };
    const shown: [ShownDatabase, ShownDatabase][] = [];
    for (const { firstDatabase } of this.#clients) {
      const first = await readDatabase(client, firstDatabase);
      shown.push([first, await readDatabase(client, firstDatabase + 1)]);
    }
    for (const database of [10, 11, 12, 13, 14, 15]) {
      if ((await readDatabase(client, database)).size > 0) fail(`database ${database} has keys`);
    }
    period.end = Date.now() + 100;
    const found = this.#clients.map((one, i) => {
      const bounds = { least: Infinity, most: 0 };
      for (const moment of this.#moments) {
        bounds.least = Math.min(bounds.least, moment[i].least);
        bounds.most = Math.max(bounds.most, moment[i].most);
      }
      if (this.#moments.length === 0) bounds.least = 0;
      const matches = one.matches(shown[i], bounds, period);
      if (matches.counts.length > 0) return matches.counts;
      return fail(
        `${one.name} has none of the states after ${bounds.least} to ${bounds.most} writes ` +
          `(${one.acknowledged} acknowledged, ${one.sent} sent): ${matches.problem}\n` +
          one.operations.slice(Math.max(0, bounds.least - 2), bounds.most + 1).slice(0, 300).map(
            ({ requests }) => JSON.stringify(requests).slice(0, 160),
          ).join("\n"),
      ) as never;
    });
    const settled = this.#settle(found) ?? fail(
      `there is no moment at which the clients had made ${
        found.map((counts) => counts.join("/")).join(", ")
      } writes; there were ${JSON.stringify(this.#moments)}`,
    ) as never;
    for (const [i, one] of this.#clients.entries()) {
      const count = settled[i];
      if (this.mode !== "snapshots") {
        this.counts.extra += Math.max(0, count - one.acknowledged);
        if (count < one.acknowledged) {
          this.counts.lost += one.acknowledged - count;
          const ms = Math.ceil(this.#killedAt - one.acknowledgedAt[count]);
          this.counts.lostMs = Math.max(this.counts.lostMs, ms);
        }
      }
      one.settle(count);
    }
  }

  /** One number of writes for each client, all of one moment; undefined if there is none. */
  #settle(found: number[][]): number[] | undefined {
    if (this.#moments.length === 0) return found.map((counts) => counts[0]);
    for (const moment of this.#moments) {
      const fitting = found.map((counts, i) =>
        counts.find((count) => count >= moment[i].least && count <= moment[i].most)
      );
      if (fitting.every((count) => count !== undefined)) return fitting as number[];
    }
    return undefined;
  }

  /** Load from all clients, with other things going on, up to a random moment. */
  async #load(control: RespClient, server: CrashServer): Promise<void> {
    const random = this.#random;
    this.#moments = [this.#now("acknowledged", "acknowledged")];
    await Promise.all(this.#clients.map((one) => one.begin(server.port)));
    this.#begunAt = performance.now();
    const isLong = this.mode === "everysec" && random.chance(0.1);
    const endAt = this.#begunAt + (isLong ? LONG_MS : random.int(10, 160));
    // The kill does not wait for what the control connection has under way.
    const events = this.#events(control, endAt);
    await Promise.race([events, delay(endAt - performance.now())]);
    await delay(Math.max(0, endAt - performance.now()));
    this.#killedAt = performance.now();
    const killed = server.kill();
    control.close();
    await events;
    await killed;
  }

  #begunAt = 0;
  #killedAt = 0;
  /** Whether a FLUSHALL was sent that nobody has answered. */
  #flushing = false;
  /** Whether a rewrite was asked for since the start. */
  #rewriting = false;

  /** BGSAVE, BGREWRITEAOF, FLUSHALL at random moments. */
  async #events(control: RespClient, endAt: number): Promise<void> {
    const random = this.#random;
    this.#flushing = this.#rewriting = false;
    try {
      while (performance.now() < endAt) {
        await delay(random.int(0, 40));
        await random.weighted([
          [4, () => this.mode === "snapshots" ? this.#snapshot(control) : this.#rewrite(control)],
          [2, () => this.#snapshot(control)],
          [0.25, () => this.#flush(control)],
        ])();
      }
    } catch {
      // The server is gone.
    }
  }

  async #rewrite(control: RespClient): Promise<void> {
    this.#rewriting = true;
    const reply = await control.command("BGREWRITEAOF");
    if (reply.type !== "error") this.counts.rewrites++;
  }

  /** A snapshot: what each client had sent and been told of when it began is what it has. */
  async #snapshot(control: RespClient): Promise<void> {
    const before = this.#clients.map((one) => one.acknowledged);
    const moment: Bounds[] = before.map((least) => ({ least, most: Infinity }));
    // It counts from now on: nobody knows when it is complete before the server says so.
    if (this.mode === "snapshots") this.#moments.push(moment);
    const isBlocking = this.#random.chance(0.2);
    const reply = await control.command(...(isBlocking ? ["SAVE"] : ["BGSAVE"]) as [string]);
    this.#clients.forEach((one, i) => moment[i].most = one.sent);
    if (reply.type === "error") {
      if (this.mode === "snapshots") this.#moments.pop();
      return;
    }
    this.counts.snapshots++;
    if (this.mode !== "snapshots") return;
    while (/rdb_bgsave_in_progress:1/.test(String(await control.call("INFO", "persistence")))) {
      await delay(2);
    }
    this.#moments = [moment];
  }

  /** All clients pause, all data go; without a log the snapshot of no data is taken by FLUSHALL itself. */
  async #flush(control: RespClient): Promise<void> {
    await Promise.all(this.#clients.map((one) => one.pause()));
    if (this.#clients.some((one) => one.acknowledged < one.sent)) {
      throw new Error("killed meanwhile");
    }
    const requests = [["FLUSHALL"]];
    for (const one of this.#clients) {
      one.note({ requests, apply: (data) => data.forEach((database) => database.clear()) });
    }
    this.#flushing = true;
    if (this.mode === "snapshots") this.#moments.push(this.#now("sent", "sent"));
    await control.call("FLUSHALL");
    this.#flushing = false;
    this.counts.flushes++;
    for (const one of this.#clients) one.acknowledge();
    if (this.mode === "snapshots") this.#moments = [this.#now("sent", "sent")];
    for (const one of this.#clients) one.resume();
  }

  /** After the kill: what the log may have. Snapshots have noted it when they were taken. */
  #expectEnd(): void {
    for (const one of this.#clients) {
      this.counts.writes += one.sent;
      this.counts.acknowledged += one.acknowledged;
    }
    if (this.mode === "snapshots") {
      for (const moment of this.#moments) {
        moment.forEach((bounds, i) => bounds.most = Math.min(bounds.most, this.#clients[i].sent));
      }
    } else if (this.#flushing) {
      this.#moments = [this.#now("acknowledged", "acknowledged"), this.#now("sent", "sent")];
    } else {
      this.#moments = [this.#now("acknowledged", "sent")];
      // Every acknowledged write has gone to the system, which outlives the process; except that under
      // everysec a write is put off while a sync is under way.
      const hasSynced = this.#rewriting || this.#killedAt - this.#begunAt > NO_SYNC_YET_MS;
      if (this.mode !== "everysec" || !hasSynced) return;
      this.#clients.forEach((one, i) => {
        this.#moments[0][i].least = one.acknowledgedBefore(this.#killedAt - MAX_LOST_MS);
      });
    }
  }

  #now(least: "acknowledged" | "sent", most: "acknowledged" | "sent"): Bounds[] {
    return this.#clients.map((one) => ({ least: one[least], most: one[most] }));
  }

  /** Now and then the log ends in half a command, as after a loss of power. */
  #tear(): void {
    this.#isTorn = this.mode !== "snapshots" && this.#random.chance(0.2);
    if (!this.#isTorn) return;
    const directory = `${this.directory}/appendonlydir`;
    const manifest = Deno.readTextFileSync(`${directory}/appendonly.aof.manifest`);
    const name = [...manifest.matchAll(/^file (\S+) seq \d+ type i/gm)].at(-1)?.[1];
    if (name === undefined) throw new Error(`the manifest names no increment:\n${manifest}`);
    tearEnd(`${directory}/${name}`, this.#random);
    this.counts.tornEnds++;
  }
}
