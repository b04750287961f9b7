/**
 * The rules of ACL SETUSER, and of `user` in a configuration file: words that change a user one after the other.
 *
 *     on off                     whether it may log in
 *     >password <password        adds and removes a password
 *     #hash !hash                the same by its SHA-256
 *     nopass resetpass           any password is right; none is
 *     skip-sanitize-payload sanitize-payload
 *     reset                      what a new user is: it may do nothing
 *     ~… %… &… +… -… all… no… reset…   permissions (permissions.ts)
 *     ( … ) clearselectors       further permissions, and none of them
 *
 * Each rule is looked at as Redis does, with its errors. What comes out must be a user that may do everything.
 */

import { cText, Permissions, type RuleNames } from "./permissions.ts";
import { NO_HASH, NO_SUCH_PASSWORD, RuleError, UnavailableRuleError } from "./rule_error.ts";
import { sha256Hex } from "./sha256.ts";
import { User, type UserTraits } from "./user.ts";

/** What rules need to know of the server. */
export interface RuleContext {
  readonly names: RuleNames;
  /** Whether those who are made anew may use all channels: `acl-pubsub-default`. */
  readonly opensChannels: boolean;
}

const HASH = /^[0-9a-f]{64}$/;

/** A user, while rules change it. */
export class UserDraft {
  #traits: UserTraits;
  #permissions: Permissions;
  #hasSelectors = false;

  private constructor(
    traits: UserTraits,
    permissions: Permissions,
    private readonly context: RuleContext,
  ) {
    this.#traits = traits;
    this.#permissions = permissions;
  }

  /** Begins with a user that there is. */
  static of(user: User, context: RuleContext): UserDraft {
    return new UserDraft(user.traits, new Permissions(context.names, true, true, true), context);
  }

  /** Begins with a new one, which may do nothing. */
  static fresh(context: RuleContext): UserDraft {
    return new UserDraft(FRESH, freshPermissions(context), context);
  }

  /**
   * The user that has come out.
   *
   * @throws {UnavailableRuleError} when it may do less than everything.
   */
  finish(): User {
    if (!this.#permissions.isAll || this.#hasSelectors) {
      throw new UnavailableRuleError(
        "Users with fewer permissions than ~* &* +@all, or with selectors, are not available",
      );
    }
    return new User(this.#traits);
  }

  /**
   * Applies a rule, a binary string.
   *
   * @throws {RuleError} when Redis refuses it.
   */
  apply(rule: string): void {
    if (rule === "") return;
    switch (cText(rule).toLowerCase()) {
      case "on":
        return this.#change({ isOn: true });
      case "off":
        return this.#change({ isOn: false });
      case "skip-sanitize-payload":
        return this.#change({ payloadCheck: "skip-sanitize-payload" });
      case "sanitize-payload":
        return this.#change({ payloadCheck: "sanitize-payload" });
      case "nopass":
        return this.#change({ takesAnyPassword: true, passwordHashes: [] });
      case "resetpass":
        return this.#change({ takesAnyPassword: false, passwordHashes: [] });
      case "clearselectors":
        this.#hasSelectors = false;
        return;
      case "reset":
        this.#traits = FRESH;
        this.#permissions = freshPermissions(this.context);
        this.#hasSelectors = false;
        return;
    }
    const first = rule[0];
    if (first === ">" || first === "#") this.#addPassword(hashOf(rule));
    else if (first === "<" || first === "!") this.#removePassword(hashOf(rule));
    else if (first === "(" && rule.endsWith(")")) this.#checkSelector(rule.slice(1, -1));
    else this.#permissions.apply(rule);
  }

  #change(traits: Partial<UserTraits>): void {
    this.#traits = { ...this.#traits, ...traits };
  }

  #addPassword(hash: string): void {
    const { passwordHashes } = this.#traits;
    const all = passwordHashes.includes(hash) ? passwordHashes : [...passwordHashes, hash];
    this.#change({ takesAnyPassword: false, passwordHashes: all });
  }

  #removePassword(hash: string): void {
    const { passwordHashes } = this.#traits;
    if (!passwordHashes.includes(hash)) throw new RuleError(NO_SUCH_PASSWORD);
    this.#change({ passwordHashes: passwordHashes.filter((other) => other !== hash) });
  }

  #checkSelector(rules: string): void {
    const permissions = freshPermissions(this.context);
    for (const rule of rules.split(/[\t-\r ]+/)) if (rule !== "") permissions.apply(rule);
    this.#hasSelectors = true;
  }
}

/** A user that ACL SETUSER has just made. */
const FRESH: UserTraits = {
  isOn: false,
  takesAnyPassword: false,
  passwordHashes: [],
  payloadCheck: "sanitize-payload",
};

function freshPermissions({ names, opensChannels }: RuleContext): Permissions {
  return new Permissions(names, false, opensChannels, false);
}

/** The hash that a rule names, or whose password it names. */
function hashOf(rule: string): string {
  const rest = rule.slice(1);
  if (rule[0] === ">" || rule[0] === "<") {
    const bytes = Uint8Array.from(rest, (character) => character.charCodeAt(0));
    return sha256Hex(bytes, 0, bytes.length);
  }
  if (!HASH.test(rest)) throw new RuleError(NO_HASH);
  return rest;
}

/** Rules of which those of a selector, if they came as several words, are one: `(+get`, `~a)`. */
export function joinSelectors(words: readonly string[]): string[] {
  const rules: string[] = [];
  let selector: string | undefined;
  let begin = 0;
  for (const [i, word] of words.entries()) {
    if (word[0] === "(" && !word.endsWith(")")) {
      // Within another one it takes its place.
      selector = word;
      begin = i;
    } else if (selector !== undefined) {
      selector += ` ${word}`;
      if (!word.endsWith(")")) continue;
      rules.push(selector);
      selector = undefined;
    } else {
      rules.push(word);
    }
  }
  if (selector !== undefined) {
    throw new RuleError(
      `Unmatched parenthesis in acl selector starting at '${cText(words[begin])}'.`,
    );
  }
  return rules;
}
