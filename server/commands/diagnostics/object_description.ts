/** DEBUG OBJECT: a line on how a value is represented, in the form that clients' tests parse. */

import { NOT_INTEGER, parseSafeInteger } from "../../../store/encoding/integer.ts";
import { idleMs } from "../../../store/eviction/access_clock.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { valueTypeOf } from "../../../store/types/value_types.ts";
import type { CommandContext } from "../../command/context.ts";
import { loadKey } from "../../command/arguments/key.ts";
import { referenceCount } from "../../command/reference_count.ts";
import { NO_SUCH_KEY } from "../../errors/reply_errors.ts";

/** The longest text that an RDB file may hold as an integer. */
const MAX_INTEGER_TEXT_BYTES = 11;
const LRU_CLOCK_BITS = 24;

/** Handles DEBUG OBJECT key. */
export function describeObject(context: CommandContext): void {
  const { reply, keyspace, server } = context;
  loadKey(context, 2);
  const address = keyspace.find();
  if (address === 0) throw NO_SUCH_KEY;
  const { policy, clock } = server.engine;
  const nowMs = clock.now();
  // With a frequency in its place there is no time of last use.
  const idle = policy.countsFrequency ? 0 : Math.floor(idleMs(keyspace.accessWord, nowMs) / 1000);
  const lru = (Math.floor(nowMs / 1000) - idle) % 2 ** LRU_CLOCK_BITS;
  const encoding = valueTypeOf(keyspace.kind()).encoding(keyspace);
  reply.simple(
    `Value at:0x${(address >>> 0).toString(16)} refcount:${
      referenceCount(keyspace)
    } encoding:${encoding} ` +
      `serializedlength:${serializedBytes(keyspace)} lru:${lru} lru_seconds_idle:${idle}`,
  );
}

/** Bytes of the open record's value, a string, in an RDB file that is not compressed. */
function serializedBytes(keyspace: Namespace): number {
  const length = keyspace.valueLength();
  if (length <= MAX_INTEGER_TEXT_BYTES) {
    const { bytes } = keyspace;
    const value = parseSafeInteger(bytes, keyspace.valueStart(), keyspace.valueEnd());
    if (value !== NOT_INTEGER) {
      if (value === (value << 24) >> 24) return 2;
      if (value === (value << 16) >> 16) return 3;
      if (value === (value | 0)) return 5;
    }
  }
  if (length < 1 << 6) return 1 + length;
  return (length < 1 << 14 ? 2 : 5) + length;
}
