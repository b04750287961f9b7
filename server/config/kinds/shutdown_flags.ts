/**
 * The `shutdown-on-sigint` and `shutdown-on-sigterm` settings: how the server ends when the system asks it to,
 * in the words of SHUTDOWN.
 */

import { InvalidValue } from "../config_error.ts";
import { type Kind, singleLineKind } from "./kind.ts";

/** A word of SHUTDOWN. */
export type ShutdownFlag = "save" | "nosave" | "now" | "force";

/** In the order in which CONFIG GET shows them. */
const FLAGS: readonly ShutdownFlag[] = ["save", "nosave", "now", "force"];

/** Flags, or `default` for none of them. */
export const shutdownFlags: Kind<ReadonlySet<ShutdownFlag>> = singleLineKind(
  "flag ...",
  (text) => {
    const words = text.toLowerCase().split(" ").filter((word) => word !== "default");
    if (text === "" || !words.every((word) => FLAGS.some((flag) => flag === word))) {
      throw new InvalidValue(
        `argument(s) must be one of the following: default, ${FLAGS.join(", ")}`,
      );
    }
    const value = new Set(FLAGS.filter((flag) => words.includes(flag)));
    if (value.has("save") && value.has("nosave")) {
      throw new InvalidValue("shutdown options SAVE and NOSAVE can't be used simultaneously");
    }
    return { value, text: value.size === 0 ? "default" : [...value].join(" ") };
  },
  (now) => now.text,
  true,
);
