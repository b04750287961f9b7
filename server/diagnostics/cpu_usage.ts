/** Processor time of the process, its helper threads included. */

/** Processor time in microseconds. */
export interface CpuUsage {
  readonly user: number;
  readonly system: number;
}

/**
 * The time used so far; undefined on a runtime that does not tell.
 *
 * Deno has this function although its types do not. It needs no permission, while /proc needs all
 * of them; the global `process` would load Node's whole standard library at the first call.
 */
export function cpuUsage(): CpuUsage | undefined {
  return (Deno as unknown as { cpuUsage?: () => CpuUsage }).cpuUsage?.();
}
