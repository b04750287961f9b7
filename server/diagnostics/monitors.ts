/**
 * MONITOR: clients that see every command that is executed, as one line each.
 *
 *     +1339518083.107412 [0 127.0.0.1:60866] "keys" "*"
 *      seconds           database and client  arguments, quoted
 *
 * A command is shown when it has been executed, those of a transaction one by one before its EXEC.
 * Administrators' commands are not shown, secrets are blotted out.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { ReplyWriter } from "../../resp/reply_writer.ts";
import { encodeName } from "../../store/persistence/database_numbers.ts";
import type { Command } from "../command/command.ts";
import { ADMIN, SKIP_MONITOR } from "../command/flags.ts";
import { nowMicroseconds } from "../microsecond_clock.ts";
import { quotedBytesAtMost, writeQuoted } from "../quote_bytes.ts";
import { sensitiveArguments } from "./sensitive_arguments.ts";
import type { Session } from "../clients/session.ts";

const NOT_SHOWN = ADMIN | SKIP_MONITOR;

const BLANK = 0x20;
const ZERO = 0x30;
const REDACTED = ' "(redacted)"';
const MICROSECONDS = 1_000_000;
/** Digits behind the point of a time. */
const FRACTION_DIGITS = 6;

/** The monitoring clients of one server. */
export class Monitors {
  /** Called when a client has begun or ceased to monitor. */
  onChange: ((session: Session) => void) | undefined;
  readonly #sessions = new Set<Session>();
  /** The line under way. */
  readonly #line = new ReplyWriter();
  /** How clients of the unix socket are shown: its path, a character for each byte. */
  #local = "unix:";
  /** The second that was shown last, and its text: many commands share it. */
  #second = -1;
  #secondText = "";

  /** Path of the unix socket, by which clients that came through it are shown. */
  set unixSocket(path: string) {
    this.#local = "unix:";
    for (const byte of new TextEncoder().encode(path)) this.#local += String.fromCharCode(byte);
  }

  /** How many clients monitor. */
  get size(): number {
    return this.#sessions.size;
  }

  /** A client monitors from now on. */
  add(session: Session): void {
    session.monitors = true;
    this.#sessions.add(session);
    this.onChange?.(session);
  }

  /** A client monitors no longer, or has left. */
  delete(session: Session): void {
    if (!this.#sessions.delete(session)) return;
    session.monitors = false;
    this.onChange?.(session);
  }

  /** Shows a command that a client has executed to all who monitor. */
  show(session: Session, command: Command, args: Arguments): void {
    if (this.#sessions.size === 0 || (command.flags & NOT_SHOWN) !== 0) return;
    this.#spell(session, command, args);
    const { bytes, length } = this.#line;
    for (const { replyMode, closing, peer } of this.#sessions) {
      if (replyMode === "on" && !closing) peer.writer().raw(bytes, 0, length);
    }
    this.#line.shrink();
  }

  #spell(session: Session, command: Command, args: Arguments): void {
    const line = this.#line;
    const microseconds = nowMicroseconds();
    const second = Math.floor(microseconds / MICROSECONDS);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = `+${second}.`;
    }
    line.rewind(0);
    appendText(line, this.#secondText);
    appendFraction(line, microseconds - second * MICROSECONDS);
    const { address, isUnixSocket } = session.peer;
    // A namespace with a name is shown by it; only HTTP requests use such.
    const database = session.database < 0 ? encodeName(session.keyspace.name) : session.database;
    appendText(line, ` [${database} ${isUnixSocket ? this.#local : address}]`);
    const secret = sensitiveArguments(command.name, args);
    for (let i = 0; i < args.count; i++) {
      if (secret.length > 0 && secret.includes(i)) appendText(line, REDACTED);
      else appendQuoted(line, args.bytes, args.starts[i], args.ends[i]);
    }
    appendText(line, "\r\n");
  }
}

/** Appends a text of which each character is a byte. */
function appendText(line: ReplyWriter, text: string): void {
  line.reserve(text.length);
  const { bytes } = line;
  let at = line.length;
  for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
  line.length = at;
}

/** Appends the microseconds of a second, in all their digits. */
function appendFraction(line: ReplyWriter, microseconds: number): void {
  line.reserve(FRACTION_DIGITS);
  for (let i = FRACTION_DIGITS - 1; i >= 0; i--) {
    line.bytes[line.length + i] = ZERO + microseconds % 10;
    microseconds = Math.floor(microseconds / 10);
  }
  line.length += FRACTION_DIGITS;
}

/** Appends a blank and `bytes[start, end)` in quotes. */
function appendQuoted(line: ReplyWriter, bytes: Uint8Array, start: number, end: number): void {
  line.reserve(1 + quotedBytesAtMost(end - start));
  line.bytes[line.length] = BLANK;
  line.length = writeQuoted(line.bytes, line.length + 1, bytes, start, end);
}
