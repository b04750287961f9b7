/** A key among a handler's arguments. */

import type { CommandContext } from "../context.ts";

/** Takes argument `i` as the key of the keyspace's next operation. Makes no object. */
export function loadKey({ args, keyspace }: CommandContext, i: number): void {
  keyspace.load(args.bytes, args.starts[i], args.ends[i]);
}

/** Argument `i` as bytes, without copying them: valid while the handler runs, for cold paths. */
export function keyBytes({ args }: CommandContext, i: number): Uint8Array {
  return args.bytes.subarray(args.starts[i], args.ends[i]);
}
