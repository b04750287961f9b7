/** A table whose records are keys alone: for tests of the table and of what walks it. */
import { assert } from "@std/assert";
import { KeyProbe } from "../../../store/keyspace/key_probe.ts";
import {
  keyLengthOf,
  keyWordOf,
  recordBytes,
  writeHeader,
} from "../../../store/keyspace/record.ts";
import { Table } from "../../../store/keyspace/table.ts";
import { Arena, CHUNK_SHIFT, OFFSET_MASK } from "../../../store/memory/arena.ts";

export class TableKeys {
  readonly arena = new Arena();
  readonly table: Table;
  readonly #probe: KeyProbe;

  constructor(seed = 17) {
    this.table = new Table(this.arena, seed, 42);
    this.#probe = new KeyProbe(seed, 42);
  }

  /** Adds an ASCII key that is not there yet; returns its record's address. */
  add(key: string): number {
    this.#probe.loadText(key);
    const address = this.arena.allocate(recordBytes(0, key.length, 0));
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    writeHeader(words, at, 1, 0, key.length, 0);
    this.#probe.store(words, keyWordOf(words, at));
    this.table.insert(this.#probe, address);
    return address;
  }

  /** Removes a key that is there. */
  remove(key: string): void {
    this.#probe.loadText(key);
    const address = this.table.find(this.#probe);
    assert(address !== 0, key);
    this.table.removeFound(this.#probe);
    this.arena.free(address, recordBytes(0, key.length, 0));
  }

  /** The key of a record. */
  keyOf(address: number): string {
    const words = this.arena.words[address >>> CHUNK_SHIFT];
    const at = (address & OFFSET_MASK) << 1;
    const start = keyWordOf(words, at) << 2;
    const bytes = this.arena.bytes[address >>> CHUNK_SHIFT];
    return new TextDecoder().decode(bytes.subarray(start, start + keyLengthOf(words, at)));
  }
}
