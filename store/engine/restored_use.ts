/** What is known of the use of a value that comes from elsewhere: RESTORE's options, RDB's opcodes. */

import { accessWord } from "../eviction/access_clock.ts";
import { frequencyWord } from "../eviction/lfu.ts";
import type { Namespace } from "./namespace.ts";

/** Neither idle time nor frequency. */
export const UNKNOWN_USE = -1;

/**
 * Gives the open record the use that its idle time in seconds or its LFU count tell, each of which may be
 * {@linkcode UNKNOWN_USE}, if the policy is one that asks for it.
 */
export function setRestoredUse(namespace: Namespace, idleSeconds: number, uses: number): void {
  const { engine } = namespace;
  if (!engine.tracksAccess) return;
  const nowMs = engine.clock.now();
  if (engine.policy.countsFrequency) {
    if (uses !== UNKNOWN_USE) namespace.accessWord = frequencyWord(uses, nowMs);
  } else if (idleSeconds !== UNKNOWN_USE) {
    namespace.accessWord = accessWord(Math.max(0, nowMs - idleSeconds * 1000));
  }
}
