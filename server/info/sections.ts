/**
 * The sections of INFO, each in a file of its own, and the text that they make together.
 *
 *     # Section CR LF
 *     name:value CR LF
 *     …
 *     CR LF                    between two sections
 *     # Section CR LF
 */

import type { Server } from "../server_state.ts";
import { CLIENTS_SECTION } from "./clients_section.ts";
import {
  COMMANDSTATS_SECTION,
  ERRORSTATS_SECTION,
  LATENCYSTATS_SECTION,
} from "./command_sections.ts";
import { CPU_SECTION } from "./cpu_section.ts";
import type { InfoSection } from "./field.ts";
import { KEYSPACE_SECTION } from "./keyspace_section.ts";
import { MEMORY_SECTION } from "./memory_section.ts";
import { PERSISTENCE_SECTION } from "./persistence_section.ts";
import { REPLICATION_SECTION } from "./replication_section.ts";
import { SERVER_SECTION } from "./server_section.ts";
import { STATS_SECTION } from "./stats_section.ts";

/** There are no modules; the headline says so. */
const MODULES_SECTION: InfoSection = {
  title: "Modules",
  alias: "module_list",
  isDefault: true,
  fields: () => [],
};

const CLUSTER_SECTION: InfoSection = {
  title: "Cluster",
  isDefault: true,
  fields: () => [["cluster_enabled", 0]],
};

/** All sections, in the order in which INFO shows them. */
export const INFO_SECTIONS: readonly InfoSection[] = [
  SERVER_SECTION,
  CLIENTS_SECTION,
  MEMORY_SECTION,
  PERSISTENCE_SECTION,
  STATS_SECTION,
  REPLICATION_SECTION,
  CPU_SECTION,
  MODULES_SECTION,
  COMMANDSTATS_SECTION,
  ERRORSTATS_SECTION,
  LATENCYSTATS_SECTION,
  CLUSTER_SECTION,
  KEYSPACE_SECTION,
];

/**
 * The text of INFO.
 *
 * @param names Sections in any case, or "default", "all", "everything"; unknown ones are passed
 *   over. None means the default ones.
 */
export function infoText(server: Server, names: readonly string[]): string {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  if (wanted.size === 0) wanted.add("default");
  const all = wanted.has("all") || wanted.has("everything");
  return INFO_SECTIONS
    .filter((section) =>
      all || (section.isDefault && wanted.has("default")) ||
      wanted.has(section.title.toLowerCase()) ||
      (section.alias !== undefined && wanted.has(section.alias))
    )
    .map((section) => sectionText(section, server))
    .join("\r\n");
}

function sectionText(section: InfoSection, server: Server): string {
  const lines = section.fields(server).map(([name, value]) => `${name}:${value}\r\n`);
  return `# ${section.title}\r\n${lines.join("")}`;
}
