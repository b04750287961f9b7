/** `--scan`: the keys of a database, one a line. */

import type { ToolContext } from "../tool_context.ts";
import { walkKeys } from "./key_walk.ts";

/** Lists the keys in the format of replies; resolves with the exit code. */
export async function listKeys({ link, options, printer }: ToolContext): Promise<number> {
  for await (const keys of walkKeys(link, options)) {
    printer.replies(keys.map((key) => ({ type: "bulk", value: key })));
  }
  return 0;
}
