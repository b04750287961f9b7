/** What a signal of the system asks for, as `shutdown-on-sigint` and `shutdown-on-sigterm` say. */

import type { Config } from "./config/config.ts";
import type { ShutdownRequest } from "./durability/durability.ts";

/** @param signal What asks the server to end: `"SIGINT"`, `"SIGTERM"`; anything else has no setting. */
export function requestOfSignal(config: Config, signal: unknown): ShutdownRequest {
  if (signal !== "SIGINT" && signal !== "SIGTERM") return {};
  const flags = config.get(signal === "SIGINT" ? "shutdown-on-sigint" : "shutdown-on-sigterm");
  // There is nobody to wait for, so that `now` is how the server ends anyway.
  return {
    ...(flags.has("save") ? { save: true } : flags.has("nosave") ? { save: false } : {}),
    force: flags.has("force"),
  };
}
