/** Asks the HTTP interface of a server, before a load, whether it is one and lets us in. */

import { describeSystemError } from "../../../errors/system_error.ts";
import { CliError } from "../../cli_error.ts";
import type { HttpTarget } from "../load_target.ts";

/** What fetch writes before the reason: the address, and which parts of it were at work. */
const FETCHING = /^.*client error \(Connect\): (dns error: |tcp connect error: )?/;

/**
 * What the server says it is. Rejects with a {@linkcode CliError} if nobody is there, or if it does not
 * let us in.
 */
export async function askHttpServer(target: HttpTarget): Promise<string> {
  const { name, namespace, authorization } = target;
  const url = `http://${name}/v1/namespaces/${encodeURIComponent(namespace)}/keys/vortis-bench`;
  let response: Response;
  try {
    response = await fetch(url, {
      redirect: "manual",
      ...(authorization === undefined ? {} : { headers: { authorization } }),
    });
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const message = describeSystemError(reason).replace(FETCHING, "");
    throw new CliError(`cannot connect to ${name}: ${message}`);
  }
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  // No such key is the expected answer; a server that has no such resource at all says so in another way.
  if (response.status === 404 && type === "application/problem+json") return "Vortis";
  if (response.ok && response.headers.has("vortis-type")) return "Vortis";
  if (response.ok || response.status === 404) {
    throw new CliError(`${name} has no keys at /v1/namespaces/${namespace}: is it Vortis?`);
  }
  throw new CliError(`${name} answers: HTTP ${response.status} ${detailOf(text)}`.trimEnd());
}

/** What a problem document says is wrong. */
function detailOf(text: string): string {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem !== "object" || problem === null) return "";
    const { detail, title } = problem as { detail?: unknown; title?: unknown };
    return String(detail ?? title ?? "");
  } catch {
    return "";
  }
}
