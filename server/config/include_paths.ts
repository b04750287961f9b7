/**
 * What `include` in a configuration file stands for: one file, or all that a pattern matches.
 *
 *     include /etc/redis/conf.d/*.conf
 *
 * As in the shell, `*`, `?` and `[…]` stand for parts of one name in any place of the path, names that begin
 * with a dot are not meant, and the files come in the order of their names. A pattern without a match is
 * no error, so that a directory may be empty.
 */

import { GlobPattern } from "../../store/encoding/glob.ts";

const WILDCARD = /[*?[]/;
const encoder = new TextEncoder();

/**
 * The paths of the files: `path` itself if it has no wildcard, otherwise those that are there.
 *
 * @throws {Error} the system's when a directory cannot be read.
 */
export function includedPaths(path: string): string[] {
  if (!WILDCARD.test(path)) return [path];
  let found = [path.startsWith("/") ? "/" : ""];
  for (const segment of path.split("/").filter((segment) => segment !== "")) {
    found = found.flatMap((directory) => expand(directory, segment));
  }
  return found.filter(exists);
}

/** The paths in a directory that a segment stands for; the directory ends in `/`, or is the working one. */
function expand(directory: string, segment: string): string[] {
  const prefix = directory === "" || directory.endsWith("/") ? directory : `${directory}/`;
  if (!WILDCARD.test(segment)) return [prefix + segment];
  const pattern = new GlobPattern(encoder.encode(segment));
  const isMeant = (name: string): boolean => {
    const bytes = encoder.encode(name);
    return name.startsWith(".") === segment.startsWith(".") &&
      pattern.matches(bytes, 0, bytes.length);
  };
  return namesIn(prefix || ".").filter(isMeant).sort().map((name) => prefix + name);
}

function namesIn(directory: string): string[] {
  return ifThere(() => Array.from(Deno.readDirSync(directory), ({ name }) => name)) ?? [];
}

function exists(path: string): boolean {
  return ifThere(() => Deno.statSync(path)) !== undefined;
}

/** What `read` gives, or undefined when the path that it reads leads nowhere. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotADirectory;
    if (isMissing) return undefined;
    throw error;
  }
}
