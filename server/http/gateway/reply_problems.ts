/**
 * Error replies of commands as problems: the first word decides the status, the text is the detail.
 */

import { Problem } from "../problem.ts";

interface Kind {
  readonly status: number;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY_SOON = { "retry-after": "1" };

/** By the first word of the reply; all others are wrong requests. */
const KINDS: Readonly<Record<string, Kind>> = {
  NOAUTH: { status: 401, title: "Authentication required" },
  WRONGPASS: { status: 401, title: "Authentication failed" },
  WRONGTYPE: { status: 409, title: "Value of another type" },
  BUSYKEY: { status: 409, title: "Key exists" },
  EXECABORT: { status: 409, title: "Transaction aborted" },
  OOM: { status: 507, title: "Out of memory" },
  LOADING: { status: 503, title: "Loading data", headers: RETRY_SOON },
  MISCONF: { status: 503, title: "Writes are refused" },
};

/** The problem for an error reply such as `WRONGTYPE Operation against …`, without its dash. */
export function problemOfReply(message: string): Problem {
  const space = message.indexOf(" ");
  const word = space < 0 ? message : message.slice(0, space);
  const kind = KINDS[word];
  if (kind === undefined) {
    return new Problem({
      code: "command-error",
      status: 400,
      title: "Command refused",
      detail: message,
    });
  }
  return new Problem({ code: word.toLowerCase(), detail: message, ...kind });
}
