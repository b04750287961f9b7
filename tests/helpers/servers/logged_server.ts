/** Servers of tests with an AOF on a disk: made, filled, and made again from what is on the disk. */
import { CommandReplay } from "../../../server/dispatch/command_replay.ts";
import { Aof, type AofSettings } from "../../../store/persistence/aof/aof.ts";
import type { AofLoad } from "../../../store/persistence/aof/load.ts";
import type { FileSystem } from "../../../store/persistence/file_system.ts";
import { TestServer } from "../commands.ts";

/** The directory of all these AOFs. */
export const AOF_DIRECTORY = "appendonlydir";
/** The first part of their files' names. */
export const AOF_NAME = "appendonly.aof";

/** A server and its AOF. */
export class LoggedServer {
  readonly server = new TestServer();
  readonly aof: Aof;
  readonly client = this.server.client();
  readonly warnings: string[] = [];
  /** What was loaded, if anything. */
  loaded: AofLoad | undefined;

  constructor(
    readonly files: FileSystem,
    settings: Partial<AofSettings> = {},
    directory = AOF_DIRECTORY,
  ) {
    this.aof = new Aof(this.server.engine, files, directory, AOF_NAME, settings);
  }

  /** Loads what is there. */
  load(): this {
    this.loaded = this.aof.load(new CommandReplay(this.server), {
      warn: (message) => this.warnings.push(message),
    });
    while (this.loaded?.step(10) === false);
    return this;
  }

  /** Loads what is there and goes on with it. */
  start(): this {
    this.load();
    this.aof.start();
    return this;
  }

  /** Executes commands, a line each, and writes their effects. */
  run(...requests: (string | readonly (string | Uint8Array)[])[]): void {
    for (const request of requests) this.client.replyBytes(request);
    this.aof.log.flush();
  }

  /** Whether the effects so far have been brought to the disk; waits for it, as replies do. */
  commit(): Promise<boolean> {
    return new Promise((resolve) => {
      const waiter = { committed: () => resolve(true), uncommitted: () => resolve(false) };
      if (this.aof.log.passes(waiter, true)) resolve(true);
    });
  }

  /** A rewrite from its beginning to its end. */
  async rewrite(): Promise<void> {
    const rewrite = this.aof.rewrite();
    try {
      while (!rewrite.step(1)) await new Promise((resolve) => setTimeout(resolve));
      await rewrite.finish();
    } catch (error) {
      this.aof.rewriteEnded(error);
      throw error;
    }
    this.aof.rewriteEnded();
  }
}
