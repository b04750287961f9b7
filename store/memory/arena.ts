/**
 * The arena: every key, value and table segment lives here as bytes.
 *
 * Memory is taken from the runtime in chunks (`ArrayBuffer`s of up to 16 MiB), so the garbage
 * collector sees a few hundred objects however many keys there are. A chunk is cut into pages of
 * 64 KiB; a run of pages (a span) serves blocks of one size class. Each span keeps its own list of
 * free blocks, threaded through the blocks themselves, so a span whose last block is freed can
 * serve another class, and a chunk whose last span is freed goes back to the runtime.
 *
 * An address is one 32-bit integer, in units of 8 bytes:
 *
 * ```
 *  31            21 20                    0
 * ┌────────────────┬───────────────────────┐
 * │ chunk (11 bit) │ offset in 8-byte units│     address 0 is "none"
 * └────────────────┴───────────────────────┘
 * ```
 *
 * which reaches 32 GiB. A block larger than half a chunk gets a chunk of its own, as large as
 * it needs. Every byte handed out is counted in `usedBytes`, rounding included.
 */

import { CLASS_BYTES, CLASS_COUNT, MAX_CLASS_BYTES, sizeClassOf } from "./size_classes.ts";

/** Bits of an address that say where in the chunk: `address >>> CHUNK_SHIFT` is the chunk. */
export const CHUNK_SHIFT = 21;
/** `(address & OFFSET_MASK) << 1` is the index of the block's first 32-bit word in its chunk. */
export const OFFSET_MASK: number = (1 << CHUNK_SHIFT) - 1;

/**
 * Bytes at the start of each chunk that stay unused. Large buffers begin 16 bytes past a page of
 * memory, behind the allocator's header; 48 more, and blocks of 64 bytes are whole cache lines.
 */
const CHUNK_HEAD_BYTES = 48;
const CHUNK_HEAD_UNITS = CHUNK_HEAD_BYTES >>> 3;
const PAGE_BYTES = 64 * 1024;
const PAGE_UNITS_SHIFT = 13; // 64 KiB in 8-byte units
const PAGES_PER_CHUNK = 255; // 48 + 255 × 64 KiB fits into 16 MiB
const MAX_CHUNKS = 2047; // the last number is left to those who need an address that never is
/** From here on a block gets a chunk of its own. */
const OWN_CHUNK_BYTES = 8 * 1024 * 1024;

// A page's line in the page table: eight words, 32 bytes.
const FREE = 0; // address of the span's first free block, 0 for none
const LIVE = 1; // blocks handed out
const FRESH = 2; // address of the first block never handed out yet
const CLASS = 3; // size class, or one of the marks below
const NEXT = 4; // next and previous span of the class that still have room, page + 1
const PREV = 5;
const CAPACITY = 6; // blocks in the span
const HEAD = 7; // the span's first page (for all its pages)
const LINE_SHIFT = 3;

const UNUSED = 0;
const LARGE = -1; // one block of whole pages
const OWN_CHUNK = -2; // one block that fills its chunk

/** Pages a span of each class takes: enough to lose less than an eighth at its end. */
const SPAN_PAGES = spanPages();

function spanPages(): Int32Array {
  const pages = new Int32Array(CLASS_COUNT);
  for (let c = 1; c < CLASS_COUNT; c++) {
    let n = 1;
    while ((n * PAGE_BYTES) % CLASS_BYTES[c] > (n * PAGE_BYTES) >>> 3) n++;
    pages[c] = n;
  }
  return pages;
}

/** The bytes that a block for `size` bytes really takes. */
export function blockBytes(size: number): number {
  if (size <= MAX_CLASS_BYTES) return CLASS_BYTES[sizeClassOf(size)];
  // As in the classes, eight sizes to each doubling: or a large value that grows by appends would
  // be moved at each page. What is not used of them is memory that was never touched.
  const step = Math.max(PAGE_BYTES, 1 << (28 - Math.clz32(size - 1)));
  return Math.ceil(size / step) * step;
}

/** Thrown when the address space is used up or the runtime gives no more memory. */
export class ArenaExhaustedError extends Error {
  override readonly name = "ArenaExhaustedError";
}

/** A sum over several arenas. */
export interface MemoryMeter {
  /** Bytes handed out by all of them. */
  usedBytes: number;
}

/** An allocator of byte blocks inside a few large buffers. */
export class Arena {
  /** Each chunk as bytes; index by `address >>> CHUNK_SHIFT`. */
  readonly bytes: Uint8Array[] = [];
  /** The same chunks as 32-bit words. */
  readonly words: Int32Array[] = [];
  /** The same chunks as doubles; `address & OFFSET_MASK` is the index of a block's first one. */
  readonly doubles: Float64Array[] = [];
  /** Bytes handed out and not freed yet, rounded up as the blocks are. */
  usedBytes = 0;
  /** Bytes of all chunks; untouched ones need no memory of the machine. */
  reservedBytes = 0;

  #pages = new Int32Array(0);
  /** The span that serves the next block of each class: page + 1, 0 for none. */
  readonly #open = new Int32Array(CLASS_COUNT);
  /** Free pages of each chunk. */
  readonly #freePages: number[] = [];
  /** Pages of each chunk in spans that are ready for use but have no live block. */
  readonly #idlePages: number[] = [];
  #liveChunks = 0;
  readonly #freeChunks: number[] = [];

  /** `meter` is kept up to date with what is handed out, beside `usedBytes`. */
  constructor(private meter: MemoryMeter = { usedBytes: 0 }) {}

  /** Takes a block of at least `size` bytes (1 or more) and returns its address. Not zeroed. */
  allocate(size: number): number {
    if (size > MAX_CLASS_BYTES) return this.#allocateLarge(size);
    const sizeClass = sizeClassOf(size);
    let open = this.#open[sizeClass];
    if (open === 0) open = this.#openSpan(sizeClass);
    const pages = this.#pages;
    const line = (open - 1) << LINE_SHIFT;
    let address = pages[line + FREE];
    if (address !== 0) {
      pages[line + FREE] = this.words[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1];
    } else {
      address = pages[line + FRESH];
      pages[line + FRESH] = address + (CLASS_BYTES[sizeClass] >>> 3);
    }
    const live = ++pages[line + LIVE];
    if (live === 1) this.#idlePages[address >>> CHUNK_SHIFT] -= SPAN_PAGES[sizeClass];
    if (live === pages[line + CAPACITY]) this.#unlink(sizeClass, line);
    this.#count(CLASS_BYTES[sizeClass]);
    return address;
  }

  /** Gives back the block at `address` that was allocated for `size` bytes (the same class). */
  free(address: number, size: number): void {
    const pages = this.#pages;
    const offset = (address & OFFSET_MASK) - CHUNK_HEAD_UNITS;
    const page = ((address >>> CHUNK_SHIFT) << 8) | (offset >>> PAGE_UNITS_SHIFT);
    const head = pages[(page << LINE_SHIFT) + HEAD];
    const line = head << LINE_SHIFT;
    if (size > MAX_CLASS_BYTES) return this.#freeLarge(head, size);
    const sizeClass = pages[line + CLASS];
    this.words[address >>> CHUNK_SHIFT][(address & OFFSET_MASK) << 1] = pages[line + FREE];
    pages[line + FREE] = address;
    const live = --pages[line + LIVE];
    this.#count(-CLASS_BYTES[sizeClass]);
    if (live + 1 === pages[line + CAPACITY]) this.#link(sizeClass, head);
    if (live === 0) this.#emptied(sizeClass, head);
  }

  /**
   * Gives everything back at once; all addresses become invalid. The chunks' buffers are returned:
   * giving gigabytes back to the system takes time, so that is left to the caller, see
   * {@linkcode releaseBuffer}.
   */
  clear(): ArrayBuffer[] {
    const buffers = this.bytes.filter((chunk) => chunk.length > 0)
      .map((chunk) => chunk.buffer as ArrayBuffer);
    this.bytes.length = 0;
    this.words.length = 0;
    this.doubles.length = 0;
    this.#pages = new Int32Array(0);
    this.#open.fill(0);
    this.#freePages.length = 0;
    this.#idlePages.length = 0;
    this.#freeChunks.length = 0;
    this.#liveChunks = 0;
    this.#count(-this.usedBytes);
    this.reservedBytes = 0;
    return buffers;
  }

  /** Counts in no meter any more: what is left in it serves nobody but its last reader. */
  leaveMeter(): void {
    this.meter.usedBytes -= this.usedBytes;
    this.meter = { usedBytes: this.usedBytes };
  }

  #count(bytes: number): void {
    this.usedBytes += bytes;
    this.meter.usedBytes += bytes;
  }

  /** A span has lost its last block. */
  #emptied(sizeClass: number, head: number): void {
    const pages = this.#pages;
    const line = head << LINE_SHIFT;
    if (pages[line + NEXT] !== 0 || pages[line + PREV] !== 0) {
      this.#unlink(sizeClass, line);
      this.#freeSpan(head, SPAN_PAGES[sizeClass]);
    } else {
      // The last span of a class stays, or a lone key that comes and goes would churn pages.
      this.#idlePages[head >>> 8] += SPAN_PAGES[sizeClass];
      this.#dropIfUnused(head >>> 8);
    }
  }

  #openSpan(sizeClass: number): number {
    const count = SPAN_PAGES[sizeClass];
    const head = this.#takePages(count);
    const pages = this.#pages;
    const line = head << LINE_SHIFT;
    pages[line + FREE] = 0;
    pages[line + LIVE] = 0;
    pages[line + FRESH] = pageAddress(head);
    pages[line + CLASS] = sizeClass;
    pages[line + CAPACITY] = Math.floor((count * PAGE_BYTES) / CLASS_BYTES[sizeClass]);
    this.#idlePages[head >>> 8] += count;
    this.#link(sizeClass, head);
    return head + 1;
  }

  #link(sizeClass: number, head: number): void {
    const pages = this.#pages;
    const line = head << LINE_SHIFT;
    const next = this.#open[sizeClass];
    pages[line + NEXT] = next;
    pages[line + PREV] = 0;
    if (next !== 0) pages[((next - 1) << LINE_SHIFT) + PREV] = head + 1;
    this.#open[sizeClass] = head + 1;
  }

  #unlink(sizeClass: number, line: number): void {
    const pages = this.#pages;
    const next = pages[line + NEXT];
    const prev = pages[line + PREV];
    if (prev !== 0) pages[((prev - 1) << LINE_SHIFT) + NEXT] = next;
    else this.#open[sizeClass] = next;
    if (next !== 0) pages[((next - 1) << LINE_SHIFT) + PREV] = prev;
    pages[line + NEXT] = 0;
    pages[line + PREV] = 0;
  }

  #allocateLarge(size: number): number {
    const bytes = blockBytes(size);
    this.#count(bytes);
    if (bytes >= OWN_CHUNK_BYTES) {
      const chunk = this.#addChunk(bytes + CHUNK_HEAD_BYTES);
      const line = (chunk << 8) << LINE_SHIFT;
      this.#freePages[chunk] = 0;
      this.#pages[line + CLASS] = OWN_CHUNK;
      this.#pages[line + HEAD] = chunk << 8;
      return pageAddress(chunk << 8);
    }
    const head = this.#takePages(bytes / PAGE_BYTES);
    this.#pages[(head << LINE_SHIFT) + CLASS] = LARGE;
    return pageAddress(head);
  }

  #freeLarge(head: number, size: number): void {
    const bytes = blockBytes(size);
    this.#count(-bytes);
    if (this.#pages[(head << LINE_SHIFT) + CLASS] === OWN_CHUNK) this.#dropChunk(head >>> 8);
    else this.#freeSpan(head, bytes / PAGE_BYTES);
  }

  /** Finds `count` free pages in a row and returns the first one. */
  #takePages(count: number): number {
    for (let chunk = this.bytes.length - 1; chunk >= 0; chunk--) {
      if (this.#freePages[chunk] < count) continue;
      const head = this.#findRun(chunk, count);
      if (head >= 0) return this.#claim(head, count);
    }
    // Small stores stay small: chunks double from one page up to their full size.
    const wanted = Math.min(PAGES_PER_CHUNK, Math.max(count, this.reservedBytes / PAGE_BYTES | 0));
    const chunk = this.#addChunk(CHUNK_HEAD_BYTES + wanted * PAGE_BYTES);
    this.#freePages[chunk] = wanted;
    return this.#claim(chunk << 8, count);
  }

  #findRun(chunk: number, count: number): number {
    const pages = this.#pages;
    const total = Math.floor((this.bytes[chunk].length - CHUNK_HEAD_BYTES) / PAGE_BYTES);
    let run = 0;
    for (let p = 0; p < total; p++) {
      run = pages[(((chunk << 8) | p) << LINE_SHIFT) + CLASS] === UNUSED ? run + 1 : 0;
      if (run === count) return (chunk << 8) | (p - count + 1);
    }
    return -1;
  }

  #claim(head: number, count: number): number {
    for (let p = head; p < head + count; p++) {
      this.#pages[(p << LINE_SHIFT) + CLASS] = LARGE;
      this.#pages[(p << LINE_SHIFT) + HEAD] = head;
    }
    this.#freePages[head >>> 8] -= count;
    return head;
  }

  #freeSpan(head: number, count: number): void {
    this.#pages.fill(0, head << LINE_SHIFT, (head + count) << LINE_SHIFT);
    this.#freePages[head >>> 8] += count;
    this.#dropIfUnused(head >>> 8);
  }

  /** Gives a chunk back if it has no live block, unless it is the only one. */
  #dropIfUnused(chunk: number): void {
    if (this.#liveChunks === 1) return;
    const total = Math.floor((this.bytes[chunk].length - CHUNK_HEAD_BYTES) / PAGE_BYTES);
    if (this.#freePages[chunk] + this.#idlePages[chunk] < total) return;
    for (let page = chunk << 8; page < (chunk << 8) + total; page++) {
      const line = page << LINE_SHIFT;
      const sizeClass = this.#pages[line + CLASS];
      if (sizeClass > 0 && this.#pages[line + HEAD] === page) this.#unlink(sizeClass, line);
    }
    this.#dropChunk(chunk);
  }

  #addChunk(bytes: number): number {
    const chunk = this.#freeChunks.pop() ?? this.bytes.length;
    if (chunk >= MAX_CHUNKS) {
      this.#freeChunks.push(chunk);
      throw new ArenaExhaustedError("Cannot allocate: all 32 GiB of the address space are in use");
    }
    const buffer = new ArrayBuffer((bytes + 7) & ~7);
    this.bytes[chunk] = new Uint8Array(buffer);
    this.words[chunk] = new Int32Array(buffer);
    this.doubles[chunk] = new Float64Array(buffer);
    this.reservedBytes += buffer.byteLength;
    this.#idlePages[chunk] = 0;
    this.#liveChunks++;
    if (this.#pages.length < ((chunk + 1) << 8) << LINE_SHIFT) {
      const grown = new Int32Array(Math.max(2048, (((chunk + 1) << 8) << LINE_SHIFT) * 3 / 2 | 0));
      grown.set(this.#pages);
      this.#pages = grown;
    }
    return chunk;
  }

  #dropChunk(chunk: number): void {
    const buffer = this.bytes[chunk].buffer as ArrayBuffer;
    this.reservedBytes -= buffer.byteLength;
    this.#pages.fill(0, (chunk << 8) << LINE_SHIFT, ((chunk + 1) << 8) << LINE_SHIFT);
    this.bytes[chunk] = new Uint8Array(0);
    this.words[chunk] = new Int32Array(0);
    this.doubles[chunk] = new Float64Array(0);
    this.#freePages[chunk] = 0;
    this.#liveChunks--;
    this.#freeChunks.push(chunk);
    releaseBuffer(buffer);
  }
}

/**
 * Gives a buffer's memory back now, not at some later garbage collection. Node 20 cannot: there the
 * collector does it, when nothing refers to the buffer any more.
 */
export function releaseBuffer(buffer: ArrayBuffer): void {
  if (typeof buffer.transfer === "function") buffer.transfer(0);
}

function pageAddress(page: number): number {
  const offset = CHUNK_HEAD_UNITS + ((page & 255) << PAGE_UNITS_SHIFT);
  return ((page >>> 8) << CHUNK_SHIFT) | offset;
}
