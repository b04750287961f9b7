/**
 * Loads an RDB file, of any version up to that of Redis 8, in slices.
 *
 * ```
 *  REDIS0010 │ aux … │ select │ resize │ [expiry] [idle │ frequency] form key value │ … │ end │ checksum
 * ```
 *
 * Values go from the file's window straight into the store: a string makes no object, a long collection
 * comes some hundred elements at a time. Whatever the bytes are, loading ends, and every value in the
 * store is a sound one; but what was loaded before a fault was found is there, and the caller's to
 * remove.
 *
 * Nothing is evicted while a file is loaded, as in Redis; nobody is told of the keys, and they count as no
 * changes.
 */

import { monotonicMs } from "../../clock.ts";
import { RdbForm, RdbOpcode } from "../../encoding/rdb_format.ts";
import { EMPTY_VALUE, MalformedRdbError } from "../../encoding/rdb_reader.ts";
import type { Engine } from "../../engine/engine.ts";
import { LookAhead } from "../../keyspace/look_ahead.ts";
import { Kind } from "../../keyspace/record.ts";
import { type Namespace, NO_EXPIRY } from "../../engine/namespace.ts";
import { setRestoredUse, UNKNOWN_USE } from "../../engine/restored_use.ts";
import { show } from "../../show_value.ts";
import { dumpOfForm, typeNameOfForm } from "../../types/value_dump.ts";
import type { ValueLoading } from "../../types/value_type.ts";
import { DatabaseNumbers } from "../database_numbers.ts";
import { RdbDamageError } from "./damage_error.ts";
import { RdbFileReader, type RdbSource, TruncatedRdbError } from "./file_reader.ts";
import { moduleName, readHeader } from "./header.ts";

export type { RdbSource };

/** How a file is loaded. */
export interface RdbLoadOptions {
  /**
   * The namespace of the file's database `index`, whose name the file tells or else is the number;
   * `undefined` if there is none, which stops the load. By default all are there.
   */
  readonly namespaceOf?: (index: number, name: string) => Namespace | undefined;
  /** Whether keys are loaded whose time has come: those of an AOF's base, which its commands go on from. */
  readonly keepExpired?: boolean;
  /** Whether a key that is there already is replaced; otherwise it stops the load. */
  readonly replace?: boolean;
  /** Whether the checksum is computed and compared; it is by default. A file may have none. */
  readonly checksum?: boolean;
  /** Where in the file the RDB begins; 0 by default. */
  readonly offset?: number;
  /** Whether other data may follow, as commands do in an AOF. Otherwise the file must end where the RDB does. */
  readonly mayGoOn?: boolean;
  /** Told of what is passed over, in whole sentences. */
  readonly warn?: (message: string) => void;
}

/** Keys that are loaded between two looks at the time. */
const KEYS = 32;
/** Room is made for no more keys than the file has of so many bytes: less than it takes itself. */
const RESERVED_KEY_BYTES = 16;

/** The last time in ms that a signed number of 64 bits and a JavaScript number can both be. */
const LAST_MOMENT = 2 ** 63 - 1024;

const ahead = new LookAhead();

const UNKNOWN_FORM = -1;
const TWICE = "a key is there for the second time";
const decoder = new TextDecoder();

/** One file on its way into the store. */
export class RdbLoader {
  /** What the file says of itself, by name: `redis-ver`, `ctime`, … */
  readonly aux: Map<string, string> = new Map();
  /** The version of its format. */
  readonly version: number;
  /** Keys loaded. */
  keys = 0;
  /** Keys that were left out because their time had come. */
  expired = 0;
  /** Keys that were left out because their collections were empty. */
  empty = 0;
  /** Libraries of functions that were left out. */
  functions = 0;
  /** Bytes of the file, from its start. */
  readonly totalBytes: number;

  readonly #reader: RdbFileReader;
  readonly #nowMs: number;
  readonly #numbers = new DatabaseNumbers();
  #namespace: Namespace | undefined;
  #done = false;
  /** What has been read of the next key; its form when the key itself has been read. */
  #form: number = UNKNOWN_FORM;
  #expiryMs = NO_EXPIRY;
  #idleSeconds = UNKNOWN_USE;
  #uses = UNKNOWN_USE;
  /** A long value that is under way, and its key. */
  #loading: ValueLoading | undefined;
  #loadingKey: Uint8Array = new Uint8Array(0);

  /**
   * Begins to load; nothing is stored yet.
   * @throws {RdbDamageError} if it is no RDB file, or of a later version.
   * @throws {FileError}
   */
  constructor(
    private readonly engine: Engine,
    private readonly source: RdbSource,
    private readonly options: RdbLoadOptions = {},
  ) {
    this.totalBytes = source.size;
    const offset = options.offset ?? 0;
    this.#reader = new RdbFileReader(source, offset, options.checksum !== false);
    this.#nowMs = engine.clock.now();
    this.version = readHeader(this.#reader, source.path, offset);
  }

  /** Bytes of the file that have been read; at the end, where the RDB ends. */
  get loadedBytes(): number {
    return this.#reader.position;
  }

  /**
   * Loads for about `budgetMs`; a single string or packed value is never divided. True at the end.
   * @throws {RdbDamageError} The load is over then; what has been loaded is the caller's to remove.
   * @throws {FileError}
   */
  step(budgetMs: number): boolean {
    const endMs = monotonicMs() + budgetMs;
    const { limited, changes } = this.engine;
    this.engine.limited = false;
    try {
      while (!this.#done) {
        if (this.#loading !== undefined) this.#goOn(this.#loading);
        else this.#some();
        if (monotonicMs() >= endMs) break;
      }
      return this.#done;
    } catch (error) {
      this.abort();
      throw error;
    } finally {
      this.engine.limited = limited;
      this.engine.changes = changes;
    }
  }

  /** Ends the load where it is, if it is not over; what has been loaded stays, but for half a value. */
  abort(): void {
    const loading = this.#loading;
    this.#loading = undefined;
    this.#done = true;
    if (loading === undefined) return;
    loading.discard?.();
    const namespace = this.#namespace!;
    namespace.load(this.#loadingKey, 0, this.#loadingKey.length);
    if (namespace.find() !== 0) namespace.discard();
  }

  /** Loads some keys, up to one whose value is long. */
  #some(): void {
    let count = KEYS;
    const table = this.#namespace?.table;
    if (table !== undefined && LookAhead.pays(table)) {
      count = Math.max(1, this.#reader.lookAhead(ahead, table));
      ahead.run(table);
    }
    while (count > 0 && !this.#done && this.#next()) count--;
  }

  /** Reads up to and including the next key; false if it is a long one, which is not there yet. */
  #next(): boolean {
    const at = this.#reader.position;
    this.#form = UNKNOWN_FORM;
    try {
      for (;;) {
        const code = this.#reader.byte();
        if (code < RdbOpcode.SlotInfo) return this.#key(code);
        if (code === RdbOpcode.End) {
          this.#end();
          return true;
        }
        this.#opcode(code);
      }
    } catch (error) {
      throw this.#damage(error, at);
    }
  }

  #opcode(code: number): void {
    const reader = this.#reader;
    switch (code) {
      case RdbOpcode.ExpiryMs:
        this.#expireAt(reader.about64());
        break;
      case RdbOpcode.ExpirySeconds:
        this.#expireAt((reader.integer32() | 0) * 1000);
        break;
      case RdbOpcode.Frequency:
        this.#uses = reader.byte();
        break;
      case RdbOpcode.Idle:
        this.#idleSeconds = reader.size();
        break;
      case RdbOpcode.SelectDatabase:
        this.#select(reader.size());
        break;
      case RdbOpcode.ResizeDatabase: {
        const keys = reader.size();
        reader.size();
        this.#reserve(Math.min(keys, reader.left / RESERVED_KEY_BYTES));
        break;
      }
      case RdbOpcode.SlotInfo:
        for (let i = 0; i < 3; i++) reader.size();
        break;
      case RdbOpcode.Aux: {
        const name = this.#text();
        this.aux.set(name, this.#text());
        break;
      }
      case RdbOpcode.Function:
        reader.string();
        this.functions++;
        this.options.warn?.(`A library of functions in ${this.source.path} is not loaded.`);
        break;
      case RdbOpcode.ModuleAux:
        throw this.#refusal(`there is data of the module ${moduleName(reader)}`);
      default:
        throw this.#refusal("there are functions in the form of a release candidate of Redis 7.0");
    }
  }

  /** The next key expires then; it may be a time before the epoch. */
  #expireAt(ms: number): void {
    this.#expiryMs = Math.min(Math.max(ms, 1), LAST_MOMENT);
  }

  /** The database has about so many keys. */
  #reserve(keys: number): void {
    this.#namespace?.table.reserve(keys);
  }

  #text(): string {
    const { bytes, start, end } = this.#reader.string();
    return decoder.decode(bytes.subarray(start, end));
  }

  #select(index: number): void {
    const { namespaceOf } = this.options;
    this.#numbers.readAux(this.aux);
    const name = this.#numbers.nameOf(index);
    this.#namespace = namespaceOf ? namespaceOf(index, name) : this.engine.namespace(name);
    if (this.#namespace === undefined) throw this.#refusal(`there is a database ${index}`);
  }

  #end(): void {
    this.#done = true;
    // Checksums came with version 5.
    if (this.version >= 5 && !this.#reader.matchesSum()) {
      throw this.#refusal("the checksum is not that of the file");
    }
    // A damaged length may have led to what looks like the end, of a file without a checksum at that.
    if (this.options.mayGoOn !== true && this.#reader.left > 0) {
      throw this.#refusal(`${this.#reader.left} bytes follow the end`);
    }
  }

  /** Loads a key with its value; false if that is a long one, which has been begun. */
  #key(form: number): boolean {
    const reader = this.#reader;
    if (form === RdbForm.Module || form === RdbForm.ModuleBeforeRelease) {
      reader.string();
      throw this.#refusal(`there is data of the module ${moduleName(reader)}`);
    }
    const namespace = this.#namespace ??= this.#first();
    const { start, end, bytes } = reader.string();
    namespace.load(bytes, start, end);
    this.#form = form;
    const expires = this.#expiryMs !== NO_EXPIRY;
    const isDue = expires && this.#expiryMs < this.#nowMs && this.options.keepExpired !== true;
    if (form === RdbForm.String) this.#string(namespace, isDue);
    else if (!this.#collection(namespace, form, isDue)) return false;
    this.#expiryMs = NO_EXPIRY;
    this.#idleSeconds = this.#uses = UNKNOWN_USE;
    return true;
  }

  /** The namespace of keys before which none has been selected. */
  #first(): Namespace {
    this.#select(0);
    return this.#namespace!;
  }

  #string(namespace: Namespace, isDue: boolean): void {
    const { bytes, start, end } = this.#reader.string();
    if (isDue) {
      this.expired++;
      return;
    }
    // Whether the key is there already is seen afterwards: looking it up twice would cost more.
    const { size } = namespace;
    namespace.reserve(Kind.String, end - start, this.#expiryMs);
    namespace.writeValue(0, bytes, start, end);
    if (namespace.size === size && this.options.replace !== true) throw this.#refusal(TWICE);
    this.#loaded(namespace);
  }

  /** Loads a collection; false if it has only been begun. */
  #collection(namespace: Namespace, form: number, isDue: boolean): boolean {
    const dump = dumpOfForm(form);
    if (dump === undefined) throw this.#refusal(`a value has an unknown form, ${form}`);
    const reader = this.#reader;
    let loading: ValueLoading | undefined;
    try {
      if (isDue) {
        this.expired++;
        dump.read(form, reader, this.engine).discard?.();
        return true;
      }
      this.#makeWay(namespace);
      loading = dump.load?.(form, reader, namespace);
      if (loading === undefined) dump.read(form, reader, this.engine).store(namespace);
      else if (!loading.step(namespace)) {
        this.#loading = loading;
        this.#loadingKey = namespace.probe.bytes();
        return false;
      }
      this.#complete(namespace);
    } catch (error) {
      loading?.discard?.();
      // Redis has written empty collections once: they are passed over.
      if (error !== EMPTY_VALUE) throw error;
      this.empty++;
    }
    return true;
  }

  /** Goes on with a long value. */
  #goOn(loading: ValueLoading): void {
    const namespace = this.#namespace!;
    const at = this.#reader.position;
    namespace.load(this.#loadingKey, 0, this.#loadingKey.length);
    try {
      if (!loading.step(namespace)) return;
      this.#complete(namespace);
    } catch (error) {
      if (error !== EMPTY_VALUE) throw this.#damage(error, at);
      this.empty++;
    }
    this.#loading = undefined;
    this.#expiryMs = NO_EXPIRY;
    this.#idleSeconds = this.#uses = UNKNOWN_USE;
  }

  /** The loaded key's collection is in the store, and open. */
  #complete(namespace: Namespace): void {
    if (this.#expiryMs !== NO_EXPIRY) namespace.setExpiry(this.#expiryMs, false);
    this.#loaded(namespace);
  }

  /** The loaded key is to be added. */
  #makeWay(namespace: Namespace): void {
    if (namespace.find() === 0) return;
    if (this.options.replace !== true) throw this.#refusal(TWICE);
    namespace.discard();
  }

  #loaded(namespace: Namespace): void {
    this.keys++;
    if (this.#idleSeconds !== UNKNOWN_USE || this.#uses !== UNKNOWN_USE) {
      setRestoredUse(namespace, this.#idleSeconds, this.#uses);
    }
  }

  #refusal(reason: string): RdbDamageError {
    return new RdbDamageError(this.source.path, this.#reader.position, reason);
  }

  /** What stops the load, as an error that says where: something that began at `at`. */
  #damage(error: unknown, at: number): unknown {
    const { path, size } = this.source;
    if (error instanceof TruncatedRdbError) {
      return new RdbDamageError(path, size, `the file ends in the middle of ${this.#current()}`);
    }
    if (!(error instanceof MalformedRdbError)) return error;
    return new RdbDamageError(path, at, `${this.#current()} is malformed`);
  }

  /** What is being read, as a part of a sentence. */
  #current(): string {
    const type = typeNameOfForm(this.#form);
    if (type === undefined) return "a key or what is said of one";
    const name = show(decoder.decode(this.#namespace!.probe.bytes()));
    return `the value (a ${type}) of the key ${name}`;
  }
}
