/**
 * The routes put together: each group is a file in `routes/` and one line here.
 *
 * Input is checked against the schemas of the routes; what does not fit is answered with the names
 * of the fields, and no fault of a handler shows more than that there was one.
 */

import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { HttpApp, HttpEnv } from "./http_app.ts";
import type { HttpHost } from "./http_host.ts";
import { gatewayOf } from "./gateway/command_gateway.ts";
import { problemOfGatewayError } from "./gateway/gateway_problems.ts";
import type { HttpCounters } from "./operations/http_counters.ts";
import { invalidField, invalidRequest, problemResponse } from "./problem.ts";
import { pathOf } from "./requests/resource_path.ts";
import { addBatchRoutes } from "./routes/batch.ts";
import { addCommandRoutes } from "./routes/commands.ts";
import { addDocumentationRoutes } from "./routes/documentation.ts";
import { addEventRoutes } from "./routes/events.ts";
import { addHashRoutes } from "./routes/hashes.ts";
import { addPageRoutes } from "./routes/pages.ts";
import { addKeyListRoutes } from "./routes/key_list.ts";
import { addKeyRoutes } from "./routes/keys.ts";
import { addListRoutes } from "./routes/lists.ts";
import { addNamespaceRoutes } from "./routes/namespaces.ts";
import { addOperationsRoutes } from "./routes/operations.ts";
import { addSetRoutes } from "./routes/sets.ts";
import { addSortedSetRoutes } from "./routes/sorted_sets.ts";
import { addStreamRoutes } from "./routes/streams.ts";
import { addValueRoutes } from "./routes/values.ts";

const METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE"];

/** All routes of a server. */
export function createApp(host: HttpHost, counters: HttpCounters): HttpApp {
  const app: HttpApp = new OpenAPIHono<HttpEnv>({
    // What the guard looks at, to the letter.
    getPath: ({ url }) => pathOf(url),
    defaultHook: (result) => {
      if (result.success) return;
      throw invalidRequest(result.error.issues.map(({ path, message }) => ({
        field: path.length === 0 ? "body" : path.join("."),
        detail: message,
      })));
    },
  });
  app.notFound(({ req: { method, path } }) => {
    const others = METHODS.filter((other) => app.router.match(other, path)[0].length > 0)
      .flatMap((other) => other === "GET" ? ["GET", "HEAD"] : [other]);
    if (others.length === 0) {
      const detail = `${method} ${path}`;
      return problemResponse({
        code: "no-such-route",
        status: 404,
        title: "No such route",
        detail,
      });
    }
    return problemResponse({
      code: "method-not-allowed",
      status: 405,
      title: "Method not allowed",
      detail: `${path} takes ${others.join(", ")}`,
      headers: { allow: others.join(", ") },
    });
  });
  app.onError((error) => {
    const problem = problemOfGatewayError(error);
    if (problem !== undefined) return problemResponse(problem.options);
    // What Hono itself finds wrong, above all a body that is no JSON.
    if (error instanceof HTTPException && error.status < 500) {
      return problemResponse(invalidField("body", error.message).options);
    }
    host.server.log.warning(`Error in an HTTP request: ${error.stack ?? error.message}`);
    return problemResponse({ code: "internal", status: 500, title: "Internal error" });
  });
  host.ending.addEventListener("abort", () => gatewayOf(host.server).stop(), { once: true });
  addKeyRoutes(app, host);
  addKeyListRoutes(app, host);
  addBatchRoutes(app, host);
  addNamespaceRoutes(app, host);
  addValueRoutes(app, host);
  addListRoutes(app, host);
  addHashRoutes(app, host);
  addSetRoutes(app, host);
  addSortedSetRoutes(app, host);
  addStreamRoutes(app, host);
  addCommandRoutes(app, host);
  addEventRoutes(app, host);
  addPageRoutes(app);
  addOperationsRoutes(app, host, counters);
  addDocumentationRoutes(app);
  return app;
}
