/** Whether a client is on this machine, and what only such clients may do. */

import { isLoopback } from "../network/admission.ts";
import type { Config } from "../config/config.ts";
import type { Peer } from "./session.ts";

/** Whether a client came over a Unix socket or from a loopback address. */
export function isLocalClient(peer: Pick<Peer, "address" | "isUnixSocket">): boolean {
  if (peer.isUnixSocket) return true;
  const hostname = peer.address.slice(0, peer.address.lastIndexOf(":"));
  return isLoopback(hostname.replace(/^\[|\]$/g, ""));
}

/** Whether a client may do what a setting opens to nobody, to everybody or to local clients. */
export function mayDo(
  setting: "enable-debug-command" | "enable-protected-configs",
  config: Config,
  peer: Peer,
): boolean {
  const allowed = config.get(setting);
  return allowed === "yes" || (allowed === "local" && isLocalClient(peer));
}
