/**
 * Writes a snapshot's records as an RDB file, version 10, that of Redis 7.0.
 *
 * ```
 * REDIS0010 │ aux … │ select, resize … ║ [select] [expiry] [idle │ frequency] form key value ║ … │ end │ sum
 * ```
 *
 * Records come in no order of namespaces, so the database is told whenever it changes. What Redis 7.0 has no
 * form for, hashes whose fields expire, makes the file one of version 12, that of Redis 7.4. Namespaces
 * that are no databases of Redis's have numbers from 16 on and an AUX field for each that tells its name;
 * one without keys has neither.
 */

import { Crc64, CRC64_BYTES } from "../../encoding/crc64.ts";
import { RDB_VERSION, RdbOpcode } from "../../encoding/rdb_format.ts";
import type { Engine } from "../../engine/engine.ts";
import { idleMs } from "../../eviction/access_clock.ts";
import { frequency } from "../../eviction/lfu.ts";
import type { RecordView } from "../../keyspace/record_view.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import { DatabaseNumbers } from "../database_numbers.ts";
import { RecordWriter, type SavedNamespace } from "./record_writer.ts";
import { formOf, type ValueWriting, writeValue } from "./rdb_values.ts";

/** How an RDB file is written. */
export interface RdbOptions {
  /** Whether strings of more than 20 bytes are compressed where that makes them shorter; by default. */
  readonly compress?: boolean;
  /** Whether the file ends in a checksum of all before; by default. */
  readonly checksum?: boolean;
  /** Whether it is the base of an AOF. */
  readonly aofBase?: boolean;
  /** The numbers of namespaces, for a file that is one of several. */
  readonly numbers?: DatabaseNumbers;
}

/** The version of a file with hashes whose fields expire. */
const FIELD_EXPIRY_VERSION = 12;
/** What loaders look at to know which Redis has written a file. */
const WRITTEN_LIKE = "7.0.15";

const encoder = new TextEncoder();

/** Writes RDB. */
export class RdbRecordWriter extends RecordWriter {
  /** Which access times are told, as Redis does: those that the eviction policy has. */
  readonly #tellsIdle: boolean;
  readonly #tellsFrequency: boolean;
  readonly #nowMs: number;
  readonly #numbers: DatabaseNumbers;
  /** Of which namespace the last record was. */
  #selected: SavedNamespace | undefined;
  /** The value that is half written. */
  #half: ValueWriting | undefined;
  readonly #sum = new Crc64();

  /** `of` is the writer beside which this one works. */
  constructor(
    private readonly engine: Engine,
    private readonly options: RdbOptions,
    of?: RdbRecordWriter,
  ) {
    super();
    const { name, countsFrequency } = engine.policy;
    this.#tellsFrequency = countsFrequency;
    this.#tellsIdle = /lru/.test(name) && engine.hasAccessTimes;
    this.#nowMs = of === undefined ? engine.clock.now() : of.#nowMs;
    this.out.compresses = options.compress !== false;
    this.out.learns = true;
    this.#numbers = (of === undefined ? options.numbers : of.#numbers) ?? new DatabaseNumbers();
  }

  override begin(namespaces: readonly SavedNamespace[]): void {
    const { out, engine } = this;
    const version = engine.elementWheel.size > 0 ? FIELD_EXPIRY_VERSION : RDB_VERSION;
    const magic = encoder.encode(`REDIS${String(version).padStart(4, "0")}`);
    out.raw(magic, 0, magic.length);
    this.#aux("redis-ver", WRITTEN_LIKE);
    this.#aux("redis-bits", "64");
    this.#aux("ctime", String(Math.floor(this.#nowMs / 1000)));
    this.#aux("used-mem", String(engine.usedBytes));
    this.#aux("aof-base", this.options.aofBase ? "1" : "0");
    for (const { name } of namespaces) {
      if (!this.#numbers.isPlain(name)) this.#aux(this.#numbers.auxName(name), name);
    }
    for (const namespace of namespaces) {
      this.#select(namespace);
      out.byte(RdbOpcode.ResizeDatabase);
      out.size(namespace.keys);
      out.size(namespace.expiring);
    }
  }

  override write(
    view: RecordView,
    namespace: SavedNamespace,
    large: LargeValue | undefined,
  ): boolean {
    const { out } = this;
    if (namespace !== this.#selected) this.#select(namespace);
    const expiryMs = view.expiry();
    if (expiryMs !== 0) {
      out.byte(RdbOpcode.ExpiryMs);
      out.integer64(expiryMs);
    }
    if (this.#tellsIdle) {
      out.byte(RdbOpcode.Idle);
      out.size(Math.floor(idleMs(view.accessWord, this.#nowMs) / 1000));
    } else if (this.#tellsFrequency) {
      out.byte(RdbOpcode.Frequency);
      out.byte(frequency(view.accessWord, this.#nowMs, this.engine.lfuTuning));
    }
    out.byte(formOf(view, large));
    out.string(view.bytes, view.keyStart(), view.keyEnd());
    this.#half = writeValue(view, large, out);
    return this.#half === undefined;
  }

  override resume(): boolean {
    if (this.#half!.next().done !== true) return false;
    this.#half = undefined;
    return true;
  }

  override end(): void {
    const { out } = this;
    out.byte(RdbOpcode.End);
    this.leaving();
    const at = out.append(CRC64_BYTES);
    if (this.options.checksum === false) out.bytes.fill(0, at, at + CRC64_BYTES);
    else this.#sum.write(out.bytes, at);
  }

  override leaving(): void {
    const { out } = this;
    if (this.options.checksum !== false) this.#sum.add(out.bytes, 0, out.length);
  }

  override aside(): RecordWriter {
    return new RdbRecordWriter(this.engine, this.options, this);
  }

  override append(aside: this): void {
    if (aside.out.length === 0) return;
    super.append(aside);
    this.#selected = aside.#selected;
    // It tells the next one's database anew: this writer may select others in between.
    aside.#selected = undefined;
  }

  #select(namespace: SavedNamespace): void {
    this.#selected = namespace;
    this.out.byte(RdbOpcode.SelectDatabase);
    this.out.size(this.#numbers.numberOf(namespace.name));
  }

  #aux(name: string, value: string): void {
    this.out.byte(RdbOpcode.Aux);
    for (const text of [name, value]) {
      const bytes = encoder.encode(text);
      this.out.string(bytes, 0, bytes.length);
    }
  }
}
