/**
 * Commands that change or need the connection they come through. An HTTP request has none that lasts: its
 * namespace, its user and its protocol are given with it, so these are refused.
 *
 * Commands that may wait for data are not among them: they answer at once, as inside MULTI.
 */

/** Full names of the commands, and what to use instead over HTTP. */
const INSTEAD: Readonly<Record<string, string>> = {
  "auth": "send the password in the Authorization header",
  "hello": "send the password in the Authorization header",
  "select": "name the namespace in the request",
  "reset": "",
  "quit": "",
  "multi": "send the commands as a transaction",
  "exec": "send the commands as a transaction",
  "discard": "send the commands as a transaction",
  "watch": "",
  "unwatch": "",
  "subscribe": "use the server-sent events",
  "unsubscribe": "use the server-sent events",
  "psubscribe": "use the server-sent events",
  "punsubscribe": "use the server-sent events",
  "ssubscribe": "use the server-sent events",
  "sunsubscribe": "use the server-sent events",
  "monitor": "",
  "sync": "",
  "psync": "",
  "replconf": "",
  "migrate": "",
  "client|caching": "",
  "client|no-evict": "",
  "client|no-touch": "",
  "client|reply": "",
  "client|setinfo": "",
  "client|setname": "",
  "client|tracking": "",
};

/**
 * Why a command is refused over HTTP, as the text of an error reply; undefined if it is not.
 *
 * @param name Full name in lower case: "get", "client|reply".
 */
export function refusalOverHttp(name: string): string | undefined {
  if (!Object.hasOwn(INSTEAD, name)) return undefined;
  const instead = INSTEAD[name];
  const shown = name.replace("|", " ").toUpperCase();
  const advice = instead === "" ? "" : `: ${instead}`;
  return `ERR ${shown} needs a connection of its own and cannot be used over HTTP${advice}`;
}
