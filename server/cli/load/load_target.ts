/** Where a load goes: `redis://…` for RESP, `http://…` for the HTTP interface. */

import { CliError } from "../cli_error.ts";
import { parseServerUrl, portOf, type ServerUrl } from "../server_url.ts";

/** A server and how it is spoken to. */
export type LoadTarget =
  | { readonly kind: "resp"; readonly url: ServerUrl }
  | { readonly kind: "http"; readonly url: HttpTarget };

/** The HTTP interface of a server. */
export interface HttpTarget {
  readonly hostname: string;
  readonly port: number;
  /** Host and port, for messages and for the header of that name. */
  readonly name: string;
  readonly namespace: string;
  /** The header of that name; undefined without a password. */
  readonly authorization: string | undefined;
}

const HTTP_FORM = "http://[user:password@]host[:port][/namespace]";
const FORMS = `redis://[user:password@]host[:port][/database] or ${HTTP_FORM}`;

/**
 * Reads a URL.
 * @throws {CliError} with what is wrong, and without the password.
 */
export function parseTarget(text: string): LoadTarget {
  const url = URL.parse(text);
  // `host:6379` is a URL, too, of the scheme `host:`.
  if (url === null || (url.hostname === "" && !text.includes("://"))) {
    throw new CliError(`--url: expected ${FORMS}`);
  }
  if (url.protocol !== "redis:" && url.protocol !== "http:") {
    const hint = url.protocol === "https:" || url.protocol === "rediss:" ? ", without TLS" : "";
    throw new CliError(
      `--url: '${url.protocol}//' is not known: redis:// and http:// are${hint}`,
    );
  }
  if (url.hostname === "") throw new CliError(`--url: expected ${FORMS}`);
  if (url.protocol === "redis:") return { kind: "resp", url: parseServerUrl(text) };
  const namespace = decoded(url.pathname.slice(1)) || "0";
  if (namespace.includes("/") || url.search !== "" || url.hash !== "") {
    throw new CliError(`HTTP is asked for as ${HTTP_FORM}`);
  }
  const port = portOf(url, 80);
  return {
    kind: "http",
    url: {
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port,
      name: `${url.hostname}:${port}`,
      namespace,
      authorization: authorizationOf(url),
    },
  };
}

/** A password alone is a bearer token, with a user it is basic authentication. */
function authorizationOf(url: URL): string | undefined {
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (password === "") return undefined;
  if (username === "") return `Bearer ${password}`;
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${bytes.toBase64()}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new CliError("the URL has an escape that is none: % is %25");
  }
}
