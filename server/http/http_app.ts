/** The kind of app that routes are added to, and what a request brings with it. */

import type { OpenAPIHono } from "@hono/zod-openapi";

/** What a handler finds in its context. */
export type HttpEnv = {
  Bindings: {
    /** Where the request comes from: `127.0.0.1:50312`. */
    address: string;
  };
};

/** An app with the routes of this server. */
export type HttpApp = OpenAPIHono<HttpEnv>;
