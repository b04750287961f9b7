/**
 * The log of what was denied, which ACL LOG shows: failed logins, since nothing else is denied to anybody.
 *
 * What happens again within a minute is counted with what it repeats.
 */

/** Where a command stood: by itself or in a transaction. */
export type AclContext = "toplevel" | "multi";

/** A failed login, or several that are alike. */
export interface AclLogEntry {
  count: number;
  readonly context: AclContext;
  /** The name of the command, as the client has written it; a binary string. */
  readonly object: string;
  /** Who was to be logged in; a binary string. */
  readonly username: string;
  /** When it happened last, in ms since the epoch. */
  timeMs: number;
  /** The client that tried last, as CLIENT LIST has it. */
  client: string;
}

/** What happens again within this time is the same. */
const GROUPING_MS = 60_000;
/** Among so many entries, the newest ones, one that is alike is looked for. */
const COMPARED_ENTRIES = 10;

/** Keeps the newest entries. */
export class AclLog {
  /** Older entries go when another one comes. */
  maxLength = 128;
  readonly #entries: AclLogEntry[] = [];

  /** A login has failed. */
  add(entry: Omit<AclLogEntry, "count">): void {
    const entries = this.#entries;
    const compared = Math.min(entries.length, COMPARED_ENTRIES);
    for (let i = 0; i < compared; i++) {
      const other = entries[i];
      if (!isAlike(other, entry)) continue;
      other.count++;
      other.timeMs = entry.timeMs;
      other.client = entry.client;
      entries.splice(i, 1);
      entries.unshift(other);
      return;
    }
    entries.unshift({ ...entry, count: 1 });
    if (entries.length > this.maxLength) entries.length = this.maxLength;
  }

  /** The newest entries, newest first, at most `count`. */
  newest(count: number): readonly AclLogEntry[] {
    return this.#entries.slice(0, count);
  }

  clear(): void {
    this.#entries.length = 0;
  }
}

function isAlike(a: AclLogEntry, b: Omit<AclLogEntry, "count">): boolean {
  return a.context === b.context && a.object === b.object && a.username === b.username &&
    Math.abs(a.timeMs - b.timeMs) <= GROUPING_MS;
}
