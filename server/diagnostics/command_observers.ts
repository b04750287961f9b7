/**
 * Those who look at every command that is executed: clients in MONITOR, and client-side caching, which
 * notes what clients read.
 *
 * The dispatcher asks one question a command, whether there is anybody; all of this is behind it.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { Command } from "../command/command.ts";
import { MAY_REPLICATE, READONLY, WRITE } from "../command/flags.ts";
import type { Monitors } from "./monitors.ts";
import type { Session } from "../clients/session.ts";
import type { ClientTracking } from "../tracking/client_tracking.ts";

/** The observers of one server's commands. */
export class CommandObservers {
  /** Whether there is anybody. */
  active = false;

  constructor(private readonly monitors: Monitors, private readonly tracking: ClientTracking) {
    tracking.onActive = () => this.update();
  }

  /** Somebody has come or gone. */
  update(): void {
    this.active = this.monitors.size > 0 || this.tracking.active;
  }

  /** A request of a client is going to be executed. */
  begin(session: Session): void {
    this.tracking.limit();
    this.tracking.begin(session);
  }

  /** A command has been executed, on its own or as one of a transaction. */
  executed(session: Session, command: Command, args: Arguments): void {
    this.monitors.show(session, command, args);
    this.tracking.remember(session, command, args);
  }

  /** The request is done, and its reply complete. */
  end(): void {
    this.tracking.end();
  }

  /** A request is done with, executed or refused: CLIENT CACHING counts for one that is not CLIENT's. */
  requestEnded(session: Session, command: Command | undefined): void {
    const { tracker, transaction } = session;
    if (tracker === undefined || transaction !== undefined) return;
    if (command?.parent?.name !== "client") tracker.cachingGiven = false;
  }

  /** Whether a client must not use a command because it is there to monitor. */
  forbids(session: Session, command: Command): boolean {
    return session.monitors && (command.flags & (READONLY | WRITE | MAY_REPLICATE)) !== 0;
  }
}
