/** INFO commandstats, errorstats and latencystats: how often, how long, how wrong. */

import type { InfoField, InfoSection } from "./field.ts";

/** Calls and times of each command that has been called. */
export const COMMANDSTATS_SECTION: InfoSection = {
  title: "Commandstats",
  isDefault: false,
  fields(server) {
    const fields: InfoField[] = [];
    for (const command of server.commands.withSubcommands()) {
      const { calls, rejectedCalls, failedCalls } = command;
      if (calls === 0 && rejectedCalls === 0 && failedCalls === 0) continue;
      const microseconds = Math.floor(command.microseconds);
      const perCall = (calls === 0 ? 0 : microseconds / calls).toFixed(2);
      fields.push([
        `cmdstat_${command.name}`,
        `calls=${calls},usec=${microseconds},usec_per_call=${perCall},` +
        `rejected_calls=${rejectedCalls},failed_calls=${failedCalls}`,
      ]);
    }
    return fields;
  },
};

/** How often each kind of error was replied. */
export const ERRORSTATS_SECTION: InfoSection = {
  title: "Errorstats",
  isDefault: true,
  fields(server) {
    return [...server.stats.errorsByKind]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, count]) => [`errorstat_${kind}`, `count=${count}`]);
  },
};

/** Percentiles of each command's latency, in microseconds. */
export const LATENCYSTATS_SECTION: InfoSection = {
  title: "Latencystats",
  isDefault: false,
  fields(server) {
    const wanted = server.config.get("latency-tracking-info-percentiles");
    const fields: InfoField[] = [];
    for (const { name, latency } of server.commands.withSubcommands()) {
      if (latency === undefined) continue;
      const values = wanted.map((p) => `p${p}=${latency.percentile(p).toFixed(3)}`);
      fields.push([`latency_percentiles_usec_${name}`, values.join(",")]);
    }
    return fields;
  },
};
