/**
 * `vortis serve`: the server as a process, from its flags to its exit code.
 *
 * The server itself is loaded after the flags have been read, so that a wrong one is reported,
 * and `--help` shown, in no time.
 */

import type { Config } from "../config/config.ts";
import type { RunningServer } from "../server.ts";
import { Logger, logToFile } from "../log.ts";
import { pathInDirectory } from "../path_in_directory.ts";
import { describeSystemError } from "../errors/system_error.ts";
import { REDIS_VERSION, VERSION } from "../version.ts";
import { CliError } from "./cli_error.ts";
import type { CliProcess } from "./cli_command.ts";
import { readServeRequest } from "./serve_flags.ts";
import { startUpLine } from "./start_up_line.ts";

/** Runs the server until the process is asked to stop; resolves with the exit code. */
export async function runServe(args: readonly string[], process: CliProcess): Promise<number> {
  const request = readServeRequest(args, process.environment);
  if (request === "help") {
    process.print((await import("./help_text.ts")).serveHelp());
    return 0;
  }
  if (request === "version") {
    process.print(`vortis ${VERSION} (compatible with Redis ${REDIS_VERSION})\n`);
    return 0;
  }
  if (!listensAnywhere(request)) {
    throw new CliError("nowhere to listen: give --port and --bind, or --unixsocket");
  }
  const log = openLog(request);
  const stopsStart = new AbortController();
  let shutdown = (signal: string): void | Promise<void> => stopsStart.abort(signal);
  process.onStopRequest((signal) => {
    log.warning(`Received ${signal} scheduling shutdown...`);
    log.warning("User requested shutdown...");
    return shutdown(signal);
  });
  const server = await start(request, log, stopsStart.signal);
  shutdown = (signal) => server.shutdown(signal);
  const { addresses, httpAddresses } = server;
  process.print(`${startUpLine(request, addresses, Deno.pid, httpAddresses)}\n`);
  await server.finished;
  log.warning("Vortis is now ready to exit, bye bye...");
  return 0;
}

function listensAnywhere(config: Config): boolean {
  const hasPort = config.get("port") !== 0 || config.get("http-port") !== 0;
  return config.get("unixsocket") !== "" || (hasPort && config.get("bind").length > 0);
}

async function start(config: Config, log: Logger, signal: AbortSignal): Promise<RunningServer> {
  const { ListenError, PersistenceError, serve, UserLineError } = await import("../server.ts");
  try {
    return await serve({ config, log, signal, durable: true });
  } catch (error) {
    const isKnown = error instanceof ListenError || error instanceof PersistenceError ||
      error instanceof UserLineError;
    if (isKnown) {
      throw new CliError(error.message);
    }
    throw error;
  }
}

function openLog(config: Config): Logger {
  const path = config.get("logfile");
  let log: Logger;
  try {
    log = new Logger(path === "" ? {} : { write: logToFile(pathInDirectory(config, path)) });
  } catch (error) {
    throw new CliError(`cannot open log file '${path}': ${describeSystemError(error)}`);
  }
  config.follow("loglevel", (level) => log.level = level);
  return log;
}
