/** Where `vortis import` and `vortis export` get keys from: a server, or files. */

import type { RespClient } from "../../../resp/client.ts";
import type { Reply } from "../../../resp/reply.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { dumpValue } from "../../../store/types/value_dump.ts";
import type { OfflineServer } from "../../offline_server.ts";
import { CliError } from "../cli_error.ts";
import { selectDatabase, type ServerUrl } from "../server_url.ts";
import { SeenKeys } from "./seen_keys.ts";

/** A key with its value. */
export interface CopiedKey {
  readonly key: Uint8Array;
  /**
   * When its time is over, in ms since the epoch by this machine's clock, which need not be that of a
   * server; 0 without an expiry.
   */
  readonly expiryMs: number;
  /** The value, as DUMP hands it out. */
  readonly payload: Uint8Array;
}

/** How many keys a database has, about. */
export interface DatabaseSize {
  readonly keys: number;
  readonly expiring: number;
}

/** Keys to be copied. */
export interface KeySource {
  /** The databases that have keys, by number. */
  databases(): Promise<ReadonlyMap<number, DatabaseSize>>;
  /** The keys of a database, some at a time. Those that are there throughout come exactly once. */
  keys(database: number): AsyncIterable<CopiedKey[]>;
}

/** Keys looked at by one SCAN. */
const SCANNED = 256;
/** Values asked for at once, and about how many bytes they may be. */
const MOST_AT_ONCE = 256;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** The keys of a running server, by SCAN and DUMP: not of one moment, if clients write. */
export class ServerSource implements KeySource {
  readonly #seen = new SeenKeys();
  /** Bytes of a value, on average. */
  #valueBytes = 1024;

  constructor(private readonly client: RespClient, private readonly url: ServerUrl) {}

  async databases(): Promise<ReadonlyMap<number, DatabaseSize>> {
    const info = await this.client.command("INFO", "keyspace");
    if (info.type !== "bulk" && info.type !== "verbatim") throw this.#refused(info);
    const text = new TextDecoder().decode(info.value);
    return new Map(
      [...text.matchAll(/^db(\d+):keys=(\d+),expires=(\d+)/gm)].map((match) => {
        const [database, keys, expiring] = match.slice(1).map(Number);
        return [database, { keys, expiring }];
      }),
    );
  }

  async *keys(database: number): AsyncIterable<CopiedKey[]> {
    await selectDatabase(this.client, this.url, database);
    this.#seen.clear();
    let cursor = "0";
    do {
      const reply = await this.client.command("SCAN", cursor, "COUNT", SCANNED);
      if (reply.type !== "array") throw this.#refused(reply);
      const [next, found] = reply.value as [Reply & { type: "bulk" }, Reply & { type: "array" }];
      cursor = new TextDecoder().decode(next.value);
      const keys = found.value.map((key) => (key as Reply & { type: "bulk" }).value)
        .filter((key) => this.#seen.add(key));
      for (let at = 0; at < keys.length;) {
        const count = Math.max(1, Math.min(MOST_AT_ONCE, BYTES_AT_ONCE / this.#valueBytes) | 0);
        yield await this.#values(keys.slice(at, at + count));
        at += count;
      }
    } while (cursor !== "0");
  }

  async #values(keys: readonly Uint8Array[]): Promise<CopiedKey[]> {
    const replies = await this.client.pipeline(
      keys.flatMap((key) => [["PTTL", key], ["DUMP", key]]),
    );
    const nowMs = Date.now();
    const values: CopiedKey[] = [];
    let bytes = 0;
    for (let i = 0; i < keys.length; i++) {
      const [ttl, dump] = [replies[2 * i], replies[2 * i + 1]];
      if (dump.type === "error") throw this.#refused(dump);
      if (ttl.type === "error") throw this.#refused(ttl);
      // Gone meanwhile.
      if (dump.type !== "bulk") continue;
      const left = Number(ttl.value);
      if (left === -2) continue;
      bytes += dump.value.length;
      values.push({
        key: keys[i],
        expiryMs: left < 0 ? 0 : nowMs + Math.max(1, left),
        payload: dump.value,
      });
    }
    if (values.length > 0) this.#valueBytes = Math.max(64, bytes / values.length);
    return values;
  }

  #refused(reply: Reply): CliError {
    return new CliError(`${this.url.name} answers: ${String(reply.value)}`);
  }
}

/** The keys that have been loaded from files. Those whose time has come are left out. */
export class LoadedSource implements KeySource {
  constructor(private readonly server: OfflineServer) {}

  databases(): Promise<ReadonlyMap<number, DatabaseSize>> {
    const found = [...this.server.engine.namespaces.values()]
      .filter(({ name, size }) => size > 0 && isNumber(name))
      .map(({ name, size, wheel }) =>
        [Number(name), { keys: size, expiring: wheel.size }] as const
      );
    return Promise.resolve(new Map(found.sort(([a], [b]) => a - b)));
  }

  /** Names of namespaces that no database stands for. */
  get unnumbered(): string[] {
    return [...this.server.engine.namespaces.values()]
      .filter(({ name, size }) => size > 0 && !isNumber(name)).map(({ name }) => name);
  }

  async *keys(database: number): AsyncIterable<CopiedKey[]> {
    const namespace = this.server.engine.namespace(String(database));
    let cursor = 0;
    do {
      const keys: Uint8Array[] = [];
      cursor = namespace.walk(cursor, () => keys.push(namespace.keyBytes()));
      let values: CopiedKey[] = [];
      let bytes = 0;
      for (const key of keys) {
        const value = this.#value(namespace, key);
        if (value === undefined) continue;
        values.push(value);
        bytes += value.payload.length;
        if (values.length < MOST_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
        yield values;
        values = [];
        bytes = 0;
      }
      if (values.length > 0) yield values;
      this.server.clock.refresh();
    } while (cursor !== 0);
  }

  #value(namespace: Namespace, key: Uint8Array): CopiedKey | undefined {
    namespace.load(key, 0, key.length);
    if (namespace.find() === 0) return undefined;
    return { key, expiryMs: namespace.expiry(), payload: dumpValue(namespace) };
  }
}

function isNumber(name: string): boolean {
  return /^(0|[1-9]\d{0,8})$/.test(name);
}
