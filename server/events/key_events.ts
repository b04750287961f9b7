/**
 * What changes of the store are as events of keys: a change may be several, of one key or of two.
 */

import type { Change } from "../../store/engine/change_feed.ts";

/** Told of an event: "set", "del", "expired", "lpush", "rename_from", …; `key` is good for as long as wanted. */
export type KeyEventListener = (namespace: string, key: Uint8Array, event: string) => void;

/** Calls `listener` for each event of a key that a change is; for none if it is of whole namespaces. */
export function eachKeyEvent(
  { namespace, event, command, args }: Change,
  listener: KeyEventListener,
): void {
  if (event === "" || args.length === 0) return;
  if (command === "RENAME") {
    listener(namespace, args[0], "rename_from");
    listener(namespace, args[1], "rename_to");
  } else if (command === "MOVE") {
    listener(namespace, args[0], "move_from");
    listener(new TextDecoder().decode(args[1]), args[0], "move_to");
  } else if (command !== "SWAPDB") {
    for (const name of event.split(" ")) listener(namespace, args[0], name);
  }
}
