/**
 * Random writes for the crash test: each is what is sent to the server and what it does to the model.
 *
 * They are made without a look at the data, so that many can be under way at once; whatever prefix of
 * them has been executed, the model can follow it.
 */

import type { Random } from "../../tests/helpers/random.ts";
import { type ClientData, type Database, isEmpty, type Value } from "./crash_model.ts";

/** One write, or a transaction of several. */
export interface Operation {
  /** The requests, as they are sent; with MULTI and EXEC if there are several. */
  readonly requests: string[][];
  /** Does to the model what they do to the server. */
  apply(data: ClientData): void;
}

/** A change of one key. */
interface Edit {
  request: string[];
  apply(database: Database): void;
}

/** So many keys of each kind, and elements that a collection may have: beyond what is packed. */
const KEYS = 6;
const ELEMENTS = 300;
/** Most values that expire do so within this time, in ms. */
const SOON_MS = 400;
const NEVER_IN_A_TEST = 4_000_000_000_000;

/** Makes the writes of one client. */
export class OperationSource {
  /** Which of the two databases is selected. */
  #selected = 0;
  /** The first part of the stream IDs: they have to grow. */
  #lastId = 1;

  /** @param firstDatabase The number of the first of the two databases. */
  constructor(private readonly random: Random, readonly firstDatabase: number) {}

  /** The connection is a new one: it has the first database selected. */
  reconnected(): void {
    this.#selected = 0;
  }

  /** The next write. */
  next(): Operation {
    const { random, firstDatabase } = this;
    const kind = random.int(100);
    if (kind === 0) {
      return {
        requests: [["SWAPDB", String(firstDatabase), String(firstDatabase + 1)]],
        apply: (data) => data.reverse(),
      };
    }
    if (kind === 1 && random.chance(0.2)) {
      const selected = this.#selected;
      return { requests: [["FLUSHDB"]], apply: (data) => data[selected].clear() };
    }
    if (kind < 5) {
      const selected = this.#selected = 1 - this.#selected;
      return { requests: [["SELECT", String(firstDatabase + selected)]], apply: () => {} };
    }
    if (kind < 8) return this.#betweenKeys();
    const selected = this.#selected;
    if (kind < 20) {
      const edits = Array.from({ length: random.int(2, 6) }, () => this.#edit());
      return {
        requests: [["MULTI"], ...edits.flatMap(({ requests }) => requests), ["EXEC"]],
        apply: (data) => edits.forEach((edit) => edit.apply(data[selected])),
      };
    }
    const edit = this.#edit();
    const { requests } = edit;
    return {
      requests: requests.length > 1 ? [["MULTI"], ...requests, ["EXEC"]] : requests,
      apply: (data) => edit.apply(data[selected]),
    };
  }

  /** A change of one key; of several requests that belong together, for values that expire. */
  #edit(): { requests: string[][]; apply(database: Database): void } {
    const kind = this.random.pick([..."snlhftzxvw"]);
    const key = `${kind}:${this.random.int(KEYS)}`;
    if (kind === "w") return this.#expiringList(key);
    const { request, apply } = this.#editOf(kind, key);
    return { requests: [request], apply };
  }

  #editOf(kind: string, key: string): Edit {
    if (this.random.chance(0.04)) {
      return {
        request: [this.random.pick(["DEL", "UNLINK"]), key],
        apply: (data) => void data.delete(key),
      };
    }
    switch (kind) {
      case "s":
        return this.#text(key);
      case "n":
        return this.#number(key);
      case "l":
        return this.#list(key);
      case "h":
        return this.#hash(key);
      case "f":
        return this.#expiringField(key);
      case "t":
        return this.#set(key);
      case "z":
        return this.#scores(key);
      case "x":
        return this.#stream(key);
      default:
        return this.#expiringText(key);
    }
  }

  /** RENAME, COPY or MOVE to the other database. */
  #betweenKeys(): Operation {
    const { random, firstDatabase } = this;
    const kind = random.pick([..."slhtzx"]);
    const [from, to] = [random.int(KEYS), random.int(KEYS)].map((number) => `${kind}:${number}`);
    const selected = this.#selected;
    const other = 1 - selected;
    switch (random.int(3)) {
      case 0:
        return {
          requests: [["MOVE", from, String(firstDatabase + other)]],
          apply(data) {
            const value = data[selected].get(from);
            if (value === undefined || data[other].has(from)) return;
            data[selected].delete(from);
            data[other].set(from, value);
          },
        };
      case 1:
        return {
          requests: [["COPY", from, `${to}0`, "DB", String(firstDatabase + other), "REPLACE"]],
          apply(data) {
            const value = data[selected].get(from);
            if (value !== undefined) data[other].set(`${to}0`, structuredClone(value));
          },
        };
      default:
        // RENAME of a key that is not there is an error; a list is always there after a push.
        return {
          requests: [["MULTI"], ["RPUSH", "l:r", from], ["RENAME", "l:r", "l:renamed"], ["EXEC"]],
          apply(data) {
            data[selected].delete("l:r");
            data[selected].set("l:renamed", { type: "list", items: [from], expiresAt: 0 });
          },
        };
    }
  }

  #text(key: string): Edit {
    const { random } = this;
    const text = random.chance(0.02)
      ? random.text(100).repeat(random.int(10, 2000))
      : random.text(random.int(1, 40));
    switch (random.int(4)) {
      case 0:
        return {
          request: ["APPEND", key, text.slice(0, 200)],
          apply(data) {
            data.set(key, textOf(shownText(data, key) + text.slice(0, 200)));
          },
        };
      case 1: {
        const offset = random.int(300);
        return {
          request: ["SETRANGE", key, String(offset), text],
          apply(data) {
            const old = shownText(data, key).padEnd(offset, "\0");
            data.set(key, textOf(old.slice(0, offset) + text + old.slice(offset + text.length)));
          },
        };
      }
      default:
        return { request: ["SET", key, text], apply: (data) => data.set(key, textOf(text)) };
    }
  }

  #number(key: string): Edit {
    const by = this.random.int(-50, 1000);
    return {
      request: ["INCRBY", key, String(by)],
      apply: (data) => data.set(key, textOf(String(Number(shownText(data, key) || "0") + by))),
    };
  }

  #list(key: string): Edit {
    const { random } = this;
    const items = Array.from({ length: random.int(1, 5) }, () => random.text(random.int(1, 60)));
    const count = random.int(1, 40);
    return random.weighted<Edit>([
      [4, {
        request: ["RPUSH", key, ...items],
        apply: (data) => change(data, key, emptyList, ({ items: all }) => all.push(...items)),
      }],
      [3, {
        request: ["LPUSH", key, ...items],
        apply: (data) =>
          change(data, key, emptyList, ({ items: all }) => all.unshift(...items.toReversed())),
      }],
      [2, {
        request: ["LPOP", key, String(count)],
        apply: (data) => change(data, key, emptyList, ({ items: all }) => all.splice(0, count)),
      }],
      [1, {
        request: ["RPOP", key, "1000"],
        apply: (data) =>
          change(
            data,
            key,
            emptyList,
            ({ items: all }) => all.splice(Math.max(0, all.length - 1000)),
          ),
      }],
      [1, {
        request: ["LTRIM", key, "0", String(count)],
        apply: (data) => change(data, key, emptyList, ({ items: all }) => all.splice(count + 1)),
      }],
    ]);
  }

  #hash(key: string): Edit {
    const { random } = this;
    const field = String(random.int(ELEMENTS));
    const value = random.text(random.int(1, 80));
    if (random.chance(0.2)) {
      return {
        request: ["HDEL", key, field],
        apply: (data) => change(data, key, emptyMap, ({ fields }) => fields.delete(field)),
      };
    }
    const more = Array.from({ length: random.int(1, 30) }, (_, i) => `${field}${i}`);
    const pairs = [field, ...more].flatMap((name) => [name, value]);
    return {
      request: ["HSET", key, ...pairs],
      apply: (data) =>
        change(data, key, emptyMap, ({ fields }) => {
          for (const name of [field, ...more]) fields.set(name, value);
        }),
    };
  }

  #expiringField(key: string): Edit {
    const field = String(this.random.int(20));
    const value = this.random.text(5);
    const expiresAt = this.#expiry();
    return {
      request: ["HSETEX", key, "PXAT", String(expiresAt), "FIELDS", "1", field, value],
      apply: (data) =>
        change(
          data,
          key,
          () => ({ type: "expiringMap", fields: new Map() }) as Of<"expiringMap">,
          ({ fields }) => fields.set(field, { value, expiresAt }),
        ),
    };
  }

  #set(key: string): Edit {
    const { random } = this;
    const isNumbers = Number(key.slice(2)) % 2 === 0;
    const members = Array.from({ length: random.int(1, 30) }, () => {
      const number = String(random.int(ELEMENTS * 3));
      return isNumbers ? number : `m${number}`;
    });
    return random.chance(0.7)
      ? {
        request: ["SADD", key, ...members],
        apply: (data) =>
          change(data, key, emptySet, ({ members: all }) => members.forEach((one) => all.add(one))),
      }
      : {
        request: ["SREM", key, ...members],
        apply: (data) =>
          change(
            data,
            key,
            emptySet,
            ({ members: all }) => members.forEach((one) => all.delete(one)),
          ),
      };
  }

  #scores(key: string): Edit {
    const { random } = this;
    const member = `m${random.int(ELEMENTS)}`;
    const score = random.int(-1000, 1000) / 4;
    return random.weighted<Edit>([
      [5, {
        request: ["ZADD", key, String(score), member, String(score + 1), `${member}b`],
        apply: (data) =>
          change(data, key, emptyScores, ({ scores }) => {
            scores.set(member, score).set(`${member}b`, score + 1);
          }),
      }],
      [2, {
        request: ["ZINCRBY", key, String(score), member],
        apply: (data) =>
          change(data, key, emptyScores, ({ scores }) => {
            scores.set(member, (scores.get(member) ?? 0) + score);
          }),
      }],
      [1, {
        request: ["ZREM", key, member],
        apply: (data) => change(data, key, emptyScores, ({ scores }) => scores.delete(member)),
      }],
    ]);
  }

  #stream(key: string): Edit {
    const { random } = this;
    const id = `${this.#lastId++}-${random.int(5) + 1}`;
    const value = random.text(random.int(1, 60));
    if (random.chance(0.1)) {
      return {
        request: ["XTRIM", key, "MAXLEN", "10"],
        apply(data) {
          const stream = data.get(key);
          if (stream?.type === "stream") stream.entries = stream.entries.slice(-10);
        },
      };
    }
    return {
      request: ["XADD", key, "MAXLEN", "150", id, "f", value],
      apply: (data) =>
        change(data, key, () => ({ type: "stream", entries: [] }) as Of<"stream">, (stream) => {
          stream.entries.push({ id, value });
          if (stream.entries.length > 150) stream.entries.shift();
        }),
    };
  }

  #expiringText(key: string): Edit {
    const value = this.random.text(8);
    if (this.random.chance(0.3)) {
      return { request: ["SET", key, value], apply: (data) => data.set(key, textOf(value)) };
    }
    const expiresAt = this.#expiry();
    return {
      request: ["SET", key, value, "PXAT", String(expiresAt)],
      apply: (data) => data.set(key, { type: "text", text: value, expiresAt }),
    };
  }

  #expiringList(key: string): { requests: string[][]; apply(database: Database): void } {
    const items = [this.random.text(8), this.random.text(9)];
    const expiresAt = this.#expiry();
    return {
      requests: [
        ["DEL", key],
        ["RPUSH", key, ...items],
        ["PEXPIREAT", key, String(expiresAt)],
      ],
      apply: (data) => data.set(key, { type: "list", items: [...items], expiresAt }),
    };
  }

  #expiry(): number {
    return this.random.chance(0.3) ? NEVER_IN_A_TEST : Date.now() + this.random.int(5, SOON_MS);
  }
}

type Of<T extends Value["type"]> = Extract<Value, { type: T }>;

const emptyList = (): Of<"list"> => ({ type: "list", items: [], expiresAt: 0 });
const emptyMap = (): Of<"map"> => ({ type: "map", fields: new Map() });
const emptySet = (): Of<"set"> => ({ type: "set", members: new Set() });
const emptyScores = (): Of<"scores"> => ({ type: "scores", scores: new Map() });

function textOf(text: string): Of<"text"> {
  return { type: "text", text, expiresAt: 0 };
}

/** The string at a key, empty if there is none. */
function shownText(database: Database, key: string): string {
  const value = database.get(key);
  return value?.type === "text" ? value.text : "";
}

/** Changes the value at a key, a new one if there is none; one that becomes empty goes. */
function change<T extends Value>(
  database: Database,
  key: string,
  make: () => T,
  edit: (value: T) => void,
): void {
  const value = (database.get(key) ?? make()) as T;
  edit(value);
  if (isEmpty(value)) database.delete(key);
  else database.set(key, value);
}
