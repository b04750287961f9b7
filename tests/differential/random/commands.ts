/**
 * A grammar of random commands: keys that collide, numbers at every limit, options in every order,
 * wrong ones too, transactions and watches. The same seed gives the same commands.
 *
 * Deadlines are far away and no two relative ones are alike, so that the few milliseconds by which
 * two servers are apart never decide a reply (`EXPIRE k 100 GT` after `EXPIRE k 100` would).
 */
import { Random } from "../../helpers/random.ts";
import type { Argument } from "../../helpers/command_line.ts";
import type { Comparison } from "../../helpers/transcripts/transcript.ts";
import {
  type CommandParts,
  exact,
  type GeneratedCommand,
  REMAINING_TIMES as TIMES,
} from "./family.ts";
import { hashCommand } from "./families/hashes.ts";
import { hyperLogLogCommand } from "./families/hyper_log_logs.ts";
import { STRING_KEYS } from "./keys.ts";
import { listCommand } from "./families/lists.ts";
import { moveCommand } from "./families/moves.ts";
import { pubSubCommand } from "./families/pubsub.ts";
import { sortCommand } from "./families/sort.ts";
import { setCommand } from "./families/sets.ts";
import { sortedSetCommand } from "./families/sorted_sets.ts";
import { streamGroupCommand } from "./families/stream_groups.ts";
import { streamCommand } from "./families/streams.ts";

const EXACT: Comparison = { how: "exact" };
const UNORDERED: Comparison = { how: "unordered" };

const KEYS: Argument[] = ["l0", "l1", "h0", "h1", "s0", "s1", ...STRING_KEYS];
/** LCS costs the product of the lengths: it has keys of its own, whose values stay short. */
const LCS_KEYS = ["lcs1", "lcs2"];

const INTEGERS = [
  ...["0", "1", "-1", "2", "7", "10", "-10", "99", "100", "12345", "-0", "00", "+1", "01", " 1"],
  ...["2147483647", "-2147483648", "4294967295", "4294967296", "9007199254740993"],
  ...["9223372036854775806", "9223372036854775807", "-9223372036854775807"],
  ...["-9223372036854775808", "9223372036854775808", "-9223372036854775809"],
  ...["99999999999999999999", "1e3", "0x10", "1.0", "abc", ""],
];
const FLOATS = ["0.1", "0.2", "-0.1", "1.5", "3", "1e2", "1e-3", "-2.75", "10.001", "1e17", "5e-1"];
const BAD_FLOATS = ["nan", "inf", "-inf", "abc", "", "1.2.3", " 1", "1e400", "1e5000"];
const BIT_TYPES = ["u1", "u2", "u8", "u16", "u31", "u32", "u53", "u63", "i1", "i2", "i5", "i8"];
const MORE_BIT_TYPES = ["i16", "i32", "i33", "i54", "i63", "i64", "u64", "i65", "u0", "x8", "u"];
const PATTERNS = [
  "*",
  "k*",
  "k[0-3]",
  "k[^0-3]",
  "?",
  "?1",
  "*e*",
  "",
  "\\*",
  "[",
  "co?nter",
  "k\\1",
];

/** Produces commands for one connection: it remembers whether a transaction is open. */
export class CommandGenerator {
  #random: Random;
  #relative = 0;
  #ascending = 0;
  #inMulti = false;
  /** Whether the open transaction has queued a command whose reply holds a remaining time. */
  #timesQueued = false;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /**
   * The next command.
   *
   * @param unwanted names of commands that must not come now; none of them is queued either.
   */
  next(unwanted: readonly string[] = []): GeneratedCommand {
    const random = this.#random;
    if (this.#inMulti && random.chance(0.15)) return this.#endTransaction();
    let command = this.#command();
    if (unwanted.includes(String(command.args[0]))) command = exact(["PING"]);
    // A scan that does not ask for everything ends at a server's own cursor.
    const intact = command.intact || String(command.args[0]).endsWith("SCAN");
    if (!intact && random.chance(0.02)) {
      const args = this.#broken(command.args);
      if (!isStampedByClock(args)) command = { ...command, args };
    }
    if (random.chance(0.1)) command.args[0] = this.#oddCase(String(command.args[0]));
    const name = String(command.args[0]).toUpperCase();
    if (name === "MULTI" && command.args.length === 1) this.#inMulti = true;
    if (name === "RESET" && command.args.length === 1) this.#inMulti = this.#timesQueued = false;
    if (this.#inMulti && command.compare === TIMES) this.#timesQueued = true;
    return command;
  }

  #endTransaction(): GeneratedCommand {
    const compare = this.#timesQueued ? TIMES : EXACT;
    this.#inMulti = false;
    this.#timesQueued = false;
    return { args: [this.#random.chance(0.85) ? "EXEC" : "DISCARD"], compare };
  }

  #command(): GeneratedCommand {
    const random = this.#random;
    return random.weighted<() => GeneratedCommand>([
      [34, () => exact(this.#string())],
      [14, () => exact(this.#counter())],
      [12, () => this.#keyspace()],
      [14, () => this.#expiry()],
      [12, () => exact(this.#bits())],
      [14, () => listCommand(this.#parts())],
      [14, () => hashCommand(this.#parts())],
      [14, () => setCommand(this.#parts())],
      [6, () => sortCommand(this.#parts())],
      [16, () => sortedSetCommand(this.#parts())],
      [16, () => streamCommand(this.#parts())],
      [16, () => streamGroupCommand(this.#parts())],
      [6, () => hyperLogLogCommand(this.#parts())],
      [4, () => pubSubCommand(this.#parts())],
      [8, () => moveCommand(this.#parts())],
      [4, () => this.#transaction()],
      [3, () => this.#connection()],
      [1, () => this.#server()],
    ])();
  }

  // Parts

  /** What the families in files of their own draw from. */
  #parts(): CommandParts {
    return {
      random: this.#random,
      inMulti: this.#inMulti,
      key: () => this.#key(),
      value: () => this.#value(),
      integer: () => this.#integer(),
      float: () => this.#float(),
      ascending: () => this.#ascending += 1_000_000,
    };
  }

  #key(): Argument {
    return this.#random.pick(KEYS);
  }

  #keys(max = 4): Argument[] {
    return Array.from({ length: this.#random.int(1, max) }, () => this.#key());
  }

  #value(): Argument {
    const random = this.#random;
    return random.weighted<() => Argument>([
      [8, () => random.text(random.int(1, 12))],
      [5, () => random.pick(INTEGERS)],
      [3, () => String(random.int(-1000, 1000))],
      [1, () => random.pick(FLOATS)],
      [1, () => ""],
      [2, () => random.bytes(random.int(1, 20))],
      [1, () => random.text(random.int(43, 46))],
      [1, () => random.text(random.int(200, 2000))],
    ])();
  }

  #integer(): string {
    const random = this.#random;
    return random.chance(0.6) ? String(random.int(-20, 20)) : random.pick(INTEGERS);
  }

  /** A length of time that nobody else has used: 100,000 s and more, in units of 10 s. */
  #seconds(): number {
    this.#relative++;
    return 100_000 + (this.#relative * 7919 % 1_000_003) * 10;
  }

  /** A moment far ahead, from a small set so that GT and LT meet equals. */
  #moment(): number {
    return 4_000_000_000 + this.#random.int(6);
  }

  /**
   * What no time may be, what has passed already, or the far end of time. In seconds that is two seconds
   * before its end in milliseconds: Vortis takes for equal what is less than one apart there (README, limits).
   */
  #badTime(): string {
    return this.#random.pick([
      ...["0", "-1", "-100", "abc", "", "1.5", "9223372036854775807", "9223372036854775808"],
      ...["-9223372036854775808", "9223372036854773", "9223372036854776"],
    ]);
  }

  #expiryOption(): Argument[] {
    const random = this.#random;
    const bad = random.chance(0.12);
    switch (random.int(4)) {
      case 0:
        return ["EX", bad ? this.#badTime() : this.#seconds()];
      case 1:
        return ["PX", bad ? this.#badTime() : this.#seconds() * 1000];
      case 2:
        return ["EXAT", bad ? this.#badTime() : this.#moment()];
      default:
        return ["PXAT", bad ? this.#badTime() : this.#moment() * 1000 + random.int(2)];
    }
  }

  #broken(args: Argument[]): Argument[] {
    const random = this.#random;
    const at = random.int(1, args.length);
    switch (random.int(3)) {
      case 0:
        return args.length > 1 ? args.toSpliced(Math.min(at, args.length - 1), 1) : args;
      case 1:
        return args.toSpliced(at, 0, random.pick(["bogus", "", "NX", "GET", "EX", "extra"]));
      default:
        return [...args, args[args.length - 1]!];
    }
  }

  #oddCase(name: string): string {
    return [...name].map((c) => this.#random.chance(0.5) ? c.toLowerCase() : c.toUpperCase())
      .join("");
  }

  // Families

  #string(): Argument[] {
    const random = this.#random;
    const key = this.#key();
    return random.weighted<() => Argument[]>([
      [8, () => ["GET", key]],
      [10, () => this.#set()],
      [2, () => ["SETNX", key, this.#value()]],
      [1, () => ["SETEX", key, random.chance(0.8) ? this.#seconds() : this.#badTime(), "v"]],
      [1, () => ["PSETEX", key, random.chance(0.8) ? this.#seconds() * 1000 : 0, "7"]],
      [2, () => ["MGET", ...this.#keys(6)]],
      [2, () => ["MSET", ...this.#keys().flatMap((k) => [k, this.#value()])]],
      [2, () => ["MSETNX", ...this.#keys(3).flatMap((k) => [k, this.#value()])]],
      [2, () => ["GETSET", key, this.#value()]],
      [1, () => ["GETDEL", key]],
      [3, () => ["GETEX", key, ...this.#getexOption()]],
      [3, () => ["APPEND", key, this.#value()]],
      [2, () => ["STRLEN", key]],
      [2, () => ["GETRANGE", key, this.#integer(), this.#integer()]],
      [1, () => ["SUBSTR", key, this.#integer(), this.#integer()]],
      [2, () => ["SETRANGE", key, this.#offset(), this.#value()]],
      [1, () => ["SET", random.pick(LCS_KEYS), random.text(random.int(30))]],
      [1, () => ["LCS", ...LCS_KEYS, ...this.#lcsOptions()]],
    ])();
  }

  #set(): Argument[] {
    const random = this.#random;
    const args: Argument[] = ["SET", this.#key(), this.#value()];
    const options: Argument[][] = [];
    if (random.chance(0.2)) options.push(this.#expiryOption());
    if (random.chance(0.1)) options.push(["KEEPTTL"]);
    if (random.chance(0.12)) options.push(["NX"]);
    if (random.chance(0.12)) options.push(["XX"]);
    if (random.chance(0.15)) options.push(["GET"]);
    if (random.chance(0.02)) options.push([random.pick(["bogus", "", "PERSIST", "EX"])]);
    return [...args, ...random.shuffle(options).flat()];
  }

  #getexOption(): Argument[] {
    const random = this.#random;
    if (random.chance(0.3)) return [];
    if (random.chance(0.3)) return ["PERSIST"];
    return random.chance(0.95) ? this.#expiryOption() : [random.pick(["KEEPTTL", "NX", "bogus"])];
  }

  #lcsOptions(): Argument[] {
    const random = this.#random;
    const options: Argument[][] = [];
    if (random.chance(0.3)) options.push(["LEN"]);
    if (random.chance(0.5)) options.push(["IDX"]);
    if (random.chance(0.3)) options.push(["MINMATCHLEN", this.#integer()]);
    if (random.chance(0.4)) options.push(["WITHMATCHLEN"]);
    return random.shuffle(options).flat();
  }

  /** An offset into a value: mostly small, sometimes wrong, never so large that it costs. */
  #offset(): string {
    const random = this.#random;
    if (random.chance(0.85)) return String(random.int(40));
    return random.pick(["-1", "1000", "5000", "536870912", "4294967296", "abc", "", "1.5"]);
  }

  #counter(): Argument[] {
    const random = this.#random;
    const key = random.chance(0.5) ? "counter" : this.#key();
    return random.weighted<() => Argument[]>([
      [4, () => ["INCR", key]],
      [3, () => ["DECR", key]],
      [4, () => ["INCRBY", key, this.#integer()]],
      [3, () => ["DECRBY", key, this.#integer()]],
      [2, () => ["SET", key, random.pick(INTEGERS)]],
      [2, () => ["SET", "float", random.pick(FLOATS)]],
      [4, () => ["INCRBYFLOAT", "float", this.#float()]],
      [1, () => ["INCRBYFLOAT", key, this.#float()]],
    ])();
  }

  #float(): string {
    const random = this.#random;
    if (random.chance(0.1)) return random.pick(BAD_FLOATS);
    if (random.chance(0.4)) return random.pick(FLOATS);
    return (random.int(-100_000, 100_000) / 10 ** random.int(5)).toString();
  }

  #keyspace(): GeneratedCommand {
    const random = this.#random;
    const key = this.#key();
    const database = random.pick(["0", "1", "1", "1", "16", "-1", "abc"]);
    // EXEC's reply is compared as a whole, so what has no order stays outside.
    const unordered = this.#inMulti ? 0 : 2;
    return random.weighted<() => GeneratedCommand>([
      [3, () => exact(["DEL", ...this.#keys()])],
      [2, () => exact(["UNLINK", ...this.#keys()])],
      [4, () => exact(["EXISTS", ...this.#keys()])],
      [2, () => exact(["TOUCH", ...this.#keys()])],
      [2, () => exact(["TYPE", key])],
      [4, () => exact(["OBJECT", "ENCODING", key])],
      [3, () => exact(["RENAME", key, this.#key()])],
      [2, () => exact(["RENAMENX", key, this.#key()])],
      [2, () => exact(["COPY", key, this.#key(), ...(random.chance(0.5) ? ["REPLACE"] : [])])],
      [1, () => exact(["COPY", key, this.#key(), "DB", database])],
      [2, () => exact(["MOVE", key, database])],
      [unordered, () => ({ args: ["RANDOMKEY"], compare: { how: "kind" } })],
      [unordered, () => ({ args: ["KEYS", random.pick(PATTERNS)], compare: UNORDERED })],
      [unordered, () => ({
        args: ["SCAN", "0", "COUNT", "10000", "MATCH", random.pick(PATTERNS)],
        compare: UNORDERED,
      })],
      [2, () => exact([...this.#keysQuestion(), ...this.#command().args])],
      [1, () => exact(["SCAN", random.pick(["abc", "1e3"]), "COUNT", this.#integer()])],
      [unordered, () => exact(["DBSIZE"])],
    ])();
  }

  #keysQuestion(): Argument[] {
    return ["COMMAND", this.#random.pick(["GETKEYS", "GETKEYSANDFLAGS"])];
  }

  #expiry(): GeneratedCommand {
    const random = this.#random;
    const key = this.#key();
    const options = random.chance(0.5) ? [] : Array.from(
      { length: random.int(1, 2) },
      () => random.pick(["NX", "XX", "GT", "LT", "gt", "bogus"]),
    );
    const bad = random.chance(0.1);
    return random.weighted<() => GeneratedCommand>([
      [4, () => exact(["EXPIRE", key, bad ? this.#badTime() : this.#seconds(), ...options])],
      [
        3,
        () => exact(["PEXPIRE", key, bad ? this.#badTime() : this.#seconds() * 1000, ...options]),
      ],
      [4, () => exact(["EXPIREAT", key, bad ? this.#badTime() : this.#moment(), ...options])],
      [4, () =>
        exact([
          ...["PEXPIREAT", key, bad ? this.#badTime() : this.#moment() * 1000 + random.int(1000)],
          ...options,
        ])],
      [3, () => exact(["PERSIST", key])],
      [4, () => ({ args: ["TTL", key], compare: TIMES })],
      [3, () => ({ args: ["PTTL", key], compare: TIMES })],
      [3, () => ({ args: ["EXPIRETIME", key], compare: TIMES })],
      [3, () => ({ args: ["PEXPIRETIME", key], compare: TIMES })],
    ])();
  }

  #bits(): Argument[] {
    const random = this.#random;
    const key = random.chance(0.5) ? "bits" : this.#key();
    // Some kilobytes at most: what MONITOR shows of a value that is moved is four times as long.
    const odd = ["-1", "1000", "80000", "4294967296", "abc", "", "1.5"];
    const bit = () => random.chance(0.9) ? String(random.int(300)) : random.pick(odd);
    const range = () => {
      const parts: Argument[] = [];
      if (random.chance(0.8)) parts.push(this.#integer());
      if (parts.length > 0 && random.chance(0.8)) parts.push(this.#integer());
      if (parts.length > 1 && random.chance(0.6)) {
        parts.push(random.pick(["BIT", "BYTE", "bit", "bogus"]));
      }
      return parts;
    };
    return random.weighted<() => Argument[]>([
      [4, () => ["SETBIT", key, bit(), random.pick(["0", "1", "1", "2", "-1", "x"])]],
      [3, () => ["GETBIT", key, bit()]],
      [3, () => ["BITCOUNT", key, ...range()]],
      [3, () => ["BITPOS", key, random.pick(["0", "1", "1", "2", "x"]), ...range()]],
      [2, () => ["BITOP", random.pick(["AND", "OR", "XOR", "nope"]), key, ...this.#keys()]],
      [1, () => ["BITOP", "NOT", key, ...this.#keys(random.chance(0.9) ? 1 : 2)]],
      [4, () => ["BITFIELD", key, ...this.#bitOperations(false)]],
      [1, () => ["BITFIELD_RO", key, ...this.#bitOperations(random.chance(0.9))]],
    ])();
  }

  #bitOperations(readOnly: boolean): Argument[] {
    const random = this.#random;
    return Array.from({ length: random.int(3) + 1 }, () => {
      const type = random.pick(random.chance(0.8) ? BIT_TYPES : MORE_BIT_TYPES);
      const at = random.chance(0.3) ? `#${random.int(6)}` : String(random.int(100));
      if (readOnly || random.chance(0.35)) return ["GET", type, at];
      if (random.chance(0.3)) return ["OVERFLOW", random.pick(["WRAP", "SAT", "FAIL", "sat", "x"])];
      return [random.pick(["SET", "INCRBY"]), type, at, this.#integer()];
    }).flat();
  }

  #transaction(): GeneratedCommand {
    const random = this.#random;
    return exact(
      random.weighted<() => Argument[]>([
        [6, () => ["MULTI"]],
        [4, () => ["WATCH", ...this.#keys(2)]],
        [1, () => ["UNWATCH"]],
        // Outside a transaction these are errors; inside, #endTransaction sends them.
        [1, () => this.#inMulti ? ["PING"] : [random.pick(["EXEC", "DISCARD"])]],
      ])(),
    );
  }

  #connection(): GeneratedCommand {
    const random = this.#random;
    // In a transaction the reply would hold the client's ID.
    if (!this.#inMulti && random.chance(0.05)) {
      return { args: ["HELLO", random.pick(["2", "3", "3", "4"])], compare: { how: "kind" } };
    }
    return exact(
      random.weighted<() => Argument[]>([
        [2, () => ["PING"]],
        [1, () => ["PING", this.#value()]],
        [1, () => ["ECHO", this.#value()]],
        [8, () => ["SELECT", random.pick(["0", "0", "1", "1", "16", "abc"])]],
        [0.5, () => ["RESET"]],
        [1, () => ["CLIENT", "GETNAME"]],
        [1, () => ["CLIENT", "SETNAME", random.text(3)]],
        [1, () => [random.text(random.int(1, 10)) + "!", this.#value()]],
      ])(),
    );
  }

  #server(): GeneratedCommand {
    const random = this.#random;
    return random.weighted<() => GeneratedCommand>([
      [
        this.#inMulti ? 0 : 4,
        () => exact(["SWAPDB", random.pick(["0", "1", "x"]), random.pick(["0", "1", "16"])]),
      ],
      [0.3, () => exact(["FLUSHDB", ...(random.chance(0.3) ? ["ASYNC"] : [])])],
      [0.15, () => exact(["FLUSHALL"])],
      [2, () => exact(["WAIT", "0", "0"])],
      [this.#inMulti ? 0 : 2, () => ({ args: ["TIME"], compare: { how: "type" } })],
    ])();
  }
}

/** Whether it is an XADD whose ID may be the time, which is another one in each server. */
function isStampedByClock([name, , ...behindKey]: Argument[]): boolean {
  return name === "XADD" && behindKey.includes("*");
}
