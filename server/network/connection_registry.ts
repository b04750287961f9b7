/**
 * The connections of a server by their ids, and what happens to all of them about once a second.
 *
 * One sweep looks after idle clients, unread replies and closed connections that linger: a timer
 * per client would cost more than the clients.
 */

import type { Connection } from "./connection.ts";
import type { RequestHandler } from "./request_handler.ts";

/** Connections being served, in the order in which they came. */
export class ConnectionRegistry<H extends RequestHandler> {
  readonly #served: Map<number, Connection<H>> = new Map();
  /** Those whose sockets are open still, though their clients are not served any more. */
  readonly #lingering: Set<Connection<H>> = new Set();
  /** Those that lingered at the last call of `reap`. */
  #reapable: Connection<H>[] = [];
  #nextId = 1;
  #whenEmpty: (() => void)[] = [];

  /** How many clients are served. */
  get size(): number {
    return this.#served.size;
  }

  /** An id that no connection of this server has had. */
  nextId(): number {
    return this.#nextId++;
  }

  /** The connection with that id, if it is being served. */
  get(id: number): Connection<H> | undefined {
    return this.#served.get(id);
  }

  /** The connections being served, oldest first; connections may come and go meanwhile. */
  [Symbol.iterator](): IterableIterator<Connection<H>> {
    return this.#served.values();
  }

  /** The connection is served from now on. */
  add(connection: Connection<H>): void {
    this.#served.set(connection.id, connection);
  }

  /** The connection's client is not served any more; its socket may be open still. */
  retire(connection: Connection<H>): void {
    this.#served.delete(connection.id);
    this.#lingering.add(connection);
  }

  /** The connection's socket is closed. */
  remove(connection: Connection<H>): void {
    this.#lingering.delete(connection);
    if (this.#served.size > 0 || this.#lingering.size > 0) return;
    const waiting = this.#whenEmpty;
    this.#whenEmpty = [];
    for (const resolve of waiting) resolve();
  }

  /** Resolves as soon as no socket is open. */
  async drained(): Promise<void> {
    if (this.#served.size === 0 && this.#lingering.size === 0) return;
    await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
  }

  /** Lets each connection look at the time: see {@link Connection.tick}. O(connections). */
  sweep(nowMs: number, idleLimitMs: number): void {
    for (const connection of this.#served.values()) connection.tick(nowMs, idleLimitMs);
    for (const connection of this.#lingering) connection.tick(nowMs, idleLimitMs);
  }

  /** Lets each connection send its replies and close. */
  closeAll(): void {
    for (const connection of this.#served.values()) connection.close();
  }

  /** Closes the sockets that have lingered since the last call. */
  reap(): void {
    for (const connection of this.#reapable) connection.kill();
    this.#reapable = [...this.#lingering];
  }

  /** Closes each connection at once. */
  killAll(): void {
    for (const connection of this.#served.values()) connection.kill();
    for (const connection of this.#lingering) connection.kill();
  }
}
