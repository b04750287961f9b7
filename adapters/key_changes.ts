/**
 * Which keys of a namespace change, whoever changes them: the store's change feed in the words of adapters.
 *
 * A key is updated or removed, whatever the command was. A namespace that is emptied or exchanged at once is
 * no change of a key: nobody has its names any more.
 */

import type { Store } from "../mod.ts";
import { decode } from "../store/encoding/utf8.ts";
import { engineOf } from "../store/store.ts";

/** What has happened to a key. */
export type KeyChange = "update" | "remove";

/**
 * Calls back for each change of a key that begins with `prefix`, which is taken off; the function
 * returned ends it. What a callback throws is reported as uncaught.
 */
export function watchKeys<V>(
  store: Store<V>,
  namespace: string,
  prefix: string,
  callback: (event: KeyChange, key: string) => void,
): () => void {
  let queue: [event: KeyChange, key: string][] = [];
  let ended = false;

  // The feed tells in the middle of the store's work; who listens may want to use the store.
  function deliver(): void {
    const events = queue;
    queue = [];
    for (const [event, key] of events) {
      if (ended) return;
      try {
        callback(event, key);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  function tell(event: KeyChange, keyBytes: Uint8Array): void {
    const key = decode(keyBytes, 0, keyBytes.length);
    if (!key.startsWith(prefix)) return;
    if (queue.push([event, key.slice(prefix.length)]) === 1) queueMicrotask(deliver);
  }

  const { feed } = engineOf(store as Store<unknown>);
  const silence = feed.listen((change) => {
    const [first, second] = change.args;
    if (change.command === "MOVE" && decode(second, 0, second.length) === namespace) {
      tell("update", first);
    }
    if (change.namespace !== namespace || first === undefined) return;
    if (change.command === "RENAME") {
      tell("remove", first);
      tell("update", second);
    } else if (change.command === "MOVE") {
      tell("remove", first);
    } else if (change.command !== "SWAPDB" && change.event !== "") {
      tell(change.command === "DEL" ? "remove" : "update", first);
    }
  });
  return () => {
    ended = true;
    silence();
  };
}
