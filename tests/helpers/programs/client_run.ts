/** `vortis cli` in this process without a person: words and an input go in, output comes out. */
import { CliError } from "../../../server/cli/cli_error.ts";
import { runClient } from "../../../server/cli/client/client_command.ts";
import { FakeStreams } from "./fake_streams.ts";

/** What a run has left. */
export interface ClientRun {
  readonly code: number;
  readonly output: string;
  /** The output as it was. */
  readonly bytes: Uint8Array;
  readonly errors: string;
}

/** Runs the client; mistakes of the user are told as the program tells them. */
export async function runClientInProcess(
  words: readonly string[],
  input: string | Uint8Array = "",
  environment: Record<string, string> = {},
): Promise<ClientRun> {
  const streams = FakeStreams.pipe(input);
  let errors = "";
  let code: number;
  try {
    code = await runClient(words, {
      environment: (name) => environment[name],
      print: (text) => streams.write(new TextEncoder().encode(text)),
      printError: (text) => errors += text,
      confirm: () => false,
      progress: () => {},
      columns: () => undefined,
      hasColors: false,
      onStopRequest: () => {},
    }, streams);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    code = error.exitCode;
    errors += error.message;
  }
  return { code, output: streams.output, bytes: streams.bytes, errors };
}
