/**
 * The server in a program: {@linkcode serve} listens and answers as redis-server does. It needs the permission
 * `--allow-net`, and those to read and write its directory if its data is kept in files; a server keeps the process
 * alive until it has shut down.
 *
 * @example A store of the program, served to Redis clients
 * ```ts
 * import { Store } from "@vortis/core";
 * import { RespClient } from "@vortis/core/resp";
 * import { serve } from "@vortis/core/server";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store();
 * const server = await serve({ store, hostname: "127.0.0.1", port: 0 });
 *
 * const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
 * await client.call("SET", "greeting", "hello", "EX", 60);
 * assertEquals(store.get("greeting"), "hello");
 *
 * client.close();
 * await server.shutdown();
 * ```
 *
 * @example With settings, until a signal
 * ```ts
 * import { Config, serve } from "@vortis/core/server";
 * import { assert } from "@std/assert";
 *
 * const end = new AbortController();
 * const config = new Config({ maxmemory: "64mb", "maxmemory-policy": "allkeys-lru" });
 * const server = await serve({ config, hostname: "127.0.0.1", port: 0, signal: end.signal });
 * assert(server.port > 0);
 *
 * end.abort();
 * await server.finished;
 * ```
 *
 * @module
 */

export { Config, type ConfigListener } from "./config/config.ts";
export { ConfigError, type ConfigErrorCode } from "./config/config_error.ts";
export type { BindAddress } from "./config/kinds/bind_addresses.ts";
export type { FileLine } from "./config/kinds/kind.ts";
export type {
  ClientClass,
  OutputBufferLimit,
  OutputBufferLimits,
} from "./config/kinds/output_buffer_limits.ts";
export type { SavePoint } from "./config/kinds/save_points.ts";
export type { ShutdownFlag } from "./config/kinds/shutdown_flags.ts";
export type { ForeignValues } from "./config/foreign/foreign_values.ts";
export type { UserLine } from "./config/user_lines.ts";
export type { EvictionPolicyName } from "./config/kinds/eviction_policy.ts";
export type { SettingName, SettingTypes } from "./config/settings.ts";
export type { ListenErrorCode } from "./network/listen_error.ts";
export { Logger, type LogLevel } from "./log.ts";
export type { PersistenceErrorCode } from "./durability/persistence_error.ts";
export {
  ListenError,
  PersistenceError,
  type RunningServer,
  serve,
  type ServeOptions,
  type ServerAddress,
  UserLineError,
} from "./server.ts";
