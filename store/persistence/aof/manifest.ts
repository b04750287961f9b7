/**
 * The manifest of an AOF: which files make it up, in Redis 7's format, a line for each.
 *
 *     file appendonly.aof.2.base.rdb seq 2 type b        where to begin
 *     file appendonly.aof.2.incr.aof seq 2 type i        what has happened since, in order
 *     file appendonly.aof.1.incr.aof seq 1 type h        no longer needed, to be removed
 *
 * The manifest is replaced as a whole, by a rename, so there is always one that names files which are
 * there. What it does not name does not count.
 */

import { Arguments } from "../../../resp/arguments.ts";
import { splitInlineRequest } from "../../../resp/inline_request.ts";
import { type FileSystem, joinPath, readWholeFile, replaceFile } from "../file_system.ts";
import { AofDamageError } from "./damage.ts";

/** One file of an AOF. */
export interface AofFile {
  readonly name: string;
  /** Counts up with every new file of its kind. */
  readonly sequence: number;
}

const WAY_OUT = "Restore the directory from a backup";
const HASH = 0x23;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** The letters behind a backslash that stand for control characters. */
const LETTERS: Readonly<Record<string, string>> = {
  "\n": "n",
  "\r": "r",
  "\t": "t",
  "\x07": "a",
  "\b": "b",
};

/** Which files make up an AOF; immutable, each change makes a new one. */
export class AofManifest {
  constructor(
    /** The state to begin with; `undefined`: an empty one. */
    readonly base: AofFile | undefined,
    /** What has happened since, oldest first. */
    readonly increments: readonly AofFile[],
    /** Files that are to be removed. */
    readonly history: readonly AofFile[] = [],
  ) {}

  /** All files in the order in which they are loaded. */
  get files(): AofFile[] {
    return [...this.base === undefined ? [] : [this.base], ...this.increments];
  }

  /** The sequence number of the next base. */
  get nextBase(): number {
    return (this.base?.sequence ?? 0) + 1;
  }

  /** The sequence number of the next increment. */
  get nextIncrement(): number {
    return Math.max(0, ...this.increments.map(({ sequence }) => sequence)) + 1;
  }

  /** With one increment more. */
  withIncrement(increment: AofFile): AofManifest {
    return new AofManifest(this.base, [...this.increments, increment], this.history);
  }

  /** With a new base that stands for everything before the last `kept` increments. */
  withBase(base: AofFile, kept: readonly AofFile[]): AofManifest {
    const gone = this.files.filter((file) => !kept.includes(file) && file.name !== base.name);
    return new AofManifest(base, kept, [...this.history, ...gone]);
  }

  /** Without files to be removed. */
  withoutHistory(): AofManifest {
    return new AofManifest(this.base, this.increments);
  }

  /** The text of the file. */
  toString(): string {
    const lines = (files: readonly AofFile[], type: string) =>
      files.map(({ name, sequence }) => `file ${quote(name)} seq ${sequence} type ${type}\n`);
    return [
      ...lines(this.base === undefined ? [] : [this.base], "b"),
      ...lines(this.history, "h"),
      ...lines(this.increments, "i"),
    ].join("");
  }
}

/**
 * Reads a manifest; `undefined` if there is none.
 * @throws {AofDamageError} if it is none, or contradicts itself.
 * @throws {FileError}
 */
export function readManifest(files: FileSystem, path: string): AofManifest | undefined {
  if (files.size(path) === undefined) return undefined;
  const bytes = readWholeFile(files, path);
  const fail = (offset: number, reason: string): never => {
    throw new AofDamageError(path, offset, reason, WAY_OUT);
  };
  let base: AofFile | undefined;
  const increments: AofFile[] = [];
  const history: AofFile[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) fail(at, "a line without an end");
    if (bytes[at] !== HASH) {
      const line = bytes.subarray(at, end);
      const { file, type } = parseLine(line) ??
        fail(at, `no line of a manifest: ${decoder.decode(line)}`);
      if (type === "h") history.push(file);
      else if (type === "b") {
        if (base !== undefined) fail(at, "a second base");
        base = file;
      } else {
        const last = increments.at(-1);
        if (last !== undefined && file.sequence <= last.sequence) {
          fail(at, `increment ${file.sequence} behind ${last.sequence}`);
        }
        increments.push(file);
      }
    }
    at = end + 1;
  }
  if (base === undefined && increments.length === 0) fail(0, "it names no file");
  return new AofManifest(base, increments, history);
}

/** Writes a manifest in place of the one that is there, so that it survives a loss of power. */
export function writeManifest(
  files: FileSystem,
  directory: string,
  name: string,
  manifest: AofManifest,
): void {
  const temporary = joinPath(directory, `temp-${name}`);
  const file = files.create(temporary);
  try {
    const bytes = encoder.encode(manifest.toString());
    file.write(bytes, 0, bytes.length);
    file.syncDataSync();
  } finally {
    file.close();
  }
  replaceFile(files, temporary, joinPath(directory, name));
}

/** Pairs of a name and a value; others than the known ones are of later versions, and passed over. */
function parseLine(line: Uint8Array): { file: AofFile; type: string } | undefined {
  const words = new Arguments();
  if (!splitInlineRequest(line, 0, line.length, words, new Uint8Array(line.length))) {
    return undefined;
  }
  if (words.count < 6 || words.count % 2 !== 0) return undefined;
  const pairs = new Map<string, string>();
  for (let i = 0; i < words.count; i += 2) pairs.set(words.text(i), words.text(i + 1));
  const name = pairs.get("file") ?? "";
  const sequence = Number(pairs.get("seq"));
  const type = pairs.get("type") ?? "";
  if (name === "" || name.includes("/") || !Number.isSafeInteger(sequence)) return undefined;
  return /^[bhi]$/.test(type) ? { file: { name, sequence }, type } : undefined;
}

/** A name of other characters than printable ones of ASCII without blanks is in quotes, byte by byte. */
function quote(name: string): string {
  if (/^[!#-&(-[\]-~]+$/.test(name)) return name;
  let quoted = "";
  for (const byte of encoder.encode(name)) {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\") quoted += `\\${character}`;
    else if (character in LETTERS) quoted += `\\${LETTERS[character]}`;
    else if (byte >= 0x20 && byte < 0x7f) quoted += character;
    else quoted += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `"${quoted}"`;
}
