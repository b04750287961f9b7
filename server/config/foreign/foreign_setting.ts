/**
 * Settings of Redis that this server has no counterpart for: what one is.
 *
 * A file that was written for redis-server names many of them. Either a setting has no meaning here (there
 * is no second thread, no replica, no jemalloc): it is accepted, CONFIG GET shows it, and a value that is
 * not Redis's default is told of at the start. Or it would change what the server does or promises: then
 * only values that hold anyway are accepted, and any other stops the start with the way out.
 */

import { InvalidValue } from "../config_error.ts";
import { type Kind, memory, singleLineKind } from "../kinds/kind.ts";

/** A setting of Redis as its own table has it. */
export interface ForeignSetting {
  readonly kind: Kind<unknown>;
  /** Redis's default, as CONFIG GET shows it. */
  readonly default: string;
  /** Other names: CONFIG lists each of them as well. */
  readonly aliases?: readonly string[];
  /** Whether Redis's CONFIG SET cannot change it. */
  readonly isImmutable?: boolean;
  /** Whether CONFIG GET shows it only to who asks for its full name. */
  readonly isHidden?: boolean;
  /** Whether logs and SLOWLOG must not show the value. */
  readonly isSensitive?: boolean;
  /** Whether it stands in files only: CONFIG does not know it. */
  readonly isDirective?: boolean;
  /** Values besides the default that hold anyway, of one that is refused otherwise. */
  readonly fulfilled?: readonly string[];
}

/** Settings that have the same reason for being foreign. */
export interface ForeignGroup {
  /** Why no value of these has an effect here, or why others than the default are refused. */
  readonly reason: string;
  /** What to do instead; present if, and only if, values are refused. */
  readonly wayOut?: string;
  readonly settings: Readonly<Record<string, ForeignSetting>>;
}

/** The rarer traits of a setting. */
type Traits = Partial<Omit<ForeignSetting, "kind" | "default">>;

/** A setting that Redis's CONFIG SET can change. */
export function live(kind: Kind<unknown>, initial: string, traits: Traits = {}): ForeignSetting {
  return { kind, default: initial, ...traits };
}

/** A setting that Redis has to be started with. */
export function atStart(kind: Kind<unknown>, initial: string, traits: Traits = {}): ForeignSetting {
  return { kind, default: initial, isImmutable: true, ...traits };
}

/** A line of a file that sets nothing that CONFIG could show. */
export function directive(): ForeignSetting {
  return { kind: words, default: "", isDirective: true };
}

/** Words of any number, as they are. */
const words: Kind<string> = singleLineKind(
  "word ...",
  (text) => ({ value: text, text }),
  (now) => now.text,
  true,
);

/** A size in bytes, or a percentage of `maxmemory`. */
export const memoryOrPercent: Kind<string> = singleLineKind("bytes|percent", (text) => {
  if (/^\d+%$/.test(text)) {
    if (parseInt(text) > 100) {
      throw new InvalidValue("percentage argument must be less or equal to 100");
    }
    return { value: text, text };
  }
  try {
    const bytes = memory().parse(text).text;
    return { value: bytes, text: bytes };
  } catch {
    throw new InvalidValue("argument must be a memory or percent value");
  }
});

/** The address of a master: two words, which CONFIG GET shows as one value; `no one` is none. */
export const masterAddress: Kind<string> = singleLineKind(
  "host port",
  (text) => {
    const value = /^(no one)?$/i.test(text) ? "" : text;
    if (value !== "" && value.split(" ").length !== 2) {
      throw new InvalidValue("wrong number of arguments");
    }
    return { value, text: value };
  },
  (now) => now.text,
  true,
);

const OOM_SCORE_LIMIT = 2000;

/** Three adjustments of the kernel's out-of-memory score. */
export const oomScores: Kind<readonly number[]> = singleLineKind(
  "score score score",
  (text) => {
    const scores = text.split(" ");
    if (scores.length !== 3) throw new InvalidValue("wrong number of arguments");
    const value = scores.map((score) => /^-?\d{1,4}$/.test(score) ? Number(score) : NaN);
    if (!value.every((score) => Math.abs(score) <= OOM_SCORE_LIMIT)) {
      throw new InvalidValue(
        "Invalid oom-score-adj-values, elements must be between -2000 and 2000.",
      );
    }
    return { value, text: value.join(" ") };
  },
  (now) => now.text,
  true,
);
