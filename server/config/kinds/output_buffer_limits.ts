/**
 * The `client-output-buffer-limit` setting: how many bytes of unread replies close a client.
 *
 *     normal <hard> <soft> <seconds> replica ... pubsub ...
 *
 * Over `hard` the client is closed at once, over `soft` when it stays there for `seconds`; 0
 * means no limit. A value may name some classes only: the others keep what they have. CONFIG GET
 * shows replicas under their older name `slave`, as Redis does.
 */

import { parseByteSize64 } from "../../../store/encoding/byte_size.ts";
import { InvalidValue } from "../config_error.ts";
import type { FileLine, Kind, Parsed } from "./kind.ts";
import { formatMemorySize } from "./memory_size.ts";

/** The limits of one class of clients; 0 stands for none. */
export interface OutputBufferLimit {
  /** Unread bytes that close the client at once. */
  readonly hardBytes: number;
  /** Unread bytes that close the client after `softSeconds` above them. */
  readonly softBytes: number;
  /** How long a client may stay above `softBytes`. */
  readonly softSeconds: number;
}

/** The classes of clients that have limits of their own. */
export type ClientClass = "normal" | "replica" | "pubsub";

/** The limits of every class. */
export type OutputBufferLimits = Readonly<Record<ClientClass, OutputBufferLimit>>;

const CLASSES: readonly ClientClass[] = ["normal", "replica", "pubsub"];
const NO_LIMIT: OutputBufferLimit = { hardBytes: 0, softBytes: 0, softSeconds: 0 };
const WORDS_PER_CLASS = 4;
const MAX_SOFT_SECONDS = 2 ** 31 - 1;

/** Limits per class of clients. */
export const outputBufferLimits: Kind<OutputBufferLimits> = {
  placeholder: "class hard soft seconds ...",
  manyWords: true,

  parse(text, current): Parsed<OutputBufferLimits> {
    const words = text === "" ? [] : text.split(" ");
    if (words.length % WORDS_PER_CLASS !== 0) {
      throw new InvalidValue("Wrong number of arguments in buffer limit configuration.");
    }
    const limits: Record<ClientClass, OutputBufferLimit> = current === undefined
      ? { normal: NO_LIMIT, replica: NO_LIMIT, pubsub: NO_LIMIT }
      : { ...current };
    for (let at = 0; at < words.length; at += WORDS_PER_CLASS) {
      limits[parseClass(words[at])] = parseLimit(words[at + 1], words[at + 2], words[at + 3]);
    }
    return { value: limits, text: CLASSES.map((name) => show(name, limits[name])).join(" ") };
  },

  fileLines(now, initial): FileLine[] {
    return CLASSES.map((name) => {
      const { hardBytes, softBytes, softSeconds } = now.value[name];
      const hard = formatMemorySize(BigInt(hardBytes));
      const soft = formatMemorySize(BigInt(softBytes));
      return {
        text: `${name} ${hard} ${soft} ${softSeconds}`,
        isDefault: show(name, now.value[name]) === show(name, initial.value[name]),
      };
    });
  },
};

function parseClass(word: string): ClientClass {
  const name = word.toLowerCase();
  if (name === "normal" || name === "pubsub" || name === "replica") return name;
  if (name === "slave") return "replica";
  throw new InvalidValue("Invalid client class specified in buffer limit configuration.");
}

function parseLimit(hard: string, soft: string, seconds: string): OutputBufferLimit {
  const hardBytes = parseByteSize64(hard);
  const softBytes = parseByteSize64(soft);
  const softSeconds = /^\+?\d{1,10}$/.test(seconds) ? Number(seconds) : NaN;
  if (hardBytes === undefined || softBytes === undefined || !(softSeconds <= MAX_SOFT_SECONDS)) {
    throw new InvalidValue(
      "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
    );
  }
  return { hardBytes: Number(hardBytes), softBytes: Number(softBytes), softSeconds };
}

function show(name: ClientClass, { hardBytes, softBytes, softSeconds }: OutputBufferLimit): string {
  return `${name === "replica" ? "slave" : name} ${hardBytes} ${softBytes} ${softSeconds}`;
}
