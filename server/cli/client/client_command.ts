/** `vortis cli`: reads the options and hands over to what they ask for. */

import type { CliProcess } from "../cli_command.ts";
import { CliError } from "../cli_error.ts";
import { VERSION } from "../../version.ts";
import { type BatchContext, runArguments, runInput } from "./batch_runs.ts";
import { type ClientOptions, readClientOptions } from "./client_options.ts";
import { type ClientStreams, ProcessStreams } from "./client_streams.ts";
import { CLIENT_USAGE } from "./client_usage.ts";
import { CommandRunner } from "./command_runner.ts";
import { ReplyPrinter } from "./replies/printer.ts";
import { LinkError, ServerLink } from "./server_link.ts";

/** Runs the client; resolves with the exit code. */
export async function runClient(
  args: readonly string[],
  process: CliProcess,
  streams: ClientStreams = new ProcessStreams(),
): Promise<number> {
  const options = readClientOptions(args, process.environment);
  if (options.help) {
    process.print(CLIENT_USAGE);
    return 0;
  }
  if (options.version) {
    process.print(`vortis cli ${VERSION}\n`);
    return 0;
  }
  if (options.passwordIsVisible && options.authWarning) {
    process.printError("Warning: others can see a password on the command line; see --askpass.\n");
  }
  if (options.askPassword) {
    const { askPassword } = await import("./line/password_prompt.ts");
    options.password = await askPassword(streams);
  }
  const printer = new ReplyPrinter(options, streams, mayColour(process));
  const link = new ServerLink(targetOf(options, printer));
  try {
    return await runMode(options, process, streams, printer, link);
  } catch (error) {
    // What the server said is told in its own words, without the name of the program.
    if (!(error instanceof LinkError)) throw error;
    process.printError(`${error.message}\n`);
    return 1;
  } finally {
    link.close();
  }
}

async function runMode(
  options: ClientOptions,
  process: CliProcess,
  streams: ClientStreams,
  printer: ReplyPrinter,
  link: ServerLink,
): Promise<number> {
  const tool = { options, streams, printer, link, printError: process.printError };
  switch (options.mode) {
    case "scan":
      return (await import("./modes/scan.ts")).listKeys(tool);
    case "bigkeys":
    case "memkeys":
      return (await import("./modes/big_keys.ts")).findBigKeys(tool);
    case "hotkeys":
      return (await import("./modes/hot_keys.ts")).findHotKeys(tool);
    case "stat":
      return (await import("./modes/stat.ts")).showStatistics(tool);
    case "latency":
    case "latency-history":
      return (await import("./modes/latency.ts")).measureLatency(tool);
    case "pipe":
      return (await import("./modes/pipe.ts")).loadInput(tool);
    case "commands":
  }
  const help = async (topic: readonly string[]) => {
    const { helpText } = await import("./help_topics.ts");
    printer.text(helpText(topic, printer.paint));
  };
  if (options.command.length === 0 && options.lastFromInput) {
    throw new CliError("-x needs a command");
  }
  if (options.command.length === 0 && streams.inputIsTerminal && streams.outputIsTerminal) {
    const { runInteractively } = await import("./interactive.ts");
    return await runInteractively({ ...tool, environment: process.environment });
  }
  const runner = new CommandRunner(link, printer, process.printError);
  const context: BatchContext = { ...tool, runner, help };
  if (options.command.length === 0) return await runInput(context);
  return await runArguments(context);
}

function targetOf(options: ClientOptions, printer: ReplyPrinter) {
  const { hostname, port, socket, username, password, database } = options;
  const wantsTypes = printer.mode === "json" || printer.mode === "quoted-json";
  return {
    ...{ hostname, port, socket, username, password, database },
    protocol: options.protocol ?? (wantsTypes ? 3 : 2),
    protocolIsWish: options.protocol === undefined,
  };
}

function mayColour({ environment }: CliProcess): boolean {
  return (environment("NO_COLOR") ?? "") === "" && environment("TERM") !== "dumb";
}
