/**
 * What RDB writer and reader agree on: the numbers of Redis's format, version 10, that of Redis 7.0.
 *
 * ```
 *   00llllll                  length of 6 bits
 *   01llllll llllllll         of 14 bits
 *   10000000 and 4 bytes      of 32 bits, the highest byte first
 *   10000001 and 8 bytes      of 64 bits, likewise
 *   110000tt                  no length but a string in a short form, see `StringForm`
 * ```
 */

/** The version that is written, and the last one that is read. */
export const RDB_VERSION = 10;

/** How a value is written: the byte before it. */
export const RdbForm = {
  String: 0,
  List: 1,
  Set: 2,
  /** Scores as texts. */
  SortedSetText: 3,
  Hash: 4,
  /** Scores as doubles. */
  SortedSet: 5,
  ListZiplist: 10,
  SetIntset: 11,
  SortedSetZiplist: 12,
  HashZiplist: 13,
  /** Nodes that are ziplists. */
  ListZiplists: 14,
  HashListpack: 16,
  SortedSetListpack: 17,
  /** Nodes that are listpacks or one plain element. */
  ListNodes: 18,
} as const;

/** What a node of a list is. */
export const ListNode = { Plain: 1, Packed: 2 } as const;

/** Strings in a short form: the byte that stands for their length. */
export const StringForm = { Int8: 0xc0, Int16: 0xc1, Int32: 0xc2, Lzf: 0xc3 } as const;
