/**
 * What happens between the batches of random commands: clients begin to wait and are released, others
 * subscribe, values go to the other server and back, keys reach their time.
 *
 * Keys that reach their time make uncertain what counts dead keys, and when events come, until every one of
 * them has been asked for; SWAPDB serves who waits for several keys in any order. So there are commands that
 * are unwanted at times.
 */
import type { Argument } from "../../helpers/command_line.ts";
import { Random } from "../../helpers/random.ts";
import { exact, sameTypes } from "./family.ts";
import { KEYS_BY_TYPE, MOVABLE_KEYS } from "./keys.ts";
import { CHANNELS, PATTERNS } from "./families/pubsub.ts";
import { CLIENT, type RandomStep } from "./steps.ts";
import { waitingCommand } from "./families/waits.ts";

/** A deadline that the pause below is sure to pass, in ms. */
const SOON = 2;
const PAUSE_MS = 6;
/**
 * Settings of how large a packed value may be, and some values of theirs. Hashes of two short fields stay
 * packed: of others SORT could not take numbers (see `families/sort.ts`).
 */
const LIMITS: readonly (readonly [name: string, values: readonly string[]])[] = [
  ["hash-max-listpack-entries", ["512", "3"]],
  ["hash-max-listpack-value", ["64", "5"]],
  ["zset-max-listpack-entries", ["128", "4", "0"]],
  ["zset-max-listpack-value", ["64", "3"]],
  ["set-max-intset-entries", ["512", "10", "0"]],
  ["list-max-listpack-size", ["-2", "3", "-1"]],
  ["hll-sparse-max-bytes", ["3000", "100", "0"]],
];
/** What both servers count alike while they execute the same commands. */
const STATISTICS: readonly RandomStep[] = [
  { kind: "info", section: "keyspace", pattern: /^(db\d:keys=\d+,expires=\d+)/ },
  { kind: "info", section: "stats", pattern: /^((?:keyspace_(?:hits|misses)|expired_keys):\d+)/ },
  { kind: "info", section: "stats", pattern: /^((?:total_error_replies|pubsub\w+):\d+)/ },
  { kind: "info", section: "commandstats", pattern: /^(\w+:calls=\d+),.*(,rejected.*)/ },
  { kind: "info", section: "errorstats", pattern: /^(errorstat_.*)/ },
];
const FAR_MOMENT = "4000000000000";

/** Makes steps that stand between batches. */
export class Interludes {
  #random: Random;
  #waiting: number[] = [];
  #expiring: Argument[] = [];
  #listens = false;
  #counts = false;
  #monitors = false;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** Commands that must not come between the steps before and after. */
  get unwanted(): readonly string[] {
    const unwanted: string[] = [];
    if (this.#expiring.length > 0) unwanted.push("DBSIZE");
    if (this.#waiting.length > 0) unwanted.push("SWAPDB");
    return unwanted;
  }

  /** Steps before a batch. */
  before(): RandomStep[] {
    const random = this.#random;
    const steps: RandomStep[] = [];
    if (random.chance(0.1)) steps.push(...this.#listen());
    if (random.chance(0.05)) steps.push(...this.#monitor());
    if (random.chance(0.2)) steps.push(...this.#subscribe());
    if (random.chance(0.15)) {
      for (let i = random.int(1, 4); i > 0; i--) steps.push(this.#cross());
    }
    if (random.chance(0.07)) steps.push(...this.#expire());
    if (random.chance(0.1)) steps.push(this.#setLimit());
    if (random.chance(0.1)) steps.push(...this.#iterate());
    if (random.chance(0.05)) steps.push(...this.#popMembers());
    for (const client of [CLIENT.waiters, CLIENT.waiters + 1]) {
      if (!random.chance(0.15)) continue;
      this.#waiting.push(client);
      steps.push({ kind: "wait", client, args: waitingCommand(random) });
    }
    this.#counts = this.#expiring.length === 0 && random.chance(0.2);
    if (this.#counts) steps.push(control(["CONFIG", "RESETSTAT"]));
    return steps;
  }

  /** Steps after a batch: everything is as certain as before. */
  after(): RandomStep[] {
    const steps: RandomStep[] = this.#counts ? [...STATISTICS] : [];
    for (const client of this.#waiting) {
      steps.push({ kind: "release", client, error: this.#random.chance(0.2) });
    }
    this.#waiting = [];
    if (this.#expiring.length > 0) {
      steps.push(...["0", "1"].flatMap((database) => [
        control(["SELECT", database]),
        control(["EXISTS", ...this.#expiring]),
      ]));
      this.#expiring = [];
    }
    for (const client of [CLIENT.subscribers, CLIENT.subscribers + 1]) {
      steps.push({ kind: "messages", client });
    }
    if (this.#listens) steps.push({ kind: "messages", client: CLIENT.listener });
    if (this.#monitors) steps.push({ kind: "messages", client: CLIENT.monitor });
    return steps;
  }

  #listen(): RandomStep[] {
    this.#listens = !this.#listens;
    const client = CLIENT.listener;
    return this.#listens
      ? [
        control([
          "CONFIG",
          "SET",
          "notify-keyspace-events",
          this.#random.pick(["KEA", "EA", "KA"]),
        ]),
        { kind: "subscribe", client, args: ["PSUBSCRIBE", "__key*"] },
        { kind: "messages", client },
      ]
      : [
        { kind: "subscribe", client, args: ["PUNSUBSCRIBE", "__key*"] },
        control(["CONFIG", "SET", "notify-keyspace-events", ""]),
        { kind: "messages", client },
      ];
  }

  #monitor(): RandomStep[] {
    this.#monitors = !this.#monitors;
    const client = CLIENT.monitor;
    const args = [this.#monitors ? "MONITOR" : "RESET"];
    return [{ kind: "subscribe", client, args }, { kind: "messages", client }];
  }

  #subscribe(): RandomStep[] {
    const random = this.#random;
    const client = CLIENT.subscribers + random.int(2);
    if (client % 2 === 1 && random.chance(0.4)) return this.#track(client);
    const names = Array.from({ length: random.int(1, 3) }, () => random.pick(CHANNELS));
    const patterns = Array.from({ length: random.int(1, 2) }, () => random.pick(PATTERNS));
    const args = random.weighted<() => Argument[]>([
      [5, () => ["SUBSCRIBE", ...names]],
      [3, () => ["UNSUBSCRIBE", ...names]],
      [4, () => ["PSUBSCRIBE", ...patterns]],
      [3, () => ["PUNSUBSCRIBE", ...patterns]],
      [4, () => ["SSUBSCRIBE", names[0]]],
      [3, () => ["SUNSUBSCRIBE", names[0]]],
      [1, () => ["SUBSCRIBE"]],
      [1, () => ["GET", "k0"]],
      // In RESP3 a subscriber may publish, and hears itself; in RESP2 this is an error.
      [1, () => ["PUBLISH", names[0], "of one's own"]],
    ])();
    // What it answers is read at once: with it the server has subscribed.
    return [{ kind: "subscribe", client, args }, { kind: "messages", client }];
  }

  /** A client that speaks RESP3 is told which keys of those that it has read, or of a prefix, change. */
  #track(client: number): RandomStep[] {
    const random = this.#random;
    const key = random.pick(["k0", "k1", "counter", "text"]);
    const args = random.weighted<() => Argument[]>([
      [3, () => ["CLIENT", "TRACKING", "ON"]],
      [1, () => ["CLIENT", "TRACKING", "ON", "NOLOOP"]],
      [1, () => ["CLIENT", "TRACKING", "ON", "BCAST"]],
      [2, () => ["CLIENT", "TRACKING", "ON", "BCAST", "PREFIX", random.pick(["k", "l", "x0"])]],
      [3, () => ["CLIENT", "TRACKING", "OFF"]],
      [1, () => ["CLIENT", "TRACKINGINFO"]],
      [6, () => ["MGET", key, "k1", "k2", "k3"]],
      [3, () => ["LLEN", random.pick(["l0", "l1", "llarge"])]],
      [3, () => ["HLEN", random.pick(["h0", "h1"])]],
      [3, () => ["SINTERCARD", "2", "s0", "s1"]],
      [3, () => ["ZCARD", "z0"]],
      [3, () => ["XLEN", random.pick(["x0", "x1"])]],
      [2, () => ["SET", key, "1"]],
      [2, () => ["INCR", key]],
    ])();
    return [{ kind: "subscribe", client, args }, { kind: "messages", client }];
  }

  #cross(): RandomStep {
    const random = this.#random;
    const keys = random.pick(KEYS_BY_TYPE);
    const options = random.weighted<() => Argument[]>([
      [8, () => ["REPLACE"]],
      [1, () => []],
      [1, () => ["REPLACE", "ABSTTL"]],
      [1, () => ["REPLACE", "IDLETIME", "1000"]],
    ])();
    const ttl = options.includes("ABSTTL") ? FAR_MOMENT : "0";
    return {
      kind: "cross",
      from: random.pick(keys),
      restore: [random.pick(keys), ttl, "PAYLOAD", ...options],
      database: random.chance(0.8) ? 0 : 1,
    };
  }

  /** Another limit up to which values are packed. */
  #setLimit(): RandomStep {
    const random = this.#random;
    const [name, values] = random.pick(LIMITS);
    return control(["CONFIG", "SET", name, random.pick(values)]);
  }

  /** An iteration over a whole database or a whole value. */
  #iterate(): RandomStep[] {
    const random = this.#random;
    const before = random.weighted<() => Argument[]>([
      [3, () => ["SCAN"]],
      [2, () => ["SSCAN", random.pick(["s0", "slarge", "sintegers"])]],
      [2, () => ["HSCAN", random.pick(["h0", "hlarge"])]],
      [2, () => ["ZSCAN", random.pick(["z0", "zlarge", "geo0"])]],
    ])();
    const type = random.pick(["string", "list", "hash", "set", "zset", "stream", "nosuch"]);
    const options = random.shuffle([
      random.chance(0.7) ? ["COUNT", String(random.int(1, 60))] : [],
      random.chance(0.5) ? ["MATCH", random.pick(["*1*", "*", "[a-l]*", "?0", "none"])] : [],
      before.length === 1 && random.chance(0.4) ? ["TYPE", type] : [],
    ]).flat();
    return [
      control(["SELECT", String(random.int(2))]),
      { kind: "scan", before, options },
    ];
  }

  /** Members that nobody can foretell are taken away, and the rest with them. */
  #popMembers(): RandomStep[] {
    const random = this.#random;
    const key = random.pick(["s0", "s1", "s2", "slarge", "sintegers"]);
    const count = random.chance(0.3) ? [] : [String(random.int(1, 30))];
    const pop = sameTypes(["SPOP", key, ...count]);
    return [
      control(["SELECT", String(random.int(2))]),
      { kind: "command", client: CLIENT.control, command: pop },
      control(["SCARD", key]),
      control(["DEL", key]),
    ];
  }

  /** Some keys of every type reach their time. */
  #expire(): RandomStep[] {
    const random = this.#random;
    const steps = this.#listens ? this.#listen() : [];
    this.#expiring = MOVABLE_KEYS.map((keys) => random.pick(keys));
    steps.push(control(["SELECT", String(random.int(2))]));
    for (const key of this.#expiring) steps.push(control(["PEXPIRE", key, String(SOON)]));
    steps.push({ kind: "sleep", ms: PAUSE_MS });
    return steps;
  }
}

function control(args: Argument[]): RandomStep {
  return { kind: "command", client: CLIENT.control, command: exact(args) };
}
