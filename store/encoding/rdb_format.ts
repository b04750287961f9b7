/**
 * What RDB writer and reader agree on: the numbers of Redis's format. Version 10 is that of Redis 7.0.
 *
 * ```
 *   00llllll                  length of 6 bits
 *   01llllll llllllll         of 14 bits
 *   10000000 and 4 bytes      of 32 bits, the highest byte first
 *   10000001 and 8 bytes      of 64 bits, likewise
 *   110000tt                  no length but a string in a short form, see `StringForm`
 * ```
 */

/** The version that is written, unless a value has a form only in a later one. */
export const RDB_VERSION = 10;
/** The last version that is read: that of Redis 7.4 and 8. */
export const LAST_RDB_VERSION = 12;

/** What stands in a file where the form of a value could. */
export const RdbOpcode = {
  SlotInfo: 244,
  /** A library of functions. */
  Function: 245,
  FunctionBeforeRelease: 246,
  ModuleAux: 247,
  /** Seconds since the last use of the next key. */
  Idle: 248,
  /** How often the next key is used, as LFU counts it. */
  Frequency: 249,
  /** A name and what is said under it. */
  Aux: 250,
  /** How many keys the database has, and how many of them expire. */
  ResizeDatabase: 251,
  /** When the next key expires, in ms. */
  ExpiryMs: 252,
  /** The same in seconds. */
  ExpirySeconds: 253,
  /** Of which database the next keys are. */
  SelectDatabase: 254,
  /** The end; the checksum follows. */
  End: 255,
} as const;

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
  /** What a module has written, which only that can read. */
  ModuleBeforeRelease: 6,
  Module: 7,
  /** Pairs in one string, of Redis before 2.6. */
  HashZipmap: 9,
  ListZiplist: 10,
  SetIntset: 11,
  SortedSetZiplist: 12,
  HashZiplist: 13,
  /** Nodes that are ziplists. */
  ListZiplists: 14,
  /** A stream of Redis 5. */
  Stream: 15,
  HashListpack: 16,
  SortedSetListpack: 17,
  /** Nodes that are listpacks or one plain element. */
  ListNodes: 18,
  /** A stream that tells how many entries it has had, and its groups how many they have read. */
  StreamGroups: 19,
  /** Of Redis 7.2. */
  SetListpack: 20,
  /** A stream that tells when consumers were last active, of Redis 7.2. */
  StreamActive: 21,
  /** Fields with their expire times, as Redis 7.4 had them before its release. */
  HashExpiryBeforeRelease: 22,
  HashListpackExpiryBeforeRelease: 23,
  /** Fields with their expire times after the least of these, of Redis 7.4. */
  HashExpiry: 24,
  /** A listpack of fields, values and expire times. */
  HashListpackExpiry: 25,
} as const;

/** The version of the format that has a form. */
export function versionOfForm(form: number): number {
  return form >= RdbForm.HashExpiryBeforeRelease ? LAST_RDB_VERSION : RDB_VERSION;
}

/** What a node of a list is. */
export const ListNode = { Plain: 1, Packed: 2 } as const;

/** Strings in a short form: the byte that stands for their length. */
export const StringForm = { Int8: 0xc0, Int16: 0xc1, Int32: 0xc2, Lzf: 0xc3 } as const;
