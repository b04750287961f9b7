/**
 * Turns the change feed into the bytes of an AOF: each effect is a request in RESP.
 *
 *     SELECT 0                                   before the first effect of another database
 *     *3 $3 SET $1 k $1 v                        an effect
 *     *1 $5 MULTI  …effects…  *1 $4 EXEC         effects that belong together, if they are several; the
 *                                                database of the first one is selected before
 *     #TS:1700000000                             the time, once a second, if asked for
 *     #NS:16 users                               which namespace has a number that is not plain
 *
 * This is on the path of every write, so it makes no objects: the pieces of an effect are written
 * into one growing buffer. That a group has several effects shows at its second one; MULTI is then moved
 * in before the first.
 */

import type { ChangeLog } from "../../engine/change_feed.ts";
import type { Clock } from "../../clock.ts";
import { digitCount, writeInteger } from "../../encoding/integer.ts";
import type { KeyProbe } from "../../keyspace/key_probe.ts";
import { copyBytes } from "../../memory/copy.ts";
import type { ObservedSpace } from "../../engine/observed_space.ts";
import { DatabaseNumbers } from "../database_numbers.ts";

const INITIAL_BYTES = 64 * 1024;
/** A buffer that has grown past this is given back when it is empty. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Whoever takes what is pending is told again when it is so much. */
const MUCH_BYTES = 1024 * 1024;
/** The most that a header of an array or of a bulk string takes: a type, ten digits, CR, LF. */
const HEADER_BYTES = 13;

const CR = 0x0d;
const LF = 0x0a;
const ASTERISK = 0x2a;
const DOLLAR = 0x24;
const ZERO = 0x30;

const encoder = new TextEncoder();
const MULTI = encoder.encode("*1\r\n$5\r\nMULTI\r\n");
const EXEC = encoder.encode("*1\r\n$4\r\nEXEC\r\n");
const SELECT = encoder.encode("*2\r\n$6\r\nSELECT\r\n");
const SET = encoder.encode("*3\r\n$3\r\nSET\r\n");
const SET_PXAT = encoder.encode("*5\r\n$3\r\nSET\r\n");
const PXAT = encoder.encode("$4\r\nPXAT\r\n");

/** A change feed's log that collects an AOF's bytes. */
export class EffectEncoder implements ChangeLog {
  /** What has been encoded and not been taken yet: `bytes[0, length)`. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(INITIAL_BYTES);
  length = 0;
  /** Whether `#TS:` lines are written. */
  timestamps = false;
  /**
   * Called before an effect that is the first since all was taken, and before each outside of a group while
   * there is a lot: for who has no turns of a loop at whose end it takes them. It may take them then.
   */
  onPending: (() => void) | undefined;

  readonly #clock: Clock;
  #numbers = new DatabaseNumbers();
  /** The namespace of the effects, "" before the first one. */
  #selected: string | undefined;
  /** Names whose numbers the file has been told. */
  readonly #announced = new Set<string>();
  /** Commands as they begin: `$3 CR LF SET CR LF`. */
  readonly #commands = new Map<string, { readonly words: number; readonly bytes: Uint8Array }>();
  #depth = 0;
  /** Effects in the group under way, and where the first of them begins. */
  #effects = 0;
  #groupStart = 0;
  #lastSecond = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The numbers that this file uses. */
  get numbers(): DatabaseNumbers {
    return this.#numbers;
  }

  /** Whether a group is under way: what has been encoded is no whole one yet. */
  get isOpen(): boolean {
    return this.#depth !== 0;
  }

  /** What comes now begins a new file: it is told anew what it must know. */
  restart(): void {
    this.#selected = undefined;
    this.#announced.clear();
    this.#numbers = new DatabaseNumbers();
    this.#lastSecond = 0;
  }

  /** What has been encoded was taken: forgets it. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > KEPT_BYTES) this.bytes = new Uint8Array(INITIAL_BYTES);
  }

  /** Forgets the first `count` bytes, which were taken. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  begin(): void {
    if (this.#depth++ === 0) this.#effects = 0;
  }

  end(): void {
    if (--this.#depth === 0 && this.#effects > 1) this.#append(EXEC);
  }

  value(namespace: ObservedSpace): void {
    this.#beginEffect(namespace.name);
    const expiryMs = namespace.expiry();
    const { bytes } = namespace;
    this.#append(expiryMs === 0 ? SET : SET_PXAT);
    this.argument(bytes, namespace.keyStart(), namespace.keyEnd());
    this.argument(bytes, namespace.valueStart(), namespace.valueEnd());
    if (expiryMs === 0) return;
    this.#append(PXAT);
    this.#integer(expiryMs);
  }

  command(namespace: string, command: string, count: number): void {
    this.#beginEffect(namespace);
    let found = this.#commands.get(command);
    if (found === undefined) {
      const words = command.split(" ");
      const text = words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
      found = { words: words.length, bytes: encoder.encode(text) };
      this.#commands.set(command, found);
    }
    this.#reserve(HEADER_BYTES);
    this.#header(ASTERISK, found.words + count);
    this.#append(found.bytes);
  }

  key(probe: KeyProbe): void {
    const { length, words } = probe;
    this.#reserve(length + HEADER_BYTES + 2);
    this.#header(DOLLAR, length);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < length; i++) bytes[at++] = words[i >>> 2] >>> ((i & 3) << 3);
    bytes[at] = CR;
    bytes[at + 1] = LF;
    this.length = at + 2;
  }

  argument(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start + HEADER_BYTES + 2);
    this.#header(DOLLAR, end - start);
    const { bytes } = this;
    copyBytes(bytes, this.length, source, start, end);
    const at = this.length + end - start;
    bytes[at] = CR;
    bytes[at + 1] = LF;
    this.length = at + 2;
  }

  mention(namespace: string): void {
    this.#announce(namespace);
  }

  mentioned(namespace: string): void {
    this.#integer(this.#numbers.numberOf(namespace));
  }

  /** Before each effect: the group, the time, the database. */
  #beginEffect(namespace: string): void {
    if (this.onPending !== undefined) this.#tellPending(this.onPending);
    if (this.#depth !== 0 && this.#effects++ === 1) this.#insertMulti();
    if (this.timestamps) this.#tellTime();
    if (this.#selected !== namespace) this.#select(namespace);
    if (this.#effects === 1) this.#groupStart = this.length;
  }

  #select(namespace: string): void {
    this.#announce(namespace);
    this.#selected = namespace;
    this.#append(SELECT);
    this.#integer(this.#numbers.numberOf(namespace));
  }

  #tellPending(onPending: () => void): void {
    if (this.length === 0 || (this.length > MUCH_BYTES && this.#depth === 0)) onPending();
  }

  #announce(namespace: string): void {
    if (this.#numbers.isPlain(namespace) || this.#announced.has(namespace)) return;
    this.#announced.add(namespace);
    this.#append(this.#numbers.annotation(namespace));
  }

  #tellTime(): void {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second === this.#lastSecond) return;
    this.#lastSecond = second;
    this.#append(encoder.encode(`#TS:${second}\r\n`));
  }

  #insertMulti(): void {
    this.#reserve(MULTI.length);
    this.bytes.copyWithin(this.#groupStart + MULTI.length, this.#groupStart, this.length);
    this.bytes.set(MULTI, this.#groupStart);
    this.length += MULTI.length;
  }

  /** An argument that is a number from 0 on. */
  #integer(n: number): void {
    if (n > Number.MAX_SAFE_INTEGER) {
      // An expire time at the end of all times: its shortest text is read back as the same number.
      const text = encoder.encode(String(n));
      this.argument(text, 0, text.length);
      return;
    }
    this.#reserve(2 * HEADER_BYTES + 8);
    this.#header(DOLLAR, digitCount(n));
    this.length = writeInteger(this.bytes, this.length, n);
    this.bytes[this.length++] = CR;
    this.bytes[this.length++] = LF;
  }

  /** `*3 CR LF`; there is room for it. */
  #header(type: number, n: number): void {
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = type;
    if (n < 10) bytes[at++] = ZERO + n;
    else at = writeInteger(bytes, at, n);
    bytes[at] = CR;
    bytes[at + 1] = LF;
    this.length = at + 2;
  }

  #append(source: Uint8Array): void {
    this.#reserve(source.length);
    copyBytes(this.bytes, this.length, source, 0, source.length);
    this.length += source.length;
  }

  #reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + count, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
