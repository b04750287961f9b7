/**
 * The transfer of keys to another server, MIGRATE's work.
 *
 * ```
 *  here                                   there
 *  values as they are now, watched ─────► AUTH, SELECT, RESTORE key ttl payload [REPLACE] …
 *  DEL of each key that is unchanged ◄─── a line for each
 * ```
 *
 * Redis stands still meanwhile. Here only the client that asked waits; the others go on, so a key may
 * change while its old value travels. Such a key is not removed, and the client is told so: whatever
 * happens, no write is lost. A key is never removed before the other server has said that it has it.
 */

import { encodeCommand } from "../../resp/request_encoder.ts";
import type { Engine } from "../../store/engine/engine.ts";
import type { BlockedClients } from "../clients/blocking.ts";
import { ReplyError } from "../errors/reply_errors.ts";
import { TARGET_ERROR_PREFIX, transferFailed } from "../errors/transfer_errors.ts";
import type { Session } from "../clients/session.ts";
import type { MovedKey } from "./moved_key.ts";
import { type TargetConnection, TransferError, UNKNOWN_DATABASE } from "./target_connection.ts";
import { TargetConnections } from "./target_connections.ts";

/** Of what a target that is no such server has answered, so many characters are told. */
const MOST_SHOWN = 40;

/** What MIGRATE is to do. */
export interface Migration {
  readonly hostname: string;
  readonly port: number;
  /** The database there. */
  readonly database: number;
  /** How long the other server may take for each step, in ms. */
  readonly timeoutMs: number;
  /** Whether the keys stay here. */
  readonly copies: boolean;
  /** Whether keys that are there already are replaced. */
  readonly replaces: boolean;
  readonly username: Uint8Array | undefined;
  readonly password: Uint8Array | undefined;
  readonly keys: readonly MovedKey[];
}

/** The transfers of one server. */
export class Migrations {
  readonly #connections = new TargetConnections();

  constructor(
    private readonly engine: Engine,
    private readonly blocking: BlockedClients,
  ) {}

  /** Connections to other servers that are kept for the next transfer. */
  get keptConnections(): number {
    return this.#connections.size;
  }

  /** Begins a transfer for a session, which waits for its end. */
  begin(session: Session, migration: Migration): void {
    const waiter = this.blocking.hold(session);
    this.#run(migration).then(
      () => undefined,
      (error) => error,
    ).then((error) => {
      for (const key of migration.keys) key.release();
      this.blocking.settle(waiter, (reply) => {
        if (error !== undefined) throw error;
        reply.ok();
        return true;
      });
    });
  }

  /** The server ends: no connection stays open. */
  stop(): void {
    this.#connections.stop();
  }

  /** Transfers; rejects with a {@linkcode ReplyError}. */
  async #run(migration: Migration): Promise<void> {
    try {
      await this.#attempt(migration);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      // A kept connection may have been closed by the other side: once more, with a new one.
      if (error.timedOut) throw transferFailed(error.step);
      try {
        await this.#attempt(migration);
      } catch (again) {
        throw again instanceof TransferError ? transferFailed(again.step) : again;
      }
    }
  }

  /** Rejects with a {@linkcode TransferError} only as long as nothing has been done. */
  async #attempt(migration: Migration): Promise<void> {
    const { hostname, port, timeoutMs } = migration;
    const connection = await this.#connections.take(hostname, port, timeoutMs);
    try {
      await this.#transfer(connection, migration);
      this.#connections.give(hostname, port, connection);
    } catch (error) {
      if (error instanceof ReplyError && connection.isOpen) {
        connection.database = UNKNOWN_DATABASE;
        this.#connections.give(hostname, port, connection);
      } else connection.close();
      throw error;
    }
  }

  async #transfer(connection: TargetConnection, migration: Migration): Promise<void> {
    const { username, password, database, timeoutMs, keys, replaces } = migration;
    const first: Uint8Array[] = [];
    if (password !== undefined) {
      first.push(encodeCommand(["AUTH", ...username === undefined ? [] : [username], password]));
    }
    if (connection.database !== database) first.push(encodeCommand(["SELECT", database]));
    for (const bytes of first) await connection.write(bytes, timeoutMs);
    for (const { key, ttlMs, payload } of keys) {
      const replace = replaces ? ["REPLACE"] : [];
      const restore = encodeCommand(["RESTORE", key, ttlMs, payload, ...replace]);
      await connection.write(restore, timeoutMs);
    }
    let failure: string | undefined;
    for (let i = 0; i < first.length; i++) {
      const line = await readAnswer(connection, timeoutMs);
      if (line.startsWith("-")) failure ??= line;
    }
    const refused = failure !== undefined;
    let changed = 0;
    for (let i = 0; i < keys.length; i++) {
      let line: string;
      try {
        line = await readAnswer(connection, timeoutMs);
      } catch (error) {
        if (failure !== undefined) break;
        if (!(error instanceof TransferError) || (i === 0 && !error.timedOut)) throw error;
        connection.close();
        throw transferFailed(error.step);
      }
      if (line.startsWith("-")) failure ??= line;
      else if (!refused && !this.#arrived(keys[i])) changed++;
    }
    if (failure !== undefined) {
      throw new ReplyError(TARGET_ERROR_PREFIX + failure.slice(1), true);
    }
    connection.database = database;
    if (changed > 0) {
      throw new ReplyError(
        `ERR ${changed} of ${keys.length} keys changed while they were moved and are kept here`,
      );
    }
  }

  /** What the removal reports is one effect, as that of a command is. */
  #arrived(key: MovedKey): boolean {
    const { log } = this.engine.feed;
    log?.begin();
    try {
      return key.arrived();
    } finally {
      log?.end();
    }
  }
}

/**
 * An answer of the target: `+OK` or an error. Anything else tells that it is no server of this kind, and
 * that a key which was sent to it is not there.
 */
async function readAnswer(connection: TargetConnection, timeoutMs: number): Promise<string> {
  const line = await connection.readLine(timeoutMs);
  if (line.startsWith("+") || line.startsWith("-")) return line;
  connection.close();
  const shown = line.slice(0, MOST_SHOWN).replace(/[^ -~]/g, "?");
  throw new ReplyError(`ERR Target instance does not speak this protocol: it answered '${shown}'`);
}
