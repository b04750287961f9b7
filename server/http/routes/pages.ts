/**
 * The pages: one document at `/`, its script and its style sheet, its icon. All is in the program; no other host
 * is asked for anything, and the policy says so to the browser.
 */

import { embeddedFilesModule } from "../files/embedded_files_module.ts";
import type { HttpApp } from "../http_app.ts";
import { problemResponse } from "../problem.ts";
import { ServedFile } from "../files/served_file.ts";

/** No script, style or connection but this server's own; nothing inline, nothing made of texts. */
const PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'";

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#0f8a95">
<path d="M12 2.5a9.5 9.5 0 1 0 9.5 9.5h-3a6.5 6.5 0 1 1-6.5-6.5z"/>
<path d="M12 8a4 4 0 1 0 4 4h-2.2a1.8 1.8 0 1 1-1.8-1.8z"/>
</svg>
`;

const HTML = "text/html; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Asked for again each time, and sent again when it has changed. */
const FRESH = "no-cache";
/** Named after what is in it, so that it never changes. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** The files, by their paths. */
type Pages = ReadonlyMap<string, ServedFile>;

/** Adds the routes. */
export function addPageRoutes(app: HttpApp): void {
  let loading: Promise<Pages> | undefined;
  const pages = () => loading ??= loadPages();
  app.get("/", async (context) => (await pages()).get("/")!.respond(context.req.raw));
  app.get("/favicon.svg", async (context) => {
    return (await pages()).get("/favicon.svg")!.respond(context.req.raw);
  });
  app.get("/assets/:name", async (context) => {
    const { path } = context.req;
    const file = (await pages()).get(path);
    if (file !== undefined) return await file.respond(context.req.raw);
    return problemResponse({ code: "not-found", status: 404, title: "No such file", detail: path });
  });
}

async function loadPages(): Promise<Pages> {
  const { UI_SCRIPT, UI_STYLE, UI_VERSION: version } = (await embeddedFilesModule.load()).UI_FILES;
  const script = `/assets/ui.${version}.js`;
  const style = `/assets/ui.${version}.css`;
  const file = (text: string, contentType: string, cacheControl: string, policy?: string) =>
    new ServedFile(text, {
      ...{ contentType, version, cacheControl },
      ...(policy === undefined ? {} : { headers: { "content-security-policy": policy } }),
    });
  return new Map([
    ["/", file(documentOf(script, style), HTML, FRESH, PAGE_POLICY)],
    ["/favicon.svg", file(ICON, "image/svg+xml", FRESH)],
    [script, file(UI_SCRIPT, SCRIPT, FOR_EVER)],
    [style, file(UI_STYLE, STYLE, FOR_EVER)],
  ]);
}

function documentOf(script: string, style: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Vortis</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>These pages need JavaScript.</noscript>
</body>
</html>
`;
}
