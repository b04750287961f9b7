/** Asks for a password without showing it. */

import { CliError } from "../../cli_error.ts";
import type { ClientStreams } from "../client_streams.ts";
import { KeyDecoder } from "./key_decoder.ts";

const encoder = new TextEncoder();

/**
 * Reads a password: from the terminal a star for each character, from a pipe the first line.
 *
 * @throws {CliError} if it is given up by Ctrl-C
 */
export async function askPassword(streams: ClientStreams): Promise<string> {
  const show = (text: string) => streams.write(encoder.encode(text));
  const decoder = new KeyDecoder();
  let password = "";
  if (streams.inputIsTerminal) show("Please input password: ");
  streams.setRaw(true);
  try {
    for (let bytes = await streams.read(); bytes !== undefined; bytes = await streams.read()) {
      for (const key of decoder.decode(bytes)) {
        if (key.name === "enter") return password;
        if (key.name === "ctrl-c" || key.name === "ctrl-d") throw new CliError("no password", 130);
        if (key.name === "backspace") {
          if (password !== "" && streams.inputIsTerminal) show("\b \b");
          password = password.slice(0, -1);
        } else if (key.name === "text" || key.name === "paste") {
          password += key.text;
          if (streams.inputIsTerminal) show("*".repeat(key.text.length));
        }
      }
    }
    return password;
  } finally {
    streams.setRaw(false);
    if (streams.inputIsTerminal) show("\n");
  }
}
