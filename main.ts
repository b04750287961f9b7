/** The `vortis` program; see `server/cli/`. */

import { runProgram } from "./server/cli/run.ts";
import { thisProcess } from "./server/cli/this_process.ts";

if (import.meta.main) Deno.exit(await runProgram(Deno.args, thisProcess));
