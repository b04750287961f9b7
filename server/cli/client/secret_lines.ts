/** Lines that hold a password, which no history may keep. */

import { Arguments } from "../../../resp/arguments.ts";
import { sensitiveArguments } from "../../diagnostics/sensitive_arguments.ts";
import { splitWords } from "./command_line_words.ts";

/** Settings of other servers that are secrets. */
const SECRET_SETTING = /pass|auth|secret/i;

const decoder = new TextDecoder();

/** Whether a line gives a password to a server. In doubt, when its quotes do not match, it does. */
export function isSecretLine(line: string): boolean {
  const words = splitWords(line);
  if (words === undefined) return /auth|pass|requirepass|setuser|migrate|hello/i.test(line);
  const texts = words.map((word) => decoder.decode(word).toLowerCase());
  const first = /^\d+$/.test(texts[0] ?? "") ? 1 : 0;
  const [name = "", second = ""] = texts.slice(first);
  if (name === "acl" && second === "setuser") return true;
  if (name === "sentinel" || (name === "config" && second === "set")) {
    if (texts.slice(first + 2).some((word) => SECRET_SETTING.test(word))) return true;
  }
  const full = name === "config" ? `config|${second}` : name;
  return sensitiveArguments(full, Arguments.from(words.slice(first))).length > 0;
}
