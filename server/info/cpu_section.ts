/** INFO cpu: processor time of the process, its helper threads included. */

import { cpuUsage } from "../diagnostics/cpu_usage.ts";
import type { InfoSection } from "./field.ts";

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
