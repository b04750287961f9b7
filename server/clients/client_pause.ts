/**
 * CLIENT PAUSE: for a while, commands wait: all of them, or those that write.
 *
 * A command that must wait stays unread in its connection; when the pause ends, every client goes
 * on where it stopped.
 */

import type { Command } from "../command/command.ts";
import { MAY_REPLICATE, WRITE } from "../command/flags.ts";
import type { Session } from "./session.ts";

const MAX_DELAY_MS = 0x7fffffff;

/** The pause of one server. */
export class ClientPause {
  /** Whether commands must wait. */
  active = false;
  #onlyWrites = false;
  #untilMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #waiting = new Set<Session>();

  /**
   * Begins a pause of `forMs` milliseconds or extends the one under way; a pause of everything is not
   * weakened to one of writes.
   */
  begin(nowMs: number, forMs: number, onlyWrites: boolean): void {
    const untilMs = nowMs + forMs;
    this.#onlyWrites = this.active ? this.#onlyWrites && onlyWrites : onlyWrites;
    this.#untilMs = this.active ? Math.max(this.#untilMs, untilMs) : untilMs;
    this.active = true;
    clearTimeout(this.#timer);
    this.#wait(this.#untilMs - nowMs);
  }

  /** Ends the pause; the clients that waited go on. */
  end(): void {
    clearTimeout(this.#timer);
    this.active = false;
    for (const session of this.#waiting) {
      session.paused = false;
      session.peer.resume();
    }
    this.#waiting.clear();
  }

  /** Whether a command of a session must wait; if so, the session is held until the end. */
  holds(session: Session, command: Command): boolean {
    if (this.#onlyWrites && !writes(session, command)) return false;
    session.paused = true;
    this.#waiting.add(session);
    return true;
  }

  /** Ends the pause after so many milliseconds: in steps, because a timer's delay has 31 bits. */
  #wait(milliseconds: number): void {
    const step = Math.min(milliseconds, MAX_DELAY_MS);
    this.#timer = setTimeout(() => {
      if (milliseconds > step) this.#wait(milliseconds - step);
      else this.end();
    }, step);
  }

  /** A client has left. */
  forget(session: Session): void {
    this.#waiting.delete(session);
  }
}

/** Whether a command may change data, now or when it is queued; EXEC does what its queue does. */
function writes(session: Session, command: Command): boolean {
  const changes = WRITE | MAY_REPLICATE;
  if (command.name !== "exec") return (command.flags & changes) !== 0;
  return session.transaction?.queue.some((queued) => (queued.command.flags & changes) !== 0) ??
    false;
}
