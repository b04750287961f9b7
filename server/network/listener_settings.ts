/** What the configuration says of connections, in the form in which the listener reads it. */

import type { Config } from "../config/config.ts";
import type { ListenerSettings } from "./listener.ts";

/**
 * The listener's settings, kept up to date.
 *
 * @param hasNoPassword Whether anybody can be a client, for lack of a password.
 */
export function listenerSettings(config: Config, hasNoPassword: () => boolean): ListenerSettings {
  const settings = {
    maxClients: 0,
    timeoutSeconds: 0,
    tcpKeepAliveSeconds: 0,
    isProtected: true,
    get protectedMode() {
      return this.isProtected && hasNoPassword();
    },
    queryBufferLimitBytes: 0,
  };
  config.follow("maxclients", (count) => settings.maxClients = count);
  config.follow("timeout", (seconds) => settings.timeoutSeconds = seconds);
  config.follow("tcp-keepalive", (seconds) => settings.tcpKeepAliveSeconds = seconds);
  config.follow("client-query-buffer-limit", (bytes) => settings.queryBufferLimitBytes = bytes);
  config.follow("protected-mode", (on) => settings.isProtected = on);
  return settings;
}
