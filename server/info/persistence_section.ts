/**
 * INFO persistence: that the data is in memory alone.
 *
 * Clients wait for `loading:0` before they send the first command.
 */

import type { InfoSection } from "./field.ts";

/** The section. */
export const PERSISTENCE_SECTION: InfoSection = {
  title: "Persistence",
  isDefault: true,
  fields() {
    return [
      ["loading", 0],
      ["async_loading", 0],
      ["rdb_bgsave_in_progress", 0],
      ["rdb_last_bgsave_time_sec", -1],
      ["rdb_current_bgsave_time_sec", -1],
      ["rdb_saves", 0],
      ["aof_enabled", 0],
      ["aof_rewrite_in_progress", 0],
      ["aof_rewrite_scheduled", 0],
      ["aof_last_rewrite_time_sec", -1],
      ["aof_current_rewrite_time_sec", -1],
      ["aof_rewrites", 0],
    ];
  },
};
