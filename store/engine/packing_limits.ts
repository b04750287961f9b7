/**
 * Up to which sizes collections stay packed in one block; Redis's names and defaults.
 */

/** Thresholds; the server's settings of the same names change them at run time. */
export interface PackingLimits {
  /** `hash-max-listpack-entries` and `-value`: fields, and bytes of a field or value. */
  hashMaxListpackEntries: number;
  hashMaxListpackValue: number;
  /** `list-max-listpack-size`: elements of a node, or, negative, its size: −1 … −5 for 4 … 64 KB. */
  listMaxListpackSize: number;
  /** `set-max-intset-entries`. */
  setMaxIntsetEntries: number;
  /**
   * Members and bytes of a packed set that is not one of integers. No settings: Redis 7.0 has a hash
   * table for each, which is also what such a set says that it is.
   */
  setMaxPackedEntries: number;
  setMaxPackedBytes: number;
  /** `zset-max-listpack-entries` and `-value`: members, and bytes of a member. */
  zsetMaxListpackEntries: number;
  zsetMaxListpackValue: number;
  /** `stream-node-max-bytes` and `stream-node-max-entries`; 0: no limit. */
  streamNodeMaxBytes: number;
  streamNodeMaxEntries: number;
  /** `hll-sparse-max-bytes`. */
  hllSparseMaxBytes: number;
}

/** The limits of Redis 7.0. */
export function defaultPackingLimits(): PackingLimits {
  return {
    hashMaxListpackEntries: 512,
    hashMaxListpackValue: 64,
    listMaxListpackSize: -2,
    setMaxIntsetEntries: 512,
    setMaxPackedEntries: 128,
    setMaxPackedBytes: 4096,
    zsetMaxListpackEntries: 128,
    zsetMaxListpackValue: 64,
    streamNodeMaxBytes: 4096,
    streamNodeMaxEntries: 100,
    hllSparseMaxBytes: 3000,
  };
}
