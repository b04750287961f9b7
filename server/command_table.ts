/**
 * The table of all commands: the only file that imports the families.
 *
 * A family that is not listed here does not exist. The order is that of `docs/commands.md`.
 */

import type { CommandSpec } from "./command/spec.ts";
import { BIT_COMMANDS } from "./commands/bits.ts";
import { BLOCKING_LIST_COMMANDS } from "./commands/blocking_lists.ts";
import { CLIENT_COMMANDS } from "./commands/client.ts";
import { CLUSTER_COMMANDS } from "./commands/cluster.ts";
import { COMMAND_COMMANDS } from "./commands/command.ts";
import { CONFIG_COMMANDS } from "./commands/config.ts";
import { CONNECTION_COMMANDS } from "./commands/connection.ts";
import { GEO_COMMANDS } from "./commands/geo.ts";
import { GEO_SEARCH_COMMANDS } from "./commands/geo_search.ts";
import { COUNTER_COMMANDS } from "./commands/counters.ts";
import { DUMP_COMMANDS } from "./commands/dump.ts";
import { EXPIRY_COMMANDS } from "./commands/expiry.ts";
import { HASH_COMMANDS } from "./commands/hashes.ts";
import { HASH_FIELD_EXPIRY_COMMANDS } from "./commands/hash_field_expiry.ts";
import { HASH_WALK_COMMANDS } from "./commands/hash_walks.ts";
import { HYPER_LOG_LOG_COMMANDS } from "./commands/hyper_log_log.ts";
import { KEY_COMMANDS } from "./commands/keys.ts";
import { LIST_COMMANDS } from "./commands/lists.ts";
import { LCS_COMMANDS } from "./commands/longest_common_subsequence.ts";
import { MIGRATE_COMMANDS } from "./commands/migrate.ts";
import { MODULE_COMMANDS } from "./commands/modules.ts";
import { OBJECT_COMMANDS } from "./commands/object.ts";
import { PUBSUB_COMMANDS } from "./commands/pubsub.ts";
import { PERSISTENCE_COMMANDS } from "./commands/persistence.ts";
import { REPLICATION_COMMANDS } from "./commands/replication.ts";
import { ROLE_COMMANDS } from "./commands/roles.ts";
import { SCAN_COMMANDS } from "./commands/scan.ts";
import { DEBUG_COMMANDS } from "./commands/debug.ts";
import { LATENCY_COMMANDS } from "./commands/latency.ts";
import { MEMORY_COMMANDS } from "./commands/memory.ts";
import { SERVER_COMMANDS } from "./commands/server.ts";
import { SET_ALGEBRA_COMMANDS } from "./commands/sets_algebra.ts";
import { SET_COMMANDS } from "./commands/sets.ts";
import { SLOWLOG_COMMANDS } from "./commands/slowlog.ts";
import { SORTED_SET_COMMANDS } from "./commands/sorted_sets.ts";
import { SORTED_SET_ALGEBRA_COMMANDS } from "./commands/sorted_set_algebra.ts";
import { SORTED_SET_POP_COMMANDS } from "./commands/sorted_set_pops.ts";
import { SORTED_SET_RANGE_COMMANDS } from "./commands/sorted_set_ranges.ts";
import { SORTED_SET_WALK_COMMANDS } from "./commands/sorted_set_walks.ts";
import { SORT_COMMANDS } from "./commands/sort.ts";
import { STREAM_GROUP_READ_COMMANDS } from "./commands/stream_group_reads.ts";
import { STREAM_GROUP_COMMANDS } from "./commands/stream_groups.ts";
import { STREAM_INFO_COMMANDS } from "./commands/stream_info.ts";
import { STREAM_PENDING_COMMANDS } from "./commands/stream_pending.ts";
import { STREAM_READ_COMMANDS } from "./commands/stream_reads.ts";
import { STREAM_COMMANDS } from "./commands/streams.ts";
import { STRING_COMMANDS } from "./commands/strings.ts";
import { TRANSACTION_COMMANDS } from "./commands/transactions.ts";

/** Every command that the server knows, family by family. */
export const COMMAND_SPECS: readonly CommandSpec[] = [
  ...KEY_COMMANDS,
  ...SCAN_COMMANDS,
  ...EXPIRY_COMMANDS,
  ...OBJECT_COMMANDS,
  ...DUMP_COMMANDS,
  ...MIGRATE_COMMANDS,
  ...STRING_COMMANDS,
  ...COUNTER_COMMANDS,
  ...LCS_COMMANDS,
  ...BIT_COMMANDS,
  ...LIST_COMMANDS,
  ...BLOCKING_LIST_COMMANDS,
  ...HASH_COMMANDS,
  ...HASH_WALK_COMMANDS,
  ...HASH_FIELD_EXPIRY_COMMANDS,
  ...SET_COMMANDS,
  ...SET_ALGEBRA_COMMANDS,
  ...SORTED_SET_COMMANDS,
  ...SORTED_SET_RANGE_COMMANDS,
  ...SORTED_SET_ALGEBRA_COMMANDS,
  ...SORTED_SET_POP_COMMANDS,
  ...SORTED_SET_WALK_COMMANDS,
  ...SORT_COMMANDS,
  ...HYPER_LOG_LOG_COMMANDS,
  ...PUBSUB_COMMANDS,
  ...GEO_COMMANDS,
  ...GEO_SEARCH_COMMANDS,
  ...STREAM_COMMANDS,
  ...STREAM_READ_COMMANDS,
  ...STREAM_GROUP_COMMANDS,
  ...STREAM_GROUP_READ_COMMANDS,
  ...STREAM_PENDING_COMMANDS,
  ...STREAM_INFO_COMMANDS,
  ...TRANSACTION_COMMANDS,
  ...CONNECTION_COMMANDS,
  ...CLIENT_COMMANDS,
  ...COMMAND_COMMANDS,
  ...CONFIG_COMMANDS,
  ...SERVER_COMMANDS,
  ...PERSISTENCE_COMMANDS,
  ...REPLICATION_COMMANDS,
  ...ROLE_COMMANDS,
  ...CLUSTER_COMMANDS,
  ...MODULE_COMMANDS,
  ...MEMORY_COMMANDS,
  ...SLOWLOG_COMMANDS,
  ...LATENCY_COMMANDS,
  ...DEBUG_COMMANDS,
];
