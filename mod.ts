/**
 * Vortis as a library: an in-memory key-value store with times to live, eviction and namespaces.
 *
 * Keys and values live as bytes in large buffers, not as JavaScript objects, so the garbage
 * collector does not slow down as the store grows, and a limit in bytes is exact. There are no
 * dependencies, and nothing of the platform is needed: it runs in Deno, Node, Bun and browsers.
 *
 * @example
 * ```ts
 * import { Store } from "@vortis/core";
 * import { assertEquals } from "@std/assert";
 *
 * using store = new Store({ maxMemory: "256mb", eviction: "allkeys-lru" });
 * store.set("greeting", "hello", { ex: 60 });
 * assertEquals(store.get("greeting"), "hello");
 * assertEquals(store.incrBy("visits"), 1);
 * assertEquals([...store.keys("g*")], ["greeting"]);
 * ```
 *
 * @module
 */

export { Store } from "./store/store.ts";
export { StoreNamespace } from "./store/store_namespace.ts";
export {
  KeyspaceView,
  type KeyType,
  type ScanOptions,
  type ScanStep,
} from "./store/keyspace_view.ts";
export { NamespaceView } from "./store/views/namespace_view.ts";
export { CollectionView } from "./store/views/collection_view.ts";
export type { BitFieldNumber, BitFieldStep, BitFieldType } from "./store/views/bit_fields.ts";
export {
  type BitFieldOverflow,
  type BitOperation,
  type BitRange,
  BitsView,
} from "./store/views/bits.ts";
export {
  type GeoPosition,
  type GeoSearchOptions,
  type GeoSearchResult,
  GeoView,
} from "./store/views/geo.ts";
export { HashFieldExpiryView } from "./store/views/hash_field_expiry.ts";
export { HashesView, type HashScanOptions, type HashScanStep } from "./store/views/hashes.ts";
export { HyperLogLogsView } from "./store/views/hyper_log_logs.ts";
export { type ListEnd, type ListSearchOptions, ListsView } from "./store/views/lists.ts";
export { type SetScanOptions, type SetScanStep, SetsView } from "./store/views/sets.ts";
export type {
  CombineOptions,
  ScoreRangeOptions,
  SortedSetAddOptions,
} from "./store/views/sorted_set_options.ts";
export {
  type MemberRange,
  SortedSetMembersView,
  type SortedSetScanOptions,
  type SortedSetScanStep,
} from "./store/views/sorted_set_members.ts";
export { SortedSetsView } from "./store/views/sorted_sets.ts";
export { StreamEntry, type StreamRange } from "./store/views/stream_entries.ts";
export {
  type StreamConsumerInfo,
  type StreamGroupInfo,
  type StreamGroupStart,
  StreamGroupsView,
  type StreamReadOptions,
} from "./store/views/stream_groups.ts";
export {
  type StreamEntryId,
  streamEntryId,
  type StreamPosition,
} from "./store/views/stream_ids.ts";
export {
  type StreamAutoClaim,
  type StreamClaimOptions,
  type StreamPending,
  type StreamPendingEntry,
  type StreamPendingOptions,
  StreamPendingView,
} from "./store/views/stream_pending.ts";
export {
  type StreamAddOptions,
  type StreamInfo,
  StreamsView,
  type StreamTrimOptions,
} from "./store/views/streams.ts";
export type { QueuedVerb, QueuedVerbs } from "./store/queued_verbs.ts";
export { Transaction, TransactionError } from "./store/transaction.ts";
export {
  ChannelMessage,
  type OverflowPolicy,
  type SubscribeOptions,
  Subscription,
} from "./store/subscription.ts";
export type { StoreOptions } from "./store/options.ts";
export type { EvictionPolicyName } from "./store/eviction/policies.ts";
export type { ExpireOptions, SetOptions } from "./store/time_to_live.ts";
export type { Key } from "./store/key.ts";
export { bytes, type Codec, json, text } from "./store/codec.ts";
export { RemovalEvent, type RemovalReason } from "./store/engine/events.ts";
export type { ExpiryStats, NamespaceStats, StoreStats } from "./store/engine/stats.ts";
export { type Clock, ManualClock } from "./store/clock.ts";
export {
  OutOfMemoryError,
  StoreError,
  type StoreErrorCode,
  WrongTypeError,
} from "./store/errors.ts";
