/**
 * What an operation on one collection costs, from a thousand elements to ten million.
 *
 *     deno run -A --no-check bench/collection_cost_bench.ts [--max 10000000] [--operations N]
 *                                                           [--no-write]
 *
 * Hashes and sets are tables: flat. Sorted sets keep an order: logarithmic. Lists and streams are
 * flat at their ends; in the middle a list is looked up through its directory. What grows besides is
 * the share of the memory: a thousand elements fit in the processor's cache, ten million do not.
 */
import { parseArgs } from "@std/cli/parse-args";
import { Store, type StreamEntryId } from "../mod.ts";
import { Random } from "../tests/helpers/random.ts";
import { lineChart } from "./measure/chart.ts";
import { compact } from "../server/cli/load/reports/number_texts.ts";
import { describeMachine } from "./measure/machine.ts";
import { markdownTable } from "./measure/markdown_table.ts";
import { writeResult } from "./measure/result_files.ts";
import { RunningClock } from "./measure/running_clock.ts";

const SIZES = [1e3, 1e4, 1e5, 1e6, 1e7];
const ROUNDS = 8;
const KEY = "collection";

/** A collection and what is done with it. */
interface Subject {
  readonly name: string;
  /** Adds the elements from number `from` up to `to`. */
  fill(store: Store, from: number, to: number): void;
  /** Each operation on an element of a random number, or a new one. */
  readonly operations: Record<string, (store: Store, number: number, size: number) => void>;
}

const SUBJECTS: readonly Subject[] = [
  {
    name: "hash",
    fill(store, from, to) {
      for (let i = from; i < to; i++) store.hashes.set(KEY, name(i), "0123456789");
    },
    operations: {
      "get a field": (store, i) => store.hashes.get(KEY, name(i)),
      "set a field": (store, i) => store.hashes.set(KEY, name(i), "9876543210"),
    },
  },
  {
    name: "set",
    fill(store, from, to) {
      for (let i = from; i < to; i++) store.sets.add(KEY, name(i));
    },
    operations: {
      "look a member up": (store, i) => store.sets.has(KEY, name(i)),
      "remove and add one": (store, i) => {
        store.sets.delete(KEY, name(i));
        store.sets.add(KEY, name(i));
      },
    },
  },
  {
    name: "sorted set",
    fill(store, from, to) {
      for (let i = from; i < to; i++) store.sortedSets.add(KEY, name(i), scatter(i));
    },
    operations: {
      "give another score": (store, i) => store.sortedSets.add(KEY, name(i), scatter(changes++)),
      "rank of a member": (store, i) => store.sortedSets.rank(KEY, name(i)),
      "ten by rank": (store, i) => store.sortedSets.members(KEY, i, i + 9),
    },
  },
  {
    name: "list",
    fill(store, from, to) {
      for (let i = from; i < to; i++) store.lists.pushRight(KEY, name(i));
    },
    operations: {
      "push and pop": (store) => {
        store.lists.pushRight(KEY, "element");
        store.lists.popLeft(KEY);
      },
      "element at an index": (store, i) => store.lists.at(KEY, i),
    },
  },
  {
    name: "stream",
    fill(store, from, to) {
      for (let i = from; i < to; i++) store.streams.add(KEY, ENTRY, { id: nextId() });
      if (from === 0) store.streams.createGroup(KEY, GROUP, { after: "last" });
      else store.streams.setGroupPosition(KEY, GROUP, { after: "last" });
    },
    operations: {
      "entry of an ID": (store, i) => store.streams.get(KEY, idBack(i)),
      "ten from an ID on": (store, i) => store.streams.range(KEY, { from: idBack(i), limit: 10 }),
      "add one, drop the oldest": (store, _, size) => addEntry(store, size),
      "add, deliver, acknowledge": (store, _, size) => {
        addEntry(store, size);
        const [entry] = store.streams.readGroup(KEY, GROUP, "consumer", { limit: 1 });
        store.streams.ack(KEY, GROUP, entry.id);
      },
    },
  },
];

const ENTRY = { field: "0123456789" };
const GROUP = "group";
/** Entries of streams so far: each has the next ID. */
let entries = 0;

function nextId(): StreamEntryId {
  return `${++entries}-0`;
}

/** The ID of the entry that so many others follow. */
function idBack(number: number): StreamEntryId {
  return `${entries - number}-0`;
}

/** As XADD with MAXLEN ~: a node of about a hundred entries goes at once. */
function addEntry(store: Store, size: number): void {
  store.streams.add(KEY, ENTRY, { id: nextId(), trim: { maxLength: size, approximate: true } });
}

/** Changes of scores so far: each gives another one. */
let changes = 1;

/** One curve: nanoseconds an operation, by size. */
interface Curve {
  readonly subject: string;
  readonly operation: string;
  readonly costsNs: number[];
}

function name(number: number): string {
  return "element:" + number;
}

/** A number's score: neighbours in number are far apart in order. */
function scatter(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 0;
}

function measure(subject: Subject, sizes: readonly number[], operations: number): Curve[] {
  const curves = Object.keys(subject.operations).map((operation): Curve => {
    return { subject: subject.name, operation, costsNs: [] };
  });
  const store = new Store({ activeExpiry: false });
  let filled = 0;
  for (const size of sizes) {
    subject.fill(store, filled, size);
    filled = size;
    const random = new Random(size);
    const numbers = Array.from({ length: operations }, () => random.int(size));
    for (const curve of curves) {
      const run = subject.operations[curve.operation];
      curve.costsNs.push(
        fastest(() => {
          for (const number of numbers) run(store, number, size);
        }) / operations,
      );
    }
  }
  store.stop();
  return curves;
}

/** The fastest round's nanoseconds: whatever else the machine does only adds. */
function fastest(run: () => void): number {
  using clock = new RunningClock();
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = clock.nowMs();
    run();
    best = Math.min(best, (clock.nowMs() - start) * 1e6);
  }
  return best;
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, {
    string: ["max", "operations"],
    boolean: ["write"],
    negatable: ["write"],
    default: { write: true },
  });
  const max = Number(args.max ?? SIZES.at(-1));
  const operations = Number(args.operations ?? 50_000);
  const sizes = SIZES.filter((size) => size <= max);
  const curves: Curve[] = [];
  for (const subject of SUBJECTS) {
    // A first pass compiles the code, which would otherwise burden the smallest size.
    measure(subject, [2000], 20_000);
    curves.push(...measure(subject, sizes, operations));
    console.error(`measured: ${subject.name}`);
  }
  const rows = curves.map(({ subject, operation, costsNs }) => {
    return [`${subject}: ${operation}`, ...costsNs.map((cost) => cost.toFixed(0))];
  });
  const body = "Nanoseconds of one operation through the library, on random elements of one " +
    `collection of so many, the fastest of ${ROUNDS} rounds.\n\n` +
    markdownTable(["ns", ...sizes.map((size) => compact(size))], rows);
  console.log(body);
  if (args.write) {
    await writeResult({
      name: "collection_cost",
      title: "Cost of an operation as a collection grows",
      command: ["deno run -A --no-check bench/collection_cost_bench.ts", ...Deno.args].join(" "),
      machine: await describeMachine(),
      body,
      data: { sizes, curves },
      svg: lineChart({
        title: "Cost of an operation as a collection grows",
        xName: "elements of the collection",
        yName: "ns per operation",
        x: sizes,
        series: curves.map(({ subject, operation, costsNs }) => ({
          name: `${subject}: ${operation}`,
          group: subject,
          values: costsNs.map(Math.round),
        })),
        isCrowded: true,
      }),
    });
  }
}
