/**
 * The table of all commands: the only file that imports the families.
 *
 * A family that is not listed here does not exist. The order is that of `docs/commands.md`.
 */

import type { CommandSpec } from "./command/spec.ts";
import { ACL_COMMANDS } from "./commands/acl/acl.ts";
import { CLUSTER_COMMANDS } from "./commands/cluster/cluster.ts";
import { REPLICATION_COMMANDS } from "./commands/cluster/replication.ts";
import { ROLE_COMMANDS } from "./commands/cluster/roles.ts";
import { CLIENT_COMMANDS } from "./commands/connection/client.ts";
import { CONNECTION_COMMANDS } from "./commands/connection/connection.ts";
import { DEBUG_COMMANDS } from "./commands/diagnostics/debug.ts";
import { LATENCY_COMMANDS } from "./commands/diagnostics/latency.ts";
import { MEMORY_COMMANDS } from "./commands/diagnostics/memory.ts";
import { SLOWLOG_COMMANDS } from "./commands/diagnostics/slowlog.ts";
import { HASH_FIELD_EXPIRY_COMMANDS } from "./commands/hashes/field_expiry.ts";
import { HASH_COMMANDS } from "./commands/hashes/hashes.ts";
import { HASH_WALK_COMMANDS } from "./commands/hashes/walks.ts";
import { DUMP_COMMANDS } from "./commands/keys/dump.ts";
import { EXPIRY_COMMANDS } from "./commands/keys/expiry.ts";
import { KEY_COMMANDS } from "./commands/keys/keys.ts";
import { MIGRATE_COMMANDS } from "./commands/keys/migrate.ts";
import { OBJECT_COMMANDS } from "./commands/keys/object.ts";
import { SCAN_COMMANDS } from "./commands/keys/scan.ts";
import { SORT_COMMANDS } from "./commands/keys/sort.ts";
import { BLOCKING_LIST_COMMANDS } from "./commands/lists/blocking_lists.ts";
import { LIST_COMMANDS } from "./commands/lists/lists.ts";
import { PUBSUB_COMMANDS } from "./commands/pubsub.ts";
import { COMMAND_COMMANDS } from "./commands/server/command.ts";
import { CONFIG_COMMANDS } from "./commands/server/config.ts";
import { MODULE_COMMANDS } from "./commands/server/modules.ts";
import { PERSISTENCE_COMMANDS } from "./commands/server/persistence.ts";
import { SERVER_COMMANDS } from "./commands/server/server.ts";
import { SET_ALGEBRA_COMMANDS } from "./commands/sets/algebra.ts";
import { SET_COMMANDS } from "./commands/sets/sets.ts";
import { SORTED_SET_ALGEBRA_COMMANDS } from "./commands/sorted_sets/algebra.ts";
import { GEO_COMMANDS } from "./commands/sorted_sets/geo.ts";
import { GEO_SEARCH_COMMANDS } from "./commands/sorted_sets/geo_search.ts";
import { SORTED_SET_POP_COMMANDS } from "./commands/sorted_sets/pops.ts";
import { SORTED_SET_RANGE_COMMANDS } from "./commands/sorted_sets/ranges.ts";
import { SORTED_SET_COMMANDS } from "./commands/sorted_sets/sorted_sets.ts";
import { SORTED_SET_WALK_COMMANDS } from "./commands/sorted_sets/walks.ts";
import { STREAM_GROUP_READ_COMMANDS } from "./commands/streams/group_reads.ts";
import { STREAM_GROUP_COMMANDS } from "./commands/streams/groups.ts";
import { STREAM_INFO_COMMANDS } from "./commands/streams/info.ts";
import { STREAM_PENDING_COMMANDS } from "./commands/streams/pending.ts";
import { STREAM_READ_COMMANDS } from "./commands/streams/reads.ts";
import { STREAM_COMMANDS } from "./commands/streams/streams.ts";
import { BIT_COMMANDS } from "./commands/strings/bits.ts";
import { COUNTER_COMMANDS } from "./commands/strings/counters.ts";
import { HYPER_LOG_LOG_COMMANDS } from "./commands/strings/hyper_log_logs.ts";
import { LCS_COMMANDS } from "./commands/strings/longest_common_subsequence.ts";
import { STRING_COMMANDS } from "./commands/strings/strings.ts";
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
  ...ACL_COMMANDS,
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
