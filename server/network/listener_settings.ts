/** What the configuration says of connections, in the form in which the listener reads it. */

import type { Config } from "../config/config.ts";
import type { ListenerSettings } from "./listener.ts";

/** The listener's settings, kept up to date. */
export function listenerSettings(config: Config): ListenerSettings {
  const settings = {
    maxClients: 0,
    timeoutSeconds: 0,
    tcpKeepAliveSeconds: 0,
    protectedMode: true,
    queryBufferLimitBytes: 0,
  };
  config.follow("maxclients", (count) => settings.maxClients = count);
  config.follow("timeout", (seconds) => settings.timeoutSeconds = seconds);
  config.follow("tcp-keepalive", (seconds) => settings.tcpKeepAliveSeconds = seconds);
  config.follow("client-query-buffer-limit", (bytes) => settings.queryBufferLimitBytes = bytes);
  const protect = () => {
    settings.protectedMode = config.get("protected-mode") && config.get("requirepass") === "";
  };
  config.onChange(["protected-mode", "requirepass"], protect);
  protect();
  return settings;
}
