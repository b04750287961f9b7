/**
 * The user `default`, the only one there is: who it is at present.
 *
 * At the start it is what a `user` line says, or else what `requirepass` says, unless a later source names a
 * password: a flag wins over a file. Afterwards the last change counts, be it of `requirepass` or by ACL SETUSER.
 */

import type { Config } from "../config/config.ts";
import type { UserLine } from "../config/user_lines.ts";
import type { RuleNames } from "./permissions.ts";
import { RuleError, UnavailableRuleError } from "./rule_error.ts";
import { User } from "./user.ts";
import { joinSelectors, type RuleContext, UserDraft } from "./user_rules.ts";

/** Its name. */
export const DEFAULT_USER = "default";

/** A `user` line that cannot be used; the message is one line that begins with its place. */
export class UserLineError extends Error {
  /** The name of the class. */
  override readonly name = "UserLineError";
}

const encoder = new TextEncoder();

/** Holds the user. */
export class DefaultUser {
  current: User;
  /** What rules that change it need to know. */
  readonly ruleContext: RuleContext;
  readonly #config: Config;

  /** @throws {UserLineError} When the configuration has a `user` line that cannot be used. */
  constructor(config: Config, names: RuleNames) {
    this.#config = config;
    this.ruleContext = {
      names,
      get opensChannels() {
        return config.get("acl-pubsub-default") === "allchannels";
      },
    };
    this.current = User.OPEN;
    for (const line of config.userLines) this.current = this.#read(line);
    const isSaid = config.userLines.length > 0 && !config.passwordIsLater;
    if (!isSaid) this.current = this.current.withPassword(config.get("requirepass"));
    config.onChange("requirepass", () => {
      this.current = this.current.withPassword(config.get("requirepass"));
    });
  }

  /** The user as ACL LIST and a configuration file have it. */
  get line(): string {
    return `user ${DEFAULT_USER} ${this.current.describe()}`;
  }

  /** Whether a file that has `requirepass` need not have the line. */
  get isImplied(): boolean {
    const implied = User.OPEN.withPassword(this.#config.get("requirepass"));
    return this.current.describe() === implied.describe();
  }

  #read({ words: [name, ...words], source }: UserLine): User {
    const wrong = (reason: string) => new UserLineError(`${source}: ${reason}`);
    if (name !== DEFAULT_USER) throw wrong("there are no users but 'default'; remove the line");
    const draft = UserDraft.fresh(this.ruleContext);
    let shown = "";
    try {
      for (const rule of joinSelectors(words.map(binaryOf))) {
        // What may be a password is not shown.
        shown = /^[<>#!]/.test(rule) ? "" : `'${rule}': `;
        draft.apply(rule);
      }
      shown = "";
      return draft.finish();
    } catch (error) {
      const isKnown = error instanceof RuleError || error instanceof UnavailableRuleError;
      throw isKnown ? wrong(shown + error.message) : error;
    }
  }
}

/** A text as a binary string, a character for each byte of its UTF-8. */
function binaryOf(text: string): string {
  return Array.from(encoder.encode(text), (byte) => String.fromCharCode(byte)).join("");
}
