/** What the modes that do something else than run commands work with. */

import type { ClientOptions } from "./client_options.ts";
import type { ClientStreams } from "./client_streams.ts";
import type { ReplyPrinter } from "./replies/printer.ts";
import type { ServerLink } from "./server_link.ts";

/** The options, the server, the input and the output. */
export interface ToolContext {
  readonly options: ClientOptions;
  readonly link: ServerLink;
  readonly printer: ReplyPrinter;
  readonly streams: ClientStreams;
  printError(text: string): void;
}
