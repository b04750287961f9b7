/**
 * The slow log: the last commands that took longer than a threshold.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { sensitiveArguments } from "./sensitive_arguments.ts";

/** Most arguments of a command, and bytes of an argument, that an entry keeps. */
const MAX_ARGUMENTS = 32;
const MAX_ARGUMENT_BYTES = 128;

/** One slow command. */
export interface SlowLogEntry {
  readonly id: number;
  /** When it ran, in seconds since the epoch. */
  readonly time: number;
  readonly microseconds: number;
  readonly args: readonly Uint8Array[];
  readonly clientAddress: string;
  readonly clientName: string;
}

/** Keeps the newest slow commands. */
export class SlowLog {
  /** Commands from this many microseconds on are kept; negative: none, 0: all. */
  thresholdMicroseconds = 10_000;
  readonly #entries: SlowLogEntry[] = [];
  #nextId = 0;
  #maxLength = 128;

  get length(): number {
    return this.#entries.length;
  }

  get maxLength(): number {
    return this.#maxLength;
  }

  set maxLength(length: number) {
    this.#maxLength = length;
    this.#trim();
  }

  /** Adds a command, by its full name, if it was slow enough. Passwords are not kept. */
  offer(
    command: string,
    args: Arguments,
    microseconds: number,
    nowMs: number,
    clientAddress: string,
    clientName: string,
  ): void {
    if (this.thresholdMicroseconds < 0 || microseconds < this.thresholdMicroseconds) return;
    this.#entries.unshift({
      id: this.#nextId++,
      time: Math.floor(nowMs / 1000),
      microseconds: Math.floor(microseconds),
      args: abridge(args, sensitiveArguments(command, args)),
      clientAddress,
      clientName,
    });
    this.#trim();
  }

  /** The newest entries, newest first, at most `count`; a negative count means all. */
  newest(count: number): readonly SlowLogEntry[] {
    return count < 0 ? this.#entries : this.#entries.slice(0, count);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #trim(): void {
    if (this.#entries.length > this.#maxLength) this.#entries.length = this.#maxLength;
  }
}

/** The arguments as the log shows them: secret ones hidden, long ones and long lists cut. */
function abridge(args: Arguments, secret: readonly number[]): Uint8Array[] {
  const encoder = new TextEncoder();
  const kept = Math.min(args.count, MAX_ARGUMENTS);
  const list: Uint8Array[] = [];
  for (let i = 0; i < kept; i++) {
    if (kept !== args.count && i === kept - 1) {
      list.push(encoder.encode(`... (${args.count - kept + 1} more arguments)`));
    } else if (secret.includes(i)) {
      list.push(encoder.encode("(redacted)"));
    } else if (args.length(i) > MAX_ARGUMENT_BYTES) {
      const start = args.starts[i];
      const more = args.length(i) - MAX_ARGUMENT_BYTES;
      const note = encoder.encode(`... (${more} more bytes)`);
      const text = new Uint8Array(MAX_ARGUMENT_BYTES + note.length);
      text.set(args.bytes.subarray(start, start + MAX_ARGUMENT_BYTES));
      text.set(note, MAX_ARGUMENT_BYTES);
      list.push(text);
    } else {
      list.push(args.copy(i));
    }
  }
  return list;
}
