/**
 * The description of the routes at `/openapi.json`, and pages to read and try it at `/docs`, made of
 * nothing but what this server sends.
 */

import { VERSION } from "../../version.ts";
import { embeddedFilesModule } from "../embedded_files_module.ts";
import type { HttpApp } from "../http_app.ts";

/** Swagger UI styles elements and shows pictures that are in its style sheet; all else is its own files. */
const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vortis: REST API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const START_SCRIPT = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null,
  syntaxHighlight: false,
});
`;

const DAY_SECONDS = 86_400;

/** Adds the routes: after all others, which it describes. */
export function addDocumentationRoutes(app: HttpApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "The password of requirepass; not needed if there is none",
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "basic", {
    type: "http",
    scheme: "basic",
    description: "The user is default",
  });
  let document: string | undefined;
  app.get("/openapi.json", () => {
    document ??= JSON.stringify(app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Vortis",
        version: VERSION,
        description: "The keys of an in-memory store, the same that RESP clients see.",
        license: { name: "MIT", url: "https://spdx.org/licenses/MIT" },
      },
      servers: [{ url: "/" }],
      security: [{}, { bearer: [] }, { basic: [] }],
    }));
    return new Response(document, { headers: { "content-type": "application/json" } });
  });

  app.get("/docs", () => page(PAGE, "text/html; charset=utf-8"));
  app.get("/docs/", () => page(PAGE, "text/html; charset=utf-8"));
  app.get("/docs/start.js", () => page(START_SCRIPT, "text/javascript; charset=utf-8"));
  const files = { "swagger-ui.js": "text/javascript", "swagger-ui.css": "text/css" } as const;
  for (const name of Object.keys(files) as (keyof typeof files)[]) {
    app.get(`/docs/${name}`, async () => {
      const { EMBEDDED_FILES } = await embeddedFilesModule.load();
      const response = page(EMBEDDED_FILES[name], `${files[name]}; charset=utf-8`);
      response.headers.set("cache-control", `public, max-age=${DAY_SECONDS}`);
      return response;
    });
  }
}

function page(text: string, contentType: string): Response {
  return new Response(text, {
    headers: { "content-type": contentType, "content-security-policy": PAGE_POLICY },
  });
}
