/**
 * Runs the programs of `examples/` as their headers say: with the permissions that they name, and no
 * others.
 */
import { assert, assertEquals } from "@std/assert";
import { ROOT } from "../source_tree.ts";

/** Long enough for any example. */
const TIMEOUT_MS = 30_000;

/** The command line that an example's header gives, up to the name of its file. */
async function commandOf(name: string): Promise<string[]> {
  const source = await Deno.readTextFile(new URL(`examples/${name}`, ROOT));
  const [, command] = /^ \* +deno ((?:run|test)\b.*?examples\/\S+)/m.exec(source) ?? [];
  assert(command?.endsWith(`examples/${name}`), "the header does not say how it is run");
  return command.split(" ");
}

/** An example that is running; a test's `await using` ends it. */
export class ExampleProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #timer: ReturnType<typeof setTimeout>;
  #printed = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  }

  /** Starts an example, with further permissions if its header speaks of them. */
  static async start(
    name: string,
    args: readonly string[] = [],
    permissions: readonly string[] = [],
  ): Promise<ExampleProgram> {
    const [verb, ...rest] = await commandOf(name);
    const command = new Deno.Command(Deno.execPath(), {
      args: [verb, "--no-check", "--no-prompt", ...permissions, ...rest, ...args],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    });
    return new ExampleProgram(command.spawn());
  }

  /** What the example has printed that matches a pattern, as soon as it has. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#printed);
      if (match !== null) return match;
      const { value, done } = await this.#lines.read();
      assert(!done, `it has ended without printing ${pattern}: ${this.#printed}`);
      this.#printed += value;
    }
  }

  /** Where an example that is a web server listens, without the slash at the end. */
  async url(): Promise<string> {
    return (await this.prints(/listening on (http:\S+)\/\n/))[1];
  }

  /** Waits for an example that ends by itself; returns all that it has printed. */
  async end(): Promise<string> {
    for (let done = false; !done;) {
      const read = await this.#lines.read();
      done = read.done;
      this.#printed += read.value ?? "";
    }
    assertEquals((await this.#child.status).code, 0, this.#printed);
    return this.#printed;
  }

  /** Ends an example that would go on. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await this.#lines.cancel();
    await this.#child.status;
  }
}
