/** Settings of Redis that have no meaning here: any value is accepted, and changes nothing. */

import { anyText, INT32_MAX, INT64_MAX, integer, memory, oneOf, yesNo } from "../kinds/kind.ts";
import { atStart, directive, type ForeignGroup, live, oomScores } from "./foreign_setting.ts";

const text = anyText("text");
const count = integer(0n, INT32_MAX);
const port = integer(0n, 65535n);
const long = integer(0n, INT64_MAX);

/** These settings, by the reason why. Made when they are asked for: few servers are told of any. */
export function withoutEffect(): readonly ForeignGroup[] {
  return [
    {
      reason: "one thread executes all commands",
      settings: {
        "io-threads": atStart(integer(1n, 128n), "1"),
        "io-threads-do-reads": atStart(yesNo, "no"),
      },
    },
    {
      reason: "where threads run is left to the system (see taskset(1))",
      settings: {
        "server_cpulist": atStart(text, ""),
        "bio_cpulist": atStart(text, ""),
        "aof_rewrite_cpulist": atStart(text, ""),
        "bgsave_cpulist": atStart(text, ""),
      },
    },
    {
      reason: "values go back to the arena at once, no other thread frees them",
      settings: {
        "lazyfree-lazy-eviction": live(yesNo, "no"),
        "lazyfree-lazy-expire": live(yesNo, "no"),
        "lazyfree-lazy-server-del": live(yesNo, "no"),
        "lazyfree-lazy-user-del": live(yesNo, "no"),
        "lazyfree-lazy-user-flush": live(yesNo, "no"),
      },
    },
    {
      reason: "data lies in an arena of its own, not in jemalloc's memory",
      settings: {
        "activedefrag": live(yesNo, "no"),
        "active-defrag-cycle-min": live(integer(1n, 99n), "1"),
        "active-defrag-cycle-max": live(integer(1n, 99n), "25"),
        "active-defrag-threshold-lower": live(integer(0n, 1000n), "10"),
        "active-defrag-threshold-upper": live(integer(0n, 1000n), "100"),
        "active-defrag-ignore-bytes": live(memory(1n, INT64_MAX), "104857600"),
        "active-defrag-max-scan-fields": live(integer(1n, INT64_MAX), "1000"),
        "jemalloc-bg-thread": live(yesNo, "yes"),
      },
    },
    {
      reason: "tables grow and shrink a segment at a time, as they are written",
      settings: { "activerehashing": live(yesNo, "yes") },
    },
    {
      reason: "'hz' stays as it is set, however many clients there are",
      settings: { "dynamic-hz": live(yesNo, "yes") },
    },
    {
      reason: "the nodes of lists are not compressed in memory",
      settings: { "list-compress-depth": live(count, "0") },
    },
    {
      reason: "a write goes on when the limit holds, however many keys it takes",
      settings: { "maxmemory-eviction-tenacity": live(integer(0n, 100n), "10") },
    },
    {
      reason: "RESTORE and the loading of files check every value",
      settings: { "sanitize-dump-payload": live(oneOf("no", "yes", "clients"), "no") },
    },
    {
      reason: "the process keeps its name, and draws no logo",
      settings: {
        "set-proc-title": atStart(yesNo, "yes"),
        "proc-title-template": live(text, "{title} {listen-addr} {server-mode}"),
        "always-show-logo": atStart(yesNo, "no"),
      },
    },
    {
      reason: "what the kernel does with the process is the service manager's to say",
      settings: {
        "oom-score-adj": live(oneOf("no", "yes", "relative", "absolute"), "no"),
        "oom-score-adj-values": live(oomScores, "0 200 800"),
        "disable-thp": atStart(yesNo, "yes"),
        "ignore-warnings": live(text, ""),
      },
    },
    {
      reason: "a crash is reported by Deno",
      settings: {
        "crash-log-enabled": live(yesNo, "yes"),
        "crash-memcheck-enabled": live(yesNo, "yes"),
        "use-exit-on-panic": live(yesNo, "no", { isHidden: true }),
        "watchdog-period": live(count, "0", { isHidden: true }),
      },
    },
    {
      reason: "nothing is logged to syslog",
      settings: {
        "syslog-ident": atStart(text, "redis"),
        "syslog-facility": atStart(
          oneOf(
            ...["user", "local0", "local1", "local2", "local3", "local4", "local5", "local6"],
            "local7",
          ),
          "local0",
        ),
      },
    },
    {
      reason: "there are no scripts",
      settings: {
        "busy-reply-threshold": live(long, "5000", { aliases: ["lua-time-limit"] }),
        "lua-enable-deprecated-api": atStart(yesNo, "no", { isHidden: true }),
        "lua-replicate-commands": directive(),
      },
    },
    {
      reason: "there are no replicas",
      settings: {
        "replica-serve-stale-data": live(yesNo, "yes", { aliases: ["slave-serve-stale-data"] }),
        "replica-read-only": live(yesNo, "yes", { aliases: ["slave-read-only"] }),
        "replica-lazy-flush": live(yesNo, "no", { aliases: ["slave-lazy-flush"] }),
        "replica-ignore-maxmemory": live(yesNo, "yes", { aliases: ["slave-ignore-maxmemory"] }),
        "replica-ignore-disk-write-errors": live(yesNo, "no"),
        "replica-priority": live(count, "100", { aliases: ["slave-priority"] }),
        "replica-announced": live(yesNo, "yes"),
        "replica-announce-ip": live(text, "", { aliases: ["slave-announce-ip"] }),
        "replica-announce-port": live(port, "0", { aliases: ["slave-announce-port"] }),
        "repl-backlog-size": live(memory(1n, INT64_MAX), "1048576"),
        "repl-backlog-ttl": live(long, "3600"),
        "repl-timeout": live(integer(1n, INT32_MAX), "60"),
        "repl-ping-replica-period": live(integer(1n, INT32_MAX), "10", {
          aliases: ["repl-ping-slave-period"],
        }),
        "repl-disable-tcp-nodelay": live(yesNo, "no"),
        "repl-diskless-sync": live(yesNo, "yes"),
        "repl-diskless-sync-delay": live(count, "5"),
        "repl-diskless-sync-max-replicas": live(count, "0"),
        "repl-diskless-load": live(oneOf("disabled", "on-empty-db", "swapdb"), "disabled"),
        "rdb-del-sync-files": live(yesNo, "no"),
        "min-replicas-max-lag": live(count, "10", { aliases: ["min-slaves-max-lag"] }),
        "shutdown-timeout": live(count, "10"),
        "bind-source-addr": live(text, ""),
      },
    },
    {
      reason: "there is no cluster",
      settings: {
        "cluster-config-file": atStart(text, "nodes.conf"),
        "cluster-port": atStart(port, "0"),
        "cluster-node-timeout": live(long, "15000"),
        "cluster-migration-barrier": live(count, "1"),
        "cluster-replica-validity-factor": live(count, "10", {
          aliases: ["cluster-slave-validity-factor"],
        }),
        "cluster-replica-no-failover": live(yesNo, "no", {
          aliases: ["cluster-slave-no-failover"],
        }),
        "cluster-allow-replica-migration": live(yesNo, "yes"),
        "cluster-require-full-coverage": live(yesNo, "yes"),
        "cluster-allow-reads-when-down": live(yesNo, "no"),
        "cluster-allow-pubsubshard-when-down": live(yesNo, "yes"),
        "cluster-link-sendbuf-limit": live(memory(), "0"),
        "cluster-announce-ip": live(text, ""),
        "cluster-announce-hostname": live(text, ""),
        "cluster-announce-port": live(port, "0"),
        "cluster-announce-tls-port": live(port, "0"),
        "cluster-announce-bus-port": live(port, "0"),
        "cluster-preferred-endpoint-type": live(oneOf("ip", "hostname", "unknown-endpoint"), "ip"),
      },
    },
    {
      reason: "there is no TLS",
      settings: {
        "tls-cert-file": live(text, ""),
        "tls-key-file": live(text, ""),
        "tls-key-file-pass": live(text, "", { isSensitive: true }),
        "tls-client-cert-file": live(text, ""),
        "tls-client-key-file": live(text, ""),
        "tls-client-key-file-pass": live(text, "", { isSensitive: true }),
        "tls-dh-params-file": live(text, ""),
        "tls-ca-cert-file": live(text, ""),
        "tls-ca-cert-dir": live(text, ""),
        "tls-auth-clients": live(oneOf("no", "yes", "optional"), "yes"),
        "tls-replication": live(yesNo, "no"),
        "tls-cluster": live(yesNo, "no"),
        "tls-protocols": live(text, ""),
        "tls-ciphers": live(text, ""),
        "tls-ciphersuites": live(text, ""),
        "tls-prefer-server-ciphers": live(yesNo, "no"),
        "tls-session-caching": live(yesNo, "yes"),
        "tls-session-cache-size": live(count, "20480"),
        "tls-session-cache-timeout": live(count, "300"),
      },
    },
    {
      reason: "clients are answered between the slices in which data is loaded",
      settings: {
        "loading-process-events-interval-bytes": live(integer(1024n, INT64_MAX), "2097152", {
          isHidden: true,
        }),
      },
    },
    {
      reason: "Redis 7.0 does not use it either",
      settings: {
        "list-max-ziplist-entries": directive(),
        "list-max-ziplist-value": directive(),
      },
    },
  ];
}
