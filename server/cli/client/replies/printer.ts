/** Replies and pushes on the standard output, in the format that was asked for. */

import type { Reply } from "../../../../resp/reply.ts";
import type { ClientOptions, OutputMode } from "../client_options.ts";
import { coloured, type Paint, plain } from "../paint.ts";
import { ByteText } from "./byte_text.ts";
import { csvFormat } from "./csv_format.ts";
import { humanFormat, invalidationLine } from "./human_format.ts";
import { jsonFormat } from "./json_format.ts";
import { rawFormat } from "./raw_format.ts";
import type { ReplyFormat } from "./format.ts";

/** What the printer must know of the command line. */
export type PrinterOptions = Pick<ClientOptions, "output" | "between" | "after" | "showPushes">;

/** Where the printer writes. */
export interface PrinterOutput {
  readonly outputIsTerminal: boolean;
  write(bytes: Uint8Array): void;
}

/** Commands whose reply is text that the server has laid out for people. */
const LAID_OUT = [
  /^info\b/,
  /^lolwut\b/,
  /^client (list|info)\b/,
  /^cluster (nodes|info)$/,
  /^debug htstats(-key)?\b/,
  /^latency (graph \S+|doctor)$/,
  /^memory (malloc-stats|doctor)\b/,
];

/** Shows replies. */
export class ReplyPrinter {
  /** The format, "auto" resolved. */
  readonly mode: Exclude<OutputMode, "auto">;
  /** Whether pushes are shown that no subscription asked for. */
  readonly showsPushes: boolean;
  readonly paint: Paint;
  readonly #format: ReplyFormat;
  readonly #raw: ReplyFormat;

  /** @param mayColour Whether the environment allows colours; a terminal must be there too. */
  constructor(options: PrinterOptions, private readonly output: PrinterOutput, mayColour: boolean) {
    const { outputIsTerminal } = output;
    this.mode = options.output !== "auto" ? options.output : outputIsTerminal ? "human" : "raw";
    this.showsPushes = options.showPushes ?? outputIsTerminal;
    this.paint = outputIsTerminal && mayColour ? coloured : plain;
    this.#raw = rawFormat(options.between, options.after);
    this.#format = this.#formatOf(this.mode);
  }

  /** Shows the reply to a command. */
  reply(reply: Reply, command: readonly Uint8Array[]): void {
    const laidOut = (this.mode === "human" || this.mode === "raw") &&
      (reply.type === "bulk" || reply.type === "verbatim") && isLaidOut(command);
    if (!laidOut) return this.#show(this.#format, reply);
    // Its last line has an end already.
    const { value } = reply;
    this.output.write(value);
    if (value.length > 0 && value.at(-1) !== 0x0a) this.text("\n");
  }

  /** Shows several replies at once, as if each had come alone. */
  replies(replies: readonly Reply[]): void {
    const out = new ByteText();
    for (const reply of replies) this.#format(reply, out);
    this.output.write(out.whole());
  }

  /** Shows what came without a command. */
  push(push: Reply): void {
    const line = this.mode === "human" ? invalidationLine(push, this.paint) : undefined;
    this.#show(line === undefined ? this.#format : (_, out) => line(out), push);
  }

  /** Writes text of the client's own. */
  text(text: string): void {
    const out = new ByteText();
    out.text(text);
    this.output.write(out.whole());
  }

  #show(format: ReplyFormat, reply: Reply): void {
    const out = new ByteText();
    format(reply, out);
    this.output.write(out.whole());
  }

  #formatOf(mode: Exclude<OutputMode, "auto">): ReplyFormat {
    switch (mode) {
      case "raw":
        return this.#raw;
      case "csv":
        return csvFormat;
      case "json":
      case "quoted-json":
        return jsonFormat(mode === "quoted-json");
      case "human":
        return humanFormat(this.paint);
    }
  }
}

function isLaidOut(command: readonly Uint8Array[]): boolean {
  const decoder = new TextDecoder();
  const text = command.slice(0, 3).map((word) => decoder.decode(word.subarray(0, 64))).join(" ");
  return LAID_OUT.some((form) => form.test(text.toLowerCase()));
}
