/** INFO cpu: processor time of the process, its helper threads included. */

import type { InfoSection } from "./field.ts";

/** Processor time in microseconds. */
interface CpuUsage {
  readonly user: number;
  readonly system: number;
}

/** The section; empty on a runtime that does not tell. */
export const CPU_SECTION: InfoSection = {
  title: "CPU",
  isDefault: true,
  fields() {
    const usage = cpuUsage();
    if (usage === undefined) return [];
    return [
      ["used_cpu_sys", (usage.system / 1e6).toFixed(6)],
      ["used_cpu_user", (usage.user / 1e6).toFixed(6)],
      ["used_cpu_sys_children", "0.000000"],
      ["used_cpu_user_children", "0.000000"],
    ];
  },
};

/**
 * Deno has this function although its types do not. It needs no permission, while /proc needs all
 * of them; the global `process` would load Node's whole standard library at the first call.
 */
function cpuUsage(): CpuUsage | undefined {
  return (Deno as unknown as { cpuUsage?: () => CpuUsage }).cpuUsage?.();
}
