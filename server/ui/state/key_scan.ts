/**
 * The keys of a namespace as a search finds them: page by page over SCAN, as far as somebody scrolls.
 *
 * However many keys there are, only a window of them is held: {@link MOST_ROWS} rows, after which the next
 * window takes their place. A search that finds little goes on for a while by itself and then waits to be
 * asked. What SCAN gives twice is shown once.
 */

import { signal } from "@preact/signals";
import { all, type Argument, type Reply, replyBytes, replyList, replyText } from "../api.ts";
import { type Bytes, bytesOf, equalBytes, escapeBytes } from "../logic/byte_text.ts";
import { isGlob, searchPattern } from "../logic/key_pattern.ts";

/** A key that was found. */
export interface KeyRow {
  /** Unique among rows: the key in escaped notation. */
  readonly id: string;
  readonly key: Bytes;
  readonly type: string;
  /** In ms since the epoch; undefined: never. */
  readonly expiresAtMs: number | undefined;
}

/** What is looked for. */
export interface KeySearch {
  readonly namespace: string;
  /** As it was written. */
  readonly text: string;
  /** Of the keys to find; "" finds all. */
  readonly type: string;
}

/** Where the search stands. */
export interface ScanState {
  readonly rows: readonly KeyRow[];
  /** "paused": it has found little and waits; "full": the window is. */
  readonly status: "loading" | "ready" | "paused" | "full" | "done" | "failed";
  readonly error: Error | undefined;
  /** Keys that were looked at, about. */
  readonly scanned: number;
}

/** Rows held at most. */
export const MOST_ROWS = 20_000;
/** Rows that make a page. */
const PAGE_ROWS = 200;
/** Keys looked at in one request: first few, for an answer at once, then more. */
const FIRST_COUNT = 200;
const FURTHER_COUNT = 5000;
/** How long a search that finds nothing goes on by itself. */
const PATIENCE_MS = 2000;

/** One search. */
export class KeyScan {
  readonly state = signal<ScanState>({
    rows: [],
    status: "ready",
    error: undefined,
    scanned: 0,
  });
  #cursor = "0";
  #hasBegun = false;
  #seen = new Set<string>();
  #controller = new AbortController();

  constructor(readonly search: KeySearch) {}

  /** Loads a page, unless one is on its way or there is nothing more. */
  readonly more = (): void => {
    if (this.state.value.status === "ready") this.#load();
  };

  /** Goes on after "paused", "full" (with a new window) or "failed". */
  readonly goOn = (): void => {
    const { status } = this.state.value;
    if (status === "full") {
      this.#seen = new Set();
      this.state.value = { ...this.state.value, rows: [] };
    }
    if (status !== "loading" && status !== "done") this.#load();
  };

  /** Drops keys that are gone. */
  forget(keys: readonly Bytes[]): void {
    const gone = new Set(keys.map(escapeBytes));
    const { rows } = this.state.value;
    this.state.value = { ...this.state.value, rows: rows.filter(({ id }) => !gone.has(id)) };
  }

  /** Reads a key anew that has changed; drops it if it is gone, puts it first if it is new. */
  async refresh(key: Bytes): Promise<void> {
    const [found] = await this.#describe([key]);
    const { rows } = this.state.value;
    const at = rows.findIndex((row) => equalBytes(row.key, key));
    if (found === undefined) return this.forget([key]);
    this.#seen.add(found.id);
    this.state.value = {
      ...this.state.value,
      rows: at < 0 ? [found, ...rows] : rows.with(at, found),
    };
  }

  /** Ends it; nothing comes any more. */
  stop(): void {
    this.#controller.abort();
  }

  async #load(): Promise<void> {
    const { signal } = this.#controller;
    const { text } = this.search;
    const startedMs = performance.now();
    this.state.value = { ...this.state.value, status: "loading", error: undefined };
    let found = 0;
    try {
      if (!this.#hasBegun && text !== "" && !isGlob(text)) {
        // The very key comes first, however far away a scan would find it.
        found += await this.#take([bytesOf(text)]);
      }
      for (let round = 0;; round++) {
        const keys = await this.#scan(round === 0 ? FIRST_COUNT : FURTHER_COUNT);
        found += await this.#take(keys);
        if (signal.aborted) return;
        const { rows } = this.state.value;
        if (this.#cursor === "0") return this.#end("done");
        if (rows.length >= MOST_ROWS) return this.#end("full");
        if (found >= PAGE_ROWS) return this.#end("ready");
        if (performance.now() - startedMs > PATIENCE_MS) return this.#end("paused");
      }
    } catch (error) {
      if (signal.aborted) return;
      const failure = error instanceof Error ? error : new Error(String(error));
      this.state.value = { ...this.state.value, status: "failed", error: failure };
    }
  }

  #end(status: ScanState["status"]): void {
    this.state.value = { ...this.state.value, status };
  }

  async #scan(count: number): Promise<Bytes[]> {
    const { namespace, text, type } = this.search;
    const request: Argument[] = ["SCAN", this.#cursor, "MATCH", searchPattern(text)];
    request.push("COUNT", count, ...(type === "" ? [] : ["TYPE", type]));
    const [reply] = await all(namespace, [request], this.#controller.signal);
    this.#hasBegun = true;
    const [cursor, keys] = replyList(reply);
    this.#cursor = replyText(cursor);
    const { state } = this;
    state.value = { ...state.value, scanned: state.value.scanned + count };
    return replyList(keys).map(replyBytes);
  }

  /** Adds keys to the rows; gives how many are new. */
  async #take(keys: readonly Bytes[]): Promise<number> {
    const fresh = keys.filter((key) => {
      const id = escapeBytes(key);
      if (this.#seen.has(id)) return false;
      this.#seen.add(id);
      return true;
    });
    if (fresh.length === 0) return 0;
    const { type } = this.search;
    const rows = (await this.#describe(fresh)).filter((row) => type === "" || row.type === type);
    if (!this.#controller.signal.aborted) {
      this.state.value = { ...this.state.value, rows: [...this.state.value.rows, ...rows] };
    }
    return rows.length;
  }

  /** Asks for what is shown of keys; those that are gone are left out. */
  async #describe(keys: readonly Bytes[]): Promise<KeyRow[]> {
    const commands = keys.flatMap((key) => [["TYPE", key], ["PEXPIRETIME", key]]);
    const replies = await all(this.search.namespace, commands, this.#controller.signal);
    const rows: KeyRow[] = [];
    keys.forEach((key, i) => {
      const type = replyText(replies[2 * i]);
      if (type === "none") return;
      rows.push({ id: escapeBytes(key), key, type, expiresAtMs: expiry(replies[2 * i + 1]) });
    });
    return rows;
  }
}

/** What PEXPIRETIME and HPEXPIRETIME answer, as ms since the epoch; undefined: never. */
export function expiry(reply: Reply): number | undefined {
  const time = typeof reply === "number" ? reply : Number(replyText(reply));
  return time > 0 ? time : undefined;
}
