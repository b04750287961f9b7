/** MEMORY DOCTOR: looks at the figures and says in words what is unusual about them. */

import { humanBytes } from "../../info/field.ts";
import type { MemoryReport } from "../../diagnostics/memory_report.ts";

/** With less data than this, ratios say nothing. */
const MIN_USED_BYTES = 5 * 1024 * 1024;
/** The peak is well above what is in use now. */
const HIGH_PEAK = 1.5;
/** The arenas hold much more than the data in them. */
const HIGH_FRAGMENTATION = 1.4;
/** The process is much larger than data, heap and buffers explain. */
const HIGH_OVERHEAD = 1.5;
const HIGH_OVERHEAD_BYTES = 256 * 1024 * 1024;
/** Share of the limit from which on it is near. */
const NEAR_LIMIT = 0.9;
/** Buffers of an average client from which on somebody does not read. */
const LARGE_CLIENT_BYTES = 200 * 1024;

/**
 * What is unusual, a paragraph each, or that nothing is.
 *
 * @param maxMemory The limit in bytes, 0 for none.
 * @param clients How many clients there are.
 */
export function diagnoseMemory(report: MemoryReport, maxMemory: number, clients: number): string {
  const { usedBytes, peakBytes, reservedBytes, residentBytes } = report;
  const findings: string[] = [];
  if (maxMemory > 0 && usedBytes >= maxMemory * NEAR_LIMIT) {
    findings.push(
      `Near the limit: ${humanBytes(usedBytes)} of maxmemory ${
        humanBytes(maxMemory)
      } are in use. ` +
        "Writes evict keys or are refused, depending on maxmemory-policy.",
    );
  }
  if (clients > 0 && report.clientBytes / clients > LARGE_CLIENT_BYTES) {
    findings.push(
      `Large client buffers: ${humanBytes(report.clientBytes)} for ${clients} clients. Some send ` +
        "or receive very long values, or do not read their replies: see CLIENT LIST.",
    );
  }
  if (usedBytes < MIN_USED_BYTES) {
    findings.push("There is too little data for its memory to be judged.");
    return format(findings);
  }
  if (peakBytes > usedBytes * HIGH_PEAK) {
    findings.push(
      `High peak: there once were ${humanBytes(peakBytes)}, now ${humanBytes(usedBytes)} are in ` +
        "use. Memory that is not in use goes back to the system chunk by chunk.",
    );
  }
  if (reservedBytes > usedBytes * HIGH_FRAGMENTATION) {
    findings.push(
      `Fragmentation: the arenas hold ${humanBytes(reservedBytes)} for ${humanBytes(usedBytes)} ` +
        "in use. The gaps will be filled by new keys.",
    );
  }
  const explained = reservedBytes + report.heapTotalBytes + report.clientBytes;
  if (
    residentBytes > explained * HIGH_OVERHEAD && residentBytes - explained > HIGH_OVERHEAD_BYTES
  ) {
    findings.push(
      `Process larger than its data: ${humanBytes(residentBytes)} are resident, data, heap and ` +
        `buffers explain ${humanBytes(explained)}.`,
    );
  }
  return findings.length === 0 ? "Nothing unusual about the memory.\n" : format(findings);
}

function format(findings: readonly string[]): string {
  return findings.map((finding) => `* ${finding}\n`).join("");
}
