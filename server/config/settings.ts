/**
 * The table of settings: everything that CONFIG, a configuration file, the environment and the
 * command line can set, each declared once.
 *
 * Names, defaults and ranges are those of Redis 7.0 wherever Redis has the setting; `bind` starts
 * out as in the redis.conf that Redis ships. A setting of Redis that is not listed here is foreign: one
 * that has no effect, which the log says, or one whose value is refused if it would change what the
 * server does (`foreign/`).
 *
 * Adding a setting is a line in `SettingTypes` and an entry in `SETTINGS`.
 */

import { MAX_REQUEST_BYTES } from "../../resp/request_parser.ts";
import { MAX_VALUE_BYTES } from "../../store/keyspace/record.ts";
import type { LogLevel } from "../log.ts";
import { type BindAddress, bindAddresses } from "./kinds/bind_addresses.ts";
import { evictionPolicy, type EvictionPolicyName } from "./kinds/eviction_policy.ts";
import { HTTP_SETTINGS } from "./http_settings.ts";
import {
  anyText,
  clampedInteger,
  filePermissions,
  INT32_MAX,
  INT64_MAX,
  integer,
  type Kind,
  memory,
  oneOf,
  yesNo,
} from "./kinds/kind.ts";
import { type OutputBufferLimits, outputBufferLimits } from "./kinds/output_buffer_limits.ts";
import { notificationClasses } from "./kinds/notification_classes.ts";
import { percentiles } from "./kinds/percentiles.ts";
import { PERSISTENCE_SETTINGS } from "./persistence_settings.ts";
import type { SavePoint } from "./kinds/save_points.ts";
import type { ShutdownFlag } from "./kinds/shutdown_flags.ts";

/** The type of each setting's value. Sizes are in bytes, 0 standing for "no limit". */
export type SettingTypes = {
  "bind": readonly BindAddress[];
  "port": number;
  "unixsocket": string;
  "unixsocketperm": number;
  "tcp-backlog": number;
  "tcp-keepalive": number;
  "protected-mode": boolean;
  "requirepass": string;
  "acllog-max-len": number;
  "acl-pubsub-default": "allchannels" | "resetchannels";
  "timeout": number;
  "maxclients": number;
  "proto-max-bulk-len": number;
  "client-query-buffer-limit": number;
  "client-output-buffer-limit": OutputBufferLimits;
  "notify-keyspace-events": ReadonlySet<string>;
  "tracking-table-max-keys": number;
  "databases": number;
  "maxmemory": number;
  "max-keys": number;
  "maxmemory-policy": EvictionPolicyName;
  "maxmemory-samples": number;
  "lfu-log-factor": number;
  "lfu-decay-time": number;
  "list-max-listpack-size": number;
  "hash-max-listpack-entries": number;
  "hash-max-listpack-value": number;
  "set-max-intset-entries": number;
  "stream-node-max-bytes": number;
  "stream-node-max-entries": number;
  "zset-max-listpack-entries": number;
  "zset-max-listpack-value": number;
  "hll-sparse-max-bytes": number;
  "hz": number;
  "active-expire-effort": number;
  "dir": string;
  "dbfilename": string;
  "save": readonly SavePoint[];
  "stop-writes-on-bgsave-error": boolean;
  "rdbcompression": boolean;
  "rdbchecksum": boolean;
  "rdb-save-incremental-fsync": boolean;
  "appendonly": boolean;
  "appenddirname": string;
  "appendfilename": string;
  "appendfsync": "always" | "everysec" | "no";
  "no-appendfsync-on-rewrite": boolean;
  "auto-aof-rewrite-percentage": number;
  "auto-aof-rewrite-min-size": number;
  "aof-load-truncated": boolean;
  "aof-use-rdb-preamble": boolean;
  "aof-timestamp-enabled": boolean;
  "aof-rewrite-incremental-fsync": boolean;
  "shutdown-on-sigint": ReadonlySet<ShutdownFlag>;
  "shutdown-on-sigterm": ReadonlySet<ShutdownFlag>;
  "http-port": number;
  "http-max-body": number;
  "http-cors-origin": readonly string[];
  "loglevel": LogLevel;
  "logfile": string;
  "pidfile": string;
  "slowlog-log-slower-than": number;
  "slowlog-max-len": number;
  "latency-monitor-threshold": number;
  "latency-tracking": boolean;
  "latency-tracking-info-percentiles": readonly number[];
  "enable-debug-command": "no" | "yes" | "local";
  "enable-protected-configs": "no" | "yes" | "local";
};

/** The name of a setting. */
export type SettingName = keyof SettingTypes;

/** The headings under which `--help` lists the settings. */
export type SettingGroup =
  | "network"
  | "clients"
  | "memory"
  | "persistence"
  | "http"
  | "diagnostics";

/** A setting's declaration. */
export interface Setting<T> {
  readonly group: SettingGroup;
  readonly kind: Kind<T>;
  /** As a configuration file would say it. */
  readonly default: string;
  /** One sentence without a final period. */
  readonly summary: string;
  /** Other names: CONFIG lists each of them as well. */
  readonly aliases?: readonly string[];
  /** Other names on the command line and in the environment only. */
  readonly flagAliases?: readonly string[];
  /**
   * When CONFIG SET can change it: always; never once the server runs; or as long as someone
   * listens for the change, because nothing reads the value again.
   */
  readonly changes: "live" | "at start" | "by listener";
  /** True when logs and SLOWLOG must not show the value. */
  readonly sensitive?: boolean;
  /** True when CONFIG SET changes it only for those whom `enable-protected-configs` names. */
  readonly isProtected?: boolean;
  /** True when CONFIG SET cannot change it while data is being loaded. */
  readonly deniedWhileLoading?: boolean;
}

/** The declarations of all settings. */
export type SettingTable = { readonly [Name in SettingName]: Setting<SettingTypes[Name]> };

/** Every setting by its name, in the order in which CONFIG GET and `--help` list them. */
export const SETTINGS: SettingTable = {
  "bind": {
    group: "network",
    kind: bindAddresses,
    default: "127.0.0.1 -::1",
    summary: 'Addresses to listen on; "-" marks one that may be missing, "*" is any',
    flagAliases: ["host"],
    changes: "by listener",
  },
  "port": {
    group: "network",
    kind: integer(0n, 65535n),
    default: "6379",
    summary: "TCP port to listen on; 0 switches TCP off",
    changes: "by listener",
  },
  "unixsocket": {
    group: "network",
    kind: anyText("path"),
    default: "",
    summary: "Path of a Unix socket to listen on as well",
    changes: "at start",
  },
  "unixsocketperm": {
    group: "network",
    kind: filePermissions,
    default: "0",
    summary: "Permissions of the Unix socket; 0 leaves them to the system",
    changes: "at start",
  },
  "tcp-backlog": {
    group: "network",
    kind: integer(0n, INT32_MAX),
    default: "511",
    summary: "Connections that may wait to be accepted",
    changes: "at start",
  },
  "tcp-keepalive": {
    group: "network",
    kind: integer(0n, INT32_MAX),
    default: "300",
    summary: "Probe idle connections unless 0; the system sets the interval",
    changes: "live",
  },
  "protected-mode": {
    group: "network",
    kind: yesNo,
    default: "yes",
    summary: "Without a password, refuse clients of other machines",
    changes: "live",
  },
  "requirepass": {
    group: "clients",
    kind: anyText("password"),
    default: "",
    summary: "Password that clients must give with AUTH or HELLO",
    changes: "live",
    sensitive: true,
  },
  "acllog-max-len": {
    group: "clients",
    kind: integer(0n, INT64_MAX),
    default: "128",
    summary: "Failed logins that ACL LOG keeps",
    changes: "live",
  },
  "acl-pubsub-default": {
    group: "clients",
    kind: oneOf<"allchannels" | "resetchannels">("allchannels", "resetchannels"),
    default: "resetchannels",
    summary: "Channels that 'reset' in ACL SETUSER leaves: allchannels or resetchannels (none)",
    changes: "live",
  },
  "timeout": {
    group: "clients",
    kind: integer(0n, INT32_MAX),
    default: "0",
    summary: "Close clients that are idle for so many seconds; 0 never does",
    changes: "live",
  },
  "maxclients": {
    group: "clients",
    kind: integer(1n, 2n ** 32n - 1n),
    default: "10000",
    summary: "Clients that may be connected at once",
    changes: "live",
  },
  "proto-max-bulk-len": {
    group: "clients",
    kind: memory(1024n * 1024n, INT64_MAX, BigInt(MAX_VALUE_BYTES)),
    default: "512mb",
    summary: "Longest argument of a request, and longest string, up to 1gb",
    changes: "live",
  },
  "client-query-buffer-limit": {
    group: "clients",
    kind: memory(1024n * 1024n, INT64_MAX, BigInt(MAX_REQUEST_BYTES)),
    default: "1gb",
    summary: "Bytes of unfinished requests that close a client, up to 1536mb",
    changes: "live",
  },
  "client-output-buffer-limit": {
    group: "clients",
    kind: outputBufferLimits,
    default: "normal 0 0 0 replica 256mb 64mb 60 pubsub 32mb 8mb 60",
    summary: "Bytes of unread replies that close a client of a class",
    changes: "live",
  },
  "notify-keyspace-events": {
    group: "clients",
    kind: notificationClasses,
    default: "",
    summary: "Which events of keys are published, a letter for each class",
    changes: "live",
  },
  "tracking-table-max-keys": {
    group: "clients",
    kind: integer(0n, INT64_MAX),
    default: "1000000",
    summary: "Keys that are remembered for clients' caches; 0: any number",
    changes: "live",
  },
  "databases": {
    group: "memory",
    kind: integer(1n, INT32_MAX),
    default: "16",
    summary: "Number of databases for SELECT",
    changes: "at start",
  },
  "maxmemory": {
    group: "memory",
    kind: memory(),
    default: "0",
    summary: "Bytes of data beyond which keys are evicted; 0 is no limit",
    changes: "live",
  },
  "max-keys": {
    group: "memory",
    kind: integer(0n, INT64_MAX),
    default: "0",
    summary: "Keys beyond which keys are evicted; 0 is no limit",
    changes: "live",
  },
  "maxmemory-policy": {
    group: "memory",
    kind: evictionPolicy,
    default: "noeviction",
    summary: "Which keys go when a limit is reached: (allkeys or volatile)" +
      "-(lru, lfu, random or fifo), volatile-ttl, noeviction",
    changes: "live",
  },
  "maxmemory-samples": {
    group: "memory",
    kind: integer(1n, INT32_MAX),
    default: "5",
    summary: "Keys that an eviction compares",
    changes: "live",
  },
  "lfu-log-factor": {
    group: "memory",
    kind: integer(0n, INT32_MAX),
    default: "10",
    summary: "How slowly the frequency of a key's use grows (LFU)",
    changes: "live",
  },
  "lfu-decay-time": {
    group: "memory",
    kind: integer(0n, INT32_MAX),
    default: "1",
    summary: "Minutes after which that frequency falls by one; 0 never",
    changes: "live",
  },
  "list-max-listpack-size": {
    group: "memory",
    kind: integer(-(2n ** 31n), INT32_MAX),
    default: "-2",
    summary: "Size of a list's nodes: -1 to -5 for 4 to 64 KB, or a number of elements",
    aliases: ["list-max-ziplist-size"],
    changes: "live",
  },
  "hash-max-listpack-entries": {
    group: "memory",
    kind: integer(0n, INT64_MAX),
    default: "512",
    summary: "Most fields of a hash that is packed in one block",
    aliases: ["hash-max-ziplist-entries"],
    changes: "live",
  },
  "hash-max-listpack-value": {
    group: "memory",
    kind: memory(0n, INT64_MAX),
    default: "64",
    summary: "Longest field or value, in bytes, of a hash that is packed in one block",
    aliases: ["hash-max-ziplist-value"],
    changes: "live",
  },
  "set-max-intset-entries": {
    group: "memory",
    kind: integer(0n, INT64_MAX),
    default: "512",
    summary: "Most members of a set of integers that is packed in one block",
    changes: "live",
  },
  "stream-node-max-bytes": {
    group: "memory",
    kind: memory(0n, INT64_MAX),
    default: "4096",
    summary: "Most bytes of a stream's node; 0: no limit",
    changes: "live",
  },
  "stream-node-max-entries": {
    group: "memory",
    kind: integer(0n, INT64_MAX),
    default: "100",
    summary: "Most entries of a stream's node, deleted ones included; 0: no limit",
    changes: "live",
  },
  "zset-max-listpack-entries": {
    group: "memory",
    kind: integer(0n, INT64_MAX),
    default: "128",
    summary: "Most members of a sorted set that is packed in one block",
    aliases: ["zset-max-ziplist-entries"],
    changes: "live",
  },
  "zset-max-listpack-value": {
    group: "memory",
    kind: memory(0n, INT64_MAX),
    default: "64",
    summary: "Longest member, in bytes, of a sorted set that is packed in one block",
    aliases: ["zset-max-ziplist-value"],
    changes: "live",
  },
  "hll-sparse-max-bytes": {
    group: "memory",
    kind: memory(0n, INT64_MAX),
    default: "3000",
    summary: "Longest HyperLogLog, in bytes, whose registers are sparse",
    changes: "live",
  },
  "hz": {
    group: "memory",
    kind: clampedInteger(1n, 500n),
    default: "10",
    summary: "Times a second that expired keys are removed in the background",
    changes: "live",
  },
  "active-expire-effort": {
    group: "memory",
    kind: integer(1n, 10n),
    default: "1",
    summary: "Milliseconds that each of these removals may take",
    changes: "live",
  },
  ...PERSISTENCE_SETTINGS,
  ...HTTP_SETTINGS,
  "loglevel": {
    group: "diagnostics",
    kind: oneOf<LogLevel>("debug", "verbose", "notice", "warning"),
    default: "notice",
    summary: "Least level that is logged: debug, verbose, notice, warning",
    changes: "live",
  },
  "logfile": {
    group: "diagnostics",
    kind: anyText("path"),
    default: "",
    summary: "File to log to instead of the standard error",
    changes: "at start",
  },
  "pidfile": {
    group: "diagnostics",
    kind: anyText("path"),
    default: "",
    summary: "File that has the process id while the server runs",
    changes: "at start",
  },
  "slowlog-log-slower-than": {
    group: "diagnostics",
    kind: integer(-1n, INT64_MAX),
    default: "10000",
    summary: "Microseconds from which SLOWLOG keeps a command; -1 keeps none",
    changes: "live",
  },
  "slowlog-max-len": {
    group: "diagnostics",
    kind: integer(0n, INT64_MAX),
    default: "128",
    summary: "Entries that SLOWLOG keeps",
    changes: "live",
  },
  "latency-monitor-threshold": {
    group: "diagnostics",
    kind: integer(0n, INT64_MAX),
    default: "0",
    summary: "Milliseconds from which LATENCY keeps an event; 0 keeps none",
    changes: "live",
  },
  "latency-tracking": {
    group: "diagnostics",
    kind: yesNo,
    default: "yes",
    summary: "Keep a histogram of each command's latency",
    changes: "live",
  },
  "latency-tracking-info-percentiles": {
    group: "diagnostics",
    kind: percentiles,
    default: "50 99 99.9",
    summary: "Percentiles of these histograms that INFO shows",
    changes: "live",
  },
  "enable-debug-command": {
    group: "diagnostics",
    kind: oneOf<"no" | "yes" | "local">("no", "yes", "local"),
    default: "no",
    summary: "Whom DEBUG serves: nobody (no), everybody (yes), clients of this machine (local)",
    changes: "at start",
  },
  "enable-protected-configs": {
    group: "diagnostics",
    kind: oneOf<"no" | "yes" | "local">("no", "yes", "local"),
    default: "no",
    summary: "Who may set dir and dbfilename by CONFIG SET: no (nobody), yes, local",
    changes: "at start",
  },
};

/** The names of all settings, in the table's order. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS) as SettingName[];

/** Every name that CONFIG knows, aliases too, and the setting that it stands for. */
export const SETTING_LOOKUP: ReadonlyMap<string, SettingName> = new Map(
  SETTING_NAMES.flatMap((name) =>
    [name, ...SETTINGS[name].aliases ?? []].map((known) => [known, name] as const)
  ),
);

/** The setting that a name in any case stands for, or undefined. */
export function findSetting(name: string): SettingName | undefined {
  return SETTING_LOOKUP.get(name.toLowerCase());
}
