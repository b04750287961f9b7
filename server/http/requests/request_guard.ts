/**
 * What every request must pass before a route sees it: who sends it, for whom it was meant, which
 * web page it comes from, and whether its sender knows the password.
 *
 * A browser lets any web page send requests to this machine. Two things keep pages of strangers out
 * even without a password: a request that another origin's page has sent is refused unless
 * `http-cors-origin` allows the origin; and in protected mode the name in the address must be an IP
 * address or `localhost`, so that a page cannot come as its own origin by pointing its name here.
 */

import { isLoopback } from "../../network/admission.ts";
import type { Config } from "../../config/config.ts";
import type { DefaultUser } from "../../acl/default_user.ts";
import { invalidField, problemResponse } from "../problem.ts";
import { Authorization } from "./authorization.ts";
import type { RemoteHost } from "./remote_host.ts";
import { pathOf } from "./resource_path.ts";

/** Pages and descriptions, which hold no data: a browser loads them before it has a password. */
const PUBLIC = /^\/($|docs(\/|$)|assets\/|openapi\.json$|favicon\.|health(\/|$))/;

const LOCAL_NAME =
  /^(localhost|[a-z0-9-]+\.localhost|\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d*)?$/i;

/** What can stand in `Host`: Deno puts it into the address as it is, where more would become path. */
const HOST = /^[^/?#@\\]*$/;

const ALLOWED_METHODS = "GET, HEAD, PUT, POST, PATCH, DELETE";
const ALLOWED_HEADERS = "authorization, content-type, content-encoding, if-match, if-none-match, " +
  "accept, last-event-id, upstash-encoding, upstash-sync-token, upstash-telemetry-platform, " +
  "upstash-telemetry-runtime, upstash-telemetry-sdk";
const EXPOSED_HEADERS = "etag, vortis-ttl, vortis-expires-at, vortis-type, www-authenticate, " +
  "accept-encoding, retry-after";
const PREFLIGHT_SECONDS = "600";

/** Decides about requests; keeps up with the settings. */
export class RequestGuard {
  #isProtected = true;
  #origins: readonly string[] = [];
  /** `http://name/` with a name that was found to be local: most requests come with the same one. */
  #localBase = "";

  readonly #authorization: Authorization;

  constructor(config: Config, user: DefaultUser) {
    this.#authorization = new Authorization(user);
    config.follow("protected-mode", (on) => this.#isProtected = on);
    config.follow("http-cors-origin", (origins) => this.#origins = origins);
  }

  /**
   * Whether a GET of data may pass, by as little as can tell: its sender knows the password or, where
   * none is needed, is on this machine and calls it by a name of its own. Pages of other origins cannot
   * read what it brings; where some can, theirs are for `check`, which also says why others may not.
   *
   * @param localOnly Whether only this machine can reach the address where it came in.
   */
  passesAtOnce(request: Request, remote: RemoteHost, localOnly: boolean): boolean {
    if (this.#origins.length > 0 && request.headers.has("origin")) return false;
    if (!this.#authorization.isOpen) {
      return this.#authorization.allows(request.headers.get("authorization"));
    }
    if (!this.#isProtected) return true;
    const { url } = request;
    const base = this.#localBase;
    if (base !== "" && url.startsWith(base)) {
      return localOnly || isLoopback(remote.remoteAddr.hostname);
    }
    const start = url.indexOf("://") + 3;
    const end = url.indexOf("/", start);
    if (end < 0 || !LOCAL_NAME.test(url.slice(start, end))) return false;
    this.#localBase = url.slice(0, end + 1);
    return localOnly || isLoopback(remote.remoteAddr.hostname);
  }

  /** The answer for a request that goes no further; undefined for one that may pass. */
  check(request: Request, hostname: string): Response | undefined {
    const { headers } = request;
    const host = headers.get("host");
    if (host !== null && !HOST.test(host)) {
      return problemResponse(invalidField("host", "must be a name or an IP address").options);
    }
    if (this.#isProtected && this.#authorization.takesAnyPassword) {
      if (!isLoopback(hostname)) {
        return forbidden(
          "protected-mode",
          "Protected mode is on and no password is set: only clients of this machine may connect. " +
            "Set requirepass, or switch protected-mode off.",
        );
      }
      if (host !== null && !LOCAL_NAME.test(host)) {
        return forbidden(
          "foreign-host",
          "Protected mode is on and no password is set: the address must be an IP address or localhost.",
        );
      }
    }
    const origin = headers.get("origin");
    if (origin !== null && !isOwnOrigin(origin, host)) {
      if (!this.#allowsOrigin(origin)) {
        return forbidden("foreign-origin", "http-cors-origin does not allow this origin.");
      }
      if (request.method === "OPTIONS" && headers.has("access-control-request-method")) {
        return preflightResponse(origin);
      }
    } else if (origin === null && headers.get("sec-fetch-site") === "cross-site") {
      // A page of a stranger that loads a picture from here; following a link is another matter.
      if (headers.get("sec-fetch-mode") !== "navigate") {
        return forbidden("foreign-origin", "Pages of other origins may not load this.");
      }
    }
    if (this.#authorization.isOpen || PUBLIC.test(pathOf(request.url))) return undefined;
    if (this.#authorization.allows(headers.get("authorization"))) return undefined;
    return problemResponse({
      code: "unauthorized",
      status: 401,
      title: "Authentication required",
      detail:
        "Send the password as a bearer token, or with the user default in basic authentication.",
      // Clients of Upstash know no problem details.
      extensions: { error: "WRONGPASS invalid or missing auth token" },
      headers: {
        "www-authenticate": 'Bearer realm="vortis", Basic realm="vortis", charset="UTF-8"',
      },
    });
  }

  /** Adds to a response what a page of an allowed origin needs to read it. */
  share(request: Request, response: Response): void {
    const origin = request.headers.get("origin");
    if (origin === null || !this.#allowsOrigin(origin)) return;
    const { headers } = response;
    headers.set("access-control-allow-origin", origin);
    headers.set("access-control-expose-headers", EXPOSED_HEADERS);
    headers.append("vary", "Origin");
  }

  #allowsOrigin(origin: string): boolean {
    return this.#origins.includes("*") || this.#origins.includes(origin);
  }
}

/** Whether a page came from the very host that the request goes to. */
function isOwnOrigin(origin: string, host: string | null): boolean {
  return host !== null && (origin === `http://${host}` || origin === `https://${host}`);
}

function preflightResponse(origin: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": ALLOWED_METHODS,
      "access-control-allow-headers": ALLOWED_HEADERS,
      "access-control-max-age": PREFLIGHT_SECONDS,
      "vary": "Origin",
    },
  });
}

function forbidden(code: string, detail: string): Response {
  return problemResponse({ code, status: 403, title: "Forbidden", detail });
}
