/** Whether a client is on this machine. */

import { isLoopback } from "./admission.ts";
import type { Peer } from "./session.ts";

/** Whether a client came over a Unix socket or from a loopback address. */
export function isLocalClient(peer: Pick<Peer, "address" | "isUnixSocket">): boolean {
  if (peer.isUnixSocket) return true;
  const hostname = peer.address.slice(0, peer.address.lastIndexOf(":"));
  return isLoopback(hostname.replace(/^\[|\]$/g, ""));
}
