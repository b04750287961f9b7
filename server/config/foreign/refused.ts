/**
 * Settings of Redis that would change what the server does or promises: accepted at a value that holds
 * anyway, which is mostly Redis's default, and refused at any other.
 */

import { anyText, INT32_MAX, integer, oneOf, yesNo } from "../kinds/kind.ts";
import {
  atStart,
  directive,
  type ForeignGroup,
  live,
  masterAddress,
  memoryOrPercent,
} from "./foreign_setting.ts";

const text = anyText("text");
const delay = integer(-(2n ** 31n), INT32_MAX);

/** These settings. Made when they are asked for: few servers are told of any. */
export function refused(): readonly ForeignGroup[] {
  return [
    {
      reason: "the server stays in the foreground",
      wayOut: "say 'no', and let a service manager or the shell's '&' put it into the background",
      settings: { "daemonize": atStart(yesNo, "no") },
    },
    {
      reason: "a service manager is not told when the server is ready",
      wayOut: "say 'no', and Type=exec in a unit of systemd",
      settings: { "supervised": atStart(oneOf("upstart", "systemd", "auto", "no"), "no") },
    },
    {
      reason: "nothing is logged to syslog",
      wayOut: "say 'no', and use 'logfile', or the standard error, which systemd keeps",
      settings: { "syslog-enabled": atStart(yesNo, "no") },
    },
    {
      reason: "the server cannot be a replica",
      wayOut: "remove it; 'vortis import redis://HOST:PORT' copies the data of another server",
      settings: {
        "replicaof": atStart(masterAddress, "", { aliases: ["slaveof"] }),
        "masterauth": live(text, "", { isSensitive: true }),
        "masteruser": live(text, "", { isSensitive: true }),
      },
    },
    {
      reason: "there are no replicas, so that every write would have to be refused",
      wayOut: "say 0",
      settings: {
        "min-replicas-to-write": live(integer(0n, INT32_MAX), "0", {
          aliases: ["min-slaves-to-write"],
        }),
      },
    },
    {
      reason: "the server cannot be a node of a cluster",
      wayOut: "say 'no'",
      settings: { "cluster-enabled": atStart(yesNo, "no") },
    },
    {
      reason: "there is no TLS",
      wayOut: "say 0, and put a proxy such as stunnel before 'port'",
      settings: { "tls-port": live(integer(0n, 65535n), "0") },
    },
    {
      reason: "there are no users but 'default'",
      wayOut: "remove it, and use 'requirepass' or a line 'user default'",
      settings: { "aclfile": atStart(text, "") },
    },
    {
      reason: "modules cannot be loaded",
      wayOut: "remove it",
      settings: {
        "enable-module-command": atStart(oneOf("no", "yes", "local"), "no"),
        "loadmodule": directive(),
      },
    },
    {
      reason: "commands cannot be renamed",
      wayOut: "remove it",
      settings: { "rename-command": directive() },
    },
    {
      reason: "the server is no Sentinel",
      wayOut: "remove it",
      settings: { "sentinel": directive() },
    },
    {
      reason: "clients are not closed for the memory that all of them use together",
      wayOut: "say 0, and limit each by 'client-output-buffer-limit'",
      settings: { "maxmemory-clients": live(memoryOrPercent, "0") },
    },
    {
      reason: "connections cannot be marked for the firewall",
      wayOut: "say 0",
      settings: { "socket-mark-id": atStart(integer(0n, 2n ** 32n - 1n), "0") },
    },
    {
      reason: "what a rewrite of the append-only file has replaced is removed",
      wayOut: "say 'no'",
      settings: { "aof-disable-auto-gc": live(yesNo, "no") },
    },
    {
      reason: "a logged command that fails when it is loaded is a warning in the log",
      wayOut: "say 'ignore'",
      settings: {
        "propagation-error-behavior": live(
          oneOf("ignore", "panic", "panic-on-replicas"),
          "ignore",
          { fulfilled: ["panic-on-replicas"] },
        ),
      },
    },
    {
      reason: "nothing is slowed down for tests",
      wayOut: "say 0",
      settings: {
        "key-load-delay": live(delay, "0", { isHidden: true }),
        "rdb-key-save-delay": live(delay, "0", { isHidden: true }),
      },
    },
  ];
}
