/**
 * The commands of the `vortis` program. Each is loaded when it is run, and only then: the program
 * starts in the time that its one command needs.
 *
 * Adding a command is a file and an entry here.
 */

import type { CliCommand } from "./cli_command.ts";

/** The commands; the first one is run when none is named. */
export const COMMANDS: readonly CliCommand[] = [
  {
    name: "serve",
    summary: "Run the server; this is the default",
    load: async () => (await import("./serve_command.ts")).runServe,
  },
  {
    name: "cli",
    summary: "Talk to a server: interactively, in scripts, in pipes",
    load: async () => (await import("./client/client_command.ts")).runClient,
  },
  {
    name: "check",
    summary: "Tell what data files hold and where they break; fix a torn end",
    load: async () => (await import("./data/check_command.ts")).runCheck,
  },
  {
    name: "import",
    summary: "Copy keys into a running server, from files or another server",
    load: async () => (await import("./data/import_command.ts")).runImport,
  },
  {
    name: "export",
    summary: "Write the keys of a running server to an RDB file",
    load: async () => (await import("./data/export_command.ts")).runExport,
  },
  {
    name: "bench",
    summary: "Load a server, over RESP or HTTP; tell throughput and latencies",
    load: async () => (await import("./load/bench_command.ts")).runBench,
  },
];
