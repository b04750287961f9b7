/**
 * DEBUG DIGEST and DIGEST-VALUE: 40 hexadecimal digits that are those of Redis if, and only if, the data are
 * the same.
 *
 * Digests are SHA-1 sums. What has an order is mixed in, each sum going into the next one; what has none is
 * exclusive-ored, so that it does not matter where a member comes.
 */

import { MAX_DOUBLE_BYTES, readDouble, writeDouble } from "../../store/encoding/double.ts";
import { sha1, SHA1_BYTES } from "../../store/encoding/sha1.ts";
import type { Engine } from "../../store/engine/engine.ts";
import { isLargeKind } from "../../store/keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../store/engine/namespace.ts";
import { CommandOutput } from "../../store/persistence/records/command_output.ts";
import { commandsOf } from "../../store/persistence/records/commands_of_value.ts";
import { valueTypeOf } from "../../store/types/value_types.ts";

/** Redis's numbers of the types. */
const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  string: 0,
  list: 1,
  set: 2,
  zset: 3,
  hash: 4,
  stream: 6,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const EXPIRES = encoder.encode("!!expire!!");

/** A sum that others go into. */
class Digest {
  readonly bytes = new Uint8Array(SHA1_BYTES);

  /** Something that may stand anywhere. */
  add(bytes: Uint8Array): void {
    const sum = sha1(bytes);
    for (let i = 0; i < SHA1_BYTES; i++) this.bytes[i] ^= sum[i];
  }

  /** Something that comes next. */
  mix(bytes: Uint8Array): void {
    this.add(bytes);
    this.bytes.set(sha1(this.bytes));
  }

  get hex(): string {
    return Array.from(this.bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}

/** Takes the commands that make a value, and gives what they add to a digest. */
class ValueDigest extends CommandOutput {
  #command: Uint8Array[] = [];

  constructor(private readonly digest: Digest) {
    super(undefined as never); // nothing is written: both ways to it are overridden
  }

  override begin(): void {
    this.flush();
  }

  override argument(bytes: Uint8Array, start: number, end: number): void {
    this.#command.push(bytes.slice(start, end));
  }

  /** The last command is complete. */
  flush(): void {
    const [name, , ...args] = this.#command;
    this.#command = [];
    if (name !== undefined) this.#take(decoder.decode(name), args);
  }

  #take(name: string, args: readonly Uint8Array[]): void {
    const { digest } = this;
    if (name === "RPUSH") args.forEach((element) => digest.mix(element));
    else if (name === "SADD") args.forEach((member) => digest.add(member));
    else if (name === "HSET") this.#pairs(args, 0, 1);
    else if (name === "ZADD") {
      this.#pairs(args.map((arg, i) => i % 2 === 0 ? scoreOf(arg) : arg), 1, 0);
    } else if (name === "XADD") {
      const [id, ...pairs] = args;
      const position = decoder.decode(id);
      // A stream without entries is made by one that is not kept.
      if (!/^\d+-\d+$/.test(position)) return;
      digest.mix(encoder.encode(position.replace("-", ".")));
      pairs.forEach((each) => digest.mix(each));
    }
  }

  #pairs(args: readonly Uint8Array[], first: number, second: number): void {
    for (let i = 0; i < args.length; i += 2) {
      const pair = new Digest();
      pair.mix(args[i + first]);
      pair.mix(args[i + second]);
      this.digest.add(pair.bytes);
    }
  }
}

/** DEBUG DIGEST: of all databases of an engine, which are so many. O(bytes of all data). */
export function datasetDigest(engine: Engine, databases: number): string {
  const whole = new Digest();
  for (let index = 0; index < databases; index++) {
    const keyspace = engine.namespaces.get(String(index));
    if (keyspace === undefined || keyspace.size === 0) continue;
    whole.mix(bigEndian(index));
    let cursor = 0;
    do {
      cursor = keyspace.walk(cursor, () => {
        const one = new Digest();
        const key = keyspace.keyBytes();
        one.mix(key);
        mixValue(one, keyspace, key);
        whole.add(one.bytes);
      });
    } while (cursor !== 0);
  }
  return whole.hex;
}

/** DEBUG DIGEST-VALUE: of the value of the loaded key; zeros if it is not there. */
export function valueDigest(keyspace: Namespace): string {
  const digest = new Digest();
  if (keyspace.find() !== 0) mixValue(digest, keyspace, keyspace.keyBytes());
  return digest.hex;
}

/** Mixes the open record's value into a digest. */
function mixValue(digest: Digest, keyspace: Namespace, key: Uint8Array): void {
  const { name } = valueTypeOf(keyspace.kind());
  const expires = keyspace.expiry() !== NO_EXPIRY;
  digest.mix(bigEndian(TYPE_NUMBERS[name]));
  if (name === "string") {
    digest.mix(keyspace.bytes.slice(keyspace.valueStart(), keyspace.valueEnd()));
  } else {
    const large = isLargeKind(keyspace.kind()) ? keyspace.largeValue() : undefined;
    const value = new ValueDigest(digest);
    for (const _ of commandsOf(keyspace, key, large, value));
    value.flush();
  }
  if (expires) digest.add(EXPIRES);
}

/** A score as a double's text, which that of a large integer in a packed set is not. */
function scoreOf(text: Uint8Array): Uint8Array {
  const score = new Uint8Array(MAX_DOUBLE_BYTES);
  return score.subarray(0, writeDouble(score, 0, readDouble(text, 0, text.length)));
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
