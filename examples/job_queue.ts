/**
 * A job queue on a stream: each job goes to one of several workers, and none is lost with a worker.
 *
 * A consumer group remembers what it has handed out until that is acknowledged. What has been pending for too long
 * (its worker has died, or the job has failed) is claimed and tried again; a job that fails time after
 * time is put aside. Publish/subscribe wakes workers, so that nobody polls.
 *
 *     deno run examples/job_queue.ts
 *
 * It ends by itself, when all is done.
 */
import { Store, type StreamEntry } from "@vortis/core";

const STREAM = "jobs";
const GROUP = "workers";
/** What fails as often as this is put aside. */
const MAX_DELIVERIES = 3;
/** A job that takes longer than this counts as stuck. */
const STUCK_MS = 150;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A queue in a store: other programs may share it as clients of a server that serves the store. */
class JobQueue {
  constructor(readonly store: Store) {
    store.streams.createGroup(STREAM, GROUP, { after: 0 });
  }

  /** Adds a job. */
  add(task: string): void {
    this.store.streams.add(STREAM, { task }, { trim: { maxLength: 100_000, approximate: true } });
    this.store.publish("jobs:added", task);
  }

  /** Works until the signal aborts: on what is there, then on what is added. */
  async work(name: string, run: (task: string) => Promise<void>, signal: AbortSignal) {
    const added = this.store.subscribe("jobs:added", { signal, overflow: "drop-oldest" });
    do {
      for (const entry of this.#take(name)) await this.#run(name, entry, run);
    } while (!(await added.next()).done);
  }

  /** Takes over what is stuck, again and again, until the signal aborts. */
  async retryStuck(name: string, run: (task: string) => Promise<void>, signal: AbortSignal) {
    const { streams } = this.store;
    while (!signal.aborted) {
      await sleep(STUCK_MS / 3);
      const { entries } = streams.autoClaim(STREAM, GROUP, name, { minIdleMs: STUCK_MS });
      for (const entry of entries) {
        const range = { from: entry.id, to: entry.id };
        const [{ deliveries }] = streams.pendingEntries(STREAM, GROUP, range);
        if (deliveries <= MAX_DELIVERIES) {
          await this.#run(`${name}, delivery ${deliveries}`, entry, run);
        } else {
          console.log(`${name}: puts "${entry.get("task")}" aside`);
          streams.add("jobs:failed", entry.toObject());
          streams.ack(STREAM, GROUP, entry.id);
        }
      }
    }
  }

  /** Whether nothing is waiting, and nothing is under way. */
  get isIdle(): boolean {
    const [{ lag, pending }] = this.store.streams.groups(STREAM);
    return lag === 0 && pending === 0;
  }

  /** One job after the other that no worker has had. */
  *#take(name: string): Generator<StreamEntry> {
    for (;;) {
      const [entry] = this.store.streams.readGroup(STREAM, GROUP, name, { limit: 1 });
      if (entry === undefined) return;
      yield entry;
    }
  }

  async #run(who: string, entry: StreamEntry, run: (task: string) => Promise<void>) {
    const task = entry.get("task")!;
    try {
      await run(task);
      this.store.streams.ack(STREAM, GROUP, entry.id);
      console.log(`${who}: did "${task}"`);
    } catch (error) {
      // Not acknowledged: it stays pending, and is tried again when it counts as stuck.
      console.log(`${who}: "${task}" failed (${(error as Error).message})`);
    }
  }
}

using store = new Store();
const queue = new JobQueue(store);
const end = new AbortController();

let boilerFailures = 0;
async function doJob(task: string): Promise<void> {
  await sleep(10);
  if (task === "divide by zero") throw new Error("impossible");
  if (task === "light the boiler" && boilerFailures++ === 0) throw new Error("it is cold");
}

for (let i = 1; i <= 5; i++) queue.add(`wash plate ${i}`);
queue.add("light the boiler");
queue.add("divide by zero");

// Eve takes a job and is never seen again.
const [lost] = store.streams.readGroup(STREAM, GROUP, "eve", { limit: 1 });
console.log(`eve: takes "${lost.get("task")}" and is gone`);

const all = [
  queue.work("ada", doJob, end.signal),
  queue.work("grace", doJob, end.signal),
  queue.retryStuck("mopper", doJob, end.signal),
];
await sleep(50);
queue.add("dry the plates"); // workers who have nothing to do are woken

while (!queue.isIdle) await sleep(20);
end.abort();
await Promise.all(all);

const failed = store.streams.range("jobs:failed").map((entry) => entry.get("task"));
console.log(`done: ${store.streams.size(STREAM) - failed.length} jobs, failed: ${failed.join()}`);
