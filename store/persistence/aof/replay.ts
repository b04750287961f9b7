/**
 * Replays one AOF file into an engine, slice by slice.
 *
 *     file   … done … | MULTI  effects  EXEC | effect | effe
 *                     ^ whole                         ^ torn: the writer did not get further
 *     window          [................................)
 *
 * The file is read through a window that begins at the first command that is not executed yet and grows
 * only for a group or a command that does not fit. A group is executed when its EXEC has been seen:
 * one that has none was never acknowledged, and is part of the torn end.
 *
 * While a file is replayed nothing expires (`Engine.replays`): the log says itself what went when.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { monotonicMs } from "../../clock.ts";
import type { Engine } from "../../engine/engine.ts";
import { moveKey } from "../../types/key_operations.ts";
import { DatabaseNumbers } from "../database_numbers.ts";
import type { ReadableFile } from "../file_system.ts";
import { AofDamageError } from "./damage.ts";
import { ANNOTATION, AofParser, COMMAND, INCOMPLETE } from "./parser.ts";

const WINDOW_BYTES = 256 * 1024;
/** So many commands between two looks at the clock. */
const COMMANDS_PER_LOOK = 32;

const REPAIR = "Restore a backup, or cut the file there with: vortis check --fix";
const REPAIR_TORN = "Allow a torn end with aof-load-truncated yes, or cut it off with: " +
  "vortis check --fix";

/** Executes commands of a file, past all gates. */
export interface CommandExecutor {
  /**
   * Executes one command on a namespace. Returns the text of the error that it answered, if it did.
   * @throws {UnknownCommandError} if there is no such command, or not with so many arguments.
   */
  execute(namespace: string, args: Arguments): string | undefined;
}

/** A file has a command that does not exist here. */
export class UnknownCommandError extends Error {
  /** The class's name, for printing. */
  override readonly name: string = "UnknownCommandError";
}

/** How a file is replayed. */
export interface ReplayOptions {
  /** Where in the file to begin: after an RDB preamble, or 0. */
  readonly offset?: number;
  /** Whether the file may end in the midst of a command or a group: it is the last one. */
  readonly mayBeTorn: boolean;
  /** Told of commands that answered an error, which a healthy log does not have. */
  readonly onError?: (offset: number, command: string, error: string) => void;
}

/** The replay of one file. Close it, or step to its end. */
export class AofReplay {
  /** Commands executed. */
  commands = 0;
  /** Up to here the file is whole and executed, in bytes. */
  wholeBytes: number;

  readonly #file: ReadableFile;
  readonly #engine: Engine;
  readonly #executor: CommandExecutor;
  readonly #options: ReplayOptions;
  readonly #parser = new AofParser();
  readonly #numbers = new DatabaseNumbers();
  #namespace = "0";
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(WINDOW_BYTES);
  /** Where the window begins in the file, and how much of it is filled. */
  #base: number;
  #filled = 0;
  /** Where in the window to go on, and where a group that is not complete has begun. */
  #at = 0;
  #groupAt = -1;
  #done = false;

  constructor(
    file: ReadableFile,
    engine: Engine,
    executor: CommandExecutor,
    options: ReplayOptions,
  ) {
    this.#file = file;
    this.#engine = engine;
    this.#executor = executor;
    this.#options = options;
    this.#base = this.wholeBytes = options.offset ?? 0;
  }

  /** Bytes of the file. */
  get totalBytes(): number {
    return this.#file.size;
  }

  /** When the replay has ended: bytes of the torn end, 0 if there is none. */
  get tornBytes(): number {
    return this.#file.size - this.wholeBytes;
  }

  /**
   * Replays for about `budgetMs`; true when the end is reached.
   * @throws {AofDamageError}
   */
  step(budgetMs: number): boolean {
    if (this.#done) return true;
    const engine = this.#engine;
    const endMs = monotonicMs() + budgetMs;
    // Nothing is evicted, as in Redis, and nothing refused: what was logged has had its room.
    const { limited } = engine;
    engine.limited = false;
    engine.replays = true;
    try {
      for (;;) {
        for (let i = 0; i < COMMANDS_PER_LOOK; i++) {
          if (!this.#next()) {
            this.close();
            return true;
          }
        }
        if (monotonicMs() >= endMs) return false;
      }
    } finally {
      engine.replays = false;
      engine.limited = limited;
    }
  }

  /** Ends the replay; nothing happens if it has ended. */
  close(): void {
    this.#done = true;
    this.#file.close();
    this.#window = new Uint8Array(0);
  }

  /** Deals with one command or annotation; false at the end. */
  #next(): boolean {
    const parser = this.#parser;
    let outcome = parser.parse(this.#window, this.#at, this.#filled);
    while (outcome === INCOMPLETE) {
      if (!this.#readOn(parser.needed)) return this.#ended();
      outcome = parser.parse(this.#window, this.#at, this.#filled);
    }
    if (outcome === COMMAND) this.#command(parser.arguments, parser.next);
    else if (outcome === ANNOTATION) this.#annotation(parser.next);
    else return this.#damaged(parser.damageAt, parser.damage);
    return true;
  }

  #command(args: Arguments, next: number): void {
    const at = this.#at;
    this.#at = next;
    if (args.count === 1 && args.equals(0, "MULTI")) {
      if (this.#groupAt >= 0) this.#refuse(at, "MULTI inside of a group");
      this.#groupAt = at;
    } else if (args.count === 1 && args.equals(0, "EXEC")) {
      if (this.#groupAt < 0) this.#refuse(at, "EXEC without MULTI");
      this.#executeGroup(at);
      this.#groupAt = -1;
    } else if (this.#groupAt < 0) {
      this.#execute(args, at);
    }
    if (this.#groupAt < 0) this.wholeBytes = this.#base + next;
  }

  /** Executes what stands between the MULTI and `end`; it has been parsed before. */
  #executeGroup(end: number): void {
    const parser = this.#parser;
    parser.parse(this.#window, this.#groupAt, end);
    let at = parser.next;
    while (at < end) {
      if (parser.parse(this.#window, at, end) === COMMAND) this.#execute(parser.arguments, at);
      at = parser.next;
    }
  }

  #execute(args: Arguments, at: number): void {
    this.commands++;
    if (args.equals(0, "SELECT") && args.count === 2) {
      this.#namespace = this.#numbers.nameOf(this.#number(args, 1, at));
      return;
    }
    // These name databases by the file's numbers, which may stand for names.
    if (args.equals(0, "MOVE") && args.count === 3) {
      const target = this.#numbers.nameOf(this.#number(args, 2, at));
      const engine = this.#engine;
      moveKey(engine.namespace(this.#namespace), engine.namespace(target), args.copy(1));
      return;
    }
    if (args.equals(0, "SWAPDB") && args.count === 3) {
      const [first, second] = [1, 2].map((i) => this.#numbers.nameOf(this.#number(args, i, at)));
      this.#engine.swap(first, second);
      return;
    }
    let error: string | undefined;
    try {
      error = this.#executor.execute(this.#namespace, args);
    } catch (thrown) {
      if (!(thrown instanceof UnknownCommandError)) throw thrown;
      this.#refuse(at, thrown.message);
    }
    if (error !== undefined) this.#options.onError?.(this.#base + at, args.text(0), error);
  }

  /** Argument `i` as the number of a database. */
  #number(args: Arguments, i: number, at: number): number {
    const text = args.text(i);
    if (!/^\d{1,10}$/.test(text)) this.#refuse(at, `no database has the number ${text}`);
    return Number(text);
  }

  #annotation(next: number): void {
    let text = "";
    for (let i = this.#at; i < next; i++) text += String.fromCharCode(this.#window[i]);
    this.#numbers.readAnnotation(text.trimEnd());
    this.#at = next;
    if (this.#groupAt < 0) this.wholeBytes = this.#base + next;
  }

  /** Reads at least `needed` bytes more into the window, if there are any; false at the file's end. */
  #readOn(needed: number): boolean {
    const kept = this.#groupAt < 0 ? this.#at : this.#groupAt;
    const length = this.#filled - kept;
    const left = this.#file.size - this.#base - this.#filled;
    if (left <= 0) return false;
    const wanted = length + Math.min(left, Math.max(needed, WINDOW_BYTES >> 1));
    if (wanted > this.#window.length) {
      const grown = new Uint8Array(Math.max(wanted, this.#window.length * 2));
      grown.set(this.#window.subarray(kept, this.#filled));
      this.#window = grown;
    } else {
      this.#window.copyWithin(0, kept, this.#filled);
    }
    this.#base += kept;
    this.#at -= kept;
    if (this.#groupAt >= 0) this.#groupAt = 0;
    const end = Math.min(this.#window.length, length + left);
    const count = this.#file.readAt(this.#base + length, this.#window, length, end);
    this.#filled = length + count;
    return count > 0;
  }

  /** The file has ended; false, or an error if it may not end here. */
  #ended(): false {
    if (this.wholeBytes < this.#file.size && !this.#options.mayBeTorn) {
      this.#torn();
    }
    return false;
  }

  #torn(): never {
    const { path, size } = this.#file;
    const left = size - this.wholeBytes;
    const reason = `the file ends in the midst of a ${
      this.#groupAt < 0 ? "command" : "transaction"
    }, ${left} bytes after the last whole one`;
    throw new AofDamageError(path, this.wholeBytes, reason, REPAIR_TORN);
  }

  /**
   * The bytes at `at` are no command. When power was lost the file may have got its length but not its
   * bytes: nothing but zeros up to the end is a torn end, too.
   */
  #damaged(at: number, damage: string): false {
    if (this.#options.mayBeTorn && this.#isZeroFrom(this.#base + at)) return false;
    this.#refuse(at, damage);
  }

  #isZeroFrom(offset: number): boolean {
    const bytes = new Uint8Array(64 * 1024);
    for (let at = offset; at < this.#file.size; at += bytes.length) {
      const count = this.#file.readAt(at, bytes, 0, bytes.length);
      for (let i = 0; i < count; i++) if (bytes[i] !== 0) return false;
    }
    return true;
  }

  #refuse(at: number, reason: string): never {
    throw new AofDamageError(this.#file.path, this.#base + at, reason, REPAIR);
  }
}
