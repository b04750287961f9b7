/** Runs a command of the `vortis` program in this process, and keeps what it prints. */
import type { CliProcess } from "../../../server/cli/cli_command.ts";
import { runProgram } from "../../../server/cli/run.ts";

/** What a run has left. */
export interface ProgramRun {
  readonly code: number;
  readonly printed: string;
  readonly errors: string;
  /** Questions that were asked. */
  readonly questions: readonly string[];
  /** What the line of progress showed, one after the other. */
  readonly shown: readonly string[];
}

/** What the process is like. */
export interface ProcessTraits {
  /** The width of its terminal; none by default. */
  readonly columns?: number;
  /** Whether its terminal has colours. */
  readonly hasColors?: boolean;
  /** Aborting it asks the process to end. */
  readonly signal?: AbortSignal;
}

/** Runs the program; every question gets the same answer. */
export async function runInProcess(
  args: readonly string[],
  answer = false,
  { columns, hasColors = false, signal }: ProcessTraits = {},
): Promise<ProgramRun> {
  const output = {
    ...{ code: -1, printed: "", errors: "" },
    ...{ questions: [] as string[], shown: [] as string[] },
  };
  const process: CliProcess = {
    environment: () => undefined,
    print: (text) => output.printed += text,
    printError: (text) => output.errors += text,
    confirm(question) {
      output.questions.push(question);
      return answer;
    },
    progress: (text) => output.shown.push(text),
    columns: () => columns,
    hasColors,
    onStopRequest: (stop) => signal?.addEventListener("abort", () => stop("SIGINT")),
  };
  output.code = await runProgram(args, process);
  return output;
}
