/**
 * Reads an RDB file through a window: a buffer that holds a part of the file and moves forward. However
 * long the file is, there is only the window, which becomes longer for a longer string.
 *
 * ```
 *  file    ────────────┬──────────────────────────────┬──────────────
 *                      │ read │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│
 *  window              0      at                     end
 *                      ╰ base
 * ```
 *
 * The checksum is that of everything up to `at`: it is brought up to date before the window moves.
 */

import { Crc64 } from "../encoding/crc64.ts";
import { RdbReader } from "../encoding/rdb_reader.ts";
import type { ReadableFile } from "./file_system.ts";

/** Bytes of the window: enough that a read of the file costs little for each key. */
const WINDOW_BYTES = 1 << 18;

/** Where an RDB file is read from. */
export type RdbSource = Pick<ReadableFile, "path" | "size" | "readAt">;

/** The file ends before what is being read does. */
export class TruncatedRdbError extends Error {}

const TRUNCATED = new TruncatedRdbError("Cannot read behind the end of the file");

/** A place in a file, which moves forward. */
export class RdbFileReader extends RdbReader {
  /** The file's position of the window's first byte. */
  #base: number;
  /** Where in the window the bytes begin that the checksum does not know yet. */
  #unsummed = 0;
  readonly #sum: Crc64 | undefined;

  /**
   * Reads from `offset` on. With `sums`, the checksum is computed, of everything from there on.
   */
  constructor(private readonly source: RdbSource, offset: number, sums: boolean) {
    super(new Uint8Array(WINDOW_BYTES), 0, 0);
    this.#base = offset;
    this.#sum = sums ? new Crc64() : undefined;
  }

  /** Bytes of the file that are left. */
  override get left(): number {
    return this.source.size - this.position;
  }

  /** Bytes of the file before the place. */
  get position(): number {
    return this.#base + this.at;
  }

  /** Whether the checksum of what was read, if it is computed, is that of the eight bytes at the place. */
  matchesSum(): boolean {
    if (this.#sum === undefined) return true;
    this.#addToSum();
    const { bytes, start } = this.raw(8);
    return this.#sum.matches(bytes, start);
  }

  /** @throws {TruncatedRdbError} if the file has not as many bytes. */
  protected override refill(count: number): void {
    if (count > this.left) throw TRUNCATED;
    this.#addToSum();
    const kept = this.end - this.at;
    const old = this.bytes;
    if (count > old.length || (old.length > WINDOW_BYTES && count <= WINDOW_BYTES)) {
      this.bytes = new Uint8Array(Math.max(WINDOW_BYTES, count));
      this.view = new DataView(this.bytes.buffer);
      this.bytes.set(old.subarray(this.at, this.end));
    } else {
      old.copyWithin(0, this.at, this.end);
    }
    this.#base += this.at;
    this.#unsummed = 0;
    this.at = 0;
    this.end = kept + this.source.readAt(this.#base + kept, this.bytes, kept, this.bytes.length);
    if (count > this.end) throw TRUNCATED; // the file has become shorter meanwhile
  }

  #addToSum(): void {
    this.#sum?.add(this.bytes, this.#unsummed, this.at);
    this.#unsummed = this.at;
  }
}
