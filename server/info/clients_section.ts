/** INFO clients: how many there are, and how much the largest of them has asked and been told. */

import type { InfoSection } from "./field.ts";

/** The section. */
export const CLIENTS_SECTION: InfoSection = {
  title: "Clients",
  isDefault: true,
  fields(server) {
    let largestInput = 0;
    let largestOutput = 0;
    let waiting = 0;
    for (const { peer, paused } of server.sessions.values()) {
      largestInput = Math.max(largestInput, peer.queryBytes + peer.queryFreeBytes);
      largestOutput = Math.max(largestOutput, peer.replyBytes + peer.pendingBytes);
      if (paused) waiting++;
    }
    return [
      ["connected_clients", server.sessions.size],
      ["cluster_connections", 0],
      ["maxclients", server.config.get("maxclients")],
      ["client_recent_max_input_buffer", largestInput],
      ["client_recent_max_output_buffer", largestOutput],
      ["blocked_clients", waiting],
      ["tracking_clients", server.tracking.clients],
      ["clients_in_timeout_table", server.blocking.timedSize],
    ];
  },
};
