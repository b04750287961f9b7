/** One key on its way to another server: its value as it was, and whether it still is. */

import { Watch } from "../../store/engine/key_watches.ts";
import type { Namespace } from "../../store/engine/namespace.ts";

/** A key that MIGRATE moves or copies. */
export class MovedKey {
  readonly key: Uint8Array;
  readonly #watch: Watch | undefined;

  /**
   * Takes the key that the namespace has loaded.
   *
   * @param ttlMs What is left of its time, 0 without an expiry.
   * @param payload Its value, as DUMP hands it out.
   * @param leaves Whether it is to be removed when the other server has it.
   */
  constructor(
    readonly namespace: Namespace,
    readonly ttlMs: number,
    readonly payload: Uint8Array,
    leaves: boolean,
  ) {
    this.key = namespace.probe.bytes();
    if (!leaves) return;
    this.#watch = new Watch();
    this.#watch.add(namespace);
  }

  /**
   * The other server has the key: it goes from here, if it is to and has not changed since it was read.
   * False if it has: what the other one has is not what is here.
   */
  arrived(): boolean {
    const watch = this.#watch;
    if (watch === undefined) return true;
    const { namespace, key } = this;
    const isSame = !watch.check();
    namespace.load(key, 0, key.length);
    // A key whose time has come meanwhile is gone as it should be.
    if (isSame) namespace.delete();
    else if (namespace.find() !== 0) return false;
    return true;
  }

  /** Nothing is watched any longer. To be called at the end, whatever that is. */
  release(): void {
    this.#watch?.release();
  }
}
