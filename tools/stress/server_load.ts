/**
 * Load on a server from several clients at once. Each client owns a range of keys, so it knows what
 * every reply must be; what they share is counted: an INCR counter, and a number that is raised
 * under WATCH. Clients leave and come back while the others go on.
 */
import { Random } from "../../tests/helpers/random.ts";
import { connectClient, type StressClient } from "./stress_client.ts";

/** How to load the server. */
export interface ServerLoadOptions {
  port: number;
  seconds: number;
  clients: number;
  seed: number;
}

const KEYS_PER_CLIENT = 400;
/** A short deadline, and how late an expiry may be seen without being wrong. */
const SHORT_TTL_MS = 40;
const MARGIN_MS = 1000;

interface Totals {
  commands: number;
  increments: number;
  raises: number;
  conflicts: number;
  reconnects: number;
}

/**
 * Runs the load and checks the end state.
 *
 * @returns a line that says what was done.
 * @throws {Error} at the first wrong reply, with seed, client and command.
 */
export async function stressServer(options: ServerLoadOptions): Promise<string> {
  const { port, seconds, clients, seed } = options;
  const observer = await connectClient(port, 0);
  await observer.call(["FLUSHALL"]);
  const totals: Totals = { commands: 0, increments: 0, raises: 0, conflicts: 0, reconnects: 0 };
  const until = performance.now() + seconds * 1000;
  const workers = Array.from(
    { length: clients },
    (_, index) => new Worker(index, port, new Random(seed + index), totals),
  );
  try {
    await Promise.all(workers.map((worker) => worker.run(until)));
    await new Promise((resolve) => setTimeout(resolve, SHORT_TTL_MS + MARGIN_MS));
    const shared = totals.increments > 0 ? 1 : 0;
    const raised = totals.raises > 0 ? 1 : 0;
    expect(
      await observer.call(["DBSIZE"]),
      workers.reduce((sum, worker) => sum + worker.size, shared + raised),
      "DBSIZE at the end",
    );
    if (shared) {
      expect(await observer.call(["GET", "shared"]), String(totals.increments), "the counter");
    }
    if (raised) {
      expect(await observer.call(["GET", "raised"]), String(totals.raises), "the watched number");
    }
    for (const worker of workers) await worker.verifyAll(observer);
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`);
  } finally {
    for (const worker of workers) worker.close();
    observer.close();
  }
  return `server: ${totals.commands} commands in ${seconds} s by ${clients} clients, ` +
    `${totals.increments} shared increments, ${totals.raises} raises under WATCH ` +
    `(${totals.conflicts} conflicts), ${totals.reconnects} reconnects, every reply right`;
}

function expect(actual: unknown, wanted: unknown, what: string): void {
  const same = JSON.stringify(actual) === JSON.stringify(wanted);
  if (!same) {
    throw new Error(`${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`);
  }
}

class Worker {
  #client: StressClient | undefined;
  /** Values of this worker's keys; a missing key is a missing entry. */
  #model = new Map<string, string>();

  constructor(
    readonly index: number,
    readonly port: number,
    readonly random: Random,
    readonly totals: Totals,
  ) {}

  /** How many keys this worker should have on the server. */
  get size(): number {
    return this.#model.size;
  }

  close(): void {
    this.#client?.close();
  }

  async run(until: number): Promise<void> {
    this.#client = await connectClient(this.port, this.index);
    while (performance.now() < until) {
      const random = this.random;
      await random.weighted<() => Promise<void>>([
        [30, () => this.#one()],
        [30, () => this.#pipeline()],
        [10, () => this.#transaction()],
        [5, () => this.#shared()],
        [5, () => this.#raise()],
        [1, () => this.#shortLife()],
        [0.3, () => this.#reconnect()],
      ])();
    }
  }

  /** Reads every key of this worker through another client. */
  async verifyAll(observer: StressClient): Promise<void> {
    const keys = Array.from({ length: KEYS_PER_CLIENT }, (_, i) => this.#key(i));
    const wanted = keys.map((key) => this.#model.get(key) ?? null);
    expect(await observer.call(["MGET", ...keys]), wanted, `keys of client ${this.index}`);
  }

  #key(number = this.random.int(KEYS_PER_CLIENT)): string {
    return `client:${this.index}:${number}`;
  }

  #value(): string {
    const random = this.random;
    return random.chance(0.3)
      ? String(random.int(-1000, 1000))
      : random.text(random.chance(0.02) ? random.int(1000, 50_000) : random.int(0, 60));
  }

  async #call(args: string[], wanted: unknown): Promise<void> {
    this.totals.commands++;
    expect(await this.#client!.call(args), wanted, this.#describe(args));
  }

  #describe(args: string[]): string {
    return `client ${this.index} (${this.#client!.name}), ${args.join(" ").slice(0, 200)}`;
  }

  async #one(): Promise<void> {
    const { args, wanted } = this.#next();
    await this.#call(args, wanted);
  }

  async #pipeline(): Promise<void> {
    const steps = Array.from({ length: this.random.int(2, 100) }, () => this.#next());
    this.totals.commands += steps.length;
    const replies = await this.#client!.pipeline(steps.map(({ args }) => args));
    steps.forEach(({ args, wanted }, i) => expect(replies[i], wanted, this.#describe(args)));
  }

  async #transaction(): Promise<void> {
    const steps = Array.from({ length: this.random.int(1, 10) }, () => this.#next());
    this.totals.commands += steps.length + 2;
    const replies = await this.#client!.transaction(steps.map(({ args }) => args));
    steps.forEach(({ args, wanted }, i) => expect(replies?.[i], wanted, this.#describe(args)));
  }

  async #shared(): Promise<void> {
    this.totals.increments++;
    this.totals.commands++;
    await this.#client!.call(["INCR", "shared"]);
  }

  /** Reads a number that all write and raises it, unless another was faster. */
  async #raise(): Promise<void> {
    const client = this.#client!;
    this.totals.commands += 5;
    await client.call(["WATCH", "raised"]);
    const value = Number(await client.call(["GET", "raised"]) ?? 0);
    const replies = await client.transaction([["SET", "raised", String(value + 1)]]);
    if (replies === null) this.totals.conflicts++;
    else this.totals.raises++;
  }

  /** A key that must be there at once and gone after its time. */
  async #shortLife(): Promise<void> {
    const key = `client:${this.index}:short:${this.random.uint32()}`;
    await this.#call(["SET", key, "x", "PX", String(SHORT_TTL_MS)], "OK");
    await new Promise((resolve) => setTimeout(resolve, SHORT_TTL_MS + 10));
    await this.#call(["GET", key], null);
  }

  async #reconnect(): Promise<void> {
    this.totals.reconnects++;
    this.#client!.close();
    this.#client = await connectClient(this.port, this.index + this.random.int(2));
  }

  /** One command on this worker's keys, the model already changed by it. */
  #next(): { args: string[]; wanted: unknown } {
    const model = this.#model;
    const key = this.#key();
    const old = model.get(key);
    const store = (value: string): void => void model.set(key, value);
    return this.random.weighted<() => { args: string[]; wanted: unknown }>([
      [20, () => ({ args: ["GET", key], wanted: old ?? null })],
      [20, () => {
        const value = this.#value();
        store(value);
        return { args: ["SET", key, value], wanted: "OK" };
      }],
      [4, () => {
        const value = this.#value();
        store(value);
        return { args: ["SET", key, value, "EX", "10000"], wanted: "OK" };
      }],
      [3, () => {
        const value = this.#value();
        if (old === undefined) store(value);
        return { args: ["SET", key, value, "NX"], wanted: old === undefined ? "OK" : null };
      }],
      [3, () => {
        const value = this.#value();
        store(value);
        return { args: ["GETSET", key, value], wanted: old ?? null };
      }],
      [6, () => {
        model.delete(key);
        return { args: ["DEL", key], wanted: old === undefined ? 0 : 1 };
      }],
      [4, () => {
        const value = this.#value();
        store((old ?? "") + value);
        // An empty APPEND to a missing key still makes it.
        return { args: ["APPEND", key, value], wanted: (old ?? "").length + value.length };
      }],
      [4, () => ({ args: ["STRLEN", key], wanted: (old ?? "").length })],
      [4, () => ({ args: ["EXISTS", key], wanted: old === undefined ? 0 : 1 })],
      [3, () => ({
        args: ["GETRANGE", key, "2", "5"],
        wanted: (old ?? "").slice(2, 6),
      })],
      [4, () => {
        const number = `${this.#key()}:number`;
        const value = String(Number(model.get(number) ?? 0) + 7);
        model.set(number, value);
        return { args: ["INCRBY", number, "7"], wanted: Number(value) };
      }],
      [3, () => {
        const other = this.#key();
        const [a, b] = [this.#value(), this.#value()];
        model.set(key, a).set(other, b);
        return { args: ["MSET", key, a, other, b], wanted: "OK" };
      }],
      [3, () => {
        const keys = Array.from({ length: 5 }, () => this.#key());
        return { args: ["MGET", ...keys], wanted: keys.map((one) => model.get(one) ?? null) };
      }],
      [2, () => {
        if (old === undefined) return { args: ["GETDEL", key], wanted: null };
        const other = this.#key();
        model.delete(key);
        model.set(other, old);
        return { args: ["RENAME", key, other], wanted: "OK" };
      }],
    ])();
  }
}
