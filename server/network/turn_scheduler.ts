/**
 * Work for the end of the current turn of the event loop.
 *
 * One turn brings the bytes of many connections. All of them are executed first, then all replies
 * are written: a client of many connections wakes up once for several replies, and what is sent to
 * one connection from several places (its own requests, messages published by others) leaves in one
 * write. The end of the turn is a microtask: those of the reads that the turn brought are queued
 * before it.
 */

/** Something that asks to be called at the end of the turn. */
export interface EndOfTurn {
  /** Called once for each call of {@link TurnScheduler.schedule}; must not throw. */
  endTurn(): void;
}

const RESOLVED = Promise.resolve();

/** Calls everything that was scheduled in this turn, in the order in which it was. */
export class TurnScheduler {
  #due: EndOfTurn[] = [];
  #running: EndOfTurn[] = [];
  readonly #run = (): void => this.#endTurn();

  /** Calls `work.endTurn()` when this turn ends. */
  schedule(work: EndOfTurn): void {
    if (this.#due.push(work) === 1) RESOLVED.then(this.#run);
  }

  #endTurn(): void {
    const due = this.#due;
    // What schedules itself from now on belongs to a new turn.
    this.#due = this.#running;
    this.#running = due;
    for (let i = 0; i < due.length; i++) due[i].endTurn();
    due.length = 0;
  }
}
