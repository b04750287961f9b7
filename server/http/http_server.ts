/**
 * HTTP from the socket to the routes and back: where it listens, what every request passes, and what
 * every response carries.
 *
 *     Deno.serve → request guard → body limit, decompression → routes → security headers
 */

import { isLoopback } from "../network/admission.ts";
import type { BindAddress } from "../config/kinds/bind_addresses.ts";
import { listenErrorFor } from "../network/listen_error.ts";
import { createApp } from "./app.ts";
import { problemOfGatewayError } from "./gateway/gateway_problems.ts";
import { HotGet } from "./hot_get.ts";
import { limitBody } from "./requests/body_limit.ts";
import type { HttpHost } from "./http_host.ts";
import { HttpCounters } from "./operations/http_counters.ts";
import { problemResponse } from "./problem.ts";
import { FailedLogins } from "./gateway/failed_logins.ts";
import { addressOf, type RemoteHost } from "./requests/remote_host.ts";
import { RequestGuard } from "./requests/request_guard.ts";

/** Where HTTP listens. */
export interface HttpOptions {
  readonly addresses: readonly BindAddress[];
  /** 0 lets the system choose one, the same for all addresses. */
  readonly port: number;
}

/** HTTP while it runs. */
export interface RunningHttp {
  readonly addresses: readonly { readonly hostname: string; readonly port: number }[];
  readonly port: number;
  /** Stops accepting, lets requests under way finish, and closes. */
  shutdown(): Promise<void>;
}

/** How long requests under way may take once the server stops. */
const SHUTDOWN_MS = 5000;

/** For data: nothing in it is to be run or shown as a page. Pages bring a policy of their own. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/**
 * Listens on all addresses and answers.
 *
 * @throws {ListenError} when one of them cannot be had; then none is kept.
 */
export function startHttp(host: HttpHost, options: HttpOptions): RunningHttp {
  const answer = createHandler(host);
  const servers: Deno.HttpServer<Deno.NetAddr>[] = [];
  const addresses: { hostname: string; port: number }[] = [];
  const stop = new AbortController();
  let { port } = options;
  let skipped: Error | undefined;
  let boundAllIpv6 = false;
  for (const { hostname, optional } of options.addresses) {
    if (boundAllIpv6 && hostname === "0.0.0.0") continue;
    try {
      const localOnly = isLoopback(hostname);
      const server = Deno.serve({
        ...{ hostname, port, signal: stop.signal },
        onListen: () => {},
        // Only bodies can fail here: a stream that was broken off because nobody reads it.
        onError: (error) => {
          host.server.log.verbose(`HTTP response broken off: ${error}`);
          return new Response(null, { status: 500 });
        },
        handler: (request, remote) => answer(request, remote, localOnly),
      });
      servers.push(server);
      port = server.addr.port;
      boundAllIpv6 ||= hostname === "::";
    } catch (error) {
      const failure = listenErrorFor(`${hostname}:${port} (HTTP)`, error);
      if (optional && failure.code === "address-not-available") {
        skipped = failure;
        continue;
      }
      stop.abort();
      throw failure;
    }
    addresses.push({ hostname, port });
  }
  if (servers.length === 0 && skipped !== undefined) throw skipped;
  return {
    addresses,
    port: servers.length === 0 ? 0 : port,
    async shutdown() {
      const deadline = setTimeout(() => stop.abort(), SHUTDOWN_MS);
      await Promise.all(servers.map((server) => server.shutdown()));
      clearTimeout(deadline);
    },
  };
}

/** The status of the answer to a wrong password, or to none. */
const UNAUTHORIZED = 401;

/** What answers the requests of a server. */
export function createHandler(
  host: HttpHost,
): (
  request: Request,
  remote: RemoteHost,
  localOnly: boolean,
) => Response | Promise<Response> {
  const { config, defaultUser, log } = host.server;
  const counters = new HttpCounters();
  const app = createApp(host, counters);
  const guard = new RequestGuard(config, defaultUser);
  const failedLogins = new FailedLogins(host.server);
  const hot = new HotGet(host);
  let maxBody = 0;
  config.follow("http-max-body", (bytes) => maxBody = bytes);

  /** The response for whatever has been thrown. */
  function failed(error: unknown): Response {
    const problem = problemOfGatewayError(error);
    if (problem !== undefined) return problemResponse(problem.options);
    log.warning(`Error in an HTTP request: ${error instanceof Error ? error.stack : error}`);
    return problemResponse({ code: "internal", status: 500, title: "Internal error" });
  }

  function finish(request: Request, response: Response, begun: number): Response {
    secure(response.headers);
    guard.share(request, response);
    counters.count(response.status, begun);
    return response;
  }

  return (request, remote, localOnly) => {
    const begun = counters.begin();
    try {
      if (request.method === "GET" && guard.passesAtOnce(request, remote, localOnly)) {
        const response = hot.answer(request, remote);
        if (response !== undefined) {
          counters.count(response.status, begun);
          return response;
        }
      }
      const refusal = guard.check(request, remote.remoteAddr.hostname);
      if (refusal !== undefined) {
        const credentials = request.headers.get("authorization");
        if (refusal.status === UNAUTHORIZED && credentials !== null) {
          failedLogins.add(credentials, addressOf(remote));
        }
        return finish(request, refusal, begun);
      }
      const bindings = { address: addressOf(remote) };
      const response = app.fetch(limitBody(request, maxBody), bindings);
      if (!(response instanceof Promise)) return finish(request, response, begun);
      return response.catch(failed).then((later) => finish(request, later, begun));
    } catch (error) {
      return finish(request, failed(error), begun);
    }
  };
}

function secure(headers: Headers): void {
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", DATA_POLICY);
}
