/**
 * A server in a child process: started, waited for until it answers PING, stopped by its own
 * process id, its output kept for the failure message.
 */
import { RawConnection } from "./raw_connection.ts";

/** How to start a server. */
export interface ChildServerOptions {
  /** Program to run. */
  command: string;
  /** Its arguments. */
  args: string[];
  /** Port it will listen on. */
  port: number;
  /** Working directory. */
  cwd?: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Replaces the test: resolves true when the server is ready. Default: any reply to PING. */
  isReady?: (port: number) => Promise<boolean>;
  /** Time limit for becoming ready. Default 20,000. */
  readyTimeoutMs?: number;
}

/** A running child. */
export class ChildServer {
  readonly port: number;
  readonly pid: number;
  #child: Deno.ChildProcess;
  #output = "";
  #readers: Promise<void>[];

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    this.pid = child.pid;
    this.#readers = [this.#collect(child.stdout), this.#collect(child.stderr)];
  }

  /**
   * Starts the program and waits until it is ready.
   *
   * @throws {Error} with the program's output when it ends or is not ready in time.
   */
  static async start(options: ChildServerOptions): Promise<ChildServer> {
    const child = new Deno.Command(options.command, {
      args: options.args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: options.env }),
    }).spawn();
    const server = new ChildServer(child, options.port);
    let status: Deno.CommandStatus | undefined;
    child.status.then((value) => status = value);
    const isReady = options.isReady ?? answersPing;
    const deadline = Date.now() + (options.readyTimeoutMs ?? 20_000);
    while (!await isReady(options.port)) {
      if (status || Date.now() > deadline) {
        const output = await server.stop().then(() => server.output);
        const why = status ? `ended with code ${status.code}` : "was not ready in time";
        throw new Error(`${options.command} ${why}:\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return server;
  }

  /** What the child has printed so far, both streams in order of arrival. */
  get output(): string {
    return this.#output;
  }

  /** How the child ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#child.status;
  }

  /** Sends a signal without waiting. */
  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /**
   * Ends the child with SIGTERM, after `graceMs` with SIGKILL, and waits for it. Safe to call
   * when it has ended already.
   */
  async stop(graceMs = 5000): Promise<Deno.CommandStatus> {
    const kill = (signal: Deno.Signal) => {
      try {
        this.#child.kill(signal);
      } catch {
        // It has ended already.
      }
    };
    kill("SIGTERM");
    const timer = setTimeout(() => kill("SIGKILL"), graceMs);
    const status = await this.#child.status;
    clearTimeout(timer);
    await Promise.all(this.#readers);
    return status;
  }

  /** `await using` stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.#output += decoder.decode(chunk, { stream: true });
  }
}

/** Whether something on that port replies to PING, be it with an error. */
export async function answersPing(port: number): Promise<boolean> {
  try {
    using connection = await RawConnection.connect(port);
    const reply = await connection.command("PING");
    return reply.length > 0 && !new TextDecoder().decode(reply).startsWith("-LOADING");
  } catch {
    return false;
  }
}
