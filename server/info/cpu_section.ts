/** INFO cpu: processor time of the process, its helper threads included. */

import type { InfoSection } from "./field.ts";

/** Processor time in microseconds. */
interface CpuUsage {
  readonly user: number;
  readonly system: number;
}

/** The section. */
export const CPU_SECTION: InfoSection = {
  title: "CPU",
  isDefault: true,
  fields() {
    const { user, system } = cpuUsage();
    return [
      ["used_cpu_sys", (system / 1e6).toFixed(6)],
      ["used_cpu_user", (user / 1e6).toFixed(6)],
      ["used_cpu_sys_children", "0.000000"],
      ["used_cpu_user_children", "0.000000"],
    ];
  },
};

/** Only the global `process` tells it without a permission; /proc would need all of them. */
function cpuUsage(): CpuUsage {
  const { process } = globalThis as unknown as { process: { cpuUsage(): CpuUsage } };
  return process.cpuUsage();
}
