/** Engines for tests: noeviction, no limits, and a clock that stands still. */
import { ManualClock } from "../../store/clock.ts";
import { Engine, type EngineOptions } from "../../store/engine/engine.ts";
import { DEFAULT_LFU_TUNING } from "../../store/eviction/lfu.ts";
import { policyOf } from "../../store/eviction/policies.ts";

/** An engine with `options` over those defaults. */
export function makeEngine(options: Partial<EngineOptions> = {}): Engine {
  const lfuTuning = { ...DEFAULT_LFU_TUNING };
  return new Engine({
    clock: new ManualClock(),
    policy: policyOf("noeviction", lfuTuning)!,
    lfuTuning,
    evictionSamples: 5,
    maxKeys: 0,
    maxMemory: 0,
    strictMemory: false,
    trackAccess: true,
    ...options,
  });
}
