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
import { problemOfGatewayError } from "./gateway_problems.ts";
import type { HttpCounters } from "./operations/http_counters.ts";
import { invalidField, invalidRequest, problemResponse } from "./problem.ts";
import { addCommandRoutes } from "./routes/commands.ts";
import { addOperationsRoutes } from "./routes/operations.ts";
import { addEventRoutes } from "./routes/events.ts";

/** All routes of a server. */
export function createApp(host: HttpHost, counters: HttpCounters): HttpApp {
  const app: HttpApp = new OpenAPIHono<HttpEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw invalidRequest(result.error.issues.map(({ path, message }) => ({
        field: path.length === 0 ? "body" : path.join("."),
        detail: message,
      })));
    },
  });
  app.notFound((context) =>
    problemResponse({
      code: "no-such-route",
      status: 404,
      title: "No such route",
      detail: `${context.req.method} ${context.req.path}`,
    })
  );
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
  addCommandRoutes(app, host);
  addOperationsRoutes(app, host, counters);
  addEventRoutes(app, host);
  return app;
}
