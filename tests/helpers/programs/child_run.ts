/** Runs a program to its end, with something on its standard input, and keeps what it prints. */

/** What a run has left. */
export interface ChildRun {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/**
 * Runs a program.
 *
 * @param input its standard input; text as UTF-8. It need not read all of it.
 * @param env added to the environment.
 */
export async function runChild(
  command: string,
  args: readonly string[],
  input: string | Uint8Array = "",
  env: Record<string, string> = {},
): Promise<ChildRun> {
  const child = new Deno.Command(command, {
    ...{ args: [...args], env },
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" } as const,
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  // Who ends before it has read everything breaks the pipe.
  await writer.write(bytes).then(() => writer.close()).catch(() => {});
  return await output;
}

/** The same; what it prints is text. */
export async function runChildForText(
  ...run: Parameters<typeof runChild>
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await runChild(...run);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
