/** Relative paths in settings: redis-server works in the directory that `dir` names, and so does this one. */

import { joinPath } from "../store/persistence/file_system.ts";
import type { Config } from "./config/config.ts";

/** A path, from `dir` on if it is relative. */
export function pathInDirectory(config: Config, path: string): string {
  const isAbsolute = /^([/\\]|[A-Za-z]:)/.test(path);
  return isAbsolute ? path : joinPath(config.get("dir"), path);
}
