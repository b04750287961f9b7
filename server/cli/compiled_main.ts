/**
 * The program as `deno task compile` makes it: `main.ts`, and the modules whose loading is hidden from
 * Deno elsewhere in the places where the executable has them.
 */

import { embeddedFilesModule } from "../http/files/embedded_files_module.ts";
import { httpModule } from "../http_module.ts";
import { runProgram } from "./run.ts";
import { thisProcess } from "./this_process.ts";

// In the same file as everything else, which is faster to read than two.
httpModule.load = () => import("../http/http_server.ts");
// In a file of its own beside it.
const EMBEDDED_FILES = new URL("./embedded_files.js", import.meta.url).href;
embeddedFilesModule.load = () => import(EMBEDDED_FILES);

if (import.meta.main) Deno.exit(await runProgram(Deno.args, thisProcess));
