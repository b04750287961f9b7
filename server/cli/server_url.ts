/** Servers as the command line names them: `redis://user:password@host:port/database`. */

import { RespClient } from "../../resp/client.ts";
import { RespError } from "../../resp/reply.ts";
import { describeSystemError } from "../errors/system_error.ts";
import { CliError } from "./cli_error.ts";

/** A server, and perhaps a database of it. */
export interface ServerUrl {
  readonly hostname: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Undefined if none is named. */
  readonly database: number | undefined;
  /** Host and port, for messages: without the password. */
  readonly name: string;
}

/** Where a server is if nothing else is said. */
export const DEFAULT_URL = "redis://127.0.0.1:6379";

const DEFAULT_PORT = 6379;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Whether a word names a server rather than a file. */
export function isServerUrl(word: string): boolean {
  return SCHEME.test(word);
}

/**
 * Reads a URL.
 * @throws {CliError} with what is wrong, and without the password.
 */
export function parseServerUrl(text: string): ServerUrl {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") {
    throw new CliError("a server is named as redis://[user:password@]host[:port][/database]");
  }
  if (url.protocol !== "redis:") {
    const hint = url.protocol === "rediss:" ? ": there is no TLS" : "; redis:// is";
    throw new CliError(`'${url.protocol}//' is not known${hint}`);
  }
  if (url.search !== "" || url.hash !== "") {
    throw new CliError("behind '?' and '#' a URL says nothing here");
  }
  const path = url.pathname.replace(/^\//, "");
  if (!/^\d{0,9}$/.test(path)) throw new CliError(`'${path}' is no number of a database`);
  const port = portOf(url, DEFAULT_PORT);
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    username: decoded(url.username),
    password: decoded(url.password),
    database: path === "" ? undefined : Number(path),
    name: `${url.hostname}:${port}`,
  };
}

/** The port that a URL names. @throws {CliError} for 0, which is none. */
export function portOf({ port }: URL, otherwise: number): number {
  if (port === "") return otherwise;
  if (port === "0") throw new CliError("0 is no port");
  return Number(port);
}

/** A part of a URL without its escapes; undefined if it is empty. */
function decoded(part: string): string | undefined {
  try {
    return part === "" ? undefined : decodeURIComponent(part);
  } catch {
    throw new CliError("the user or the password has an escape that is none: % is %25");
  }
}

/**
 * Connects and authenticates. Rejects with a {@linkcode CliError}.
 */
export async function connectTo(url: ServerUrl): Promise<RespClient> {
  const { hostname, port, username, password } = url;
  try {
    return await RespClient.connect({ hostname, port }, {
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    });
  } catch (error) {
    const reason = error instanceof RespError ? error.message : describeSystemError(error);
    throw new CliError(`cannot connect to ${url.name}: ${reason}`);
  }
}

/** Selects a database. Rejects with a {@linkcode CliError}. */
export async function selectDatabase(
  client: RespClient,
  { name }: ServerUrl,
  database: number,
): Promise<void> {
  const reply = await client.command("SELECT", database);
  if (reply.type === "error") {
    throw new CliError(`${name} has no database ${database} to offer: ${reply.value}`);
  }
}
