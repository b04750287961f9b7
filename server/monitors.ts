/**
 * MONITOR: clients that see every command that is executed, as one line each.
 *
 *     +1339518083.107412 [0 127.0.0.1:60866] "keys" "*"
 *      seconds           database and client  arguments, quoted
 *
 * A command is shown when it has been executed, those of a transaction one by one before its EXEC.
 * Administrators' commands are not shown, secrets are blotted out.
 */

import type { Arguments } from "../resp/arguments.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import type { Command } from "./command/command.ts";
import { ADMIN, SKIP_MONITOR } from "./command/flags.ts";
import { nowMicroseconds } from "./microsecond_clock.ts";
import { quotedBytesAtMost, writeQuoted } from "./quote_bytes.ts";
import { sensitiveArguments } from "./sensitive_arguments.ts";
import type { Session } from "./session.ts";

const NOT_SHOWN = ADMIN | SKIP_MONITOR;

const BLANK = 0x20;

const encoder = new TextEncoder();

/** The monitoring clients of one server. */
export class Monitors {
  /** Path of the unix socket, by which clients that came through it are shown. */
  unixSocket = "";
  /** Called when a client has begun or ceased to monitor. */
  onChange: ((session: Session) => void) | undefined;
  readonly #sessions = new Set<Session>();
  /** The line under way. */
  readonly #line = new ReplyWriter();

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
    const seconds = Math.floor(microseconds / 1e6);
    const fraction = String(microseconds - seconds * 1e6).padStart(6, "0");
    const { address, isUnixSocket } = session.peer;
    const source = isUnixSocket ? `unix:${this.unixSocket}` : address;
    line.rewind(0);
    appendText(line, `+${seconds}.${fraction} [${session.database} ${source}]`);
    const secret = sensitiveArguments(command.name, args);
    for (let i = 0; i < args.count; i++) {
      if (secret.includes(i)) appendText(line, ' "(redacted)"');
      else appendQuoted(line, args.bytes, args.starts[i], args.ends[i]);
    }
    appendText(line, "\r\n");
  }
}

function appendText(line: ReplyWriter, text: string): void {
  const bytes = encoder.encode(text);
  line.raw(bytes, 0, bytes.length);
}

/** Appends a blank and `bytes[start, end)` in quotes. */
function appendQuoted(line: ReplyWriter, bytes: Uint8Array, start: number, end: number): void {
  line.reserve(1 + quotedBytesAtMost(end - start));
  line.bytes[line.length] = BLANK;
  line.length = writeQuoted(line.bytes, line.length + 1, bytes, start, end);
}
