/**
 * The way to the files that are served as they are; see `http_module.ts` for why it is a variable.
 */

const SPECIFIER: string = "./embedded_files.ts";

/** Loads the files. */
export const embeddedFilesModule: { load: () => Promise<typeof import("./embedded_files.ts")> } = {
  load: () => import(SPECIFIER),
};
