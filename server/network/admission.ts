/**
 * Who may connect: refusals that are written to a client before it is served.
 */

/** The words for a client over `maxclients`. */
export const TOO_MANY_CLIENTS = "-ERR max number of clients reached\r\n";

/** The words for a client from outside while protected mode is on: Redis's, and its advice. */
export const PROTECTED_MODE_DENIAL = "-DENIED Redis is running in protected mode because " +
  "protected mode is enabled and no password is set for the default user. In this mode " +
  "connections are only accepted from the loopback interface. If you want to connect from " +
  "external computers to Redis you may adopt one of the following solutions: 1) Just disable " +
  "protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface " +
  "by connecting to Redis from the same host the server is running, however MAKE SURE Redis is " +
  "not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change " +
  "permanent. 2) Alternatively you can just disable the protected mode by editing the Redis " +
  "configuration file, and setting the protected mode option to 'no', and then restarting the " +
  "server. 3) If you started the server manually just for testing, restart it with the " +
  "'--protected-mode no' option. 4) Setup a an authentication password for the default user. " +
  "NOTE: You only need to do one of the above things in order for the server to start accepting " +
  "connections from the outside.\r\n";

const MAPPED_IPV4 = "::ffff:";

/** What decides who may connect. */
export interface AdmissionSettings {
  /** `maxclients`: the most clients at once. */
  readonly maxClients: number;
  /** True while only clients on this machine may connect. */
  readonly protectedMode: boolean;
}

/**
 * What to say to a client that may not connect, or undefined if it may.
 *
 * @param hostname The client's address; undefined for a unix socket, which only this machine has.
 * @param clients How many clients there are without it.
 */
export function refusalOf(
  hostname: string | undefined,
  clients: number,
  settings: AdmissionSettings,
): string | undefined {
  if (clients >= settings.maxClients) return TOO_MANY_CLIENTS;
  if (!settings.protectedMode || hostname === undefined || isLoopback(hostname)) return undefined;
  return PROTECTED_MODE_DENIAL;
}

/** An IPv4 address without the prefix that a socket for both families puts before it. */
export function unmapIpv4(hostname: string): string {
  const isMapped = hostname.startsWith(MAPPED_IPV4) && hostname.includes(".");
  return isMapped ? hostname.slice(MAPPED_IPV4.length) : hostname;
}

/** Whether a client of that address is on this machine. */
export function isLoopback(hostname: string): boolean {
  const address = unmapIpv4(hostname);
  return address === "::1" || address.startsWith("127.");
}
