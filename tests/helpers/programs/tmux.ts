/**
 * A program in a real terminal emulator, tmux: keys are sent, the screen is read. Each has a tmux
 * server of its own, without anybody's configuration.
 */

let started = 0;

/** How to start a program in a terminal. */
export interface TmuxOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Record<string, string>;
}

/** A terminal with a program in it. */
export class Tmux {
  readonly #socket = `vortis-test-${Deno.pid}-${++started}`;

  private constructor() {}

  /** Starts a command line of the shell. */
  static async start(command: string, options: TmuxOptions = {}): Promise<Tmux> {
    const { columns = 80, rows = 30, env = {} } = options;
    const terminal = new Tmux();
    await terminal.#run(
      ...["new-session", "-d", "-x", String(columns), "-y", String(rows)],
      ...Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]),
      command,
    );
    return terminal;
  }

  /** Types text, as it is. */
  async type(text: string): Promise<void> {
    await this.#run("send-keys", "-l", "--", text);
  }

  /** Presses keys by tmux's names: Enter, Tab, Up, C-c. */
  async press(...keys: string[]): Promise<void> {
    await this.#run("send-keys", ...keys);
  }

  /** Types a line and Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press("Enter");
  }

  /** Pastes, as a terminal does that marks pastes if it is asked to. */
  async paste(text: string): Promise<void> {
    await this.#run("set-buffer", "--", text);
    await this.#run("paste-buffer", "-p", "-r");
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#run("resize-window", "-x", String(columns), "-y", String(rows));
  }

  /**
   * The screen without what is blank at the ends: with all that has scrolled off it, unless only
   * the visible part is wanted.
   */
  async screen(options: { colours?: boolean; visible?: boolean } = {}): Promise<string> {
    const text = await this.#run(
      ...["capture-pane", "-p"],
      ...options.visible === true ? [] : ["-S", "-"],
      ...options.colours === true ? ["-e"] : [],
    );
    return text.split("\n").map((line) => line.trimEnd()).join("\n").trimEnd();
  }

  /** Where the cursor stands on the screen. */
  async cursor(): Promise<{ column: number; row: number }> {
    const [column, row] = (await this.#run("display-message", "-p", "#{cursor_x} #{cursor_y}"))
      .trim().split(" ").map(Number);
    return { column, row };
  }

  /** Waits until the screen ends in a text, matches, or is as wanted; fails after ten seconds. */
  async shows(
    wanted: string | RegExp | ((screen: string) => boolean),
    options: { visible?: boolean } = {},
  ): Promise<string> {
    const found = typeof wanted === "function"
      ? wanted
      : (text: string) => typeof wanted === "string" ? text.endsWith(wanted) : wanted.test(text);
    const deadline = Date.now() + 10_000;
    for (;;) {
      const text = await this.screen(options);
      if (found(text)) return text;
      if (Date.now() > deadline) throw new Error(`The screen never showed ${wanted}:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends the terminal and what runs in it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run("kill-server").catch(() => {});
  }

  async #run(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-L", this.#socket, "-f", "/dev/null", ...args],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`tmux ${args[0]}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  }
}
