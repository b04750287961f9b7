/** The client with a person: a prompt, a line, its reply, and messages in between. */

import type { Environment } from "../environment.ts";
import { isHelp, repetition } from "./batch_runs.ts";
import type { ClientStreams } from "./client_streams.ts";
import { splitLines, splitWords } from "./command_line_words.ts";
import { CommandRunner } from "./command_runner.ts";
import { helpText } from "./help_topics.ts";
import { History } from "./line/history.ts";
import { HistoryFile, historySettings } from "./line/history_file.ts";
import { KnownCommands } from "./known_commands.ts";
import { LineAssistant } from "./line/assistant.ts";
import { PromptReader } from "./line/prompt_reader.ts";
import { isSecretLine } from "./secret_lines.ts";
import { commandsOfDocs, namesOfList } from "./server_commands.ts";
import { LinkError } from "./server_link.ts";
import type { ToolContext } from "./tool_context.ts";

/** What an interactive session works with. */
export interface InteractiveContext extends ToolContext {
  readonly environment: Environment;
}

/** From here on, in ms, a reply tells how long it took. */
const SLOW_MS = 500;

/** Something under way that Ctrl-C may end. */
interface Interruptible {
  interrupted: boolean;
}

const decoder = new TextDecoder();

/** Runs commands until the person has enough; resolves with the exit code. */
export async function runInteractively(context: InteractiveContext): Promise<number> {
  const session = new InteractiveSession(context);
  return await session.run();
}

class InteractiveSession {
  readonly #context: InteractiveContext;
  readonly #runner: CommandRunner;
  readonly #reader: PromptReader;
  readonly #history: History;
  readonly #file: HistoryFile;
  readonly #commands = new KnownCommands();
  /** Set while a connection is closed on purpose, of which nobody need be told. */
  #quiet = false;
  /** Whether the person has sent a command on this connection. */
  #hasRun = false;

  constructor(context: InteractiveContext) {
    this.#context = context;
    const { link, streams, printer, environment } = context;
    const settings = historySettings(environment);
    this.#file = new HistoryFile(settings);
    this.#history = new History(this.#file.read(), settings.limit);
    const assistant = new LineAssistant(this.#commands);
    this.#reader = new PromptReader(streams, this.#history, assistant, printer.paint);
    this.#runner = new CommandRunner(link, printer, (text) => this.#complain(text));
    const push = link.onPush;
    link.onPush = (reply) => this.#reader.above(() => push?.(reply));
    const lost = link.onLost;
    link.onLost = () => {
      lost?.();
      this.#reader.redraw();
    };
  }

  async run(): Promise<number> {
    await this.#open();
    for (;;) {
      const text = await this.#reader.read(() => this.#prompt());
      if (text === undefined) return 0;
      for (const line of splitLines(text)) {
        if (isSecretLine(line)) continue;
        if (this.#history.add(line)) this.#file.append(line);
      }
      for (const line of splitLines(text)) {
        const next = await this.#runLine(line);
        if (next === "quit") return 0;
        // What was pasted behind it is not wanted either.
        if (next === "interrupted") break;
      }
    }
  }

  /** As redis-cli's: server, database unless it is 0, (TX) in a transaction. */
  #prompt(): string {
    const { link } = this.#context;
    if (!link.isOpen) return "not connected> ";
    const { socket, database } = link.target;
    const server = socket === undefined ? link.name : `redis ${socket}`;
    const { inTransaction, subscribed } = this.#runner.state;
    const mark = inTransaction ? "(TX)" : subscribed ? "(subscribed mode)" : "";
    return `${server}${database === 0 ? "" : `[${database}]`}${mark}> `;
  }

  async #runLine(line: string): Promise<"quit" | "interrupted" | undefined> {
    const { printer, streams } = this.#context;
    const words = splitWords(line);
    if (words === undefined) {
      this.#complain("Invalid argument(s): a quote is not closed, or not followed by a blank\n");
      return undefined;
    }
    if (words.length === 0) return undefined;
    const texts = words.map((word) => decoder.decode(word));
    const name = texts[0].toLowerCase();
    if (words.length === 1 && (name === "quit" || name === "exit")) return "quit";
    if (words.length === 1 && name === "clear") {
      printer.text("\x1b[H\x1b[2J");
    } else if (isHelp(words)) {
      printer.text(helpText(texts.slice(1), printer.paint, this.#commands));
    } else if (name === "connect" && words.length === 3 && /^\d{1,5}$/.test(texts[2])) {
      await this.#connect(texts[1], Number(texts[2]));
    } else {
      const { times, command } = repetition(words);
      if (times < 1) this.#complain("Invalid repeat count: it is a number from 1 on\n");
      else return await this.#interruptibly(streams, (run) => this.#repeat(run, times, command));
    }
    return undefined;
  }

  async #repeat(run: Interruptible, times: number, command: Uint8Array[]): Promise<void> {
    const { printer, options, link } = this.#context;
    for (let done = 0; done < times; done++) {
      if (done > 0 && options.interval !== undefined) await pause(options.interval);
      if (run.interrupted) return;
      const startedMs = performance.now();
      const outcome = await this.#runner.run(command);
      const tookMs = performance.now() - startedMs;
      if (outcome === "lost") return;
      if (tookMs >= SLOW_MS && printer.mode === "human") {
        printer.text(printer.paint("faint", `(${(tookMs / 1000).toFixed(2)}s)\n`));
      }
      // In RESP2 nothing else can be done meanwhile: Ctrl-C leads back.
      if (this.#runner.listens && (link.protocol === 2 || this.#runner.state.monitoring)) {
        return await link.ended();
      }
    }
  }

  /** Runs something that Ctrl-C ends, by closing the connection that it waits for. */
  async #interruptibly(
    streams: ClientStreams,
    work: (run: Interruptible) => Promise<void>,
  ): Promise<"interrupted" | undefined> {
    const { link } = this.#context;
    const run: Interruptible = { interrupted: false };
    this.#hasRun = true;
    let stop = () => {};
    const stopped = new Promise<void>((resolve) => stop = resolve);
    const forget = streams.onInterrupt(() => {
      run.interrupted = true;
      this.#quiet = true;
      this.#runner.state.lost();
      link.close();
      stop();
    });
    try {
      await Promise.race([work(run), stopped]);
    } finally {
      forget();
    }
    if (!run.interrupted) return undefined;
    this.#context.printer.text("\n");
    await this.#open();
    this.#quiet = false;
    return "interrupted";
  }

  async #connect(hostname: string, port: number): Promise<void> {
    const { target } = this.#context.link;
    Object.assign(target, { hostname, port, socket: undefined, database: 0 });
    this.#runner.state.lost();
    await this.#open();
  }

  /** Opens the connection and learns what the server knows; complains if that fails. */
  async #open(): Promise<void> {
    const { link } = this.#context;
    try {
      await link.open();
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.#quiet = false;
      this.#complain(`${error.message}\n`);
    }
    this.#hasRun = false;
    if (link.isOpen) this.#learnCommands();
  }

  /**
   * Learns the commands that the table does not have. Nobody waits for it, and it asks nothing
   * more once the person does something, which may be a transaction or a subscription.
   */
  async #learnCommands(): Promise<void> {
    const { link } = this.#context;
    try {
      const names = namesOfList(await link.command(["COMMAND", "LIST"]));
      const unknown = this.#commands.unknownOf(names);
      if (unknown.length === 0 || this.#hasRun || !link.isOpen) return;
      this.#commands.add(commandsOfDocs(await link.command(["COMMAND", "DOCS", ...unknown])));
    } catch (error) {
      // The connection is gone: what was being asked is not needed any more.
      if (!(error instanceof LinkError)) throw error;
    }
  }

  #complain(text: string): void {
    if (this.#quiet) return;
    const { printer } = this.#context;
    this.#reader.above(() =>
      printer.text(text.replace(/[^\n]+/, (line) => printer.paint("error", line)))
    );
  }
}

async function pause(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
