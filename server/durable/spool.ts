/**
 * Bytes between one who writes them now and one who reads them later: in memory as long as they are few,
 * in a temporary file when they are many.
 *
 *     write ─► [ memory ] ─► read          write ─► [ file ──────┐
 *                                          read  ◄─ [ memory ◄───┘
 *
 * Once there is a file, everything goes through it until the reader has caught up.
 */

import type {
  FileSystem,
  ReadableFile,
  WritableFile,
} from "../../store/persistence/file_system.ts";

/** What may wait in memory. */
const MEMORY_BYTES = 4 * 1024 * 1024;
/** The most that is read from the file at once. */
const READ_BYTES = 256 * 1024;

/** One such row of bytes. */
export class Spool {
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  /** Bytes of those. */
  #memoryBytes = 0;
  #output: WritableFile | undefined;
  #input: ReadableFile | undefined;
  /** Bytes of the file that have been read. */
  #readBytes = 0;

  /** @param path Of the file, which is made when it is needed. */
  constructor(private readonly files: FileSystem, private readonly path: string) {}

  /** Appends a copy of `bytes[start, end)`. @throws {FileError} */
  write(bytes: Uint8Array, start: number, end: number): void {
    if (this.#output === undefined && this.#memoryBytes < MEMORY_BYTES) {
      this.#chunks.push(bytes.slice(start, end) as Uint8Array<ArrayBuffer>);
      this.#memoryBytes += end - start;
      return;
    }
    this.#output ??= this.files.create(this.path);
    this.#output.write(bytes, start, end);
  }

  /** Takes the first bytes that have not been taken; `undefined` if there are none. @throws {FileError} */
  read(): Uint8Array<ArrayBuffer> | undefined {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#memoryBytes -= chunk.length;
      return chunk;
    }
    const left = (this.#output?.length ?? 0) - this.#readBytes;
    if (left === 0) {
      this.close();
      return undefined;
    }
    this.#input ??= this.files.open(this.path);
    const bytes = new Uint8Array(Math.min(left, READ_BYTES));
    this.#readBytes += this.#input.readAt(this.#readBytes, bytes, 0, bytes.length);
    return bytes;
  }

  /** Forgets what has not been taken, and removes the file. */
  close(): void {
    this.#chunks.length = this.#memoryBytes = this.#readBytes = 0;
    this.#input?.close();
    if (this.#output === undefined) return;
    this.#output.close();
    this.#input = this.#output = undefined;
    this.files.remove(this.path);
  }
}
