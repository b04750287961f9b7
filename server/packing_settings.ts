/**
 * The settings that say up to which sizes collections stay packed, handed on to an engine.
 */

import type { PackingLimits } from "../store/engine/packing_limits.ts";
import type { Config } from "./config/config.ts";

/** Sets the limits to what the configuration says, now and whenever it changes. */
export function followPackingLimits(config: Config, limits: PackingLimits): void {
  config.follow("list-max-listpack-size", (size) => limits.listMaxListpackSize = size);
  config.follow("hash-max-listpack-entries", (count) => limits.hashMaxListpackEntries = count);
  config.follow("hash-max-listpack-value", (bytes) => limits.hashMaxListpackValue = bytes);
  config.follow("set-max-intset-entries", (count) => limits.setMaxIntsetEntries = count);
  config.follow("stream-node-max-bytes", (bytes) => limits.streamNodeMaxBytes = bytes);
  config.follow("stream-node-max-entries", (count) => limits.streamNodeMaxEntries = count);
  config.follow("zset-max-listpack-entries", (count) => limits.zsetMaxListpackEntries = count);
  config.follow("hll-sparse-max-bytes", (bytes) => limits.hllSparseMaxBytes = bytes);
  config.follow("zset-max-listpack-value", (bytes) => limits.zsetMaxListpackValue = bytes);
}
