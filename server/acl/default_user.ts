/**
 * The user `default`, the only one there is: who it is at present.
 *
 * Its password follows `requirepass`, the last change of which wins over those of ACL SETUSER, as in Redis.
 */

import type { Config } from "../config/config.ts";
import type { RuleNames } from "./permissions.ts";
import { User } from "./user.ts";
import type { RuleContext } from "./user_rules.ts";

/** Its name. */
export const DEFAULT_USER = "default";

/** Holds the user. */
export class DefaultUser {
  current: User;
  /** What rules that change it need to know. */
  readonly ruleContext: RuleContext;

  constructor(config: Config, names: RuleNames) {
    this.ruleContext = {
      names,
      get opensChannels() {
        return config.get("acl-pubsub-default") === "allchannels";
      },
    };
    this.current = User.OPEN;
    config.follow("requirepass", (password) => {
      this.current = this.current.withPassword(password);
    });
  }
}
