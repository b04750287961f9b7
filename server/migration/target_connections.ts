/**
 * Connections to other servers that MIGRATE keeps for its next call, as Redis does: moving many keys one
 * by one would otherwise connect for each of them.
 */

import { TargetConnection } from "./target_connection.ts";

/** One that was not used for so long is closed. */
const KEPT_MS = 10_000;
/** So many are kept at most. */
const MAX_KEPT = 64;

/** The connections that nobody uses at the moment, by address. */
export class TargetConnections {
  readonly #kept = new Map<string, TargetConnection[]>();
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  /** How many are kept. */
  get size(): number {
    return this.#count;
  }

  /** A connection to that address: a kept one, or a new one. Rejects as `TargetConnection.open` does. */
  async take(hostname: string, port: number, timeoutMs: number): Promise<TargetConnection> {
    const kept = this.#kept.get(`${hostname}:${port}`)?.pop();
    if (kept === undefined) return await TargetConnection.open(hostname, port, timeoutMs);
    this.#count--;
    return kept;
  }

  /** Keeps a connection that is not needed for now, unless it is closed. */
  give(hostname: string, port: number, connection: TargetConnection): void {
    if (!connection.isOpen) return;
    if (this.#isStopped || this.#count >= MAX_KEPT) return connection.close();
    connection.usedMs = performance.now();
    const address = `${hostname}:${port}`;
    const row = this.#kept.get(address);
    if (row === undefined) this.#kept.set(address, [connection]);
    else row.push(connection);
    this.#count++;
    this.#timer ??= setTimeout(() => this.#closeOld(), KEPT_MS);
  }

  /** Closes all; none is kept from now on. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const row of this.#kept.values()) for (const connection of row) connection.close();
    this.#kept.clear();
    this.#count = 0;
  }

  #closeOld(): void {
    this.#timer = undefined;
    const dueMs = performance.now() - KEPT_MS;
    for (const [address, row] of this.#kept) {
      const young = row.filter((connection) => connection.usedMs > dueMs);
      for (const connection of row) if (!young.includes(connection)) connection.close();
      this.#count -= row.length - young.length;
      if (young.length === 0) this.#kept.delete(address);
      else this.#kept.set(address, young);
    }
    if (this.#count > 0) this.#timer = setTimeout(() => this.#closeOld(), KEPT_MS);
  }
}
