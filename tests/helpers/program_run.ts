/** Runs a command of the `vortis` program in this process, and keeps what it prints. */
import type { CliProcess } from "../../server/cli/cli_command.ts";
import { runProgram } from "../../server/cli/run.ts";

/** What a run has left. */
export interface ProgramRun {
  readonly code: number;
  readonly printed: string;
  readonly errors: string;
  /** Questions that were asked. */
  readonly questions: readonly string[];
}

/** Runs the program; every question gets the same answer. */
export async function runInProcess(args: readonly string[], answer = false): Promise<ProgramRun> {
  const output = { code: -1, printed: "", errors: "", questions: [] as string[] };
  const process: CliProcess = {
    environment: () => undefined,
    print: (text) => output.printed += text,
    printError: (text) => output.errors += text,
    confirm(question) {
      output.questions.push(question);
      return answer;
    },
    progress: () => {},
    columns: () => undefined,
    hasColors: false,
    onStopRequest: () => {},
  };
  output.code = await runProgram(args, process);
  return output;
}
