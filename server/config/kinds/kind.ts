/**
 * Kinds of settings: how a value is read, shown, and written back to a file.
 *
 * A kind turns text into a typed value and into its canonical text, which is what CONFIG GET
 * shows (`64mb` → `67108864`). The canonical text is kept rather than printed from the value,
 * because ranges reach 2^64 - 1 and numbers are exact to 2^53 only.
 */

import { parseByteSize64 } from "../../../store/encoding/byte_size.ts";
import { InvalidValue } from "../config_error.ts";
import { quoteArgument } from "../split_arguments.ts";
import { formatMemorySize, MAX_MEMORY_SIZE } from "./memory_size.ts";

/** A value and the text that CONFIG GET shows for it. */
export interface Parsed<T> {
  readonly value: T;
  readonly text: string;
}

/** One line of a configuration file, without the setting's name. */
export interface FileLine {
  /** The value as the file has it, quoted where it must be. */
  readonly text: string;
  /** True when leaving the line out would mean the same. */
  readonly isDefault: boolean;
}

/** How the values of a setting are read and written. */
export interface Kind<T> {
  /** What `--help` shows in place of the value: `yes|no`, `bytes`. */
  readonly placeholder: string;
  /** True when several words make one value, as in `bind 127.0.0.1 ::1`. */
  readonly manyWords: boolean;
  /**
   * Reads a value.
   *
   * @param current What holds now: kinds made of parts keep the parts that `text` does not name.
   * @throws {InvalidValue} When `text` is not a value of this kind.
   */
  parse(text: string, current?: T): Parsed<T>;
  /** What a later line of a file makes of an earlier one; left out, it takes its place. */
  join?(earlier: Parsed<T>, later: Parsed<T>): Parsed<T>;
  /**
   * The lines that stand for `now` in a file; `initial` is the setting's default, and `isNamed` says that the
   * file has lines for it.
   */
  fileLines(now: Parsed<T>, initial: Parsed<T>, isNamed: boolean): FileLine[];
}

/** A kind whose value is one line in a file, written by `write`. */
export function singleLineKind<T>(
  placeholder: string,
  parse: (text: string) => Parsed<T>,
  write: (now: Parsed<T>) => string = (now) => now.text,
  manyWords = false,
): Kind<T> {
  return {
    placeholder,
    manyWords,
    parse,
    fileLines: (now, initial) => [{ text: write(now), isDefault: now.text === initial.text }],
  };
}

/** `yes` or `no`. */
export const yesNo: Kind<boolean> = singleLineKind("yes|no", (text) => {
  const word = text.toLowerCase();
  if (word !== "yes" && word !== "no") throw new InvalidValue("argument must be 'yes' or 'no'");
  return { value: word === "yes", text: word };
});

/** The largest signed 64-bit integer: the upper end of Redis's widest ranges. */
export const INT64_MAX: bigint = 2n ** 63n - 1n;

/** The largest signed 32-bit integer. */
export const INT32_MAX: bigint = 2n ** 31n - 1n;

/** An integer from `min` to `max`. */
export function integer(min: bigint, max: bigint): Kind<number> {
  return singleLineKind("integer", (text) => asParsed(parseInteger(text, min, max)));
}

/** An integer of 32 bits, not negative, that counts as `min` below it and as `max` above it. */
export function clampedInteger(min: bigint, max: bigint): Kind<number> {
  return singleLineKind("integer", (text) => {
    const value = parseInteger(text, 0n, INT32_MAX);
    return asParsed(value < min ? min : value > max ? max : value);
  });
}

function parseInteger(text: string, min: bigint, max: bigint): bigint {
  const value = /^(0|-?[1-9]\d{0,18})$/.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value !== BigInt.asIntN(64, value)) {
    throw new InvalidValue("argument couldn't be parsed into an integer");
  }
  checkRange(value, min, max, String);
  return value;
}

function asParsed(value: bigint): Parsed<number> {
  return { value: Number(value), text: String(value) };
}

/** File permission bits, written in octal; 0 leaves them to the system. */
export const filePermissions: Kind<number> = singleLineKind("octal", (text) => {
  if (!/^[0-7]{0,21}$/.test(text)) {
    throw new InvalidValue("argument couldn't be parsed as an octal number");
  }
  const value = BigInt(`0o${text || "0"}`);
  checkRange(value, 0n, 0o777n, (bound) => bound.toString(8));
  return { value: Number(value), text: value.toString(8) };
});

/**
 * A size in bytes from `min` to `max`, with or without a unit. What Redis takes and is not possible here has a
 * refusal of its own.
 */
export function memory(
  min = 0n,
  max: bigint = MAX_MEMORY_SIZE,
  possible: bigint = max,
): Kind<number> {
  return singleLineKind(
    "bytes",
    (text) => {
      const bytes = parseByteSize64(text);
      if (bytes === undefined) throw new InvalidValue("argument must be a memory value");
      checkRange(bytes, min, max, String);
      if (bytes > possible) {
        throw new InvalidValue(`it can be ${formatMemorySize(possible)} here at most`);
      }
      return asParsed(bytes);
    },
    (now) => formatMemorySize(BigInt(now.text)),
  );
}

/** One of several words, in any case. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return singleLineKind("word", (text) => {
    const value = words.find((word) => word === text.toLowerCase());
    if (value === undefined) {
      throw new InvalidValue(`argument(s) must be one of the following: ${words.join(", ")}`);
    }
    return { value, text: value };
  });
}

/** Any text; in a file it stands in quotes. */
export function anyText(placeholder: string): Kind<string> {
  return singleLineKind(
    placeholder,
    (text) => ({ value: text, text }),
    (now) => quoteArgument(now.text),
  );
}

/**
 * The name of a file in a directory that is given elsewhere.
 *
 * @param notPath Why a path is refused.
 * @param notEmpty Why the empty name is; it is allowed if left out.
 */
export function fileName(notPath: string, notEmpty?: string): Kind<string> {
  const text = anyText("name");
  return {
    ...text,
    parse(name): Parsed<string> {
      if (notEmpty !== undefined && name === "") throw new InvalidValue(notEmpty);
      if (/[/\\]/.test(name)) throw new InvalidValue(notPath);
      return text.parse(name);
    },
  };
}

function checkRange(
  value: bigint,
  min: bigint,
  max: bigint,
  show: (bound: bigint) => string,
): void {
  if (value < min || value > max) {
    throw new InvalidValue(`argument must be between ${show(min)} and ${show(max)} inclusive`);
  }
}
