/** Commands without a person: from the arguments, or one a line from the input. */

import { CliError } from "../cli_error.ts";
import type { ClientOptions } from "./client_options.ts";
import { type ClientStreams, readLines, readToEnd } from "./client_streams.ts";
import { splitWords } from "./command_line_words.ts";
import type { CommandRunner, Outcome } from "./command_runner.ts";
import type { ReplyPrinter } from "./replies/printer.ts";

/** What a run without a person needs. */
export interface BatchContext {
  readonly runner: CommandRunner;
  readonly printer: ReplyPrinter;
  readonly streams: ClientStreams;
  readonly options: ClientOptions;
  printError(text: string): void;
  /** `help` and its words. */
  help(topic: readonly string[]): Promise<void>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Runs the command of the arguments, as often as was asked; resolves with the exit code. */
export async function runArguments(context: BatchContext): Promise<number> {
  const { options, runner } = context;
  const command = await commandOfArguments(context);
  const onError = options.exitWithErrors
    ? (text: string) => context.printError(`${text}\n`)
    : undefined;
  if (isHelp(command)) {
    await context.help(command.slice(1).map((word) => decoder.decode(word)));
    return 0;
  }
  for (let run = 0; options.repeat < 0 || run < options.repeat; run++) {
    if (run > 0) await pause(options.interval);
    const outcome = await runner.run(command, onError);
    if (outcome === "lost") return 1;
    if (outcome === "error" && options.exitWithErrors) return 1;
    if (runner.listens) return await listen(context);
  }
  return 0;
}

/** Runs the lines of the input; resolves with the exit code. */
export async function runInput(context: BatchContext): Promise<number> {
  const { options, runner, streams, printer } = context;
  let failed = false;
  for await (const line of readLines(streams)) {
    const words = splitWords(line);
    if (words === undefined) {
      printer.text("Invalid argument(s)\n");
      failed = true;
      continue;
    }
    if (words.length === 0) continue;
    const name = decoder.decode(words[0]).toLowerCase();
    if (words.length === 1 && (name === "quit" || name === "exit")) break;
    if (isHelp(words)) {
      await context.help(words.slice(1).map((word) => decoder.decode(word)));
      continue;
    }
    const { times, command } = repetition(words);
    if (times < 1) {
      printer.text("Invalid repeat count: it is a number from 1 on\n");
      failed = true;
      continue;
    }
    let outcome: Outcome = "ok";
    for (let run = 0; run < times && outcome !== "lost"; run++) {
      if (run > 0) await pause(options.interval);
      outcome = await runner.run(command);
      if (outcome === "error") failed = true;
    }
    if (outcome === "lost") return 1;
    if (runner.listens && runner.link.protocol === 2) return await listen(context);
  }
  if (runner.listens) return await listen(context);
  return failed && options.exitWithErrors ? 1 : 0;
}

/** Shows messages until the server ends the connection; resolves with the exit code. */
async function listen({ runner, printError }: BatchContext): Promise<number> {
  await runner.link.ended();
  printError(`${runner.link.name}: the server closed the connection\n`);
  return 1;
}

async function commandOfArguments(context: BatchContext): Promise<Uint8Array[]> {
  const { options, streams } = context;
  const words = options.command.map((word) => options.quotedInput ? unquoted(word) : word);
  const command = words.map((word) => typeof word === "string" ? encoder.encode(word) : word);
  if (options.lastFromInput) command.push(await readToEnd(streams));
  const tag = options.taggedFromInput;
  if (tag !== undefined) {
    const at = options.command.indexOf(tag);
    if (at < 0) throw new CliError(`-X '${tag}': no argument is that word`);
    command[at] = await readToEnd(streams);
  }
  return command;
}

/** The bytes of a word in quotes; a word without any stays what it is. */
function unquoted(word: string): Uint8Array | string {
  if (!/^["']/.test(word)) return word;
  const [bytes] = splitWords(word) ?? [];
  if (bytes === undefined) throw new CliError(`--quoted-input: the quotes of ${word} do not match`);
  return bytes;
}

/** `5 INCR counter` is INCR five times, as in redis-cli. */
export function repetition(words: Uint8Array[]): { times: number; command: Uint8Array[] } {
  const first = decoder.decode(words[0]);
  if (words.length < 2 || !/^-?\d{1,9}$/.test(first)) return { times: 1, command: words };
  return { times: Number(first), command: words.slice(1) };
}

/** Whether the words ask the client for help rather than the server. */
export function isHelp(words: readonly Uint8Array[]): boolean {
  return words.length > 0 && /^(help|\?)$/i.test(decoder.decode(words[0]));
}

async function pause(seconds = 0): Promise<void> {
  if (seconds > 0) await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
