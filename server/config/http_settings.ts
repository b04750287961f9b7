/** The settings of the HTTP side: a part of the table in `settings.ts`. */

import { corsOrigins } from "./kinds/cors_origins.ts";
import { integer, memory } from "./kinds/kind.ts";
import type { SettingTable } from "./settings.ts";

/** These settings, in the order in which CONFIG GET and `--help` list them. */
export const HTTP_SETTINGS = {
  "http-port": {
    group: "http",
    kind: integer(0n, 65535n),
    default: "0",
    summary: "TCP port for HTTP: REST, metrics and pages; 0 switches it off",
    changes: "at start",
  },
  "http-max-body": {
    group: "http",
    kind: memory(1024n, 2n ** 31n - 1n),
    default: "64mb",
    summary: "Longest body of an HTTP request",
    changes: "live",
  },
  "http-cors-origin": {
    group: "http",
    kind: corsOrigins,
    default: "",
    summary: 'Origins whose web pages may use HTTP, or "*" for all; none by default',
    changes: "live",
  },
} satisfies Partial<SettingTable>;
