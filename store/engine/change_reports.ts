/**
 * How a namespace's changes reach the change feed: to the log piece by piece, without objects, and to
 * listeners, if there are any, as a {@linkcode Change}.
 *
 * All functions are only worth calling while the feed is active, `emptied` while it is listened to.
 */

import type { ByteRanges } from "../byte_ranges.ts";
import type { KeyProbe } from "../keyspace/key_probe.ts";
import type { Namespace } from "./namespace.ts";
import type { ObservedSpace } from "./observed_space.ts";

const encoder = new TextEncoder();
const PXAT = encoder.encode("PXAT");

/** For effects that are the key alone. */
export const NO_ARGUMENTS: readonly Uint8Array[] = [];

/** The open record, that of the loaded key, holds a string as it is now. */
export function value(namespace: ObservedSpace, event: string): void {
  const { feed } = namespace.engine;
  feed.log?.value(namespace);
  if (!feed.listened) return;
  const bytes = namespace.bytes.slice(namespace.valueStart(), namespace.valueEnd());
  const args = [namespace.probe.bytes(), bytes];
  const expiryMs = namespace.expiry();
  if (expiryMs !== 0) args.push(PXAT, encoder.encode(String(expiryMs)));
  feed.emit({ namespace: namespace.name, event, command: "SET", args });
}

/** The key of `probe` has changed as by a command whose arguments are the key and `args`. */
export function effect(
  namespace: ObservedSpace,
  probe: KeyProbe,
  event: string,
  command: string,
  args: readonly Uint8Array[],
): void {
  const { feed } = namespace.engine;
  const { log } = feed;
  if (log !== undefined) {
    log.command(namespace.name, command, args.length + 1);
    log.key(probe);
    for (let i = 0; i < args.length; i++) log.argument(args[i], 0, args[i].length);
  }
  if (!feed.listened) return;
  feed.emit({ namespace: namespace.name, event, command, args: [probe.bytes(), ...args] });
}

/** The same for the loaded key and `strings` from index `from` up to `to`. */
export function ranges(
  namespace: ObservedSpace,
  event: string,
  command: string,
  strings: ByteRanges,
  from: number,
  to: number,
): void {
  const { feed } = namespace.engine;
  const { log } = feed;
  const { bytes, starts, ends } = strings;
  if (log !== undefined) {
    log.command(namespace.name, command, to - from + 1);
    log.key(namespace.probe);
    for (let i = from; i < to; i++) log.argument(bytes, starts[i], ends[i]);
  }
  if (!feed.listened) return;
  const args = [namespace.probe.bytes()];
  for (let i = from; i < to; i++) args.push(bytes.slice(starts[i], ends[i]));
  feed.emit({ namespace: namespace.name, event, command, args });
}

/** The loaded key went with the last element of its collection. */
export function emptied(namespace: ObservedSpace): void {
  const args = [namespace.probe.bytes()];
  namespace.engine.feed.emit({ namespace: namespace.name, event: "del", command: "DEL", args });
}

/** The key `from` of a namespace is now the key `to` of `target`, the same or another one. */
export function move(
  source: Namespace,
  target: Namespace,
  from: KeyProbe,
  to: Uint8Array,
): void {
  const { feed } = source.engine;
  if (target === source) return effect(source, from, "rename", "RENAME", [to]);
  if (feed.log !== undefined) logNamespaces(source, target, "MOVE", from);
  if (!feed.listened) return;
  const args = [from.bytes(), encoder.encode(target.name)];
  feed.emit({ namespace: source.name, event: "move", command: "MOVE", args });
}

/** Two namespaces have exchanged their contents. */
export function swap(first: Namespace, second: Namespace): void {
  const { feed } = first.engine;
  if (feed.log !== undefined) logNamespaces(first, second, "SWAPDB", undefined);
  if (!feed.listened) return;
  const args = [encoder.encode(second.name)];
  feed.emit({ namespace: first.name, event: "swap", command: "SWAPDB", args });
}

/** All keys of a namespace are gone; `isPart`: those of all others, too, which the log has as one effect. */
export function flush(namespace: Namespace, isPart: boolean): void {
  const { feed } = namespace.engine;
  if (!isPart) feed.log?.command(namespace.name, "FLUSHDB", 0);
  if (!feed.listened) return;
  feed.emit({ namespace: namespace.name, event: "flush", command: "FLUSHDB", args: [] });
}

/** `MOVE key target`, or `SWAPDB source target` without a key. */
function logNamespaces(
  source: Namespace,
  target: Namespace,
  command: string,
  key: KeyProbe | undefined,
): void {
  const log = source.engine.feed.log!;
  log.mention(target.name);
  log.command(source.name, command, 2);
  if (key === undefined) log.mentioned(source.name);
  else log.key(key);
  log.mentioned(target.name);
}
