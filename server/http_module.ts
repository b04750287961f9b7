/**
 * The way to the HTTP side, which is loaded only if a server is asked to speak HTTP.
 *
 * Deno looks for modules before a program runs, in `import()` too if what stands there is a literal: a
 * server without HTTP would wait for, and a first start download, libraries that it never uses. Hence the
 * specifier in a variable. A bundler must see it, though: the executable's main module,
 * `cli/compiled_main.ts`, puts a literal in place.
 */

const SPECIFIER: string = "./http/http_server.ts";

/** Loads the HTTP side. */
export const httpModule: { load: () => Promise<typeof import("./http/http_server.ts")> } = {
  load: () => import(SPECIFIER),
};
