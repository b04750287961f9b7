/** The settings of snapshots and of the append-only file: a part of the table in `settings.ts`. */

import {
  anyText,
  fileName,
  INT32_MAX,
  INT64_MAX,
  integer,
  memory,
  oneOf,
  yesNo,
} from "./kinds/kind.ts";
import { savePoints } from "./kinds/save_points.ts";
import type { SettingTable } from "./settings.ts";
import { shutdownFlags } from "./kinds/shutdown_flags.ts";

/** These settings, in the order in which CONFIG GET and `--help` list them. */
export const PERSISTENCE_SETTINGS = {
  "dir": {
    group: "persistence",
    kind: anyText("path"),
    default: "./",
    summary: "Directory of the files that keep the data",
    changes: "live",
    isProtected: true,
    deniedWhileLoading: true,
  },
  "dbfilename": {
    group: "persistence",
    kind: fileName("dbfilename can't be a path, just a filename"),
    default: "dump.rdb",
    summary: "Name of the snapshot in there",
    changes: "live",
    isProtected: true,
  },
  "save": {
    group: "persistence",
    kind: savePoints,
    default: "3600 1 300 100 60 10000",
    summary: 'Take a snapshot after so many seconds and changes; "" never does',
    changes: "live",
  },
  "stop-writes-on-bgsave-error": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "Refuse writes while snapshots fail",
    changes: "live",
  },
  "rdbcompression": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "Compress long strings in snapshots",
    changes: "live",
  },
  "rdbchecksum": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "End snapshots in a checksum, and check it when loading one",
    changes: "at start",
  },
  "rdb-save-incremental-fsync": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "Sync a snapshot bit by bit while it is written",
    changes: "live",
  },
  "appendonly": {
    group: "persistence",
    kind: yesNo,
    default: "no",
    summary: "Log every change to the append-only file",
    changes: "live",
    deniedWhileLoading: true,
  },
  "appenddirname": {
    group: "persistence",
    kind: fileName(
      "appenddirname can't be a path, just a dirname",
      "appenddirname can't be empty",
    ),
    default: "appendonlydir",
    summary: "Directory of the append-only file, inside of dir",
    changes: "at start",
  },
  "appendfilename": {
    group: "persistence",
    kind: fileName(
      "appendfilename can't be a path, just a filename",
      "appendfilename can't be empty",
    ),
    default: "appendonly.aof",
    summary: "What the names of the append-only file's parts begin with",
    changes: "at start",
  },
  "appendfsync": {
    group: "persistence",
    kind: oneOf<"always" | "everysec" | "no">("everysec", "always", "no"),
    default: "everysec",
    summary: "When the append-only file is synced: always, everysec, no (when the system likes)",
    changes: "live",
  },
  "no-appendfsync-on-rewrite": {
    group: "persistence",
    kind: yesNo,
    default: "no",
    summary: "Leave that to the system during snapshots and rewrites",
    changes: "live",
  },
  "auto-aof-rewrite-percentage": {
    group: "persistence",
    kind: integer(0n, INT32_MAX),
    default: "100",
    summary: "Rewrite the append-only file when it has grown by so much; 0 never does",
    changes: "live",
  },
  "auto-aof-rewrite-min-size": {
    group: "persistence",
    kind: memory(0n, INT64_MAX),
    default: "64mb",
    summary: "Size from which on that is done",
    changes: "live",
  },
  "aof-load-truncated": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "Cut off what a crash has left of the append-only file's last entry; no: do not start",
    changes: "live",
  },
  "aof-use-rdb-preamble": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "Begin a rewritten append-only file with a snapshot; no: with commands",
    changes: "live",
  },
  "aof-timestamp-enabled": {
    group: "persistence",
    kind: yesNo,
    default: "no",
    summary: "Note the time of each second's changes in the append-only file",
    changes: "live",
  },
  "aof-rewrite-incremental-fsync": {
    group: "persistence",
    kind: yesNo,
    default: "yes",
    summary: "Sync a rewritten append-only file bit by bit while it is written",
    changes: "live",
  },
  "shutdown-on-sigint": {
    group: "persistence",
    kind: shutdownFlags,
    default: "default",
    summary: "How SIGINT ends the server: default, or words of SHUTDOWN (save, nosave, now, force)",
    changes: "live",
  },
  "shutdown-on-sigterm": {
    group: "persistence",
    kind: shutdownFlags,
    default: "default",
    summary: "How SIGTERM does",
    changes: "live",
  },
} satisfies Partial<SettingTable>;
