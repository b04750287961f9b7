/** INFO memory: what the data takes, what the process takes, and what the limit is. */

import { reportMemory } from "../diagnostics/memory_report.ts";
import { humanBytes, type InfoField, type InfoSection, percentage, ratio } from "./field.ts";

/** The section. */
export const MEMORY_SECTION: InfoSection = {
  title: "Memory",
  isDefault: true,
  fields(server) {
    const report = reportMemory(server);
    const { usedBytes, residentBytes, reservedBytes } = report;
    const { maxMemory, policy } = server.engine;
    return [
      ...both("used_memory", usedBytes),
      ...both("used_memory_rss", residentBytes),
      ...both("used_memory_peak", report.peakBytes),
      ["used_memory_peak_perc", percentage(usedBytes, report.peakBytes)],
      ["used_memory_overhead", report.tableBytes],
      ["used_memory_startup", 0],
      ["used_memory_dataset", report.datasetBytes],
      ["used_memory_dataset_perc", percentage(report.datasetBytes, usedBytes)],
      ["allocator_allocated", usedBytes],
      ["allocator_active", reservedBytes],
      ["allocator_resident", reservedBytes],
      ...systemMemory(),
      ...both("maxmemory", maxMemory),
      ["maxmemory_policy", policy.name],
      ["max_keys", server.engine.maxKeys],
      ["allocator_frag_ratio", ratio(reservedBytes, usedBytes)],
      ["allocator_frag_bytes", reservedBytes - usedBytes],
      ["rss_overhead_ratio", ratio(residentBytes, reservedBytes)],
      ["rss_overhead_bytes", residentBytes - reservedBytes],
      ["mem_fragmentation_ratio", ratio(residentBytes, usedBytes)],
      ["mem_fragmentation_bytes", residentBytes - usedBytes],
      ["mem_not_counted_for_evict", 0],
      ["mem_replication_backlog", 0],
      ["mem_clients_slaves", 0],
      ["mem_clients_normal", report.clientBytes],
      ["mem_aof_buffer", 0],
      ["mem_allocator", "arena"],
      ["js_heap_used", report.heapUsedBytes],
      ["js_heap_total", report.heapTotalBytes],
      ["js_external", report.externalBytes],
      ["active_defrag_running", 0],
      ["lazyfree_pending_objects", 0],
    ];
  },
};

function both(name: string, bytes: number): InfoField[] {
  return [[name, bytes], [`${name}_human`, humanBytes(bytes)]];
}

/** The machine's memory, if the permissions allow to know it. */
function systemMemory(): InfoField[] {
  try {
    return both("total_system_memory", Deno.systemMemoryInfo().total);
  } catch {
    return [];
  }
}
