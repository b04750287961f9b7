/** The keys of each family of random commands: few, so that they meet. */
import type { Argument } from "../../helpers/command_line.ts";

/** Strings of all kinds, among them keys that are no text. */
export const STRING_KEYS: Argument[] = [
  ...["k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "counter", "float", "bits", "text"],
  ...["", "clé", "a key with spaces", "*", new Uint8Array([0, 13, 10, 255])],
];

/** Keys that hold values of one type, most of the time. */
export const KEYS_BY_TYPE: readonly (readonly Argument[])[] = [
  STRING_KEYS,
  ["l0", "l1", "l2", "l3", "llarge"],
  ["h0", "h1", "h2", "h3", "hlarge"],
  ["s0", "s1", "s2", "s3", "s4", "slarge", "sintegers"],
  ["z0", "z1", "z2", "z3", "zlarge"],
  ["geo0", "geo1"],
  ["x0", "x1", "x2", "x3"],
  // Apart from all others: nothing else may write into a HyperLogLog, or its bytes are at fault.
  ["hll0", "hll1", "hll2", "hll3"],
];

/** The families whose keys may be renamed to any other's. */
export const MOVABLE_KEYS = KEYS_BY_TYPE.slice(0, -1);
