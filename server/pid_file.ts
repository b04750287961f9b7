/** The `pidfile` setting: a file with the number of the process, for as long as the server runs. */

import type { Config } from "./config/config.ts";
import { describeSystemError } from "./errors/system_error.ts";
import type { Logger } from "./log.ts";
import { pathInDirectory } from "./path_in_directory.ts";

/**
 * Writes the file, if the settings name one. One that cannot be written is a warning, as in Redis: the
 * server does not need it.
 *
 * @returns What removes the file, unless another process has written its own number meanwhile.
 */
export function writePidFile(config: Config, log: Logger): () => void {
  const given = config.get("pidfile");
  if (given === "") return () => {};
  const path = pathInDirectory(config, given);
  const content = `${Deno.pid}\n`;
  try {
    Deno.writeTextFileSync(path, content);
  } catch (error) {
    log.warning(`Failed to write PID file '${path}': ${describeSystemError(error)}`);
    return () => {};
  }
  return () => {
    try {
      if (Deno.readTextFileSync(path) === content) Deno.removeSync(path);
    } catch {
      // Whoever has removed it, or the right to remove it, has had a reason.
    }
  };
}
