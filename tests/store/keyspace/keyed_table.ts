/**
 * A table with records of its own, for tests: keys are texts, values are empty.
 */
import { KeyProbe } from "../../../store/keyspace/key_probe.ts";
import {
  keyLengthOf,
  keyWordOf,
  Kind,
  recordBytes,
  writeHeader,
} from "../../../store/keyspace/record.ts";
import { Table } from "../../../store/keyspace/table.ts";
import { Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../../store/memory/arena.ts";

const decoder = new TextDecoder();

/** Texts in a {@linkcode Table}. */
export class KeyedTable {
  readonly arena = new Arena();
  readonly table: Table;
  readonly probe: KeyProbe;

  constructor(seed0 = 1, seed1 = 2) {
    this.table = new Table(this.arena, seed0, seed1);
    this.probe = new KeyProbe(seed0, seed1);
  }

  /** Adds a key that is not there; returns its record's address. */
  add(key: string): number {
    const { probe, arena } = this;
    probe.loadText(key);
    const address = arena.allocate(recordBytes(0, probe.length, 0));
    const words = arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    writeHeader(words, at, Kind.String, 0, probe.length, 0);
    probe.store(words, keyWordOf(words, at));
    this.table.insert(probe, address);
    return address;
  }

  /** The address of a key's record, 0 if there is none. */
  find(key: string): number {
    this.probe.loadText(key);
    return this.table.find(this.probe);
  }

  /** Removes a key; false if there is none. */
  remove(key: string): boolean {
    const address = this.find(key);
    if (address === 0) return false;
    this.table.removeFound(this.probe);
    this.arena.free(address, recordBytes(0, this.probe.length, 0));
    return true;
  }

  /** The key of a record. */
  keyOf(address: number): string {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    const start = keyWordOf(words, at) << 2;
    const bytes = this.arena.bytes[address >>> CHUNK_SHIFT];
    return decoder.decode(bytes.subarray(start, start + keyLengthOf(words, at)));
  }
}
