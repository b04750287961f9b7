/** Runs commands: sends them, shows their replies, and follows what they change. */

import type { Reply } from "../../../resp/reply.ts";
import { encodeCommand } from "../../../resp/request_encoder.ts";
import type { ReplyPrinter } from "./replies/printer.ts";
import { LinkError, type ServerLink } from "./server_link.ts";
import { SessionState } from "./session_state.ts";

/** How a command went. */
export type Outcome = "ok" | "error" | "lost";

/** Told on the standard error, or above the line that is being typed. */
export type Complain = (text: string) => void;

const SUBSCRIPTIONS = /^[ps]?(un)?subscribe$/i;

/** Sends commands over one link and prints what comes back. */
export class CommandRunner {
  readonly state: SessionState;

  /** @param complain Gets one line, with its end, when the server cannot be reached. */
  constructor(
    readonly link: ServerLink,
    private readonly printer: ReplyPrinter,
    private readonly complain: Complain,
  ) {
    this.state = new SessionState(link);
    link.onPush = (push) => this.#push(push);
    link.onLost = () => this.state.lost();
  }

  /** Whether the connection is one that messages come on, and in RESP2 nothing else. */
  get listens(): boolean {
    return this.state.monitoring || this.state.subscribed;
  }

  /**
   * Runs a command and shows its reply.
   *
   * @param onError Gets an error reply instead of the output.
   */
  async run(command: readonly Uint8Array[], onError?: (text: string) => void): Promise<Outcome> {
    const name = new TextDecoder().decode(command[0]);
    if (this.listens && this.link.protocol === 2 && this.link.isOpen) {
      // Replies and messages look alike there: what comes is shown as it comes.
      this.link.send(encodeCommand(command));
      return "ok";
    }
    let failed = false;
    const show = (reply: Reply) => {
      this.state.note(command, reply);
      failed = reply.type === "error" || reply.type === "bulkError";
      if (failed && onError !== undefined) onError(String(reply.value));
      else this.printer.reply(reply, command);
    };
    try {
      if (SUBSCRIPTIONS.test(name) && this.printer.mode === "human") this.#announce(command);
      await this.link.command(command, show);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.state.lost();
      // A server that was asked to go has gone.
      if (/^shutdown$/i.test(name)) return "ok";
      this.complain(`${error.message}\n`);
      return "lost";
    }
    return failed ? "error" : "ok";
  }

  /** Says, where people read, how to come back from messages. */
  #announce(command: readonly Uint8Array[]): void {
    const isStart = !/un/i.test(new TextDecoder().decode(command[0]));
    const stays = this.link.target.protocol === 3;
    if (!isStart || stays || this.state.inTransaction) return;
    this.printer.text(this.printer.paint("faint", "Reading messages... (press Ctrl-C to quit)\n"));
  }

  #push(push: Reply): void {
    const wanted = this.listens || push.type !== "push";
    if (wanted || this.printer.showsPushes) this.printer.push(push);
  }
}
