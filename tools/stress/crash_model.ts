/**
 * What one client of the crash test has written, kept beside the server in plain JavaScript objects: two
 * databases of its own, values of every type, and the texts that a server which has them would show.
 *
 * The first letter of a key is its kind, so no request meets a value of another type:
 *
 *     s string   n number   l list   h hash   f hash whose fields expire   t set   z sorted set
 *     x stream   v string that expires   w list that expires
 *
 * Expiring values (f, v, w) are only ever written whole: what a request makes of them does not depend on
 * whether the old one had expired yet.
 */

/** A value, by kind of key. Times are in ms since the epoch; 0: never. */
export type Value =
  | { type: "text"; text: string; expiresAt: number }
  | { type: "list"; items: string[]; expiresAt: number }
  | { type: "map"; fields: Map<string, string> }
  | { type: "expiringMap"; fields: Map<string, { value: string; expiresAt: number }> }
  | { type: "set"; members: Set<string> }
  | { type: "scores"; scores: Map<string, number> }
  | { type: "stream"; entries: { id: string; value: string }[] };

/** Keys and values of one database. */
export type Database = Map<string, Value>;

/** The two databases of a client, by the order of their numbers. */
export type ClientData = [Database, Database];

/** What a server shows of a database: the text of each key's value. */
export type ShownDatabase = Map<string, ShownValue>;

/** A value as a server shows it: its parts, and when it expires (-1: never). */
export interface ShownValue {
  parts: string[];
  expiresAt: number;
  /** For hashes whose fields expire: when each does. */
  fieldsExpireAt?: number[];
}

/** The time within which the server was looked at, in ms since the epoch. */
export interface Period {
  begin: number;
  end: number;
}

/** Empty values are not there, as in Redis. */
export function isEmpty(value: Value): boolean {
  switch (value.type) {
    case "text":
      return false;
    case "list":
      return value.items.length === 0;
    case "set":
      return value.members.size === 0;
    case "scores":
      return value.scores.size === 0;
    case "stream":
      return false;
    default:
      return value.fields.size === 0;
  }
}

/** How one key differs from what is expected of it; undefined if it does not. */
export function differenceAt(
  key: string,
  value: Value | undefined,
  shown: ShownValue | undefined,
  period: Period,
): string | undefined {
  if (value === undefined) {
    return shown === undefined ? undefined : `${key} is ${brief(shown)}, but should not be there`;
  }
  if (value.type === "expiringMap") return differenceOfFields(key, value.fields, shown, period);
  const expiresAt = "expiresAt" in value ? value.expiresAt : 0;
  if (shown === undefined) {
    const mayBeGone = expiresAt !== 0 && expiresAt <= period.end;
    return mayBeGone ? undefined : `${key} is missing, but should be ${value.type}`;
  }
  if (expiresAt !== 0 && expiresAt <= period.begin) {
    return `${key} is ${brief(shown)}, but expired ${period.begin - expiresAt} ms before`;
  }
  const expected = partsOf(value);
  if (!sameTexts(expected, shown.parts)) {
    return `${key} is ${brief(shown)}, but should be ${brief({ parts: expected, expiresAt: -1 })}`;
  }
  if (shown.expiresAt !== (expiresAt === 0 ? -1 : expiresAt)) {
    return `${key} expires at ${shown.expiresAt}, but should at ${expiresAt}`;
  }
  return undefined;
}

/** The parts of a value in the order in which they are compared. */
function partsOf(value: Exclude<Value, { type: "expiringMap" }>): string[] {
  switch (value.type) {
    case "text":
      return [value.text];
    case "list":
      return value.items;
    case "map":
      return [...value.fields].map(([field, text]) => `${field}=${text}`).sort();
    case "set":
      return [...value.members].sort();
    case "scores":
      return [...value.scores].map(([member, score]) => `${member}=${score}`).sort();
    case "stream":
      return value.entries.map(({ id, value }) => `${id}=${value}`);
  }
}

function differenceOfFields(
  key: string,
  fields: ReadonlyMap<string, { value: string; expiresAt: number }>,
  shown: ShownValue | undefined,
  { begin, end }: Period,
): string | undefined {
  const left = new Map(shown?.parts.map((part, i) => [part, shown.fieldsExpireAt![i]]));
  for (const [field, { value, expiresAt }] of fields) {
    const part = `${field}=${value}`;
    const shownExpiry = left.get(part);
    left.delete(part);
    if (shownExpiry === undefined) {
      if (expiresAt === 0 || expiresAt > end) return `${key} lacks ${part}`;
    } else if (expiresAt !== 0 && expiresAt <= begin) {
      return `${key} has ${part}, which expired ${begin - expiresAt} ms before`;
    } else if (shownExpiry === -2 && expiresAt !== 0 && expiresAt <= end) {
      // It has expired between two looks.
      continue;
    } else if (shownExpiry !== (expiresAt === 0 ? -1 : expiresAt)) {
      return `${key}: ${part} expires at ${shownExpiry}, but should at ${expiresAt}`;
    }
  }
  for (const part of left.keys()) return `${key} has ${part}, which should not be there`;
  return undefined;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

/** The beginning of a value, for a message. */
function brief({ parts }: ShownValue): string {
  const text = parts.slice(0, 12).map((part) => part.slice(0, 40)).join(" ");
  return `[${parts.length}: ${text}${parts.length > 12 ? " …" : ""}]`;
}
