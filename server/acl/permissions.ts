/**
 * What the rules of ACL SETUSER permit: keys, channels and commands. A rule about some keys or channels is looked
 * at as Redis looks at it, and leaves no more than that these are not all of them; of commands those are known
 * that a rule has taken away, since another rule may give them back.
 *
 * Rules are binary strings, a character for each byte, and end where C sees their end.
 */

import {
  CHANNELS_AFTER_ALL,
  FIRST_ARGUMENT_OF_SUBCOMMAND,
  KEYS_AFTER_ALL,
  RuleError,
  SYNTAX,
  UNKNOWN_NAME,
} from "./rule_error.ts";

/** A command as rules see it. */
export interface RuleCommand {
  readonly isSubcommand: boolean;
  readonly isContainer: boolean;
  /** Its full name and those of its subcommands. */
  readonly names: readonly string[];
}

/** The names that rules may use, in any case. */
export interface RuleNames {
  /** A command or a subcommand ("client|list"). */
  command(name: string): RuleCommand | undefined;
  /** The full names of the commands of a category, which is named without its `@`. */
  category(name: string): readonly string[] | undefined;
}

/** Permissions, while rules change them. */
export class Permissions {
  /** Commands that were taken away, and categories without commands that were. */
  readonly #denied: Set<string> = new Set();

  /** Permits all or none: of keys, of channels, of commands. */
  constructor(
    private readonly names: RuleNames,
    private keys: boolean,
    private channels: boolean,
    private commands: boolean,
  ) {}

  /** Whether everything is permitted. */
  get isAll(): boolean {
    return this.keys && this.channels && this.commands && this.#denied.size === 0;
  }

  /**
   * Applies a rule.
   *
   * @throws {RuleError} when Redis refuses it.
   */
  apply(rule: string): void {
    switch (cText(rule).toLowerCase()) {
      case "allkeys":
      case "~*":
        this.keys = true;
        return;
      case "resetkeys":
        this.keys = false;
        return;
      case "allchannels":
      case "&*":
        this.channels = true;
        return;
      case "resetchannels":
        this.channels = false;
        return;
      case "allcommands":
      case "+@all":
        this.commands = true;
        this.#denied.clear();
        return;
      case "nocommands":
      case "-@all":
        this.commands = false;
        return;
    }
    if (rule[0] === "~" || rule[0] === "%") this.#checkKeys(rule);
    else if (rule[0] === "&") this.#checkChannels(rule);
    else if (rule[0] === "+") this.#add(cText(rule.slice(1)));
    else if (rule[0] === "-") this.#remove(cText(rule.slice(1)));
    else throw new RuleError(SYNTAX);
  }

  #checkKeys(rule: string): void {
    if (this.keys) throw new RuleError(KEYS_AFTER_ALL);
    // ~pattern, or %R~, %W~, %RW~: what may be done with such keys.
    const start = /^(~|%(RW|WR|R|W)(~|$))/i.exec(rule);
    if (start === null || hasBlanks(rule.slice(start[0].length))) throw new RuleError(SYNTAX);
  }

  #checkChannels(rule: string): void {
    if (this.channels) throw new RuleError(CHANNELS_AFTER_ALL);
    if (hasBlanks(rule)) throw new RuleError(SYNTAX);
  }

  /** `+name`, `+name|first-argument` or `+@category`. */
  #add(name: string): void {
    if (name[0] === "@") return this.#addAll(name, this.#category(name));
    const bar = name.lastIndexOf("|");
    const command = this.#command(bar < 0 ? name : name.slice(0, bar));
    if (bar < 0) return this.#addAll(name, command.names);
    if (command.isSubcommand) throw new RuleError(FIRST_ARGUMENT_OF_SUBCOMMAND);
    if (bar === name.length - 1) throw new RuleError(SYNTAX);
    // Of a command without subcommands one first argument is not all that was taken away.
    if (command.isContainer) this.#addAll(name, this.#command(name).names);
  }

  #addAll(rule: string, names: readonly string[]): void {
    this.#denied.delete(rule.toLowerCase());
    for (const name of names) this.#denied.delete(name);
  }

  /** `-name` or `-@category`. */
  #remove(name: string): void {
    const names = name[0] === "@" ? this.#category(name) : this.#command(name).names;
    // Redis has commands of a category that has none here.
    if (names.length === 0) this.#denied.add(name.toLowerCase());
    for (const removed of names) this.#denied.add(removed);
  }

  #command(name: string): RuleCommand {
    const command = this.names.command(name);
    if (command === undefined) throw new RuleError(UNKNOWN_NAME);
    return command;
  }

  #category(name: string): readonly string[] {
    const names = this.names.category(name.slice(1));
    if (names === undefined) throw new RuleError(UNKNOWN_NAME);
    return names;
  }
}

/** A binary string up to its first NUL. */
export function cText(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** Whether there is a blank, as C's `isspace` has them, or a NUL. */
export function hasBlanks(text: string): boolean {
  return /[\0\t-\r ]/.test(text);
}
