/**
 * The description of the routes at `/openapi.json`, and pages to read and try it at `/docs`, made of
 * nothing but what this server sends.
 */

import { VERSION } from "../../version.ts";
import { embeddedFilesModule } from "../files/embedded_files_module.ts";
import type { HttpApp } from "../http_app.ts";
import { notFound } from "../problem.ts";
import { ServedFile } from "../files/served_file.ts";

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

/** Adds the routes: after all others, which it describes. */
export function addDocumentationRoutes(app: HttpApp): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    description: "A password of the user default (requirepass); not needed if there is none",
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

  let loading: Promise<ReadonlyMap<string, ServedFile>> | undefined;
  for (const path of ["/docs", "/docs/", "/docs/:name"]) {
    app.get(path, async ({ req }) => {
      const file = (await (loading ??= loadFiles())).get(req.path);
      if (file !== undefined) return await file.respond(req.raw);
      throw notFound(`There is no file ${req.path}`);
    });
  }
}

async function loadFiles(): Promise<ReadonlyMap<string, ServedFile>> {
  const { EMBEDDED_FILES } = await embeddedFilesModule.load();
  const file = (text: string, contentType: string) =>
    new ServedFile(text, {
      contentType: `${contentType}; charset=utf-8`,
      version: `${VERSION}-${text.length}`,
      cacheControl: "no-cache",
      headers: { "content-security-policy": PAGE_POLICY },
    });
  const page = file(PAGE, "text/html");
  return new Map([
    ["/docs", page],
    ["/docs/", page],
    ["/docs/start.js", file(START_SCRIPT, "text/javascript")],
    ["/docs/swagger-ui.js", file(EMBEDDED_FILES["swagger-ui.js"], "text/javascript")],
    ["/docs/swagger-ui.css", file(EMBEDDED_FILES["swagger-ui.css"], "text/css")],
  ]);
}
