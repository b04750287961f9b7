/** The line that says what is running: addresses, version, policy, limits, process. */

import type { Config } from "../config/config.ts";
import { formatMemorySize } from "../config/kinds/memory_size.ts";
import type { ServerAddress } from "../server.ts";
import { VERSION } from "../version.ts";

/** The start-up line, without a line end. */
export function startUpLine(
  config: Config,
  addresses: readonly ServerAddress[],
  pid: number,
  httpAddresses: readonly ServerAddress[] = [],
): string {
  const limits = [
    `policy ${config.text("maxmemory-policy")}`,
    `maxmemory ${limitOr("none", config.text("maxmemory"), formatMemorySize)}`,
    `max-keys ${limitOr("none", config.text("max-keys"), String)}`,
    `maxclients ${config.text("maxclients")}`,
  ];
  const where = [
    ...addresses.map(formatAddress),
    ...httpAddresses.map((address) => `http://${formatAddress(address)}`),
  ].join(", ");
  return `Vortis ${VERSION} listening on ${where} (${limits.join(", ")}, pid ${pid})`;
}

/** `127.0.0.1:6379`, `[::1]:6379`, or the path of a Unix socket. */
export function formatAddress(address: ServerAddress): string {
  if ("path" in address) return address.path;
  const { hostname, port } = address;
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}

function limitOr(none: string, text: string, show: (limit: bigint) => string): string {
  return text === "0" ? none : show(BigInt(text));
}
