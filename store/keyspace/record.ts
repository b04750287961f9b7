/**
 * A record: one key with its value, in one block of the arena.
 *
 * ```
 * word 0   bits 0–3    type and encoding of the value (see `Kind`), never 0
 *          bit  4      WIDE: lengths stand in two further words
 *          bit  5      EXPIRES: expire time and timing-wheel links follow
 *          bit  6      SNAPSHOT: whether a snapshot has the record (keys only)
 *          bits 8–15   key length   } unless WIDE
 *          bits 16–31  value length }
 * word 1   access: last use, frequency or time of insertion, as the eviction policy says
 * [ 2 words, if WIDE:    key length, value length, in bytes ]
 * [ 4 words, if EXPIRES: expire time in ms since the epoch (low word, high word),
 *                        next record in the wheel's slot, previous one ]
 * key bytes, at a word boundary
 * value bytes, right behind the key
 * ```
 *
 * A short key with a short value that never expires pays eight bytes. Offsets inside a record are
 * known here alone: everybody else asks these functions, with `words` the chunk and `at` the
 * index of word 0 in it.
 */

/** What a value is; a record's lowest four bits. The order is of no meaning,
 * but that large collections come last. */
export const Kind = {
  /** Bytes; OBJECT ENCODING follows from them ("int", "embstr", "raw"). */
  String: 1,
  /** Bytes that an APPEND, SETRANGE or bit operation made: "raw" at any length. */
  RawString: 2,
  /** Bytes that INCRBYFLOAT made: never "int". */
  FloatString: 3,
  /** A small collection in one listpack. */
  PackedList: 4,
  PackedHash: 5,
  PackedSortedSet: 7,
  /** A small set of integers in one intset. */
  IntegerSet: 6,
  /** A small set of any members in one listpack. */
  PackedSet: 8,
  /** Large collections: the value is a handle, see `engine/large_values.ts`. */
  List: 9,
  Hash: 10,
  Set: 11,
  SortedSet: 12,
  Stream: 13,
} as const;

/** The first of the kinds whose values live outside of their record; all behind it do too. */
const FIRST_LARGE_KIND = Kind.List;

/** Whether a value of that kind is a handle. */
export function isLargeKind(kind: number): boolean {
  return kind >= FIRST_LARGE_KIND;
}

export const KIND_MASK = 15;
export const WIDE = 16;
export const EXPIRES = 32;
/**
 * Tells whether the snapshot under way has the record yet. It has those whose bit equals the engine's, which
 * is turned over when a snapshot begins: that makes all records new to it at once. What is written
 * from then on gets the engine's bit, since it is nothing of the snapshot's.
 */
export const SNAPSHOT = 64;

/**
 * Most bytes that a value may be allowed. Lengths and the sizes of blocks are 32-bit integers with a sign, and
 * an element's record may hold two strings.
 */
export const MAX_VALUE_BYTES: number = 1024 ** 3;

const MAX_NARROW_KEY = 255;
const MAX_NARROW_VALUE = 65535;

/** Which optional parts a record needs: a combination of `WIDE` and `EXPIRES`. */
export function layoutOf(keyLength: number, valueLength: number, expires: boolean): number {
  const wide = keyLength > MAX_NARROW_KEY || valueLength > MAX_NARROW_VALUE ? WIDE : 0;
  return expires ? wide | EXPIRES : wide;
}

/** Bytes in front of the key. */
export function headerBytes(layout: number): number {
  return 8 + ((layout & WIDE) >>> 1) + ((layout & EXPIRES) >>> 1);
}

/** Bytes of a whole record. */
export function recordBytes(layout: number, keyLength: number, valueLength: number): number {
  return headerBytes(layout) + keyLength + valueLength;
}

/** Writes word 0 and, in a wide record, the lengths. The other parts are left as they are. */
export function writeHeader(
  words: Int32Array,
  at: number,
  kind: number,
  layout: number,
  keyLength: number,
  valueLength: number,
): void {
  if ((layout & WIDE) === 0) {
    words[at] = kind | layout | (keyLength << 8) | (valueLength << 16);
  } else {
    words[at] = kind | layout;
    words[at + 2] = keyLength;
    words[at + 3] = valueLength;
  }
}

export function keyLengthOf(words: Int32Array, at: number): number {
  const word = words[at];
  return (word & WIDE) === 0 ? (word >>> 8) & 255 : words[at + 2];
}

export function valueLengthOf(words: Int32Array, at: number): number {
  const word = words[at];
  return (word & WIDE) === 0 ? word >>> 16 : words[at + 3];
}

/** Index of the key's first word. */
export function keyWordOf(words: Int32Array, at: number): number {
  const word = words[at];
  return at + 2 + ((word & WIDE) >>> 3) + ((word & EXPIRES) >>> 3);
}

/** Offset of the value's first byte in the chunk. */
export function valueByteOf(words: Int32Array, at: number): number {
  return (keyWordOf(words, at) << 2) + keyLengthOf(words, at);
}

/** Index of the expire time's low word; meaningful only if EXPIRES is set. */
export function expiryWordOf(words: Int32Array, at: number): number {
  return at + 2 + ((words[at] & WIDE) >>> 3);
}

const TWO_POW_32 = 4294967296;

/** The expire time in ms since the epoch; only if EXPIRES is set. */
export function expiryOf(words: Int32Array, at: number): number {
  const word = expiryWordOf(words, at);
  return words[word + 1] * TWO_POW_32 + (words[word] >>> 0);
}

/** Writes the expire time; the record must have EXPIRES set. */
export function writeExpiry(words: Int32Array, at: number, expiryMs: number): void {
  const word = expiryWordOf(words, at);
  const high = Math.floor(expiryMs / TWO_POW_32);
  words[word] = expiryMs - high * TWO_POW_32;
  words[word + 1] = high;
}
