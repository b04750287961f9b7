/**
 * Files that are served as they are, as texts. They are a module of its own because they are large: it
 * is loaded when the first of them is asked for, and stands in a file of its own in the executable.
 */

import swaggerScript from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "text" };
import swaggerStyle from "swagger-ui-dist/swagger-ui.css" with { type: "text" };
import { UI_SCRIPT, UI_STYLE, UI_VERSION } from "./ui_bundle.ts";

/** The files by their names. */
export const EMBEDDED_FILES: Readonly<Record<"swagger-ui.js" | "swagger-ui.css", string>> = {
  "swagger-ui.js": swaggerScript,
  "swagger-ui.css": swaggerStyle,
};

/** The pages. */
export const UI_FILES: Readonly<Record<"UI_SCRIPT" | "UI_STYLE" | "UI_VERSION", string>> = {
  UI_SCRIPT,
  UI_STYLE,
  UI_VERSION,
};
