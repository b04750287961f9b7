/**
 * The server in a program: {@linkcode serve} listens and answers as redis-server does.
 *
 * @module
 */

export { Config, type ConfigListener } from "./config/config.ts";
export { ConfigError, type ConfigErrorCode } from "./config/config_error.ts";
export type { BindAddress } from "./config/bind_addresses.ts";
export type { FileLine } from "./config/kind.ts";
export type {
  ClientClass,
  OutputBufferLimit,
  OutputBufferLimits,
} from "./config/output_buffer_limits.ts";
export type { SavePoint } from "./config/save_points.ts";
export type { EvictionPolicyName } from "./config/eviction_policy.ts";
export type { SettingName, SettingTypes } from "./config/settings.ts";
export type { ListenErrorCode } from "./listen_error.ts";
export { Logger, type LogLevel } from "./log.ts";
export type { PersistenceErrorCode } from "./durability/persistence_error.ts";
export {
  ListenError,
  PersistenceError,
  type RunningServer,
  serve,
  type ServeOptions,
  type ServerAddress,
} from "./server.ts";
