/** The `http-cors-origin` setting: the origins whose web pages may use the HTTP side. */

import { InvalidValue } from "../config_error.ts";
import { type Kind, singleLineKind } from "./kind.ts";

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/;

/** Origins such as `https://example.com:8443`, separated by spaces; `*` stands for all. */
export const corsOrigins: Kind<readonly string[]> = singleLineKind(
  "origin ...",
  (text) => {
    const value = text.split(" ").filter((word) => word !== "").map((word) => word.toLowerCase());
    for (const word of value) {
      if (word !== "*" && !ORIGIN.test(word)) {
        throw new InvalidValue("argument(s) must be origins such as https://example.com, or *");
      }
    }
    return { value, text: value.join(" ") };
  },
  (now) => now.text === "" ? '""' : now.text,
  true,
);
