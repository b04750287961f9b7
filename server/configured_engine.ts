/** The engine of a server and its settings: made by them, kept in step with them, or the other way round. */

import type { Clock } from "../store/clock.ts";
import { Engine } from "../store/engine/engine.ts";
import { DEFAULT_LFU_TUNING } from "../store/eviction/lfu.ts";
import { policyOf } from "../store/eviction/policies.ts";
import type { Config } from "./config/config.ts";
import { followPackingLimits } from "./packing_settings.ts";

/**
 * Makes an empty engine as the settings are now.
 * @param trackAccess Whether uses of keys are noted though no policy asks for them, for OBJECT IDLETIME.
 */
export function makeEngine(config: Config, clock: Clock, trackAccess = true): Engine {
  const lfuTuning = { ...DEFAULT_LFU_TUNING };
  return new Engine({
    clock,
    policy: policyOf(config.get("maxmemory-policy"), lfuTuning)!,
    lfuTuning,
    evictionSamples: config.get("maxmemory-samples"),
    maxKeys: config.get("max-keys"),
    maxMemory: config.get("maxmemory"),
    strictMemory: false,
    trackAccess,
  });
}

/** Makes the configuration say what a store that exists already has. */
export function adoptLimits(config: Config, engine: Engine): void {
  engine.trackAccess = true;
  config.initialise("maxmemory", String(engine.maxMemory));
  config.initialise("max-keys", String(engine.maxKeys));
  config.initialise("maxmemory-policy", engine.policy.name);
  config.initialise("maxmemory-samples", String(engine.evictor.samples));
  config.initialise("lfu-log-factor", String(engine.lfuTuning.logFactor));
  config.initialise("lfu-decay-time", String(engine.lfuTuning.decayMinutes));
}

/** Hands settings on to an engine, now and whenever they change. */
export function followEngineSettings(config: Config, engine: Engine): void {
  config.follow("maxmemory", (bytes) => engine.maxMemory = bytes);
  config.follow("max-keys", (count) => engine.maxKeys = count);
  config.follow("maxmemory-samples", (count) => engine.evictor.samples = count);
  config.follow("lfu-log-factor", (factor) => engine.lfuTuning.logFactor = factor);
  config.follow("lfu-decay-time", (minutes) => engine.lfuTuning.decayMinutes = minutes);
  config.follow("maxmemory-policy", (name) => engine.policy = policyOf(name, engine.lfuTuning)!);
  config.follow("proto-max-bulk-len", (bytes) => engine.maxValueBytes = bytes);
  followPackingLimits(config, engine.packing);
}
