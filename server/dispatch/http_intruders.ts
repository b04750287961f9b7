/**
 * Requests that are lines of HTTP: a web page that makes a browser send them to this port could smuggle
 * commands in the body. Such a client is closed before anything behind that line is executed.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { Session } from "../clients/session.ts";
import type { Server } from "../server_state.ts";

/** Such clients are logged once in this time, or they could fill the disk. */
const LOG_INTERVAL_MS = 60_000;

/** Whether a request is a line of an HTTP request that could smuggle commands behind it. */
export function isHttp(args: Arguments): boolean {
  return args.equals(0, "POST") || args.equals(0, "HOST:");
}

/** Keeps such clients out; one for all clients. */
export class HttpIntruders {
  #loggedMs = -Infinity;

  constructor(private readonly server: Server) {}

  /** Closes the client at once, and says so in the log. */
  drop(session: Session): void {
    const nowMs = this.server.clock.now();
    if (nowMs - this.#loggedMs >= LOG_INTERVAL_MS) {
      this.#loggedMs = nowMs;
      this.server.log.warning(
        `Closing ${session.peer.address}: it speaks HTTP, perhaps a web page that attacks this server`,
      );
    }
    session.peer.kill();
  }
}
