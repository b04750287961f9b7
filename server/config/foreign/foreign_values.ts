/**
 * What a file and the command line say of foreign settings: kept for CONFIG GET, judged when all of
 * it has been said, because a flag may take back what the file wants (`--daemonize no`).
 */

import { ConfigError, InvalidValue } from "../config_error.ts";
import { findForeign, type ForeignEntry } from "./lookup.ts";

/** A value that was given. */
interface GivenValue {
  readonly entry: ForeignEntry;
  readonly text: string;
  /** Who says it, for messages: `FILE:LINE: 'daemonize'`, `--daemonize 'yes'`. */
  readonly source: string;
}

/** The values of the foreign settings of one server. */
export class ForeignValues {
  readonly #given = new Map<string, GivenValue>();

  /** Whether CONFIG knows a foreign setting of that name. O(1). */
  has(name: string): boolean {
    return findForeign(name)?.isDirective === false;
  }

  /** The value of the setting of that name as CONFIG GET shows it; undefined if there is none. O(1). */
  text(name: string): string | undefined {
    const entry = findForeign(name);
    if (entry === undefined || entry.isDirective) return undefined;
    return this.#valueOf(entry);
  }

  /** Whether Redis's CONFIG SET cannot change the setting of that name. O(1). */
  isImmutable(name: string): boolean {
    return findForeign(name)?.isImmutable === true;
  }

  /**
   * Takes the value of a setting; false if there is none of that name.
   *
   * @param source Who says it, for messages: `FILE:LINE: 'daemonize'`, `--daemonize 'yes'`; `refusal` then
   * judges the value. Left out, it is judged at once, and what stands in files only is unknown.
   * @throws {ConfigError} When the setting takes no such value.
   */
  give(name: string, text: string, source?: string): boolean {
    const entry = findForeign(name);
    if (entry === undefined || (entry.isDirective && source === undefined)) return false;
    const given = { entry, text: parse(entry, name, text), source: source ?? "" };
    const reason = source === undefined ? refusalOf(entry, given.text) : undefined;
    if (reason !== undefined) throw new ConfigError("invalid", entry.name, reason);
    // Of lines that each stand for themselves the first is the one to tell of.
    if (!entry.isDirective || !this.#given.has(entry.name)) this.#given.set(entry.name, given);
    return true;
  }

  /**
   * CONFIG SET of a setting that `has` knows: nothing but the value that holds.
   *
   * @throws {ConfigError} When the value is another one.
   */
  confirm(name: string, text: string): void {
    const entry = findForeign(name)!;
    const known = name.toLowerCase();
    if (parse(entry, known, text) === this.#valueOf(entry)) return;
    throw new ConfigError("invalid", known, `it cannot be changed here: ${entry.group.reason}`);
  }

  /** What is wrong with the first value that would change what the server does; undefined if none would. */
  refusal(): string | undefined {
    for (const { entry, text, source } of this.#given.values()) {
      const reason = refusalOf(entry, text);
      if (reason !== undefined) return `${source}: ${reason}`;
    }
    return undefined;
  }

  /** A line for each reason why values that differ from Redis's defaults have no effect. */
  notices(): string[] {
    const byReason = new Map<string, string[]>();
    for (const { entry, text } of this.#given.values()) {
      const { reason, wayOut } = entry.group;
      if (wayOut !== undefined || (!entry.isDirective && text === entry.default)) continue;
      byReason.set(reason, [...byReason.get(reason) ?? [], shown(entry, text)]);
    }
    return [...byReason].map(([reason, settings]) =>
      `Without effect here: ${settings.join(", ")}: ${reason}`
    );
  }

  #valueOf({ name, default: initial }: ForeignEntry): string {
    return this.#given.get(name)?.text ?? initial;
  }
}

/** Why the server does not start with that value, and the way out; undefined if it does. */
function refusalOf(entry: ForeignEntry, text: string): string | undefined {
  const { group, isDirective, fulfilled = [] } = entry;
  if (group.wayOut === undefined) return undefined;
  if (!isDirective && (text === entry.default || fulfilled.includes(text))) return undefined;
  return `${group.reason}; ${group.wayOut}`;
}

/** `'io-threads 4'`, or the name alone if the value is a secret. */
function shown({ name, isSensitive, isDirective }: ForeignEntry, text: string): string {
  if (isSensitive || isDirective) return `'${name}'`;
  return `'${name} ${text === "" ? '""' : text}'`;
}

function parse({ kind }: ForeignEntry, name: string, text: string): string {
  try {
    return kind.parse(text).text;
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw new ConfigError("invalid", name, error.message);
  }
}
