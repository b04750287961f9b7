/**
 * How large a list's nodes may be: what `list-max-listpack-size` says.
 */

import type { PackingLimits } from "../../engine/packing_limits.ts";
import type { NodeLimits } from "./nodes.ts";

/** Bytes of a node for the settings −1 to −5. */
const NODE_BYTES = [4096, 8192, 16384, 32768, 65536];
/** Redis's bound for nodes that are limited by their number of entries. */
const SAFE_NODE_BYTES = 8192;
/** Smaller nodes would cost more than they save: each has a slot in the directory. */
const MIN_NODE_ENTRIES = 64;
/** No node has so many entries. */
const UNLIMITED = 0x7fffffff;

let setting = NaN;
let limits: NodeLimits = { bytes: 0, entries: 0 };

/** The limits of a node. Makes an object only when the setting has changed. */
export function nodeLimits({ listMaxListpackSize }: PackingLimits): NodeLimits {
  if (listMaxListpackSize !== setting) {
    setting = listMaxListpackSize;
    limits = setting < 0
      ? { bytes: NODE_BYTES[Math.min(-setting, NODE_BYTES.length) - 1], entries: UNLIMITED }
      : { bytes: SAFE_NODE_BYTES, entries: Math.max(setting, MIN_NODE_ENTRIES) };
  }
  return limits;
}
