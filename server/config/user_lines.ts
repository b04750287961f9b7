/**
 * What a file or a flag says of the user `default`: `user default on >password ~* &* +@all`, as CONFIG REWRITE
 * of Redis 7.0 writes it into every file. The rules are those of ACL SETUSER; whoever knows these reads them.
 */

/** One such line. */
export interface UserLine {
  /** The name and the rules. */
  readonly words: readonly string[];
  /** Who says it, for messages: `FILE:LINE: 'user'`, `--user`. */
  readonly source: string;
  /** Whether it stands in a file that another one includes. */
  readonly isIncluded: boolean;
}

/** What stands in front of the name. */
const DIRECTIVE = "user";

/** Whether a setting's name is that of such a line, which is no setting: CONFIG GET does not show it. */
export function isUserLine(name: string): boolean {
  return name.toLowerCase() === DIRECTIVE;
}
