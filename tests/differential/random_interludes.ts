/**
 * What happens between the batches of random commands: clients begin to wait and are released, others
 * subscribe, values go to the other server and back, keys reach their time.
 *
 * Keys that reach their time make uncertain what counts dead keys, and when events come, until every one of
 * them has been asked for; SWAPDB serves who waits for several keys in any order. So there are commands that
 * are unwanted at times.
 */
import type { Argument } from "../helpers/command_line.ts";
import { Random } from "../helpers/random.ts";
import { exact } from "./random_family.ts";
import { KEYS_BY_TYPE, MOVABLE_KEYS } from "./random_keys.ts";
import { CHANNELS, PATTERNS } from "./random_pubsub.ts";
import { CLIENT, type RandomStep } from "./random_steps.ts";
import { waitingCommand } from "./random_waits.ts";

/** A deadline that the pause below is sure to pass, in ms. */
const SOON = 2;
const PAUSE_MS = 6;
const FAR_MOMENT = "4000000000000";

/** Makes steps that stand between batches. */
export class Interludes {
  #random: Random;
  #waiting: number[] = [];
  #expiring: Argument[] = [];
  #listens = false;

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
    if (random.chance(0.2)) steps.push(this.#subscribe());
    if (random.chance(0.15)) {
      for (let i = random.int(1, 4); i > 0; i--) steps.push(this.#cross());
    }
    if (random.chance(0.07)) steps.push(...this.#expire());
    for (const client of [CLIENT.waiters, CLIENT.waiters + 1]) {
      if (!random.chance(0.15)) continue;
      this.#waiting.push(client);
      steps.push({ kind: "wait", client, args: waitingCommand(random) });
    }
    return steps;
  }

  /** Steps after a batch: everything is as certain as before. */
  after(): RandomStep[] {
    const steps: RandomStep[] = this.#waiting.map((client) => {
      return { kind: "release", client, error: this.#random.chance(0.2) };
    });
    this.#waiting = [];
    for (const client of [CLIENT.subscribers, CLIENT.subscribers + 1]) {
      steps.push({ kind: "messages", client });
    }
    if (this.#listens) steps.push({ kind: "messages", client: CLIENT.listener });
    if (this.#expiring.length > 0) {
      steps.push(...["0", "1"].flatMap((database) => [
        control(["SELECT", database]),
        control(["EXISTS", ...this.#expiring]),
      ]));
      this.#expiring = [];
    }
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
      ]
      : [
        { kind: "subscribe", client, args: ["PUNSUBSCRIBE", "__key*"] },
        control(["CONFIG", "SET", "notify-keyspace-events", ""]),
        { kind: "messages", client },
      ];
  }

  #subscribe(): RandomStep {
    const random = this.#random;
    const client = CLIENT.subscribers + random.int(2);
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
    return { kind: "subscribe", client, args };
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
