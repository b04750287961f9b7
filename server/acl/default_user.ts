/**
 * The user `default`, the only one there is: who it is at present.
 *
 * It follows `requirepass`, whose last change wins over what a configuration file or ACL SETUSER has said of it,
 * as in Redis.
 */

import type { Config } from "../config/config.ts";
import { User } from "./user.ts";

/** Its name. */
export const DEFAULT_USER = "default";

/** Holds the user. */
export class DefaultUser {
  current: User;

  constructor(config: Config) {
    this.current = User.ofPassword(config.get("requirepass"));
    config.onChange("requirepass", () => {
      this.current = User.ofPassword(config.get("requirepass"));
    });
  }
}
