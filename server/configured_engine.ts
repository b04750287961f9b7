/** The engine of a server, as its settings are when it starts; changes of them follow in `server.ts`. */

import type { Clock } from "../store/clock.ts";
import { Engine } from "../store/engine.ts";
import { DEFAULT_LFU_TUNING } from "../store/eviction/lfu.ts";
import { policyOf } from "../store/eviction/policies.ts";
import type { Config } from "./config/config.ts";

/** Makes an empty engine. */
export function makeEngine(config: Config, clock: Clock): Engine {
  const lfuTuning = { ...DEFAULT_LFU_TUNING };
  return new Engine({
    clock,
    policy: policyOf(config.get("maxmemory-policy"), lfuTuning)!,
    lfuTuning,
    evictionSamples: config.get("maxmemory-samples"),
    maxKeys: config.get("max-keys"),
    maxMemory: config.get("maxmemory"),
    strictMemory: false,
    trackAccess: true,
  });
}
